"""What a visitor may do with a cohort today. Pure: facts in, one state out; the state has its own call to action."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lms.kernel.calendar import end_of, start_of


class Stage(StrEnum):
    """How far the secretariat has taken the cohort."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    RUNNING = "running"
    EVALUATED = "evaluated"
    ARCHIVED = "archived"
    POSTPONED = "postponed"
    CANCELED = "canceled"


class CatalogueState(StrEnum):
    PLANNED = "planned"
    INTEREST = "interest"
    UPCOMING = "upcoming"
    OPEN = "open"
    FEW_SEATS = "few_seats"
    FULL = "full"
    CLOSED = "closed"
    RUNNING = "running"
    FINISHED = "finished"
    POSTPONED = "postponed"
    CANCELED = "canceled"


class Call(StrEnum):
    """What a visitor can do next. One per state, the same on every surface."""

    APPLY = "apply"
    WAITLIST = "waitlist"  # apply all the same, and be offered a seat that becomes free
    INTEREST = "interest"  # hear about this cohort: what is decided, or that applications are open
    INTEREST_NEXT = "interest_next"  # hear about the next cohort of the course
    SEE_OTHERS = "see_others"


CALLS = {
    CatalogueState.PLANNED: Call.SEE_OTHERS,
    CatalogueState.INTEREST: Call.INTEREST,
    CatalogueState.UPCOMING: Call.INTEREST,
    CatalogueState.OPEN: Call.APPLY,
    CatalogueState.FEW_SEATS: Call.APPLY,
    CatalogueState.FULL: Call.WAITLIST,
    CatalogueState.CLOSED: Call.INTEREST_NEXT,
    CatalogueState.RUNNING: Call.INTEREST_NEXT,
    CatalogueState.FINISHED: Call.SEE_OTHERS,
    CatalogueState.POSTPONED: Call.INTEREST,
    CatalogueState.CANCELED: Call.SEE_OTHERS,
}

# Date and fee are decided, and the seat can be had now or from a named moment on.
ANNOUNCED = frozenset({CatalogueState.UPCOMING, CatalogueState.OPEN, CatalogueState.FEW_SEATS})

SETTLED = {
    Stage.POSTPONED: CatalogueState.POSTPONED,
    Stage.CANCELED: CatalogueState.CANCELED,
    Stage.EVALUATED: CatalogueState.FINISHED,
    Stage.ARCHIVED: CatalogueState.FINISHED,
}


@dataclass(frozen=True, slots=True)
class CohortFacts:
    """One kind of seat of one cohort at one moment.

    None is 未定 wherever it is allowed: a day's date, the fee (yen, tax included), the number of seats, the venue, the
    first moment of applications and the first moment after them.
    """

    stage: Stage
    days: Sequence[date | None]
    fee_jpy: int | None
    seats_left: int | None
    opens_at: datetime | None
    deadline_at: datetime | None
    now: datetime
    has_venue: bool = False
    takes_interest: bool = False
    few_seats: int = 3


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    state: CatalogueState
    has_undecided: bool

    @property
    def may_apply(self) -> bool:
        return self.state in {CatalogueState.OPEN, CatalogueState.FEW_SEATS}


def entry(facts: CohortFacts) -> CatalogueEntry:
    """The state of this kind of seat, and whether the page still has something to show as 未定."""
    is_complete = not _sale_is_undecided(facts) and facts.has_venue
    return CatalogueEntry(state_of(facts), has_undecided=not is_complete)


def state_of(facts: CohortFacts) -> CatalogueState:
    """Derived from dates as well as from the stage, so that a forgotten click never keeps an old notice alive.

    Nothing undecided is sold: while a date, the fee, the number of seats or the application period is 未定, the seat
    is announced only.
    """
    if settled := SETTLED.get(facts.stage):
        return settled
    if held := _held(facts):
        return held
    if facts.stage is Stage.CLOSED or _is_past_deadline(facts):
        return CatalogueState.CLOSED
    if _sale_is_undecided(facts):
        return CatalogueState.INTEREST if facts.takes_interest else CatalogueState.PLANNED
    if facts.stage is Stage.PLANNED or facts.opens_at is None or facts.now < facts.opens_at:
        return CatalogueState.UPCOMING
    return _by_seats(facts)


def _held(facts: CohortFacts) -> CatalogueState | None:
    """Under way from the first day's midnight in Japan to the end of its last day."""
    dates = [day for day in facts.days if day is not None]
    if dates and None not in facts.days:
        if facts.now >= end_of(max(dates)):
            return CatalogueState.FINISHED
        if facts.now >= start_of(min(dates)):
            return CatalogueState.RUNNING
    return CatalogueState.RUNNING if facts.stage is Stage.RUNNING else None


def _is_past_deadline(facts: CohortFacts) -> bool:
    return facts.deadline_at is not None and facts.now >= facts.deadline_at


def _sale_is_undecided(facts: CohortFacts) -> bool:
    return (
        not facts.days
        or None in facts.days
        or facts.fee_jpy is None
        or facts.seats_left is None
        or facts.opens_at is None
        or facts.deadline_at is None
    )


def _by_seats(facts: CohortFacts) -> CatalogueState:
    left = facts.seats_left or 0
    if left <= 0:
        return CatalogueState.FULL
    return CatalogueState.FEW_SEATS if left <= facts.few_seats else CatalogueState.OPEN
