"""Writing mails: rendered and stored in the transaction that causes them, delivered after it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Model
from django.template import Context, Engine
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from lms.kernel import audit, clock, conf
from lms.kernel.actor import Actor
from lms.kernel.models import Message, profile_of
from lms.kernel.nudge import nudge
from lms.kernel.obstacles import Obstacle

DELIVER = "lms_kernel.deliver_message"
SIGNATURE = "lms_kernel/email/signature.txt"


def queue_message(
    *,
    kind: str,
    dedupe_key: str,
    to_email: str,
    to_name: str = "",
    language: str = "ja",
    context: Mapping[str, object],
    reader: Model | None = None,
    about: Model | None = None,
    now: datetime,
) -> Message:
    """Write one mail in the reader's language; it leaves once the caller's transaction commits.

    The same cause finds the mail it already caused, also when two processes meet: the first one written stays as it is.
    Subject and text are templates, rendered without HTML escaping and in Japanese time; the organization's signature is
    added below the text.

    Args:
        kind: "cohorts.email.seat_confirmed" renders lms_cohorts/email/seat_confirmed.subject.txt and .body.txt.
        dedupe_key: names the cause, "seat_confirmed:enrollment:12".
        context: besides these values templates see `to_name`, `profile` (OrganizationProfile) and `base_url`.
        reader: the row of the person who reads it, to list it on their page.
        about: the row it is about, to list it in that row's dossier.
    """
    if existing := Message.objects.filter(dedupe_key=dedupe_key).first():
        return existing
    name, subject, body = render(kind=kind, language=language, to_name=to_name, context=context)
    # get_or_create inserts inside a savepoint: losing the race leaves the caller's transaction usable.
    message, created = Message.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "kind": kind,
            "to_email": to_email,
            "to_name": name,
            "language": language,
            "subject": subject,
            "body": body,
            "reader": Message.key_of(reader) if reader else "",
            "about": Message.key_of(about) if about else "",
            "next_attempt_at": now,
            "created_at": now,
        },
    )
    if created:
        nudge(DELIVER, message.pk)
    return message


@transaction.atomic
def withdraw_message(*, dedupe_key: str) -> bool:
    """Take back a mail that has not left yet.

    Returns whether it was taken back: False when it was sent, is being sent at this moment, or never existed.
    """
    waiting = Message.objects.filter(dedupe_key=dedupe_key, status__in=[Message.Status.QUEUED, Message.Status.FAILED])
    return bool(waiting.update(status=Message.Status.WITHDRAWN))


class MessageNotFailed(Obstacle):
    message = _("Only a message that could not be sent can be tried again.")


@transaction.atomic
def retry_message(message: Message, *, by: Actor, now: datetime) -> Message:
    """Give a mail that could not be sent a fresh set of attempts, beginning now.

    Raises MessageNotFailed for a mail in any other state.
    """
    failed = Message.objects.filter(pk=message.pk, status=Message.Status.FAILED)
    if not failed.update(status=Message.Status.QUEUED, attempts=0, next_attempt_at=now):
        raise MessageNotFailed
    message.refresh_from_db()
    audit.record("lms_kernel.retry_message", message, by=by, error=message.error)
    nudge(DELIVER, message.pk)
    return message


def render(*, kind: str, language: str, to_name: str, context: Mapping[str, object]) -> tuple[str, str, str]:
    """The reader's name as a header takes it, subject and text, in the reader's language and in Japanese time."""
    name, base = _one_line(to_name), f"lms_{kind.replace('.', '/')}"
    with translation.override(language), timezone.override(clock.JST):
        values = {**context, "to_name": name, "profile": profile_of(), "base_url": conf.BASE_URL.rstrip("/")}
        subject = _one_line(_text(f"{base}.subject.txt", values))
        body = _text(f"{base}.body.txt", values).strip()
        return name, subject, f"{body}\n\n{_text(SIGNATURE, values).strip()}\n"


def _text(template: str, values: dict[str, object]) -> str:
    return Engine.get_default().get_template(template).render(Context(values, autoescape=False))


def _one_line(text: str) -> str:
    """Header values may not contain line breaks."""
    return " ".join(line.strip() for line in text.splitlines() if line.strip())
