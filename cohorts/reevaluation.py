"""How often and until when a part that was not reached can be repeated. Pure."""

from dataclasses import dataclass
from datetime import date

from lms.kernel.calendar import add_months


@dataclass(frozen=True, slots=True)
class Reevaluation:
    """`left` of so many re-evaluations, through `last_day`."""

    left: int
    last_day: date
    is_open: bool


def reevaluation(*, attempts: int, first_on: date, limit: int, months: int, today: date) -> Reevaluation:
    """What is left after so many attempts, the first of which was settled on `first_on` (counted as in 民法143条)."""
    end = add_months(first_on, months)
    left = max(limit - (attempts - 1), 0)
    return Reevaluation(left, end, is_open=left > 0 and today <= end)
