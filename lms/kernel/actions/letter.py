"""Bringing letters in line with the facts, and holding one back."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, Model, Value, When
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from lms.kernel import audit
from lms.kernel.actions.message import DELIVER, render
from lms.kernel.actor import Actor
from lms.kernel.letters import Call, Edition, Rewrite, Standing, Step, TakeBack, Write, changes_between, next_step
from lms.kernel.models import Message
from lms.kernel.models.message import MessageQuerySet
from lms.kernel.nudge import nudge
from lms.kernel.obstacles import Obstacle

Status = Message.Status
ROUNDS = 3  # each lost race means that another process wrote in between; the sweep comes back for the rest
CHANGEABLE = (Status.QUEUED, Status.HELD_BACK, Status.FAILED)
STANDINGS = {
    Status.HELD_BACK: Standing.WAITING,
    Status.SENDING: Standing.ON_ITS_WAY,
    Status.FAILED: Standing.TRIED,
    Status.SENT: Standing.SENT,
    Status.WITHDRAWN: Standing.WITHDRAWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is written where a rule calls for it: to whom, about what, and the values its templates see.

    `words` names a fact and its value as people read them, in the language that is active.
    """

    call: Call
    to_email: str
    to_name: str
    language: str
    reader: Model | None
    about: Model
    context: Mapping[str, object]
    words: Callable[[str, str], tuple[str, str]]


def reconcile_letters(read: Callable[[], tuple[Iterable[Draft], Iterable[str]]], *, now: datetime) -> int:
    """Write, rewrite or take back letters until rows and rules agree; returns how many rows changed.

    Safe to run at any moment, by any number of processes, and again after a crash: an edition is unique, and a change
    is an UPDATE on condition that the edition is still as it was read.

    Args:
        read: reads the facts anew and returns the letters they call for, and the keys of all letters that could be
            about these subjects, so that those no longer called for are found.
    """
    changed = 0
    for _round in range(ROUNDS):
        drafts, keys = read()
        done, lost = _one_round({draft.call.key: draft for draft in drafts}, set(keys), now=now)
        changed += done
        if not lost:
            break
    return changed


class NotWaiting(Obstacle):
    message = _("This message has left, is leaving or was taken back; it can no longer be held back.")


class NotHeldBack(Obstacle):
    message = _("This message is not being held back.")


@transaction.atomic
def hold_back(message: Message, *, reason: str, by: Actor) -> Message:
    """Keep a letter from leaving until somebody lets it go; it still follows the facts. Raises NotWaiting."""
    waiting = Message.objects.letters().filter(pk=message.pk, status=Status.QUEUED)
    if not waiting.update(status=Status.HELD_BACK, held_reason=reason, held_by=by.label):
        raise NotWaiting
    message.refresh_from_db()
    audit.record("lms_kernel.hold_back", message, by=by, reason=reason)
    return message


@transaction.atomic
def let_go(message: Message, *, by: Actor) -> Message:
    """Let a letter leave at its moment; at once where that has passed. Raises NotHeldBack."""
    held = Message.objects.filter(pk=message.pk, status=Status.HELD_BACK)
    if not held.update(status=Status.QUEUED, held_reason="", held_by=""):
        raise NotHeldBack
    message.refresh_from_db()
    audit.record("lms_kernel.let_go", message, by=by)
    nudge(DELIVER, message.pk)
    return message


@transaction.atomic
def _one_round(drafts: Mapping[str, Draft], keys: set[str], *, now: datetime) -> tuple[int, int]:
    """How many rows were changed, and how many another process was faster at."""
    editions = _editions_of(keys | set(drafts))
    done = lost = 0
    for key in sorted(keys | set(drafts)):
        draft = drafts.get(key)
        step = next_step(draft.call if draft else None, editions.get(key, []), now=now)
        if step is not None:
            happened = _take(step, draft, now=now)
            done, lost = done + happened, lost + (not happened)
    return done, lost


def _editions_of(keys: Iterable[str]) -> dict[str, list[Edition]]:
    found: dict[str, list[Edition]] = {}
    rows = Message.objects.filter(letter_key__in=sorted(keys)).order_by("letter_key", "edition")
    for row in rows.only("letter_key", "edition", "status", "next_attempt_at", "facts", "digest", "attempts"):
        edition = Edition(
            pk=row.pk,
            number=row.edition,
            standing=_standing(row),
            due_at=row.next_attempt_at,
            facts=row.facts,
            digest=row.digest,
        )
        found.setdefault(row.letter_key, []).append(edition)
    return found


def _take(step: Step, draft: Draft | None, *, now: datetime) -> bool:
    if isinstance(step, TakeBack):
        return _still(step.edition).update(status=Status.WITHDRAWN, withdrawn_reason=step.because) == 1
    if draft is None:  # only what is called for is written
        return True
    if isinstance(step, Write):
        return _write(step, draft, now=now)
    return _rewrite(step, draft, now=now)


def _standing(row: Message) -> Standing:
    if row.status == Status.QUEUED:
        return Standing.TRIED if row.attempts else Standing.WAITING
    return STANDINGS[Status(row.status)]


def _still(edition: Edition) -> MessageQuerySet:
    """The edition, if it is as it was read and has not begun to leave."""
    return Message.objects.filter(pk=edition.pk, status__in=CHANGEABLE, digest=edition.digest)


def _write(step: Write, draft: Draft, *, now: datetime) -> bool:
    key = draft.call.key
    message, created = Message.objects.get_or_create(
        letter_key=key,
        edition=step.number,
        defaults={
            **_written(draft, step.said, now=now),
            "dedupe_key": f"{key}:{step.number}",
            "kind": draft.call.kind,
            "reader": Message.key_of(draft.reader) if draft.reader else "",
            "about": Message.key_of(draft.about),
        },
    )
    if created and draft.call.due_at <= now:
        nudge(DELIVER, message.pk)
    return created


def _rewrite(step: Rewrite, draft: Draft, *, now: datetime) -> bool:
    """One that was refused gets a fresh set of attempts: its text or its address is another one now."""
    anew = Case(When(status=Status.FAILED, then=Value(Status.QUEUED)), default=F("status"))
    written = _written(draft, step.said, now=now)
    return bool(_still(step.edition).update(**written, status=anew, attempts=0, error=""))


def _written(draft: Draft, said: Mapping[str, str] | None, *, now: datetime) -> dict[str, object]:
    call = draft.call
    values = {**draft.context, "is_correction": said is not None, "changes": _changes(draft, said)}
    name, subject, body = render(kind=call.kind, language=draft.language, to_name=draft.to_name, context=values)
    return {
        "to_email": draft.to_email,
        "to_name": name,
        "language": draft.language,
        "subject": subject,
        "body": body,
        "facts": dict(call.facts),
        "digest": call.digest,
        "next_attempt_at": call.due_at,
        "created_at": now,  # and with it the Message-ID: another text is another mail
    }


def _changes(draft: Draft, said: Mapping[str, str] | None) -> list[tuple[str, str, str]]:
    """Name, before and after of each fact that is no longer as the reader was told, in the reader's words."""
    with translation.override(draft.language):
        return [
            (draft.words(name, after)[0], draft.words(name, before)[1], draft.words(name, after)[1])
            for name, before, after in changes_between(said, draft.call.facts)
        ]
