"""What a page says about a cohort one can join: when, where, for how much, and what one can do now.

Every surface (card, page, schedule, calendar file, structured data, API, mail) is drawn from these cards, so that all
of them say the same at the same moment.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext, ngettext

from cohorts.catalogue import CatalogueState
from cohorts.models import SeatKind
from lms.checkout.calls import TONES, CallToAction, StateLabel
from lms.elements import ShownPrice

# The state of a card is the most inviting state of its kinds of seats.
ORDER_OF_STATES = (
    CatalogueState.OPEN,
    CatalogueState.FEW_SEATS,
    CatalogueState.UPCOMING,
    CatalogueState.INTEREST,
    CatalogueState.PLANNED,
    CatalogueState.FULL,
    CatalogueState.CLOSED,
    CatalogueState.RUNNING,
    CatalogueState.FINISHED,
    CatalogueState.POSTPONED,
    CatalogueState.CANCELED,
)
UNDECIDED = frozenset({CatalogueState.PLANNED, CatalogueState.INTEREST})
STOPPED = frozenset({CatalogueState.POSTPONED, CatalogueState.CANCELED})
ON_SALE = frozenset({CatalogueState.OPEN, CatalogueState.FEW_SEATS})


@dataclass(frozen=True, slots=True)
class CardDay:
    """A day with its hours; the date alone may be undecided."""

    position: int
    date: date | None
    opens_at: time
    closes_at: time


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatOffer:
    """One kind of seat. `apply_url` is empty whenever it cannot be applied for now, `waitlist_url` unless full."""

    kind: str
    label: str
    state: CatalogueState
    price: ShownPrice
    capacity: int = 0
    seats_left: int = 0
    apply_url: str = ""
    waitlist_url: str = ""

    @property
    def is_main(self) -> bool:
        """The seat whose button is the one primary action of a card."""
        return self.kind == SeatKind.CERTIFICATION

    @property
    def seats_note(self) -> str:
        """How many seats there are, and when few are left how many; nothing where seats are not the question."""
        if self.state is CatalogueState.FULL:
            return gettext("No seats left")
        if self.state is CatalogueState.FEW_SEATS:
            return ngettext("%(count)d seat left", "%(count)d seats left", self.seats_left) % {"count": self.seats_left}
        if self.capacity and self.state in {CatalogueState.OPEN, CatalogueState.UPCOMING}:
            return ngettext("%(count)d seat", "%(count)d seats", self.capacity) % {"count": self.capacity}
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortCard:
    """A cohort as a page shows it. None stands for 未定; `deadline` is the last moment, inclusive.

    `first_at` is from when those apply who had asked for news before the announcement, while that lies before
    `opens_at`; `first_url` is where they do, once it has come. `company_url` is where a company applies for several
    people, while seats are sold. An example in a preview has no row, no address and no
    call.
    """

    code: str
    title: str
    fiscal_year: int
    state: CatalogueState
    days: tuple[CardDay, ...]
    venue: str | None
    opens_at: datetime | None
    deadline: datetime | None
    seats: tuple[SeatOffer, ...]
    first_at: datetime | None = None
    first_url: str = ""
    reason: str = ""
    pk: int = 0
    course_pk: int = 0
    course_code: str = ""
    course_title: str = ""
    venue_address: str = ""
    is_online: bool = False
    url: str = ""
    company_url: str = ""
    call: CallToAction | None = None

    @property
    def state_label(self) -> str:
        return str(StateLabel(self.state.value).label)

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "")

    @property
    def is_open(self) -> bool:
        return self.state in ON_SALE

    @property
    def is_stopped(self) -> bool:
        """Neither fees nor seats mean anything for a cohort that will not be held as announced."""
        return self.state in STOPPED

    @property
    def is_upcoming(self) -> bool:
        return self.state is CatalogueState.UPCOMING

    @property
    def is_undecided(self) -> bool:
        return self.state in UNDECIDED

    @property
    def shows_call(self) -> bool:
        """Whether the call stands by itself; an application has its button beside each kind of seat."""
        return self.call is not None and not self.is_open

    @property
    def dates(self) -> tuple[date, ...]:
        """The dates of all days; nothing while any of them is 未定."""
        decided = tuple(day.date for day in self.days if day.date)
        return decided if len(decided) == len(self.days) else ()
