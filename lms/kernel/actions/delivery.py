"""Delivering mails: each by one worker at a time, tried again until it left or was given up."""

import logging
from datetime import datetime, timedelta
from email.utils import format_datetime, formataddr
from smtplib import SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.core.mail import EmailMessage, get_connection
from django.db.models import F

from lms.kernel import clock, conf
from lms.kernel.models import Message

logger = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
# Tells a mail backend which row a mail comes from.
ROW_HEADER = "X-LMS-Message"


def deliver(pk: int, *, now: datetime) -> bool:
    """Send one mail if it is due and no other worker holds it; returns whether it left.

    No transaction is open while the mail server answers. A worker that dies between the server's acceptance and our
    note of it makes the mail leave once more after the lease: that window cannot be closed from here, so the mail
    carries the same Message-ID each time and the reader's mailbox can fold the copies.
    """
    message = _claim(pk, now)
    if message is None:
        return False
    try:
        _send(message)
    except Exception as error:  # whatever a mail backend raises, the mail must wait and not be lost
        logger.warning("Message %s could not be sent.", pk, exc_info=True)
        _note_failure(message, error, now)
        return False
    # Also when the lease ran out meanwhile: the mail has left, and that ends the matter.
    Message.objects.filter(pk=pk, status__in=[Message.Status.SENDING, Message.Status.QUEUED]).update(
        status=Message.Status.SENT, sent_at=now, lease_until=None, error=""
    )
    return True


def release_abandoned(*, now: datetime) -> int:
    """Put mails whose worker died back into the queue; returns how many."""
    return Message.objects.abandoned(now).update(
        status=Message.Status.QUEUED, lease_until=None, next_attempt_at=now, error="The worker stopped while sending."
    )


def pause_after(attempts: int) -> timedelta:
    """1, 2, 4, 8, 16, 32 minutes, then one hour between attempts."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 10)), LONGEST_PAUSE)


def message_id(message: Message) -> str:
    """The same for every attempt at the same row."""
    host = urlsplit(conf.BASE_URL).hostname or "localhost"
    return f"<message-{message.pk}-{int(message.created_at.timestamp() * 1000)}@{host}>"


def _claim(pk: int, now: datetime) -> Message | None:
    lease = timedelta(seconds=conf.MESSAGE_LEASE_SECONDS)
    claimed = (
        Message.objects.due(now)
        .filter(pk=pk)
        .update(status=Message.Status.SENDING, lease_until=now + lease, attempts=F("attempts") + 1)
    )
    return Message.objects.get(pk=pk) if claimed else None


def _send(message: Message) -> None:
    mail = EmailMessage(
        subject=message.subject,
        body=message.body,
        to=[formataddr((message.to_name, message.to_email))],
        headers={
            "Message-ID": message_id(message),
            "Date": format_datetime(message.created_at.astimezone(clock.JST)),
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
            ROW_HEADER: str(message.pk),
        },
    )
    mail.connection = get_connection()
    mail.send()


def _note_failure(message: Message, error: Exception, now: datetime) -> None:
    is_final = _is_permanent(error) or message.attempts >= conf.MESSAGE_ATTEMPTS
    # Only while this worker still holds the mail: another may have taken it over and be sending it right now.
    Message.objects.filter(pk=message.pk, status=Message.Status.SENDING, attempts=message.attempts).update(
        status=Message.Status.FAILED if is_final else Message.Status.QUEUED,
        next_attempt_at=now + pause_after(message.attempts),
        lease_until=None,
        error=f"{type(error).__name__}: {error}"[:2000],
    )


def _is_permanent(error: Exception) -> bool:
    """The server knows that this address will never receive mail (RFC 5321: replies of 500 and above)."""
    return isinstance(error, SMTPRecipientsRefused) and all(code >= 500 for code, _text in error.recipients.values())
