"""The history of one file: every audit line of its rows, every step of its money, every mail, latest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from cohorts.models import DataImport, ImportEffect
from lms.kernel.models import Message
from lms.templatetags.lms import long_datetime
from payments.models import Order, StateChange

TELLING = ("reason", "reasons", "note", "outcome", "number", "score", "passed_on", "effective_on")


@dataclass(frozen=True, slots=True)
class Event:
    """One line. `by` is a person's account or the name of one of our processes."""

    at: datetime
    what: str
    by: str
    detail: str = ""
    url: str = ""


def timeline_of(rows: Iterable[Model], *, order: Order | None, with_mail: bool) -> tuple[Event, ...]:
    """A fixed number of queries, however many rows the file has."""
    subjects = list(rows)
    events = logged(subjects) + _imported(subjects)
    if with_mail:
        events += _mailed(subjects)
    if order is not None:
        events += _paid(order)
    return tuple(sorted(events, key=attrgetter("at"), reverse=True))


def logged(rows: list[Model]) -> list[Event]:
    by_type: dict[type[Model], list[str]] = {}
    for row in rows:
        by_type.setdefault(type(row), []).append(str(row.pk))
    wanted = Q(pk__in=[])
    for model, keys in by_type.items():
        wanted |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=keys)
    return [
        Event(at=entry.timestamp, what=str(entry.message), by=_actor(entry.data), detail=_detail(entry.data))
        for entry in ModelLogEntry.objects.filter(wanted).order_by("-timestamp")
    ]


def _imported(rows: list[Model]) -> list[Event]:
    """What lists from a file wrote; the act is told once on the import, and here for the row."""
    keys = [ImportEffect.key_of(row) for row in rows if not isinstance(row, DataImport)]
    effects = ImportEffect.objects.filter(target__in=keys)
    return [
        Event(
            at=effect.accepted_at,
            what=_("Entered by an import") if effect.is_new else _("Changed by an import"),
            by=str(effect.accepted_by or ""),
            detail=_("%(file)s, row %(number)d") % {"file": effect.row.data_import, "number": effect.row.number},
            url=reverse("lms_desk_dataimport:inspect", args=[effect.row.data_import_id]),
        )
        for effect in effects.select_related("row__data_import", "accepted_by")
    ]


def _actor(data: dict[str, Any]) -> str:
    return str(data.get("by", ""))


def _detail(data: dict[str, Any]) -> str:
    return " / ".join(str(data[key]) for key in TELLING if data.get(key))


def _mailed(rows: list[Model]) -> list[Event]:
    keys = [Message.key_of(row) for row in rows]
    messages = Message.objects.filter(about__in=keys).defer("body")
    return [
        Event(
            at=message.sent_at or message.created_at,
            what=_("Mail: %(subject)s") % {"subject": message.subject},
            by="",
            detail=_mail_detail(message),
            url=reverse("lms_desk_message:inspect", args=[message.pk]),
        )
        for message in messages
    ]


def _mail_detail(message: Message) -> str:
    """To whom and how far; one that waits for its day says when that is."""
    said = f"{message.to_name or message.to_email} / {message.get_status_display()}"
    if message.letter_key and message.is_waiting:
        moment = long_datetime(message.next_attempt_at)
        return _("%(mail)s, leaves %(moment)s") % {"mail": said, "moment": moment}
    return said


def _paid(order: Order) -> list[Event]:
    return [
        Event(
            at=change.changed_at,
            what=_("%(subject)s: %(before)s → %(after)s")
            % {
                "subject": change.subject._meta.verbose_name,
                "before": _word(change, change.before),
                "after": _word(change, change.after),
            },
            by=change.actor,
        )
        for change in order.changes.all()
    ]


def _word(change: StateChange, status: str) -> str:
    words: dict[str, Any] = dict(change.subject.Status.choices)
    return str(words.get(status, status)) or "—"
