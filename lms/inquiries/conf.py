"""Settings of inquiries, each read when it is needed: `conf.MISUSE_DUE_DAYS` is `settings.LMS_MISUSE_DUE_DAYS`."""

from typing import Any

from django.conf import settings

MISUSE_DUE_DAYS: int
"""LMS_MISUSE_DUE_DAYS: working days within which the office looks into a report of misuse."""

MISUSE_KEEP_DAYS: int
"""LMS_MISUSE_KEEP_DAYS: days after a report of misuse is settled for which names and texts are kept."""

DEFAULTS: dict[str, Any] = {"MISUSE_DUE_DAYS": 5, "MISUSE_KEEP_DAYS": 365}


def __getattr__(name: str) -> Any:
    try:
        default = DEFAULTS[name]
    except KeyError:
        raise AttributeError(name) from None
    return getattr(settings, f"LMS_{name}", default)
