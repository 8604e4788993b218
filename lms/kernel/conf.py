"""Settings of the ground floor, each read when it is needed: `conf.BASE_URL` is `settings.LMS_BASE_URL` or its default.

Import the module, never the names: `from lms.kernel import conf`.
"""

from collections.abc import Collection
from typing import Any

from django.conf import settings

BASE_URL: str
"""LMS_BASE_URL: scheme and host that mails, documents and QR codes lead back to, without a final slash."""

CLOCK: str
"""LMS_CLOCK: an aware ISO 8601 moment at which the process should believe to have started; "" for the real time."""

CLOCK_SETTABLE: bool
"""LMS_CLOCK_SETTABLE: whether this site may run on a set clock. Never where real people meet deadlines."""

CLOCK_SET_AT: float
"""LMS_CLOCK_SET_AT: the real moment (seconds since 1970) at which LMS_CLOCK was true, shared by web and worker."""

OFFICE_CLOSURES: Collection[tuple[int, int]]
"""LMS_OFFICE_CLOSURES: (month, day) pairs on which the office closes every year besides weekends and holidays."""

MESSAGE_LEASE_SECONDS: int
"""LMS_MESSAGE_LEASE_SECONDS: how long one worker may take to send one mail before another may try; longer than
EMAIL_TIMEOUT and than the task's own time limit."""

MESSAGE_ATTEMPTS: int
"""LMS_MESSAGE_ATTEMPTS: deliveries tried before a mail counts as undeliverable (30 span about a day)."""

VISITOR_CACHE_SECONDS: int
"""LMS_VISITOR_CACHE_SECONDS: how long a public page is kept for people without a session; 0 draws it every time. Takes
effect where `lms.kernel.visitor_cache.VisitorCache` is among the middleware."""

DEFAULTS: dict[str, Any] = {
    "BASE_URL": "http://127.0.0.1:8000",
    "CLOCK": "",
    "CLOCK_SETTABLE": False,
    "CLOCK_SET_AT": 0.0,
    "OFFICE_CLOSURES": [(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)],
    "MESSAGE_LEASE_SECONDS": 330,
    "MESSAGE_ATTEMPTS": 30,
    "VISITOR_CACHE_SECONDS": 0,
}


def __getattr__(name: str) -> Any:
    try:
        default = DEFAULTS[name]
    except KeyError:
        raise AttributeError(name) from None
    return getattr(settings, f"LMS_{name}", default)
