from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

KEY_PREFIX = "sk_sandbox_"


@register("lms_sandbox")
def check_sandbox(**_context: Any) -> list[CheckMessage]:
    """The sandbox says "paid" without money: it must never stand beside real keys or on a real site."""
    if not getattr(settings, "LMS_SANDBOX", False):
        return []
    errors: list[CheckMessage] = []
    if not settings.STRIPE_SECRET_KEY.startswith(KEY_PREFIX):
        errors.append(
            Error(
                f"The Stripe sandbox is on, but STRIPE_SECRET_KEY does not begin with {KEY_PREFIX}.",
                hint="Turn LMS_SANDBOX off to use a real key.",
                id="lms_sandbox.E001",
            ),
        )
    if settings.STRIPE_LIVEMODE:
        errors.append(Error("The Stripe sandbox is on together with STRIPE_LIVEMODE.", id="lms_sandbox.E002"))
    if _looks_like_production():
        errors.append(Error("The Stripe sandbox is on with settings that look like production.", id="lms_sandbox.E003"))
    return errors


def _looks_like_production() -> bool:
    return bool(settings.SECURE_SSL_REDIRECT and settings.SECURE_HSTS_SECONDS and settings.SESSION_COOKIE_SECURE)
