"""Until when the files handed in for the designated assignment are kept. Pure; the law sets limits, not the values."""

from dataclasses import dataclass
from datetime import date

from lms.kernel.calendar import add_months, add_years


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What is known of one file and of the seat it was handed in for; None where it did not happen, or is not known.

    `license_until` is the first day on which the license is not valid any more, renewals counted; `over_on` is the last
    day of the course, or the day on which the seat was given up; `waits_months` is how long a result waits for the
    Specialist pass and can be repeated.
    """

    handed_in_on: date
    license_until: date | None
    decided_on: date | None
    over_on: date | None
    is_seated: bool
    waits_months: int


def kept_until(facts: FileFacts, *, license_years: int, months: int) -> date | None:
    """The first day on which the file goes; None while nobody can say.

    With a license the file belongs to the file of the certification, which is kept for years beyond its validity;
    without one it is kept for months after everything is over: the decision, the seat that was given up, or the time in
    which a result could still lead to a license. No file goes sooner than that after it came.
    """
    if facts.license_until is not None:
        return add_years(facts.license_until, license_years)
    over = facts.decided_on or facts.over_on
    if over is None:
        return None
    waits = facts.waits_months if facts.is_seated and facts.decided_on is None else 0
    return max(add_months(add_months(over, waits), months), add_months(facts.handed_in_on, months))
