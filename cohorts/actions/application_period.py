"""When a cohort takes applications."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from cohorts import conf
from cohorts.actions.change import announce_change
from cohorts.models import Cohort, CohortChange
from lms.kernel import audit, calendar
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

CHANGEABLE = (Cohort.Status.PLANNED, Cohort.Status.OPEN, Cohort.Status.CLOSED)


class PeriodReversed(Obstacle):
    message = _("The application deadline lies after the opening.")


class DeadlineTooLate(Obstacle):
    message = _("The application deadline lies before the first day of the course.")


class PriorityReversed(Obstacle):
    message = _("Who asked for news applies before everybody else, not after.")


class PriorityTooLong(Obstacle):
    message = _("Those who did not ask for news would have to wait too long.")


class PeriodFixed(Obstacle):
    message = _("The cohort is past taking applications.")


@transaction.atomic
def decide_application_period(
    cohort: Cohort, *, opens_at: datetime, deadline_at: datetime, priority_opens_at: datetime | None = None, by: Actor
) -> Cohort:
    """Say from when and until when (the first moment that is too late) applications are taken.

    A deadline may be moved while applications are or could be open; those already submitted keep their moment.

    Args:
        priority_opens_at: from when those apply who had asked for news before the announcement; None: with all others.

    Raises PeriodReversed, DeadlineTooLate, PriorityReversed, PriorityTooLong, PeriodFixed.
    """
    if priority_opens_at is not None:
        check_priority(priority_opens_at, opens_at=opens_at)
    if deadline_at <= opens_at:
        raise PeriodReversed
    if deadline_at > latest_deadline(cohort, default=deadline_at):
        raise DeadlineTooLate
    changeable = Cohort.objects.filter(pk=cohort.pk, status__in=CHANGEABLE)
    before = [str(cohort.applications_open_at), str(cohort.application_deadline_at)]
    if not changeable.update(
        applications_open_at=opens_at, application_deadline_at=deadline_at, priority_opens_at=priority_opens_at
    ):
        raise PeriodFixed
    after = [opens_at.isoformat(), deadline_at.isoformat()]
    if priority_opens_at:
        after.insert(0, priority_opens_at.isoformat())
    audit.record("lms_cohorts.decide_application_period", cohort, by=by, before=before, after=after)
    cohort.refresh_from_db()
    announce_change(cohort, CohortChange.Kind.PERIOD)
    return cohort


def check_priority(priority_opens_at: datetime, *, opens_at: datetime) -> None:
    """Raises PriorityReversed, PriorityTooLong."""
    if priority_opens_at >= opens_at:
        raise PriorityReversed
    if opens_at - priority_opens_at > timedelta(days=conf.PRIORITY_MAX_DAYS):
        raise PriorityTooLong


def latest_deadline(cohort: Cohort, *, default: datetime) -> datetime:
    """Applications end before the first day begins; `default` while no day has a date."""
    first = cohort.days.aggregate(first=Min("held_on"))["first"]
    return calendar.start_of(first) if first else default
