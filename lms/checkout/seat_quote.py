"""What a quote over seats says, and what its seats become when it is accepted. Pure, but for who may take a seat.

Papers are Japanese whatever the language of their reader, so the texts of the quote stand here as they are printed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from lms.checkout.group import GroupConfirmation, SeatToOrder, eve_of
from lms.checkout.models import GroupSeat
from lms.kernel.calendar import JST, end_of, long_date
from payments.actions.quote import LineData
from payments.cancellation import CancellationTerms, Tier
from payments.offers import Price

#: How the line of a seat names its pool; the seller's own reference on quote and order.
POOL = "pool:"
NO_SEAT_YET = (
    "本見積書では、お席を確保しておりません。ご承諾の時点で空いているお席を確保いたします。\n"
    "お支払期限は、お支払条件による期日と開催初日の前営業日のうち、いずれか早い日です。"
)


@dataclass(frozen=True, slots=True)
class QuotedSeat:
    """A kind of seat with its price; `pool` is the key of the seat pool."""

    pool: int
    title: str
    price: Price
    tax_percent: int


def lines_of(seats: Iterable[QuotedSeat]) -> list[LineData]:
    """One line for the seats that are alike: of the same pool, at the same price."""
    return [_line(seat, 1 + len(others)) for _key, (seat, *others) in groupby(sorted(seats, key=_alike), key=_alike)]


def quoted_seats(confirmation: GroupConfirmation) -> list[QuotedSeat]:
    return [_quoted(each) for each in confirmation.seats]


def prices_until(prices: Iterable[Price]) -> datetime | None:
    """The first moment at which one of the offers is over; None where no offer lowers a price."""
    return min((price.offer.ends_at for price in prices if price.offer), default=None)


def quote_ends(deadline: datetime, first_day: date, offers_end: datetime | None) -> datetime:
    """The first moment at which nobody can order the seats at these prices and still pay for them in time."""
    return min(filter(None, (deadline, end_of(eve_of(first_day)), offers_end)))


def pools_of(lines: Iterable[tuple[str, int]]) -> list[int]:
    """The pool of each seat, from the references and quantities of lines; what is no seat is passed over."""
    return [
        int(reference.removeprefix(POOL))
        for reference, quantity in lines
        if reference.startswith(POOL)
        for _seat in range(quantity)
    ]


def seats_for(kinds: Sequence[str], written: Iterable[GroupSeat]) -> list[GroupSeat]:
    """A seat for each that was quoted: for whom the company wrote down, kind by kind, otherwise to be named later."""
    waiting = [seat for seat in written if not seat.is_named_later and seat.is_written]
    seats: list[GroupSeat] = []
    for kind in kinds:
        own = next((seat for seat in waiting if seat.kind == kind), None)
        if own:
            waiting.remove(own)
        seats.append(own or GroupSeat(kind=kind, is_named_later=True))
    return seats


def delivery_of(confirmation: GroupConfirmation) -> str:
    """Days, hours and venue of the course, in one line."""
    cohort = confirmation.application.cohort
    days = [
        f"{long_date(day.held_on)}{_hours(day.opens_at, day.closes_at)}"
        for day in confirmation.sale.days
        if day.held_on
    ]
    venue = cohort.venue.name if cohort.venue else "未定"
    return f"{'、'.join(days)}（会場：{venue}）"


def cancellation_in_words(text: str, terms: CancellationTerms, first_day: date) -> str:
    """The text buyers accept, and the last day of each fee of one seat."""
    rows = [f"{_until(terms, tier, first_day)}：{_fee(tier)}" for tier in terms.tiers[:-1]]
    return "\n".join([text.strip(), *rows, f"それ以降：{_fee(terms.tiers[-1])}"])


def _quoted(each: SeatToOrder) -> QuotedSeat:
    pool = each.pool
    title = f"{pool.cohort.title} {pool.get_kind_display()}"
    return QuotedSeat(pool.pk, title, each.price, pool.listing.tax_percent)


def _alike(seat: QuotedSeat) -> tuple[int, int, str]:
    return seat.pool, seat.price.unit_jpy, _note(seat.price)


def _line(seat: QuotedSeat, quantity: int) -> LineData:
    return LineData(
        title=seat.title,
        note=_note(seat.price),
        quantity=quantity,
        unit_jpy=seat.price.unit_jpy,
        tax_percent=seat.tax_percent,
        reference=f"{POOL}{seat.pool}",
    )


def _hours(opens_at: time | None, closes_at: time | None) -> str:
    if opens_at is None or closes_at is None:
        return ""
    return f" {opens_at.hour}:{opens_at:%M}～{closes_at.hour}:{closes_at:%M}"


def _note(price: Price) -> str:
    return f"{price.offer.label}（通常 {price.list_jpy:,}円）" if price.offer else ""


def _until(terms: CancellationTerms, tier: Tier, first_day: date) -> str:
    last = (terms.ends_at(tier, first_day) - timedelta(seconds=1)).astimezone(JST)
    return f"{long_date(last.date())}{f' {last:%H:%M}' if terms.cut_off else ''}まで"


def _fee(tier: Tier) -> str:
    return f"受講料の{tier.fee_percent}%" if tier.fee_percent else "無料"
