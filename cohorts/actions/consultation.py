"""The talk between the office and an applicant before a purpose is accepted: opened, taken, asked, answered, ended.

What comes of it is decided in `cohorts.actions.review`.
"""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts import consultation_emails
from cohorts.eligibility import Eligibility, ReasonCode
from cohorts.models import Consultation, ConsultationNote, Enrollment
from cohorts.models.consultation import ConsultationQuerySet, answer_end, office_due
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.calendar import jst_date
from lms.kernel.obstacles import Obstacle

Cause, Status = Consultation.Cause, Consultation.Status
Kind = ConsultationNote.Kind


class ConsultationOver(Obstacle):
    message = _("This consultation is over.")


class NothingSaid(Obstacle):
    message = _("Please write something.")


def open_consultation(enrollment: Enrollment, *, eligibility: Eligibility, by: Actor, now: datetime) -> Consultation:
    """Begin the talk an application has to wait for; the office has the first word.

    Called in the transaction that submits the application.
    """
    codes = {reason.code for reason in eligibility.reasons}
    consultation = Consultation.objects.create(
        enrollment=enrollment,
        cause=Cause.TRAINER if ReasonCode.TRAINER_CONSULTATION in codes else Cause.PURPOSE,
        due_on=office_due(jst_date(now)),
        opened_at=now,
    )
    audit.record("lms_cohorts.open_consultation", consultation, by=by)
    return consultation


@transaction.atomic
def take_consultation(consultation: Consultation, *, owner: AbstractBaseUser, by: Actor) -> Consultation:
    """Somebody of the office is in charge of it. Raises ConsultationOver."""
    consultation = _change(consultation, owner=owner)
    audit.record("lms_cohorts.take_consultation", consultation, by=by)
    return consultation


@transaction.atomic
def note_on_consultation(consultation: Consultation, *, text: str, by: Actor, now: datetime) -> ConsultationNote:
    """A remark for colleagues, also once it is over; the applicant does not read it. Raises NothingSaid."""
    note = _write(consultation, Kind.REMARK, text, by=by, now=now)
    audit.record("lms_cohorts.note_on_consultation", consultation, by=by)
    return note


@transaction.atomic
def ask_applicant(consultation: Consultation, *, text: str, by: Actor, now: datetime) -> Consultation:
    """Write to the applicant and wait for an answer until the end of a day. Raises ConsultationOver, NothingSaid."""
    owner_id = consultation.owner_id or (by.user.pk if by.user else None)
    consultation = _change(consultation, answer_until=answer_end(jst_date(now)), owner_id=owner_id)
    question = _write(consultation, Kind.QUESTION, text, by=by, now=now)
    audit.record("lms_cohorts.ask_applicant", consultation, by=by)
    consultation_emails.applicant_asked(consultation, question, now=now)
    return consultation


@transaction.atomic
def write_answer(consultation: Consultation, *, text: str, by: Actor, now: datetime) -> Consultation:
    """What the applicant says, written by themselves or by the office after a call: the next word is the office's.

    A word nobody asked for does not put off the day the office has promised. Raises ConsultationOver, also once the
    time to answer is over, and NothingSaid.
    """
    asked = Consultation.objects.open().filter(pk=consultation.pk, answer_until__gt=now)
    asked.update(answer_until=None, due_on=office_due(jst_date(now)))
    consultation = _change(consultation, among=Consultation.objects.with_the_office())
    _write(consultation, Kind.ANSWER, text, by=by, now=now)
    audit.record("lms_cohorts.write_answer", consultation, by=by)
    return consultation


def end_consultation(
    enrollment: Enrollment, outcome: Consultation.Status, *, told: str = "", now: datetime
) -> Consultation | None:
    """Close the open consultation of an application with its outcome; None where there is none.

    Called in the transaction that moves the application, which writes the audit line.
    """
    ended = Consultation.objects.open().filter(enrollment=enrollment)
    if not ended.update(status=outcome, told=told, closed_at=now, answer_until=None):
        return None
    return Consultation.objects.get(enrollment=enrollment)


def _change(
    consultation: Consultation, *, among: ConsultationQuerySet | None = None, **changes: object
) -> Consultation:
    """Write while it is open, and lock the row: whoever ends it at the same moment comes before or after."""
    rows = Consultation.objects.open() if among is None else among
    if not rows.filter(pk=consultation.pk).update(**{"status": Status.OPEN, **changes}):
        raise ConsultationOver
    return Consultation.objects.select_related("enrollment__person", "enrollment__cohort").get(pk=consultation.pk)


def _write(consultation: Consultation, kind: Kind, text: str, *, by: Actor, now: datetime) -> ConsultationNote:
    if not text.strip():
        raise NothingSaid
    author_id = by.user.pk if by.user else None
    return ConsultationNote.objects.create(
        consultation=consultation, kind=kind, text=text.strip(), author_id=author_id, written_at=now
    )
