"""What a page says about the cohorts one can join: when, where, for how much, and whether now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet, TextChoices
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cohorts.catalogue import CatalogueEntry, CatalogueState, CohortFacts, Stage, entry
from cohorts.models import Cohort, SeatKind, SeatPool
from courses.models import Course
from lms.checkout.models import Listing
from lms.checkout.pricing import price_of
from lms.elements import ShownPrice
from payments.offers import last_moment_shown

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


class StateLabel(TextChoices):
    """The state of a cohort in words (`cohorts.catalogue.CatalogueState`)."""

    PLANNED = CatalogueState.PLANNED.value, _("Details to be decided")
    INTEREST = CatalogueState.INTEREST.value, _("Details to be decided")
    UPCOMING = CatalogueState.UPCOMING.value, _("Opening soon")
    OPEN = CatalogueState.OPEN.value, _("Taking applications")
    FEW_SEATS = CatalogueState.FEW_SEATS.value, _("Few seats left")
    FULL = CatalogueState.FULL.value, _("Full")
    CLOSED = CatalogueState.CLOSED.value, _("Applications closed")
    RUNNING = CatalogueState.RUNNING.value, _("Under way")
    FINISHED = CatalogueState.FINISHED.value, _("Held")
    POSTPONED = CatalogueState.POSTPONED.value, _("Postponed")
    CANCELED = CatalogueState.CANCELED.value, _("Canceled")


TONES = {
    CatalogueState.OPEN: "success",
    CatalogueState.FEW_SEATS: "warning",
    CatalogueState.UPCOMING: "info",
    CatalogueState.RUNNING: "info",
    CatalogueState.FULL: "warning",
    CatalogueState.POSTPONED: "warning",
    CatalogueState.CANCELED: "error",
}
UNDECIDED = {CatalogueState.PLANNED, CatalogueState.INTEREST}


@dataclass(frozen=True, slots=True)
class CardDay:
    """A day with its hours; the date alone may be undecided."""

    position: int
    date: date | None
    opens_at: time
    closes_at: time


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatOffer:
    """One kind of seat. `apply_url` is empty whenever it cannot be applied for now."""

    kind: str
    label: str
    state: CatalogueState
    price: ShownPrice
    seats_left: int
    seats_note: str
    apply_url: str = ""

    @property
    def is_main(self) -> bool:
        """The seat whose button is the one primary action of a card."""
        return self.kind == SeatKind.CERTIFICATION


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortCard:
    """A cohort as a page shows it. None stands for 未定; `deadline` is the last moment, inclusive."""

    code: str
    title: str
    fiscal_year: int
    state: CatalogueState
    days: tuple[CardDay, ...]
    venue: str | None
    opens_at: datetime | None
    deadline: datetime | None
    seats: tuple[SeatOffer, ...]
    reason: str = ""

    @property
    def state_label(self) -> str:
        return str(StateLabel(self.state.value).label)

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "")

    @property
    def is_open(self) -> bool:
        return self.state in {CatalogueState.OPEN, CatalogueState.FEW_SEATS}

    @property
    def is_stopped(self) -> bool:
        """Neither fees nor seats mean anything for a cohort that will not be held as announced."""
        return self.state in {CatalogueState.POSTPONED, CatalogueState.CANCELED}

    @property
    def is_upcoming(self) -> bool:
        return self.state is CatalogueState.UPCOMING

    @property
    def is_undecided(self) -> bool:
        return self.state in UNDECIDED


def offerings_of(course: Course, *, now: datetime) -> list[CohortCard]:
    """The cohorts of a course that lie ahead or are under way, dated ones first. A constant number of queries."""
    ahead = course.cohorts.public().exclude(status=Cohort.Status.EVALUATED)
    return cards(ahead, now=now)


def offerings_by_course(course_ids: Collection[int], *, now: datetime) -> dict[int, list[CohortCard]]:
    """`offerings_of` for several courses at once, by course; as many queries as for one."""
    ahead = Cohort.objects.filter(course_id__in=course_ids).public().exclude(status=Cohort.Status.EVALUATED)
    found: dict[int, list[CohortCard]] = {}
    for cohort in _with_facts(ahead) if course_ids else ():
        found.setdefault(cohort.course_id, []).append(card_of(cohort, now=now))
    return found


def cards(cohorts: QuerySet[Cohort], *, now: datetime) -> list[CohortCard]:
    return [card_of(cohort, now=now) for cohort in _with_facts(cohorts)]


def _with_facts(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    return cohorts.select_related("venue").prefetch_related("days", "pools__listing__offers")


def card_of(cohort: Cohort, *, now: datetime) -> CohortCard:
    seats = tuple(seat_offer(cohort, pool, now=now) for pool in cohort.pools.all())
    states = {seat.state for seat in seats} or {entry_of(cohort, None, now=now).state}
    deadline = cohort.application_deadline_at
    return CohortCard(
        code=cohort.code,
        title=cohort.title,
        fiscal_year=cohort.fiscal_year,
        state=min(states, key=ORDER_OF_STATES.index),
        days=tuple(CardDay(day.position, day.held_on, day.opens_at, day.closes_at) for day in cohort.days.all()),
        venue=cohort.venue.name if cohort.venue else None,
        opens_at=cohort.applications_open_at,
        deadline=deadline - timedelta(seconds=1) if deadline else None,
        seats=seats,
        reason=cohort.status_reason,
    )


def entry_of(cohort: Cohort, pool: SeatPool | None, *, now: datetime) -> CatalogueEntry:
    """The catalog state of one kind of seat, from its rows; a cohort without seats yet is judged without them."""
    listing = listing_of(pool) if pool else None
    return entry(
        CohortFacts(
            stage=Stage(cohort.status),
            days=[day.held_on for day in cohort.days.all()],
            fee_jpy=listing.list_price_jpy if listing else None,
            seats_left=pool.left if pool else None,
            opens_at=cohort.applications_open_at,
            deadline_at=cohort.application_deadline_at,
            now=now,
            has_venue=cohort.venue_id is not None,
        )
    )


def listing_of(pool: SeatPool) -> Listing | None:
    try:
        return pool.listing
    except Listing.DoesNotExist:
        return None


def seat_offer(cohort: Cohort, pool: SeatPool, *, now: datetime) -> SeatOffer:
    found = entry_of(cohort, pool, now=now)
    return SeatOffer(
        kind=pool.kind,
        label=pool.get_kind_display(),
        state=found.state,
        price=shown_price(listing_of(pool), now=now),
        seats_left=pool.left,
        seats_note=seats_note(pool, found.state),
        apply_url=apply_url(cohort, pool) if found.may_apply else "",
    )


def shown_price(listing: Listing | None, *, now: datetime) -> ShownPrice:
    """The fee of a seat at a moment; 未定 until one is listed."""
    if listing is None or listing.list_price_jpy is None:
        return ShownPrice(list_jpy=None)
    price = price_of(listing, now=now)
    return ShownPrice(
        list_jpy=price.list_jpy,
        unit_jpy=price.unit_jpy,
        offer_label=price.offer.label if price.offer else "",
        offer_last_moment=last_moment_shown(price.offer.ends_at) if price.offer else None,
    )


def seats_note(pool: SeatPool, state: CatalogueState) -> str:
    """How many seats there are, and when few are left how many; nothing where seats are not the question."""
    if state is CatalogueState.FULL:
        return gettext("No seats left")
    if state is CatalogueState.FEW_SEATS:
        return ngettext("%(count)d seat left", "%(count)d seats left", pool.left) % {"count": pool.left}
    if state in {CatalogueState.OPEN, CatalogueState.UPCOMING}:
        return ngettext("%(count)d seat", "%(count)d seats", pool.capacity) % {"count": pool.capacity}
    return ""


def apply_url(cohort: Cohort, pool: SeatPool) -> str:
    """Where one applies for this kind of seat; empty in a site without the portal."""
    try:
        return f"{reverse('lms_portal:apply', args=[cohort.code])}?kind={pool.kind}"
    except NoReverseMatch:
        return ""
