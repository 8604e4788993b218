"""Cohorts that do not exist, for previews: how a page looks while nothing is decided, and once everything is."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils.translation import gettext

from cohorts.catalogue import CatalogueState
from cohorts.models import SeatKind
from courses.timetable import TimetableDay
from lms.checkout.card import CardDay, CohortCard, SeatOffer
from lms.elements import ShownPrice
from lms.kernel import calendar

EXAMPLE_FEE_JPY = 88_000
EXAMPLE_EARLY_FEE_JPY = 70_400
EXAMPLE_AUDIT_FEE_JPY = 44_000


class Example(StrEnum):
    UNDECIDED = "undecided"
    DECIDED = "decided"


def example_cards(example: Example, days: Sequence[TimetableDay], *, now: datetime) -> list[CohortCard]:
    """One cohort with the hours of the curriculum; its values are marked as examples and far from any real one."""
    hours = [(day.opens_at, day.closes_at) for day in days] or [(time(10), time(17)), (time(9), time(16))]
    return [undecided(hours, now=now) if example is Example.UNDECIDED else decided(hours, now=now)]


def undecided(hours: Sequence[tuple[time, time]], *, now: datetime) -> CohortCard:
    return CohortCard(
        code="example",
        title=_title(now),
        fiscal_year=_year(now),
        state=CatalogueState.PLANNED,
        days=_days(hours, None),
        venue=None,
        opens_at=None,
        deadline=None,
        seats=tuple(_seat(kind, CatalogueState.PLANNED, ShownPrice(list_jpy=None)) for kind in SeatKind),
    )


def decided(hours: Sequence[tuple[time, time]], *, now: datetime) -> CohortCard:
    today = calendar.jst_date(now)
    last_offer_day, last_day = today + timedelta(days=20), today + timedelta(days=60)
    early = ShownPrice(
        list_jpy=EXAMPLE_FEE_JPY,
        unit_jpy=EXAMPLE_EARLY_FEE_JPY,
        offer_label=gettext("Early discount (example)"),
        offer_last_moment=calendar.end_of(last_offer_day) - timedelta(seconds=1),
    )
    seats = (
        _seat(SeatKind.CERTIFICATION, CatalogueState.OPEN, early),
        _seat(SeatKind.AUDIT, CatalogueState.OPEN, ShownPrice(list_jpy=EXAMPLE_AUDIT_FEE_JPY)),
    )
    return CohortCard(
        code="example",
        title=_title(now),
        fiscal_year=_year(now),
        state=CatalogueState.OPEN,
        days=_days(hours, today + timedelta(days=80)),
        venue=gettext("Example hall, room 1"),
        opens_at=now,
        deadline=calendar.end_of(last_day) - timedelta(seconds=1),
        seats=seats,
    )


def _title(now: datetime) -> str:
    return gettext("Example: cohort of fiscal year %(year)s") % {"year": _year(now)}


def _year(now: datetime) -> int:
    return calendar.fiscal_year(calendar.jst_date(now))


def _days(hours: Sequence[tuple[time, time]], first: date | None) -> tuple[CardDay, ...]:
    return tuple(
        CardDay(number, first + timedelta(days=number - 1) if first else None, opens_at, closes_at)
        for number, (opens_at, closes_at) in enumerate(hours, start=1)
    )


def _seat(kind: SeatKind, state: CatalogueState, price: ShownPrice) -> SeatOffer:
    """Without an address to apply at: nobody can apply for an example."""
    return SeatOffer(kind=kind, label=str(kind.label), state=state, price=price)
