"""Mails the office writes to many people at once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cohorts.models import Enrollment
from lms.kernel import audit
from lms.kernel.actions.message import Mail, queue_messages, repeat_messages
from lms.kernel.actor import Actor
from lms.kernel.models import Message


@transaction.atomic
def write_to(
    enrollments: Sequence[Enrollment], *, subject: str, text: str, cause: str, by: Actor, now: datetime
) -> None:
    """One mail each, in words of the office, in a fixed number of statements; one for each of them and `cause`.

    Whoever has no address is passed over.
    """
    people = [one for one in enrollments if one.person.email]
    mails = [
        Mail(
            kind="desk.email.written",
            dedupe_key=f"written:{cause}:{one.pk}",
            to_email=one.person.email,
            to_name=one.person.full_name,
            language=one.person.language,
            context={"subject": subject, "text": text, "number": one.number, "cohort": one.cohort},
            reader=one.person,
            about=one,
        )
        for one in people
    ]
    queue_messages(mails, now=now)
    audit.record_each("lms_desk.write_to", [(one, {"subject": subject}) for one in people], by=by)


@transaction.atomic
def resend_letters(letters: Sequence[tuple[Enrollment, Message]], *, cause: str, by: Actor, now: datetime) -> None:
    """Send what was sent once more, word for word, to the address known today; a fixed number of statements."""
    repeat_messages(
        [(letter, one.person.email, f"again:{cause}:{one.pk}") for one, letter in letters],
        kind="desk.email.joining_again",
        now=now,
    )
    audit.record_each("lms_desk.resend_joining", [(one, {}) for one, _letter in letters], by=by)
