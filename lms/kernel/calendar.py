"""Japanese dates: business days, fiscal years, eras. Pure: days in, days out."""

from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta, timezone
from enum import Enum

import jpholiday

JST = timezone(timedelta(hours=9), "JST")  # Japan has kept UTC+9 without summer time since 1952
WEEKDAYS = "月火水木金土日"
ONE_DAY = timedelta(days=1)
# First day of each era (元号法; 令和 by cabinet order 143 of 2019).
ERAS = (("令和", date(2019, 5, 1)), ("平成", date(1989, 1, 8)), ("昭和", date(1926, 12, 25)))


class Roll(Enum):
    """Where a due date goes that falls on a closed day."""

    NEXT = "next"
    PREVIOUS = "previous"


def is_bank_holiday(day: date) -> bool:
    """Saturdays, Sundays, national holidays and 31 December to 3 January (銀行法施行令5条)."""
    return _is_weekend_or_holiday(day) or (day.month, day.day) in {(12, 31), (1, 1), (1, 2), (1, 3)}


def office_closed(closures: Collection[tuple[int, int]]) -> Callable[[date], bool]:
    """A calendar of an office that also closes on the given (month, day) pairs each year."""
    return lambda day: _is_weekend_or_holiday(day) or (day.month, day.day) in closures


def roll(day: date, *, is_closed: Callable[[date], bool], to: Roll) -> date:
    """The day itself when open, else the nearest open day in the given direction."""
    step = ONE_DAY if to is Roll.NEXT else -ONE_DAY
    while is_closed(day):
        day += step
    return day


def add_business_days(day: date, count: int, *, is_closed: Callable[[date], bool]) -> date:
    """The count-th open day after (before, if negative) the given day; the day itself is not counted (民法140条)."""
    step = ONE_DAY if count >= 0 else -ONE_DAY
    left = abs(count)
    while left:
        day += step
        left -= not is_closed(day)
    return day


def fiscal_year(day: date) -> int:
    """The year in which the Japanese fiscal year (1 April to 31 March) holding this day began."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_start(year: int) -> date:
    return date(year, 4, 1)


def fiscal_year_end(year: int) -> date:
    """First day after the fiscal year: ends are exclusive."""
    return date(year + 1, 4, 1)


def era_year(day: date) -> str:
    """「令和9年」; the first year of an era reads 元年.

    Raises ValueError for days before 昭和.
    """
    for name, start in ERAS:
        if day >= start:
            number = day.year - start.year + 1
            return f"{name}{'元' if number == 1 else number}年"
    msg = f"No era is known for {day}"
    raise ValueError(msg)


def era_date(day: date) -> str:
    """「令和9年2月18日」."""
    return f"{era_year(day)}{day.month}月{day.day}日"


def long_date(day: date) -> str:
    """「2027年2月18日（木）」: the weekday always."""
    return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def jst_date(moment: datetime) -> date:
    """The day in Japan at an aware moment."""
    return moment.astimezone(JST).date()


def start_of(day: date) -> datetime:
    """00:00:00 in Japan on that day."""
    return datetime.combine(day, time(), tzinfo=JST)


def end_of(day: date) -> datetime:
    """The exclusive end of that day in Japan: 00:00:00 of the next."""
    return start_of(day + ONE_DAY)


def add_years(day: date, years: int) -> date:
    """The same day years later; 29 February falls back to 28 February (民法143条2項)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def add_months(day: date, months: int) -> date:
    """The same day months later; the last day of a month too short for it (民法143条2項)."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    next_first = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(day.day, (next_first - ONE_DAY).day))


def _is_weekend_or_holiday(day: date) -> bool:
    return day.weekday() >= 5 or bool(jpholiday.is_holiday(day))
