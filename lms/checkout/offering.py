"""The cards of many cohorts, read in two queries and without a model instance per row."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import get_language

from cohorts import conf
from cohorts.catalogue import CatalogueState, CohortFacts, Stage, state_of
from cohorts.models import Cohort, SeatKind, SeatPool
from courses.models import Course
from lms.checkout.calls import Addresses
from lms.checkout.card import ON_SALE, ORDER_OF_STATES, CardDay, CohortCard, SeatOffer
from lms.elements import ShownPrice
from payments.money import yen
from payments.offers import Offer, last_moment_shown, price_at


class CohortRow(NamedTuple):
    """What is read of a cohort; the names are those of the fields."""

    pk: int
    code: str
    title: str
    title_en: str
    course_pk: int
    course_code: str
    course_title: str
    course_title_en: str
    fiscal_year: int
    status: str
    status_reason: str
    venue_name: str | None
    venue_name_en: str | None
    venue_address: str | None
    venue_address_en: str | None
    venue_is_online: bool | None
    applications_open_at: datetime | None
    application_deadline_at: datetime | None
    priority_opens_at: datetime | None


COHORT_FIELDS = (
    "pk", "code", "title", "title_en", "course", "course__code", "course__title", "course__title_en", "fiscal_year",
    "status", "status_reason", "venue__name", "venue__name_en", "venue__address", "venue__address_en",
    "venue__is_online", "applications_open_at", "application_deadline_at", "priority_opens_at",
)  # fmt: skip
DAY_FIELDS = ("days__position", "days__held_on", "days__opens_at", "days__closes_at")
POOL_FIELDS = ("cohort", "kind", "capacity", "taken", "waiting", "listing__list_price_jpy")
OFFER_FIELDS = tuple(
    f"listing__offers__{name}"
    for name in (
        "label", "percent", "starts_at", "ends_at", "amount_off_jpy", "fixed_jpy", "channel", "max_uses", "used", "pk",
    )
)  # fmt: skip


class PoolRow(NamedTuple):
    kind: str
    capacity: int
    taken: int
    waiting: int
    list_price_jpy: int | None

    @property
    def left(self) -> int:
        """As `SeatPool.left`: a free seat somebody waits for is nobody else's."""
        return 0 if self.waiting else self.capacity - self.taken


class PoolFacts(NamedTuple):
    row: PoolRow
    offers: list[Offer]


@dataclass(frozen=True, slots=True)
class Around:
    """Everything that is not in the row of a cohort itself."""

    days: Mapping[int, Sequence[CardDay]]
    pools: Mapping[int, Sequence[PoolFacts]]
    addresses: Addresses
    kinds: Mapping[str, str]
    japanese: bool
    now: datetime
    few_seats: int


def offerings_of(course: Course, *, now: datetime) -> list[CohortCard]:
    """The cohorts of a course that lie ahead or are under way, dated ones first."""
    return cards(Cohort.objects.ahead().filter(course=course), now=now)


def offerings_by_course(course_ids: Collection[int], *, now: datetime) -> dict[int, list[CohortCard]]:
    """`offerings_of` for several courses at once, by course; as many queries as for one."""
    found: dict[int, list[CohortCard]] = defaultdict(list)
    for card in cards(Cohort.objects.ahead().filter(course__in=course_ids), now=now) if course_ids else ():
        found[card.course_pk].append(card)
    return found


def card_of(cohort: Cohort, *, now: datetime) -> CohortCard:
    """The card of one cohort, whether or not it is public."""
    (card,) = cards(Cohort.objects.filter(pk=cohort.pk), now=now)
    return card


def cards(cohorts: QuerySet[Cohort], *, now: datetime) -> list[CohortCard]:
    """In the order of the queryset; prices are what an application made now would be charged."""
    rows, days = _rows(cohorts)
    around = Around(
        days=days,
        pools=_pools([row.pk for row in rows]) if rows else {},
        addresses=Addresses.here(),
        kinds={kind.value: str(kind.label) for kind in SeatKind},
        japanese=(get_language() or "ja").startswith("ja"),
        now=now,
        few_seats=conf.FEW_SEATS,
    )
    return [_card(row, around) for row in rows]


def _rows(cohorts: QuerySet[Cohort]) -> tuple[list[CohortRow], dict[int, list[CardDay]]]:
    """Each cohort once, and the days of each in order."""
    rows: dict[int, CohortRow] = {}
    days: dict[int, list[CardDay]] = defaultdict(list)
    ordered = cohorts.order_by(*(cohorts.query.order_by or ("pk",)), "days__position")
    for values in ordered.values_list(*COHORT_FIELDS, *DAY_FIELDS):
        pk, position = values[0], values[-4]
        if pk not in rows:
            rows[pk] = CohortRow(*values[:-4])
        if position is not None:
            days[pk].append(CardDay(*values[-4:]))
    return list(rows.values()), days


