"""One audit line per act, in the transaction of the act: Wagtail's log, where staff read every other history."""

from typing import Any

from django.db.models import Model
from wagtail.log_actions import log

from lms.kernel import clock
from lms.kernel.actor import Actor


def record(action: str, instance: Model, *, by: Actor, **data: Any) -> None:
    """Write that `by` did `action` to `instance`.

    Args:
        action: a name registered through Wagtail's `register_log_actions` hook, "<label>.<verb>".
        data: JSON-serialisable facts worth keeping (before, after, reason).
    """
    facts = {**by.as_log(), **data}
    log(instance=instance, action=action, user=by.user, data=facts, timestamp=clock.now())
