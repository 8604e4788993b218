"""The only place that asks what time it is."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from lms.kernel import conf

JST = ZoneInfo("Asia/Tokyo")


def now() -> datetime:
    """The present moment, aware, in UTC; shifted where a demonstration or a test has set the clock (LMS_CLOCK)."""
    return timezone.now() + _shift()


def today() -> date:
    """The present day in Japan."""
    return now().astimezone(JST).date()


def set_moment() -> datetime | None:
    """What LMS_CLOCK says; None when it is empty or not a moment with an offset, which the system checks report."""
    try:
        moment = datetime.fromisoformat(conf.CLOCK)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _shift() -> timedelta:
    if not conf.CLOCK or not conf.CLOCK_SETTABLE:
        return timedelta()
    moment = set_moment()
    return moment - datetime.fromtimestamp(conf.CLOCK_SET_AT, tz=JST) if moment else timedelta()
