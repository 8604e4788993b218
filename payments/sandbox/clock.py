"""What time it is at the sandbox: the site's own time, and as far ahead as somebody has wound it."""

from datetime import date, datetime, timedelta

from lms.kernel import clock
from payments.sandbox.models import SandboxClock

JST = clock.JST


def now() -> datetime:
    return clock.now() + ahead()


def today() -> date:
    """The present day in Japan, at the sandbox."""
    return now().astimezone(JST).date()


def ahead() -> timedelta:
    seconds = SandboxClock.objects.values_list("ahead_seconds", flat=True).first()
    return timedelta(seconds=seconds or 0)


def wind(by: timedelta) -> None:
    """Let time pass at the sandbox alone, so that sessions and vouchers end at once; never backwards."""
    if by < timedelta():
        msg = "Time does not run backwards at the sandbox either."
        raise ValueError(msg)
    SandboxClock.objects.update_or_create(pk=1, defaults={"ahead_seconds": int((ahead() + by).total_seconds())})
