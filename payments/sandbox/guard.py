"""Where the sandbox may exist: in demonstrations and tests, with keys that no real account has."""

from collections.abc import Iterator

from django.conf import settings
from django.http import Http404

KEY_PREFIX = "sk_sandbox_"


def objections() -> Iterator[tuple[str, str]]:
    """What speaks against it, as (id of the check, sentence)."""
    if not settings.STRIPE_SECRET_KEY.startswith(KEY_PREFIX):
        yield "lms_sandbox.E001", f"The Stripe sandbox is on, but STRIPE_SECRET_KEY does not begin with {KEY_PREFIX}."
    if settings.STRIPE_LIVEMODE:
        yield "lms_sandbox.E002", "The Stripe sandbox is on together with STRIPE_LIVEMODE."
    if not (settings.DEBUG or getattr(settings, "LMS_DEMO", False)):
        yield (
            "lms_sandbox.E003",
            "The Stripe sandbox is on, but neither DEBUG nor LMS_DEMO is: this may be a real site.",
        )


def require_sandbox() -> None:
    """404 wherever the checks were not run or not heeded: it says "paid" without money."""
    if not getattr(settings, "LMS_SANDBOX", False) or any(objections()):
        raise Http404
