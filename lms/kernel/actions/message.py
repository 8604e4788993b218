"""Writing mails: rendered and stored in the transaction that causes them, delivered after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Model
from django.template import Context, Engine
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from lms.kernel import audit, clock, conf
from lms.kernel.actor import Actor
from lms.kernel.addresses import in_language
from lms.kernel.models import Message, OrganizationProfile, profile_of
from lms.kernel.nudge import nudge
from lms.kernel.obstacles import Obstacle

DELIVER = "lms_kernel.deliver_message"
SIGNATURE = "lms_kernel/email/signature.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail that an act causes; the fields are the arguments of `queue_message`."""

    kind: str
    dedupe_key: str
    to_email: str
    to_name: str = ""
    language: str = "ja"
    context: Mapping[str, object]
    reader: Model | None = None
    about: Model | None = None


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
) -> None:
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
    mail = Mail(
        kind=kind,
        dedupe_key=dedupe_key,
        to_email=to_email,
        to_name=to_name,
        language=language,
        context=context,
        reader=reader,
        about=about,
    )
    queue(mail, now=now)


def queue(mail: Mail, *, sender: OrganizationProfile | None = None, now: datetime) -> None:
    """As `queue_message`. One statement: the key of a mail that is there already is written over with itself.

    `sender` is whose name stands under it, where the caller has just read it; else it is read.
    """
    written = _written(mail, sender or profile_of(), now=now)
    (message,) = Message.objects.bulk_create(
        [written], update_conflicts=True, unique_fields=["dedupe_key"], update_fields=["dedupe_key"]
    )
    nudge(DELIVER, message.pk)


def queue_messages(mails: Sequence[Mail], *, now: datetime) -> None:
    """Write many mails in a fixed number of statements; those that were caused before stay as they are.

    Called in the transaction that causes them. No worker is woken for each: the sweep finds them within seconds.
    """
    known = set(
        Message.objects.filter(dedupe_key__in=[mail.dedupe_key for mail in mails]).values_list("dedupe_key", flat=True)
    )
    profile = profile_of()
    fresh = [_written(mail, profile, now=now) for mail in mails if mail.dedupe_key not in known]
    Message.objects.bulk_create(fresh, ignore_conflicts=True)


def repeat_messages(messages: Sequence[tuple[Message, str, str]], *, kind: str, now: datetime) -> None:
    """Send mails that have left once more, word for word, in one statement of the transaction that causes it.

    Args:
        messages: what was sent, the address known today, and the dedupe key of the repetition.
        kind: under which the repetitions are listed, with the reason of their own.
    """
    repeated = [
        Message(
            dedupe_key=dedupe_key,
            kind=kind,
            reader=message.reader,
            about=message.about,
            to_email=to_email,
            to_name=message.to_name,
            language=message.language,
            subject=message.subject,
            body=message.body,
            next_attempt_at=now,
            created_at=now,
        )
        for message, to_email, dedupe_key in messages
    ]
    Message.objects.bulk_create(repeated, ignore_conflicts=True)


def _written(mail: Mail, profile: OrganizationProfile, *, now: datetime) -> Message:
    name, subject, body = render(
        kind=mail.kind, language=mail.language, to_name=mail.to_name, context=mail.context, profile=profile
    )
    return Message(
        dedupe_key=mail.dedupe_key,
        kind=mail.kind,
        reader=Message.key_of(mail.reader) if mail.reader else "",
        about=Message.key_of(mail.about) if mail.about else "",
        to_email=mail.to_email,
        to_name=name,
        language=mail.language,
        subject=subject,
        body=body,
        next_attempt_at=now,
        created_at=now,
    )


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


def render(
    *, kind: str, language: str, to_name: str, context: Mapping[str, object], profile: OrganizationProfile | None = None
) -> tuple[str, str, str]:
    """The reader's name as a header takes it, subject and text, in the reader's language and in Japanese time.

    Whoever renders many gives the profile along, so that it is read once.
    """
    name, base = _one_line(to_name), f"lms_{kind.replace('.', '/')}"
    with translation.override(language), timezone.override(clock.JST):
        values = {**context, "to_name": name, "profile": profile or profile_of(), "base_url": conf.BASE_URL.rstrip("/")}
        subject = _one_line(_text(f"{base}.subject.txt", values))
        body = in_language(_text(f"{base}.body.txt", values).strip(), language)
        return name, subject, f"{body}\n\n{_text(SIGNATURE, values).strip()}\n"


def _text(template: str, values: dict[str, object]) -> str:
    return Engine.get_default().get_template(template).render(Context(values, autoescape=False))


def _one_line(text: str) -> str:
    """Header values may not contain line breaks."""
    return " ".join(line.strip() for line in text.splitlines() if line.strip())
