"""Whether a cohort is held, judged by its smallest number of participants. Pure: facts in, a verdict out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Verdict(StrEnum):
    NO_MINIMUM = "no_minimum"  # it is held with whoever comes
    REACHED = "reached"
    SHORT = "short"  # too few so far; the day of the decision has not come, or is not decided
    DUE = "due"  # too few, and the decision is to be made now


@dataclass(frozen=True, slots=True)
class GoNoGo:
    verdict: Verdict
    missing: int
    #: Held seats and offers are no participants yet; with them the number might still be reached.
    is_within_reach: bool


def go_no_go(*, minimum: int | None, decide_on: date | None, confirmed: int, pending: int, today: date) -> GoNoGo:
    """Compare the confirmed participants of a cohort with its minimum; the decision is due from `decide_on` on.

    `pending` counts seats that are held or offered. `minimum` is None where there is none, `decide_on` while 未定.
    """
    if minimum is None:
        return GoNoGo(Verdict.NO_MINIMUM, missing=0, is_within_reach=True)
    missing = max(0, minimum - confirmed)
    if not missing:
        return GoNoGo(Verdict.REACHED, missing=0, is_within_reach=True)
    is_due = decide_on is not None and decide_on <= today
    return GoNoGo(Verdict.DUE if is_due else Verdict.SHORT, missing, is_within_reach=pending >= missing)
