from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from payments.sandbox.guard import objections


@register("lms_sandbox")
def check_sandbox(**_context: Any) -> list[CheckMessage]:
    """The sandbox says "paid" without money: it must never stand beside real keys or on a real site."""
    if not getattr(settings, "LMS_SANDBOX", False):
        return []
    hint = "Turn LMS_SANDBOX off on a real site; a demonstration sets LMS_DEMO and a key of its own."
    return [Error(sentence, hint=hint, id=name) for name, sentence in objections()]