def _pools(keys: Sequence[int]) -> dict[int, list[PoolFacts]]:
    """Each kind of seat with its fee and its offers; whether an offer applies is judged by `payments.offers`."""
    found: dict[int, dict[str, PoolFacts]] = defaultdict(dict)
    pools: QuerySet[Any] = SeatPool.objects.filter(cohort__in=keys).order_by("cohort", "-kind")
    for cohort, *values in pools.values_list(*POOL_FIELDS, *OFFER_FIELDS):
        row = PoolRow(*values[: -len(OFFER_FIELDS)])
        facts = found[cohort].setdefault(row.kind, PoolFacts(row, []))
        if values[-1] is not None:
            facts.offers.append(Offer(*values[-len(OFFER_FIELDS) :]))
    return {cohort: list(kinds.values()) for cohort, kinds in found.items()}


def _card(row: CohortRow, around: Around) -> CohortCard:
    days = tuple(around.days.get(row.pk, ()))
    seats = tuple(_seat(row, pool, days, around) for pool in around.pools.get(row.pk, ()))
    states = [seat.state for seat in seats] or [_state(row, None, days, around)]
    state = min(states, key=ORDER_OF_STATES.index)
    deadline = row.application_deadline_at
    return CohortCard(
        pk=row.pk,
        code=row.code,
        title=_in_language(around, row.title, row.title_en),
        course_pk=row.course_pk,
        course_code=row.course_code,
        course_title=_in_language(around, row.course_title, row.course_title_en),
        fiscal_year=row.fiscal_year,
        state=state,
        days=days,
        venue=_in_language(around, row.venue_name, row.venue_name_en) if row.venue_name else None,
        venue_address=_in_language(around, row.venue_address or "", row.venue_address_en),
        is_online=bool(row.venue_is_online),
        opens_at=row.applications_open_at,
        first_at=row.priority_opens_at if state is CatalogueState.UPCOMING else None,
        first_url=_first_url(row, state, around),
        deadline=deadline - timedelta(seconds=1) if deadline else None,
        seats=seats,
        url=around.addresses.of_cohort(row.code),
        company_url=around.addresses.application_of_company(row.code) if state in ON_SALE else "",
        call=around.addresses.call(state, code=row.code, course_code=row.course_code),
        reason=row.status_reason,
    )


def _first_url(row: CohortRow, state: CatalogueState, around: Around) -> str:
    """Where those apply now who may do so before everybody else; empty outside of their window."""
    first = row.priority_opens_at
    is_window = row.status == Cohort.Status.OPEN and first is not None and first <= around.now
    return around.addresses.application(row.code) if is_window and state is CatalogueState.UPCOMING else ""


def _seat(row: CohortRow, facts: PoolFacts, days: tuple[CardDay, ...], around: Around) -> SeatOffer:
    pool = facts.row
    state = _state(row, pool, days, around)
    return SeatOffer(
        kind=pool.kind,
        label=around.kinds[pool.kind],
        state=state,
        price=_price(facts, around),
        capacity=pool.capacity,
        seats_left=pool.left,
        waitlist_url=around.addresses.seat(code=row.code, kind=pool.kind) if state is CatalogueState.FULL else "",
        apply_url=around.addresses.seat(code=row.code, kind=pool.kind) if state in ON_SALE else "",
    )


def _state(row: CohortRow, pool: PoolRow | None, days: tuple[CardDay, ...], around: Around) -> CatalogueState:
    """The state of one kind of seat; a cohort without seats yet is judged without them."""
    return state_of(
        CohortFacts(
            stage=Stage(row.status),
            days=[day.date for day in days],
            fee_jpy=pool.list_price_jpy if pool else None,
            seats_left=pool.left if pool else None,
            opens_at=row.applications_open_at,
            deadline_at=row.application_deadline_at,
            now=around.now,
            has_venue=row.venue_name is not None,
            takes_interest=bool(around.addresses.interest),
            few_seats=around.few_seats,
        )
    )


def _price(facts: PoolFacts, around: Around) -> ShownPrice:
    """The fee of a seat at this moment; 未定 until one is listed."""
    if facts.row.list_price_jpy is None:
        return ShownPrice(list_jpy=None)
    price = price_at(yen(facts.row.list_price_jpy), facts.offers, around.now)
    return ShownPrice(
        list_jpy=price.list_jpy,
        unit_jpy=price.unit_jpy,
        offer_label=price.offer.label if price.offer else "",
        offer_last_moment=last_moment_shown(price.offer.ends_at) if price.offer else None,
    )


def _in_language(around: Around, japanese: str | None, english: str | None) -> str:
    return (japanese if around.japanese else english or japanese) or ""
