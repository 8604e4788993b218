"""What the shared page elements are given: small values anyone can build, without models or requests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from lms.kernel.calendar import JST, jst_date

MOST_HANG = 4  # half hours; the stylesheet knows as many steps


class RequirementState(TextChoices):
    """How far one requirement is on the way to a license."""

    MET = "met", _("Met")
    PENDING = "pending", _("Still to do")
    WAITING = "waiting", _("Being assessed")
    NOT_MET = "not_met", _("Not met")


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One line of the checklist. `missing` says what the reader still has to do, `due_on` its last day."""

    title: str
    state: str
    detail: str = ""
    on: date | None = None
    missing: str = ""
    due_on: date | None = None

    @property
    def state_label(self) -> str:
        return str(RequirementState(self.state).label)


class Priced(Protocol):
    """What the price element reads: yen with tax; list_jpy None is 未定; the offer's last moment is inclusive."""

    @property
    def list_jpy(self) -> int | None: ...
    @property
    def unit_jpy(self) -> int | None: ...
    @property
    def offer_label(self) -> str: ...
    @property
    def offer_last_moment(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPrice:
    """A price as a page shows it; the simplest thing that is Priced."""

    list_jpy: int | None
    unit_jpy: int | None = None
    offer_label: str = ""
    offer_last_moment: datetime | None = None


def last_moment(end: datetime) -> datetime:
    """An exclusive end as people say it: midnight is 23:59 of the day before, any other hour is itself."""
    return end - timedelta(minutes=1) if end.astimezone(JST).time() == time() else end


def offer_days_left(price: Priced, *, today: date) -> int | None:
    """Days left of the offer that lowers the price; None when nothing does."""
    if price.list_jpy is None or price.unit_jpy is None or price.offer_last_moment is None:
        return None
    left = days_left(price.offer_last_moment, today=today)
    return left if price.unit_jpy < price.list_jpy and left >= 0 else None


def days_left(last_moment: datetime, *, today: date) -> int:
    """Whole days until the last day in Japan: 0 on that day itself, negative once it has passed."""
    return (jst_date(last_moment) - today).days


class DayHours(Protocol):
    """The hours of one day, as the timetable compares them."""

    @property
    def opens_at(self) -> time | None: ...
    @property
    def closes_at(self) -> time | None: ...


@dataclass(frozen=True, slots=True)
class Hang:
    """Where a day hangs on the common clock, in half hours after the first opening and before the last closing."""

    later: int
    sooner: int
    minutes_earlier: int = 0  # than the day before

    @property
    def earlier_words(self) -> str:
        """「1時間早く始まります」; nothing for a day that begins with or after the day before."""
        if not self.minutes_earlier:
            return ""
        hours, minutes = divmod(self.minutes_earlier, 60)
        if minutes:
            return gettext("Begins %(count)d minutes earlier than the day before") % {"count": self.minutes_earlier}
        return ngettext(
            "Begins %(count)d hour earlier than the day before",
            "Begins %(count)d hours earlier than the day before",
            hours,
        ) % {"count": hours}


def hang(days: Sequence[DayHours]) -> list[Hang]:
    """How much later each day begins, and how much sooner it ends, than the longest stretch of all days.

    Days whose hours are undecided hang at the top; nothing hangs lower than MOST_HANG.
    """
    opening = min((half_hours(day.opens_at) for day in days if day.opens_at), default=0)
    closing = max((half_hours(day.closes_at) for day in days if day.closes_at), default=0)
    before = [None, *(day.opens_at for day in days)]
    return [
        Hang(
            later=min(half_hours(day.opens_at) - opening, MOST_HANG) if day.opens_at else 0,
            sooner=min(closing - half_hours(day.closes_at), MOST_HANG) if day.closes_at else 0,
            minutes_earlier=minutes_between(day.opens_at, yesterday) if day.opens_at and yesterday else 0,
        )
        for day, yesterday in zip(days, before, strict=False)
    ]


def half_hours(moment: time) -> int:
    return minutes_of(moment) // 30


def minutes_of(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def minutes_between(earlier: time, later: time) -> int:
    """Never negative."""
    return max(minutes_of(later) - minutes_of(earlier), 0)
