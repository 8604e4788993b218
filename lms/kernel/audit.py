"""One audit line per act, in the transaction of the act: Wagtail's log, where staff read every other history."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

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


def record_each(action: str, entries: Iterable[tuple[Model, Mapping[str, Any]]], *, by: Actor) -> None:
    """One line about each of these rows of one model, in one statement; their lines share what Wagtail groups acts by.

    For acts on many rows at once. The facts beside a row are its own; the rest is as in `record`.
    """
    shared, now = uuid4(), clock.now()
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(
            content_type=ContentType.objects.get_for_model(instance, for_concrete_model=False),
            object_id=str(instance.pk),
            label=str(instance),
            action=action,
            user=by.user,
            data={**by.as_log(), **facts},
            timestamp=now,
            uuid=shared,
        )
        for instance, facts in entries
    )


def erase(instance: Model) -> None:
    """Take away what the history says of a row whose very existence has to be forgotten (health, for example)."""
    content_type = ContentType.objects.get_for_model(instance)
    ModelLogEntry.objects.filter(content_type=content_type, object_id=str(instance.pk)).delete()
