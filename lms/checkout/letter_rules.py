"""Which letters the facts of a seat call for, and when each leaves. Pure.

Every rule is one function from the facts to a `Call`, or to None. Mails that answer an act at once (received,
confirmed, declined) are no rules: they are written by `queue_message` in the transaction of the act.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from lms.kernel.calendar import JST, ONE_DAY, jst_date
from lms.kernel.letters import Call

LETTER_HOUR = time(10)
"""Letters that come with a day leave at ten in the morning in Japan, when somebody is in the office to answer."""


@dataclass(frozen=True, slots=True)
class DayFacts:
    """One day with its own hours; the date alone may be undecided."""

    position: int
    held_on: date | None
    opens_at: time
    closes_at: time


@dataclass(frozen=True, slots=True)
class OwedFacts:
    """What is still to be paid for the seat: yen tax included, and the first moment that is too late."""

    order_number: str
    total_jpy: int
    agreed_at: datetime
    payable_until: datetime
    email: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatFacts:
    """One enrollment as the rules see it. `owed` is None unless an order awaits payment."""

    enrollment: int
    number: str
    email: str
    name: str
    language: str
    is_held: bool
    is_confirmed: bool
    goes_ahead: bool
    title: str
    seat: str
    days: tuple[DayFacts, ...]
    venue: str
    venue_address: str
    venue_map: str
    things_to_bring: str
    joining_notes: str
    owed: OwedFacts | None
    joining_days: int

    @property
    def first_day(self) -> DayFacts | None:
        """Nothing while any of the days is undecided."""
        dated = [day for day in self.days if day.held_on]
        return min(dated, key=lambda day: day.position) if dated and len(dated) == len(self.days) else None


def joining_instructions(seat: SeatFacts) -> Call | None:
    """T08: both days with their hours, the venue, what to bring. Until the doors open on the first day.

    Whoever is confirmed later than two weeks before gets it at once.
    """
    first = seat.first_day
    if not (seat.is_confirmed and seat.goes_ahead and seat.email) or first is None or first.held_on is None:
        return None
    return Call(
        key=f"joining_instructions:enrollment:{seat.enrollment}",
        kind="checkout.email.joining_instructions",
        due_at=at_letter_hour(first.held_on - timedelta(days=seat.joining_days)),
        ends_at=datetime.combine(first.held_on, first.opens_at, tzinfo=JST),
        facts={
            **{f"day_{day.position}": _written_day(day) for day in seat.days},
            "venue": " ".join(part for part in (seat.venue, seat.venue_address) if part),
            "things_to_bring": seat.things_to_bring,
            "joining_notes": seat.joining_notes,
        },
        details=_details(seat, email=seat.email, name=seat.name, map=seat.venue_map),
    )


def payment_reminder(seat: SeatFacts) -> Call | None:
    """T05: the day before the last day to pay. A seat held for less than that needs no reminder."""
    owed = seat.owed
    if not (seat.is_held and seat.goes_ahead) or owed is None or not owed.email or not owed.total_jpy:
        return None
    due_at = at_letter_hour(jst_date(owed.payable_until - timedelta(microseconds=1)) - ONE_DAY)
    if due_at <= owed.agreed_at:
        return None
    return Call(
        key=f"payment_reminder:enrollment:{seat.enrollment}",
        kind="checkout.email.payment_reminder",
        due_at=due_at,
        ends_at=owed.payable_until,
        facts={"payable_until": owed.payable_until.isoformat(), "amount": str(owed.total_jpy)},
        details=_details(seat, email=owed.email, name=owed.name, order=owed.order_number),
    )


Rule = Callable[[SeatFacts], Call | None]
RULES: dict[str, Rule] = {"joining_instructions": joining_instructions, "payment_reminder": payment_reminder}


def calls_for(seat: SeatFacts) -> Iterator[Call]:
    for rule in RULES.values():
        if call := rule(seat):
            yield call


def keys_of(enrollment: int) -> list[str]:
    """Every letter there could be about an enrollment."""
    return [f"{name}:enrollment:{enrollment}" for name in RULES]


def at_letter_hour(day: date) -> datetime:
    return datetime.combine(day, LETTER_HOUR, tzinfo=JST)


def _details(seat: SeatFacts, **others: str) -> dict[str, str]:
    return {"number": seat.number, "title": seat.title, "seat": seat.seat, "language": seat.language, **others}


def _written_day(day: DayFacts) -> str:
    date_ = day.held_on.isoformat() if day.held_on else ""
    return f"{date_} {day.opens_at:%H:%M}-{day.closes_at:%H:%M}"
