"""Take in what people ask, and keep track of the answer."""

import hashlib
from datetime import date, datetime
from typing import TypedDict

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cohorts.actions.consent import record_consent
from cohorts.models import Consent
from lms.inquiries import emails
from lms.inquiries.models import Inquiry, InquiryNote
from lms.inquiries.spam import Written, signs
from lms.kernel import audit, conf
from lms.kernel.actions.numbering import next_number
from lms.kernel.actor import Actor
from lms.kernel.calendar import add_business_days, fiscal_year, jst_date, office_closed
from lms.kernel.obstacles import Obstacle

Status = Inquiry.Status
SERIES = "inquiry"


class StatusHasChanged(Obstacle):
    message = _("Somebody has changed this inquiry in the meantime. Please look at it again.")


class NothingWritten(Obstacle):
    message = _("Please write down what was answered or found.")


class InquiryFields(TypedDict):
    topic: str
    name: str
    company: str
    email: str
    phone: str
    message: str


def receive_inquiry(
    fields: InquiryFields,
    *,
    privacy_version: str,
    language: str,
    trap: str = "",
    apart_by: str = "",
    by: Actor,
    now: datetime,
) -> Inquiry:
    """Store an inquiry, and send a receipt and a notice.

    The same text from the same address on one day is one inquiry: a second click finds the first. A suspicious one is
    stored without any mail, so that the form cannot be used to write to strangers. The answer is due on the next
    business day.

    Args:
        trap: what stood in the field that people are asked to leave empty.
        apart_by: what tells it apart from another one with the same text, where more belongs to it than the text.
    """
    fingerprint = _fingerprint(fields, jst_date(now), apart_by)
    if known := Inquiry.objects.filter(fingerprint=fingerprint).first():
        return known
    written = Written(
        name=fields["name"], company=fields["company"], message=fields["message"], trap=trap, language=language
    )
    try:
        return _store(
            fields,
            privacy_version=privacy_version,
            language=language,
            suspicion=" ".join(signs(written)),
            fingerprint=fingerprint,
            by=by,
            now=now,
        )
    except IntegrityError:
        # The same form arrived twice at the same moment: the other request was first.
        known = Inquiry.objects.filter(fingerprint=fingerprint).first()
        if known is None:
            raise
        return known


@transaction.atomic
def _store(
    fields: InquiryFields,
    *,
    privacy_version: str,
    language: str,
    suspicion: str,
    fingerprint: str,
    by: Actor,
    now: datetime,
) -> Inquiry:
    today = jst_date(now)
    inquiry = Inquiry.objects.create(
        **fields,
        number=_number(today),
        language=language,
        privacy_version=privacy_version,
        sender_id=by.user.pk if by.user else None,
        due_on=add_business_days(today, 1, is_closed=office_closed(conf.OFFICE_CLOSURES)),
        suspicion=suspicion,
        fingerprint=fingerprint,
        received_at=now,
    )
    audit.record("lms_inquiries.receive_inquiry", inquiry, by=by)
    record_consent(
        Consent.Text.PRIVACY,
        privacy_version,
        source=Consent.Source.INQUIRY,
        given_for=inquiry,
        email=inquiry.email,
        by=by,
        now=now,
    )
    if not inquiry.is_suspicious:
        emails.inquiry_received(inquiry, now=now)
        emails.inquiry_arrived(inquiry, now=now)
    return inquiry


@transaction.atomic
def take_inquiry(inquiry: Inquiry, *, owner: AbstractBaseUser, by: Actor) -> Inquiry:
    """Somebody takes care of it; also brings back what was closed or taken for spam."""
    before = Status(inquiry.status)
    if before is Status.IN_PROGRESS:
        moved = Inquiry.objects.filter(pk=inquiry.pk, status=before).update(owner=owner)
        if not moved:
            raise StatusHasChanged
        inquiry.refresh_from_db()
        audit.record("lms_inquiries.take_inquiry", inquiry, by=by)
        return inquiry
    return _move(inquiry, Status.IN_PROGRESS, "take_inquiry", by=by, owner=owner)


@transaction.atomic
def note_on_inquiry(inquiry: Inquiry, *, text: str, by: Actor, now: datetime) -> InquiryNote:
    """A remark for colleagues; the sender does not see it. Raises NothingWritten."""
    note = _note(inquiry, text, is_answer=False, by=by, now=now)
    audit.record("lms_inquiries.note_on_inquiry", inquiry, by=by)
    return note


@transaction.atomic
def answer_inquiry(inquiry: Inquiry, *, text: str, by: Actor, now: datetime) -> Inquiry:
    """Write down how it was answered, by mail or telephone. Raises NothingWritten, StatusHasChanged."""
    _note(inquiry, text, is_answer=True, by=by, now=now)
    owner = {} if inquiry.owner_id else {"owner": by.user}
    return _move(inquiry, Status.ANSWERED, "answer_inquiry", by=by, **owner)


@transaction.atomic
def close_inquiry(inquiry: Inquiry, *, by: Actor) -> Inquiry:
    """Nothing more is to be done. Raises StatusHasChanged."""
    return _move(inquiry, Status.CLOSED, "close_inquiry", by=by)


@transaction.atomic
def mark_as_spam(inquiry: Inquiry, *, by: Actor) -> Inquiry:
    """An advertisement: out of sight, and kept. Raises StatusHasChanged."""
    return _move(inquiry, Status.SPAM, "mark_as_spam", by=by)


def _move(inquiry: Inquiry, status: Status, act: str, *, by: Actor, **changes: object) -> Inquiry:
    before = Status(inquiry.status)
    rows = Inquiry.objects.filter(pk=inquiry.pk, status=before)
    if status not in Inquiry.NEXT[before] or not rows.update(status=status, **changes):
        raise StatusHasChanged
    inquiry.refresh_from_db()
    audit.record(f"lms_inquiries.{act}", inquiry, by=by, before=before.value)
    return inquiry


def _note(inquiry: Inquiry, text: str, *, is_answer: bool, by: Actor, now: datetime) -> InquiryNote:
    if not text.strip():
        raise NothingWritten
    return InquiryNote.objects.create(
        inquiry=inquiry,
        text=text.strip(),
        is_answer=is_answer,
        author_id=by.user.pk if by.user else None,
        written_at=now,
    )


def _number(today: date) -> str:
    year = fiscal_year(today)
    return f"Q-{year}-{next_number(SERIES, period=year):05d}"


def _fingerprint(fields: InquiryFields, day: date, apart_by: str) -> str:
    words = " ".join(f"{fields['message']} {apart_by}".split())
    return hashlib.sha256(f"{fields['email'].lower()}\n{words}\n{day}".encode()).hexdigest()
