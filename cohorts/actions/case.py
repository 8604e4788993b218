"""Certification cases: opened with a confirmed seat, recomputed from the facts whenever one of them changes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts import certification_emails
from cohorts.models import CertificationCase, Enrollment, SeatKind
from cohorts.requirements import SEATED, SETTLED, Code, Requirement, State, requirements_of, with_facts
from cohorts.results import News, news_of
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

Status = CertificationCase.Status


class NoStandard(Obstacle):
    message = _("The cohort has no certification standard yet.")


class NoCase(Obstacle):
    message = _("Only a confirmed seat of the certification course leads to a decision.")


@transaction.atomic
def open_case(enrollment: Enrollment, *, by: Actor, now: datetime) -> CertificationCase:
    """The case of an enrollment, opened under the standard of its cohort; finds the one that is already open.

    Raises NoCase for audit seats and seats that are not confirmed, NoStandard.
    """
    if enrollment.kind != SeatKind.CERTIFICATION or enrollment.status not in SEATED:
        raise NoCase
    if enrollment.cohort.scheme_version is None:
        raise NoStandard
    case, created = CertificationCase.objects.get_or_create(
        enrollment=enrollment,
        defaults={"scheme_version": enrollment.cohort.scheme_version, "opened_at": now},
    )
    if created:
        audit.record("lms_cohorts.open_case", case, by=by)
    return case


@transaction.atomic
def refresh_case(enrollment: Enrollment, *, by: Actor, now: datetime) -> CertificationCase | None:
    """Bring the case in line with the facts, and tell the trainee when it begins to wait or to be judged.

    Safe to call after any change and any number of times. None where there is no case to have: audit seats, seats not
    confirmed, cohorts without a standard. A decided case stays as it is.
    """
    enrollment = with_facts(Enrollment.objects.all()).get(pk=enrollment.pk)
    try:
        case = open_case(enrollment, by=by, now=now)
    except (NoCase, NoStandard):
        return None
    case = CertificationCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    # Read again under the lock: another fact may have been written meanwhile.
    enrollment = with_facts(Enrollment.objects.all()).get(pk=enrollment.pk)
    status = standing_of(enrollment, now)
    if case.status in {Status.DECIDED, status}:
        return case
    return _move(case, status, by=by, now=now)


def standing_of(enrollment: Enrollment, now: datetime) -> CertificationCase.Status:
    """What the facts say of the case. Results count once they are released as they stand: the trainee knows first."""
    if news_of(enrollment) is not News.NONE:
        return Status.COLLECTING
    return status_for(requirements_of(enrollment, now))


def status_for(requirements: tuple[Requirement, ...]) -> CertificationCase.Status:
    """READY when every requirement has its answer, be it yes or no; deciding on a no is a decision, too.

    A failed Specialist level alone is no such no: it can be taken again while the course results are valid.
    """
    unsettled = [row for row in requirements if row.state not in SETTLED]
    if not unsettled:
        refused = {row.code for row in requirements if row.state is State.NOT_MET}
        return Status.AWAITING_SPECIALIST if refused == {Code.SPECIALIST} else Status.READY
    only_specialist = all(row.code is Code.SPECIALIST and row.state is State.WAITING for row in unsettled)
    return Status.AWAITING_SPECIALIST if only_specialist else Status.COLLECTING


def _move(case: CertificationCase, status: CertificationCase.Status, *, by: Actor, now: datetime) -> CertificationCase:
    before = case.status
    case.status = status
    case.ready_at = now if status is Status.READY else None
    case.save(update_fields=["status", "ready_at"])
    audit.record("lms_cohorts.move_case", case, by=by, before=before, after=status.value)
    if status is Status.AWAITING_SPECIALIST:
        certification_emails.case_waiting(case, now=now)
    elif status is Status.READY:
        certification_emails.case_ready(case, now=now)
    return case
