"""Mail of the embedded site: kept where /outbox/ shows it, and sent for real as well where a server is named."""

from collections.abc import Sequence
from email.utils import parseaddr
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import get_language

from lms.kernel import clock
from lms.kernel.actions.delivery import ROW_HEADER
from lms.kernel.models import Message


class OutboxBackend(BaseEmailBackend):
    """Relays through LMS_RELAY_EMAIL_BACKEND if set; mails that are no rows yet (sign-in codes, resets) become one."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            self._relay(mail)
            if ROW_HEADER not in mail.extra_headers:
                _keep(mail)
        return len(email_messages)

    def _relay(self, mail: EmailMessage) -> None:
        if settings.LMS_RELAY_EMAIL_BACKEND:
            get_connection(settings.LMS_RELAY_EMAIL_BACKEND, fail_silently=self.fail_silently).send_messages([mail])


def _keep(mail: EmailMessage) -> None:
    now = clock.now()
    for recipient in mail.recipients():
        name, address = parseaddr(recipient)
        Message.objects.create(
            kind="account.email",
            dedupe_key=f"account:{uuid4()}",
            to_email=address,
            to_name=name,
            language=get_language() or settings.LANGUAGE_CODE,
            subject=str(mail.subject),
            body=str(mail.body),
            status=Message.Status.SENT,
            attempts=1,
            next_attempt_at=now,
            created_at=now,
            sent_at=now,
        )
