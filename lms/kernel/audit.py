"""One audit line per act, in the transaction of the act: Wagtail's log, where staff read every other history."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.log_actions import get_active_log_context
from wagtail.models import ModelLogEntry

from lms.kernel import clock
from lms.kernel.actor import Actor


def record(action: str, instance: Model, *, by: Actor, **data: Any) -> None:
    """Write that `by` did `action` to `instance`, in one statement.

    Args:
        action: a name registered through Wagtail's `register_log_actions` hook, "<label>.<verb>".
        data: JSON-serialisable facts worth keeping (before, after, reason).

    Raises:
        ValidationError: nobody registered the action.
    """
    _write(action, [(instance, data)], by=by, uuid=get_active_log_context().uuid)


def record_each(action: str, entries: Iterable[tuple[Model, Mapping[str, Any]]], *, by: Actor) -> None:
    """One line about each of these rows of one model, in one statement; their lines share what Wagtail groups acts by.

    For acts on many rows at once. The facts beside a row are its own; the rest is as in `record`.
    """
    _write(action, entries, by=by, uuid=uuid4())


def erase(instance: Model) -> None:
    """Take away what the history says of a row whose very existence has to be forgotten (health, for example)."""
    content_type = ContentType.objects.get_for_model(instance)
    ModelLogEntry.objects.filter(content_type=content_type, object_id=str(instance.pk)).delete()


def _write(action: str, entries: Iterable[tuple[Model, Mapping[str, Any]]], *, by: Actor, uuid: UUID | None) -> None:
    """As `wagtail.log_actions.log` does, which looks up kind of row and account of every line before it writes it."""
    now, user = clock.now(), by.user or get_active_log_context().user
    lines = [
        ModelLogEntry(
            content_type=ContentType.objects.get_for_model(instance, for_concrete_model=False),
            object_id=str(instance.pk),
            label=str(instance),
            action=action,
            user=user,
            data={**by.as_log(), **facts},
            timestamp=now,
            uuid=uuid,
        )
        for instance, facts in entries
    ]
    for line in lines[:1]:
        line.clean()
    ModelLogEntry.objects.bulk_create(lines)
