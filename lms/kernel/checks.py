"""Settings that contradict each other or cannot work are said at start, with an id to look up."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004 - Django's own name for it

from lms.kernel import clock, conf

SMTP = "django.core.mail.backends.smtp.EmailBackend"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def check_clock(*_args: Any, **_kwargs: Any) -> list[CheckMessage]:
    """A set clock moves deadlines: it must be allowed, understood, and anchored to a real moment."""
    return list(_clock_errors()) if conf.CLOCK else []


def _clock_errors() -> Iterator[CheckMessage]:
    if not conf.CLOCK_SETTABLE:
        yield Error(
            "LMS_CLOCK is set on a site that must run on the real time.",
            hint="Remove LMS_CLOCK; only a demonstration or a test sets LMS_CLOCK_SETTABLE.",
            id="lms_kernel.E001",
        )
    if clock.set_moment() is None:
        yield Error(
            f"LMS_CLOCK is {conf.CLOCK!r}, which is not a moment with an offset.",
            hint='Write it as "2027-01-15T10:00:00+09:00".',
            id="lms_kernel.E002",
        )
    if not conf.CLOCK_SET_AT:
        yield Error(
            "LMS_CLOCK is set without LMS_CLOCK_SET_AT.",
            hint="Set LMS_CLOCK_SET_AT to the time.time() at which LMS_CLOCK was true, the same for web and worker.",
            id="lms_kernel.E003",
        )


def check_base_url(*_args: Any, **_kwargs: Any) -> list[CheckMessage]:
    """Mails, QR codes and Stripe lead back to this address; half an address would be printed on certificates."""
    address = urlsplit(conf.BASE_URL)
    if address.scheme in {"http", "https"} and address.hostname and not address.query and not address.fragment:
        return []
    return [
        Error(
            f"LMS_BASE_URL is {conf.BASE_URL!r}, which is not a whole address.",
            hint='Write scheme and host: "https://training.example.jp".',
            id="lms_kernel.E004",
        )
    ]


def check_office_closures(*_args: Any, **_kwargs: Any) -> list[CheckMessage]:
    wrong = [pair for pair in conf.OFFICE_CLOSURES if not _is_day_of_year(pair)]
    if not wrong:
        return []
    return [
        Error(
            f"LMS_OFFICE_CLOSURES holds {wrong!r}, which are not (month, day) pairs.",
            hint="Write [(12, 29), (12, 30), …].",
            id="lms_kernel.E005",
        )
    ]


def check_mail_timeout(*_args: Any, **_kwargs: Any) -> list[CheckMessage]:
    """A mail server that never answers would hold a worker forever, and a second worker would send the mail again."""
    timeout = settings.EMAIL_TIMEOUT
    if settings.EMAIL_BACKEND != SMTP or (timeout and timeout < conf.MESSAGE_LEASE_SECONDS):
        return []
    return [
        Warning(
            "EMAIL_TIMEOUT is not set, or not below LMS_MESSAGE_LEASE_SECONDS.",
            hint="Set EMAIL_TIMEOUT = 20.",
            id="lms_kernel.W001",
        )
    ]


def check_public_address(*_args: Any, **_kwargs: Any) -> list[CheckMessage]:
    """With --deploy: what is printed on certificates must be reachable by a stranger, over HTTPS."""
    address = urlsplit(conf.BASE_URL)
    if address.scheme == "https" and address.hostname not in LOOPBACK:
        return []
    return [
        Warning(
            f"LMS_BASE_URL is {conf.BASE_URL!r}: nobody outside could verify a certificate there safely.",
            hint="Set LMS_BASE_URL to the public https address.",
            id="lms_kernel.W002",
        )
    ]


def _is_day_of_year(pair: object) -> bool:
    if not isinstance(pair, (list, tuple)):
        return False
    try:
        month, day = pair
        date(2024, month, day)  # a leap year: 29 February may be a closure
    except (TypeError, ValueError):
        return False
    return True
