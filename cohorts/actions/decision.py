"""The decision on certification: taken once, by somebody uninvolved, with its evidence frozen."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts import certification_emails, conflicts
from cohorts.actions.case import standing_of
from cohorts.evidence import evidence_of
from cohorts.models import CertificationCase, CertificationDecision, Enrollment
from cohorts.requirements import requirements_of, with_facts
from lms.kernel import audit, calendar
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

Outcome = CertificationDecision.Outcome
DECIDE = "lms_cohorts.decide_certification"


class NotADecider(Obstacle):
    message = _("Deciding on certification needs the right to decide.")


class DeciderInvolved(Obstacle):
    message = _("Whoever taught, scored or marked this trainee, or is the trainee, cannot decide on this case.")


class CaseNotReady(Obstacle):
    message = _("This case is not ready for decision: a requirement has no answer, or its result is not released yet.")


class AlreadyDecided(Obstacle):
    message = _("This case is already decided.")


class RequirementsNotMet(Obstacle):
    message = _("Certification needs every requirement to be met.")


class ReasonsMissing(Obstacle):
    message = _("A refusal gives its reasons.")


@transaction.atomic
def decide_case(
    case: CertificationCase,
    *,
    outcome: CertificationDecision.Outcome,
    reasons: str = "",
    by: Actor,
    now: datetime,
) -> CertificationDecision:
    """Decide a case and freeze what was known at that moment.

    Decision is kept apart from training and scoring (ISO/IEC 17024, 5.2 and 9.4). A refusal is mailed at once; a
    certification is mailed with its license.

    Raises NotADecider, DeciderInvolved, AlreadyDecided, CaseNotReady, RequirementsNotMet, ReasonsMissing.
    """
    case = CertificationCase.objects.select_for_update(of=("self",)).select_related("scheme_version").get(pk=case.pk)
    decider = _require_decider(case, by=by, now=now)
    if case.status == CertificationCase.Status.DECIDED:
        raise AlreadyDecided
    enrollment = with_facts(Enrollment.objects.all()).get(pk=case.enrollment_id)
    requirements = requirements_of(enrollment, now)
    if CertificationCase.Status.READY not in {case.status} & {standing_of(enrollment, now)}:
        raise CaseNotReady
    if outcome == Outcome.CERTIFIED and not all(row.is_met for row in requirements):
        raise RequirementsNotMet
    if outcome == Outcome.NOT_CERTIFIED and not reasons.strip():
        raise ReasonsMissing
    decision = CertificationDecision.objects.create(
        case=case,
        outcome=outcome,
        decided_by_id=decider.pk,
        decided_at=now,
        reasons=reasons.strip(),
        evidence=evidence_of(enrollment, scheme=case.scheme_version, requirements=requirements, now=now),
    )
    case.status = CertificationCase.Status.DECIDED
    case.save(update_fields=["status"])
    audit.record("lms_cohorts.decide_case", case, by=by, outcome=str(outcome), reasons=reasons.strip())
    if outcome == Outcome.NOT_CERTIFIED:
        certification_emails.not_certified(decision, now=now)
    return decision


def _require_decider(case: CertificationCase, *, by: Actor, now: datetime) -> AbstractBaseUser:
    decider = by.user
    if decider is None or not getattr(decider, "is_active", False) or not decider.has_perm(DECIDE):  # type: ignore[attr-defined]
        raise NotADecider
    if conflicts.is_involved(decider, case, day=calendar.jst_date(now)):
        raise DeciderInvolved
    return decider
