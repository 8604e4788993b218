"""A month as a table: weeks from Sunday to Saturday, each day with what is held on it."""

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import jpholiday
from django.utils.translation import pgettext_lazy

from lms.checkout.card import CardDay, CohortCard
from lms.kernel.calendar import add_months

SUNDAY_FIRST = calendar.Calendar(firstweekday=6)
WEEKDAYS = (
    pgettext_lazy("weekday", "Sun"),
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    card: CohortCard
    day: CardDay


@dataclass(frozen=True, slots=True)
class Cell:
    day: date
    in_month: bool
    is_today: bool
    is_holiday: bool
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Month:
    """`earlier` and `later` are the neighboring months as filters write them."""

    first: date
    weeks: list[list[Cell]]
    earlier: str
    later: str


def month_of(cards: Iterable[CohortCard], *, first: date, today: date) -> Month:
    held: dict[date, list[Entry]] = defaultdict(list)
    for card in cards:
        for day in card.days:
            if day.date:
                held[day.date].append(Entry(card, day))
    weeks = [
        [
            Cell(
                day,
                in_month=day.month == first.month,
                is_today=day == today,
                is_holiday=day.weekday() == 6 or jpholiday.is_holiday(day),
                entries=held.get(day, []) if day.month == first.month else [],
            )
            for day in week
        ]
        for week in SUNDAY_FIRST.monthdatescalendar(first.year, first.month)
    ]
    return Month(first, weeks, f"{add_months(first, -1):%Y-%m}", f"{add_months(first, 1):%Y-%m}")


def month_to_show(asked: str, cards: Iterable[CohortCard], *, today: date) -> date:
    """The month asked for; else the next in which something is held; else this one."""
    if asked:
        return date.fromisoformat(f"{asked}-01")
    ahead = [day.date for card in cards for day in card.days if day.date and day.date >= today]
    return min(ahead, default=today).replace(day=1)
