"""Releasing the results of a cohort at a chosen moment: planned, canceled until then, carried out once."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cohorts import planned_release_emails
from cohorts.actions.release import NothingToRelease, PlanOutdated, digest_of, plan_release, release_what_stands
from cohorts.models import Cohort, PlannedRelease, ResultRelease
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

Status = PlannedRelease.Status


class MomentIsOver(Obstacle):
    message = _("This moment is over. Choose a later one, or release the results now.")


class AlreadyPlanned(Obstacle):
    message = _("The release of these results is planned already. Cancel that plan first.")


class NoPlanStands(Obstacle):
    message = _("This plan is canceled already, or the results have been released.")


def plan_of(cohort: Cohort) -> PlannedRelease | None:
    """The plan that stands."""
    return PlannedRelease.objects.planned().filter(cohort=cohort).select_related("planned_by").first()


def plan_results(cohort: Cohort, *, seen: str, due_at: datetime, by: Actor, now: datetime) -> PlannedRelease:
    """Release later what somebody looks at now; until the moment it can be canceled, and nobody is told.

    Args:
        seen: `digest_of` the plan that was looked at.
        due_at: aware; the worker carries it out within a minute after it.

    Raises MomentIsOver, AlreadyPlanned, PlanOutdated, NothingToRelease.
    """
    if due_at <= now:
        raise MomentIsOver
    try:
        return _plan(cohort, seen=seen, due_at=due_at, by=by, now=now)
    except IntegrityError as error:  # a colleague pressed at the same moment
        raise AlreadyPlanned from error


@transaction.atomic
def _plan(cohort: Cohort, *, seen: str, due_at: datetime, by: Actor, now: datetime) -> PlannedRelease:
    Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    if plan_of(cohort):
        raise AlreadyPlanned
    staged = plan_release(cohort)
    if digest_of(staged) != seen:
        raise PlanOutdated
    if not any(one.is_released_now for one in staged):
        raise NothingToRelease
    planned = PlannedRelease.objects.create(
        cohort=cohort, due_at=due_at, seen=seen, planned_at=now, planned_by_id=by.user.pk if by.user else None
    )
    audit.record("lms_cohorts.plan_results", cohort, by=by, after=due_at.isoformat())
    return planned


@transaction.atomic
def cancel_plan(planned: PlannedRelease, *, by: Actor, now: datetime) -> PlannedRelease:
    """Nothing is released at that moment. Raises NoPlanStands."""
    if not _end(planned, Status.CANCELED, now=now):
        raise NoPlanStands
    audit.record("lms_cohorts.cancel_planned_results", planned.cohort, by=by, before=planned.due_at.isoformat())
    return PlannedRelease.objects.get(pk=planned.pk)


def carry_out_plan(planned: PlannedRelease, *, by: Actor, now: datetime) -> list[ResultRelease]:
    """The moment has come: release what was looked at, once; empty where another worker did it or somebody canceled.

    Where it reads differently by now nothing is released; the plan is stopped, and whoever made it is told.
    """
    try:
        with transaction.atomic():
            if not _end(planned, Status.RELEASED, now=now):
                return []
            return release_what_stands(planned.cohort, seen=planned.seen, by=by, now=now)
    except (PlanOutdated, NothingToRelease) as obstacle:
        _stop(planned, obstacle, by=by, now=now)
        return []


@transaction.atomic
def _stop(planned: PlannedRelease, obstacle: Obstacle, *, by: Actor, now: datetime) -> None:
    if _end(planned, Status.STOPPED, now=now, obstacle=str(obstacle.message)):
        audit.record("lms_cohorts.stop_planned_results", planned.cohort, by=by, reason=str(obstacle.message))
        planned_release_emails.stopped(planned, obstacle.message, now=now)


def _end(planned: PlannedRelease, status: PlannedRelease.Status, *, now: datetime, obstacle: str = "") -> bool:
    """One conditional UPDATE: of two workers, or of a worker and a click, one counts."""
    standing = PlannedRelease.objects.planned().filter(pk=planned.pk)
    return bool(standing.update(status=status, ended_at=now, obstacle=obstacle))
