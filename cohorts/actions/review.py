"""What comes of an application the office looks at, or talks about, before a seat is held."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts import consultation_emails, emails
from cohorts.actions.change import tell_of_enrollments
from cohorts.actions.consultation import ConsultationOver, NothingSaid, end_consultation
from cohorts.applications import as_json, cleared_needs, eligibilities_of, eligibility_of, kept_eligibility
from cohorts.eligibility import Eligibility, Need
from cohorts.models import Consultation, Enrollment
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle


class NotUnderReview(Obstacle):
    message = _("This application is not being checked at the moment.")


@transaction.atomic
def clear_review(
    enrollment: Enrollment,
    *,
    needs: Collection[Need],
    note: str,
    by: Actor,
    now: datetime,
) -> Enrollment:
    """The office accepts what it was asked to look up; once nothing is left the applicant may go on to the seat.

    A consultation is no such point: see `clear_consultation`. Raises NotUnderReview.
    """
    enrollment = _under_review(enrollment)
    looked_up = sorted(set(needs) - {Need.CONSULTATION})
    eligibility = _accept(enrollment, looked_up, now=now)
    audit.record("lms_cohorts.clear_review", enrollment, by=by, needs=looked_up, note=note)
    if eligibility.may_take_seat:
        emails.review_cleared(enrollment, now=now)
    return enrollment


@transaction.atomic
def look_again(enrollment: Enrollment, *, now: datetime) -> Enrollment:
    """Judge an application under review anew because a fact outside of it has changed; better news is mailed.

    Raises NotUnderReview.
    """
    enrollment = _under_review(enrollment)
    before = kept_eligibility(enrollment)
    eligibility = _accept(enrollment, [], now=now)
    if eligibility.may_take_seat and not (before and before.may_take_seat):
        emails.review_cleared(enrollment, now=now)
    return enrollment


@transaction.atomic
def accept_numbers(enrollments: Collection[int], *, by: Actor, now: datetime) -> list[Enrollment]:
    """What `clear_review` does with one candidate number, for many at once and in a fixed number of statements.

    Returns those whose number waited to be checked; the others stay as they are.
    """
    under_review = (
        Enrollment.objects.select_for_update(of=("self",))
        .select_related("person", "cohort", "declaration")
        .filter(pk__in=enrollments, status=Enrollment.Status.UNDER_REVIEW)
        .order_by("pk")
    )
    waiting = [one for one in under_review if Need.NUMBER_CHECK in one.eligibility.get("needs", [])]
    for one in waiting:
        one.eligibility = {**one.eligibility, "cleared": sorted(cleared_needs(one) | {Need.NUMBER_CHECK})}
    answers = eligibilities_of(waiting, now=now)
    for one in waiting:
        one.eligibility = as_json(answers[one.pk], cleared=cleared_needs(one))
    Enrollment.objects.bulk_update(waiting, ["eligibility"])
    facts = {"needs": [Need.NUMBER_CHECK.value], "note": ""}
    audit.record_each("lms_cohorts.clear_review", [(one, facts) for one in waiting], by=by)
    emails.reviews_cleared([one for one in waiting if answers[one.pk].may_take_seat], now=now)
    return waiting


@transaction.atomic
def clear_consultation(consultation: Consultation, *, by: Actor, now: datetime) -> Consultation:
    """The purpose is agreed. Raises ConsultationOver."""
    return _cleared(consultation, Consultation.Status.CLEARED, "", by=by, now=now)


@transaction.atomic
def clear_with_condition(consultation: Consultation, *, condition: str, by: Actor, now: datetime) -> Consultation:
    """The purpose is agreed on a condition, which stays visible at the desk and to the applicant.

    Raises ConsultationOver, NothingSaid.
    """
    if not condition.strip():
        raise NothingSaid
    return _cleared(consultation, Consultation.Status.CONDITION, condition.strip(), by=by, now=now)


@transaction.atomic
def decline_application(
    enrollment: Enrollment, *, reason: str, instead: Sequence[str] = (), by: Actor, now: datetime
) -> Enrollment:
    """Refuse an application that was looked at, with the reason the applicant reads; an open consultation ends with it.

    `instead` is what the mail says of a seat that is open to them, in the words of whoever sells it.

    Raises NotUnderReview.
    """
    enrollment = _under_review(enrollment)
    Enrollment.objects.filter(pk=enrollment.pk).update(status=Enrollment.Status.DECLINED)
    enrollment.refresh_from_db()
    end_consultation(enrollment, Consultation.Status.DECLINED, told=reason, now=now)
    audit.record("lms_cohorts.decline_application", enrollment, by=by, reason=reason)
    emails.application_declined(enrollment, reason=reason, instead=instead, now=now)
    tell_of_enrollments([enrollment], now=now)
    return enrollment


@transaction.atomic
def lapse_consultation(consultation: Consultation, *, by: Actor, now: datetime) -> bool:
    """The applicant did not answer in time, or the course has begun: the application ends, exactly once.

    Returns whether it ended now; an answer that came in the same moment keeps it.
    """
    if not Consultation.objects.lapsing(now).filter(pk=consultation.pk).exists():
        return False
    try:
        enrollment = _under_review(consultation.enrollment)
    except NotUnderReview:
        return False
    unanswered = Consultation.objects.open().filter(pk=consultation.pk, answer_until__lte=now).exists()
    ended = end_consultation(enrollment, Consultation.Status.LAPSED, now=now)
    if ended is None:
        return False
    Enrollment.objects.filter(pk=enrollment.pk).update(status=Enrollment.Status.LAPSED)
    enrollment.refresh_from_db()
    audit.record("lms_cohorts.lapse_consultation", ended, by=by)
    consultation_emails.consultation_lapsed(ended, unanswered=unanswered, now=now)
    tell_of_enrollments([enrollment], now=now)
    return True


def _cleared(
    consultation: Consultation, status: Consultation.Status, condition: str, *, by: Actor, now: datetime
) -> Consultation:
    enrollment = _under_review(consultation.enrollment)
    ended = end_consultation(enrollment, status, told=condition, now=now)
    if ended is None:
        raise ConsultationOver
    _accept(enrollment, [Need.CONSULTATION], now=now)
    facts = {"condition": condition} if condition else {}
    audit.record("lms_cohorts.clear_consultation", ended, by=by, outcome=str(status.label), **facts)
    ended.enrollment = enrollment
    consultation_emails.consultation_cleared(ended, now=now)
    return ended


def _accept(enrollment: Enrollment, needs: Collection[Need], *, now: datetime) -> Eligibility:
    """Judge the application anew with these points accepted, and keep the answer."""
    cleared = cleared_needs(enrollment) | frozenset(needs)
    enrollment.eligibility = {**enrollment.eligibility, "cleared": sorted(cleared)}
    eligibility = eligibility_of(enrollment, now=now)
    enrollment.eligibility = as_json(eligibility, cleared=cleared)
    enrollment.save(update_fields=["eligibility"])
    return eligibility


def _under_review(enrollment: Enrollment) -> Enrollment:
    found = (
        Enrollment.objects.select_for_update(of=("self",))
        .select_related("person", "cohort", "declaration")
        .filter(pk=enrollment.pk, status=Enrollment.Status.UNDER_REVIEW)
        .first()
    )
    if found is None:
        raise NotUnderReview
    return found
