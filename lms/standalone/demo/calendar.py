"""The moments of the demonstration, all counted from the day it is first made. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from lms.kernel.calendar import JST, ONE_DAY, fiscal_year, is_bank_holiday, start_of

AHEAD = timedelta(weeks=11)
# Between the course that was held and today: time to mark, to decide, and for two licenses to change their standing.
BEHIND = timedelta(weeks=9)


@dataclass(frozen=True, slots=True)
class Season:
    """One cohort's year: two days that follow each other, and the application period before them."""

    days: tuple[date, date]
    opens_at: datetime
    deadline_at: datetime

    @property
    def fiscal_year(self) -> int:
        return fiscal_year(self.days[0])

    @property
    def assignment_due_at(self) -> datetime:
        """Two weeks after the second day, to its end."""
        return start_of(self.days[1] + timedelta(days=15))

    def before(self, days: int, hour: int = 11, minute: int = 0) -> datetime:
        """A moment so many days before the first day."""
        return at(self.days[0] - timedelta(days=days), hour, minute)

    def after(self, days: int, hour: int = 11, minute: int = 0) -> datetime:
        """A moment so many days after the second day."""
        return at(self.days[1] + timedelta(days=days), hour, minute)


@dataclass(frozen=True, slots=True)
class Seasons:
    """The course that was held, the one that takes applications, and when the early discount of the latter ends."""

    now: datetime
    held: Season
    open: Season
    early_until: datetime

    def ago(self, *, days: int, hour: int = 11, minute: int = 0) -> datetime:
        """A moment so many days before today."""
        return at(self.today - timedelta(days=days), hour, minute)

    @property
    def today(self) -> date:
        return self.now.astimezone(JST).date()


def seasons(now: datetime) -> Seasons:
    today = now.astimezone(JST).date()
    ahead = two_days(today + AHEAD)
    opened = today - timedelta(days=24)
    early_until = start_of(today + timedelta(days=31))
    return Seasons(
        now=now,
        held=_held(today, fiscal_year(ahead[0])),
        open=Season(ahead, at(opened, 10), start_of(ahead[0] - timedelta(days=20))),
        early_until=early_until,
    )


def two_days(first: date) -> tuple[date, date]:
    """The next Thursday and Friday from then on of which neither is a holiday."""
    for day in _days_from(first):
        if day.weekday() == 3 and not is_bank_holiday(day) and not is_bank_holiday(day + ONE_DAY):
            return day, day + ONE_DAY
    raise AssertionError


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=JST)


def _held(today: date, open_year: int) -> Season:
    """In February of the year before; in November where February was only just now, or is still to come."""
    days = two_days(date(open_year, 2, 15))
    if days[1] > today - BEHIND:
        days = two_days(date(open_year - 1, 11, 5))
    first = days[0]
    return Season(days, at(first - timedelta(days=100), 10), start_of(first - timedelta(days=20)))


def _days_from(first: date) -> Iterator[date]:
    day = first
    while True:
        yield day
        day += ONE_DAY
