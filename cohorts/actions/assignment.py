"""The designated assignment: marked once per attempt, never edited."""

from datetime import datetime
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from cohorts import conflicts
from cohorts.actions.case import refresh_case
from cohorts.actions.evaluation import AuditHasNoEvaluation, ConflictOfInterest
from cohorts.models import AssignmentResult, CertificationCase, Enrollment, SeatKind
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

MAXIMUM = Decimal(100)


class ScoreOutOfRange(Obstacle):
    message = _("The score lies between 0 and 100, with at most two decimals.")


class CaseDecided(Obstacle):
    message = _("The case is decided; a later mark would not change it.")


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

    Raises AuditHasNoEvaluation, ConflictOfInterest, ScoreOutOfRange, CaseDecided.
    """
    enrollment = Enrollment.objects.select_for_update(of=("self",)).get(pk=enrollment.pk)
    if enrollment.kind != SeatKind.CERTIFICATION:
        raise AuditHasNoEvaluation
    if CertificationCase.objects.filter(enrollment=enrollment, status=CertificationCase.Status.DECIDED).exists():
        raise CaseDecided
    if conflicts.too_close(marked_by, enrollment):
        raise ConflictOfInterest
    if not 0 <= score <= MAXIMUM or score != round(score, 2):
        raise ScoreOutOfRange
    last = enrollment.assignment_results.aggregate(last=Max("attempt"))["last"] or 0
    result = AssignmentResult.objects.create(
        enrollment=enrollment,
        attempt=last + 1,
        score=score,
        maximum=MAXIMUM,
        marked_by_id=marked_by.pk,
        marked_at=now,
        comment=comment.strip(),
    )
    audit.record("lms_cohorts.record_assignment_result", result, by=by, attempt=result.attempt, score=str(score))
    refresh_case(enrollment, by=by, now=now)
    return result
