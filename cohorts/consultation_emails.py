"""T02: what is written to an applicant while the purpose is talked about, and what came of it."""

from datetime import datetime, timedelta

from django.utils import translation

from cohorts.applications import kept_eligibility
from cohorts.models import Cohort, Consultation, ConsultationNote
from cohorts.reasons import sentences
from lms.kernel.actions.message import queue_message


def applicant_asked(consultation: Consultation, question: ConsultationNote, *, now: datetime) -> None:
    """What the office wants to know, where to answer, and until when."""
    _to_applicant("consultation_question", consultation, cause=f"note:{question.pk}", now=now, question=question.text)


def consultation_cleared(consultation: Consultation, *, now: datetime) -> None:
    """The purpose is accepted, on which condition, and whether one can go on to the payment now."""
    _to_applicant("consultation_cleared", consultation, now=now)


def consultation_lapsed(consultation: Consultation, *, unanswered: bool, now: datetime) -> None:
    """The application ended: no answer came, or the course has begun; whether and until when one can apply again."""
    again_until = _last_moment_to_apply(consultation.enrollment.cohort, now)
    _to_applicant("consultation_lapsed", consultation, now=now, unanswered=unanswered, again_until=again_until)


def _last_moment_to_apply(cohort: Cohort, now: datetime) -> datetime | None:
    """None where applications are closed."""
    is_accepting = Cohort.objects.accepting(at=now).filter(pk=cohort.pk).exists()
    deadline = cohort.application_deadline_at
    return deadline - timedelta(seconds=1) if is_accepting and deadline else None


def _to_applicant(
    message: str, consultation: Consultation, *, cause: str = "", now: datetime, **context: object
) -> None:
    enrollment = consultation.enrollment
    person = enrollment.person
    if not person.email:
        return  # entered by the office from paper; reached by letter
    eligibility = kept_eligibility(enrollment)
    with translation.override(person.language):
        reasons = sentences(eligibility) if eligibility else []
    queue_message(
        kind=f"cohorts.email.{message}",
        dedupe_key=f"{message}:{cause or f'consultation:{consultation.pk}'}",
        to_email=person.email,
        to_name=person.full_name,
        language=person.language,
        context={
            "number": enrollment.number,
            "enrollment": enrollment,
            "cohort": enrollment.cohort,
            "consultation": consultation,
            "reasons": reasons,
            "may_go_on": eligibility is not None and eligibility.may_take_seat,
            **context,
        },
        reader=person,
        about=enrollment,
        now=now,
    )
