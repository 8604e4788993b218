"""The schedule as a list: every word prepared, so that the template only prints."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _

from lms.catalogue.filters import month_words, months_of
from lms.checkout.calls import CallToAction
from lms.checkout.card import CardDay, CohortCard, SeatOffer
from lms.templatetags.lms import hour, long_date, long_datetime, short_date, yen_tax_included


@dataclass(frozen=True, slots=True)
class PriceLine:
    """What one kind of seat costs now, and why; `amount` None is 未定."""

    kind: str
    amount: str | None
    note: str


@dataclass(frozen=True, slots=True)
class Row:
    """None stands for 未定."""

    code: str
    title: str
    url: str
    state: str
    tone: str
    days: list[tuple[str | None, str]]  # date and hours
    place: str | None
    prices: list[PriceLine]
    until: str
    reason: str
    call: CallToAction | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    rows: list[Row]


def groups(cards: Iterable[CohortCard]) -> list[Group]:
    """By month of the first day, in the order given; what has no date yet stands at the end."""
    return [
        Group(month_words(month) if month else _("Dates to be decided"), [row_of(card) for card in each])
        for month, each in groupby(cards, key=_first_month)
    ]


def row_of(card: CohortCard) -> Row:
    return Row(
        code=card.code,
        title=card.title,
        url=card.url,
        state=card.state_label,
        tone=card.tone,
        days=_days(card.days),
        place=card.venue,
        prices=[] if card.is_stopped else [_price(seat) for seat in card.seats],
        until=_until(card),
        reason=card.reason if card.is_stopped else "",
        call=card.call,
        is_open=card.is_open,
    )


def dates_words(dates: tuple[date, ...]) -> str:
    """「2027年2月18日（木）・2月19日（金）」."""
    first, *others = dates
    return _(", ").join([long_date(first), *(short_date(day) for day in others)])


def _days(days: tuple[CardDay, ...]) -> list[tuple[str | None, str]]:
    """The year once, with the first date."""
    written = []
    for number, day in enumerate(days):
        date_words = (short_date if number and days[0].date else long_date)(day.date) if day.date else None
        written.append((date_words, f"{hour(day.opens_at)}–{hour(day.closes_at)}"))
    return written


def _price(seat: SeatOffer) -> PriceLine:
    price = seat.price
    if price.unit_jpy is None:
        return PriceLine(seat.label, None, "")
    note = ""
    if price.offer_last_moment:
        words = _("%(offer)s until %(moment)s")
        note = words % {"offer": price.offer_label, "moment": long_datetime(price.offer_last_moment)}
    return PriceLine(seat.label, yen_tax_included(price.unit_jpy), note)


def _until(card: CohortCard) -> str:
    if card.is_upcoming and card.opens_at:
        return _("Applications open: %(moment)s") % {"moment": long_datetime(card.opens_at)}
    if card.is_open and card.deadline:
        return _("Application deadline: %(moment)s") % {"moment": long_datetime(card.deadline)}
    return ""


def _first_month(card: CohortCard) -> str:
    return months_of(card)[0] if card.dates else ""
