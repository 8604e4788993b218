"""The designated assignment: announced with its due moment, marked once per attempt, never edited."""

from datetime import datetime
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from cohorts import conflicts
from cohorts.actions.case import refresh_case
from cohorts.actions.evaluation import AuditHasNoEvaluation, ConflictOfInterest
from cohorts.handing_in import counting
from cohorts.models import AssignmentResult, CertificationCase, Cohort, Enrollment, SeatKind
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

MAXIMUM = Decimal(100)


class ScoreOutOfRange(Obstacle):
    message = _("The score lies between 0 and 100, with at most two decimals.")


class CaseDecided(Obstacle):
    message = _("The case is decided; a later mark would not change it.")


class StillReplaceable(Obstacle):
    message = _("The trainee may still replace the file; it is marked once the due moment has passed.")


class AssignmentNotDescribed(Obstacle):
    message = _("Say what is to be handed in before you say until when.")


class DueInThePast(Obstacle):
    message = _("The due moment lies ahead, so that everybody can still hand in.")


class DueBroughtForward(Obstacle):
    message = _("A due moment once announced is only moved to a later one.")


@transaction.atomic
def decide_assignment(cohort: Cohort, *, task: str, due_at: datetime | None, by: Actor, now: datetime) -> Cohort:
    """Say what is handed in and until when (the first moment that is too late); None while that is not decided.

    Raises AssignmentNotDescribed, DueInThePast, DueBroughtForward.
    """
    cohort = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    before, task = cohort.assignment_due_at, task.strip()
    if not task and (due_at or cohort.assignment_task):
        raise AssignmentNotDescribed
    if before and (due_at is None or due_at < before):
        raise DueBroughtForward
    if due_at and due_at != before and due_at <= now:
        raise DueInThePast
    cohort.assignment_task, cohort.assignment_due_at = task, due_at
    cohort.save(update_fields=["assignment_task", "assignment_due_at"])
    due = due_at.isoformat() if due_at else ""
    audit.record("lms_cohorts.decide_assignment", cohort, by=by, before=str(before or ""), after=due)
    return cohort


@transaction.atomic
def record_assignment_result(
    enrollment: Enrollment,
    *,
    score: Decimal,
    marked_by: AbstractBaseUser,
    comment: str = "",
    by: Actor,
    now: datetime,
) -> AssignmentResult:
    """Record a mark (points of 100) as the next attempt; the latest attempt counts, earlier ones stay on file.

    The file handed in by then is what was marked. Raises AuditHasNoEvaluation, ConflictOfInterest, ScoreOutOfRange,
    CaseDecided, StillReplaceable.
    """
    enrollment = Enrollment.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=enrollment.pk)
    if enrollment.kind != SeatKind.CERTIFICATION:
        raise AuditHasNoEvaluation
    if CertificationCase.objects.filter(enrollment=enrollment, status=CertificationCase.Status.DECIDED).exists():
        raise CaseDecided
    if conflicts.too_close(marked_by, enrollment):
        raise ConflictOfInterest
    if not 0 <= score <= MAXIMUM or score != round(score, 2):
        raise ScoreOutOfRange
    due_at = enrollment.cohort.assignment_due_at
    if due_at and now < due_at:
        raise StillReplaceable
    last = enrollment.assignment_results.aggregate(last=Max("attempt"))["last"] or 0
    result = AssignmentResult.objects.create(
        enrollment=enrollment,
        attempt=last + 1,
        score=score,
        maximum=MAXIMUM,
        marked_by_id=marked_by.pk,
        marked_at=now,
        comment=comment.strip(),
        submission=counting(list(enrollment.submissions.all())),
    )
    audit.record("lms_cohorts.record_assignment_result", result, by=by, attempt=result.attempt, score=str(score))
    refresh_case(enrollment, by=by, now=now)
    return result
