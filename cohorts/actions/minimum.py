"""The smallest number of participants a cohort is held with, and the day on which that is decided."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

AHEAD = (Cohort.Status.PLANNED, Cohort.Status.OPEN, Cohort.Status.CLOSED, Cohort.Status.POSTPONED)


class DecisionTooLate(Obstacle):
    message = _("It is decided before the first day of the course whether the course is held.")


class DecisionWithoutMinimum(Obstacle):
    message = _("A day for the decision needs a minimum number of participants.")


class CourseBegun(Obstacle):
    message = _("The cohort has begun or is over, so nothing is left to decide.")


@transaction.atomic
def decide_minimum(cohort: Cohort, *, minimum: int | None, decide_on: date | None, by: Actor) -> Cohort:
    """Say with how many confirmed participants the cohort is held, and when it is decided. None, None: with anybody.

    Raises DecisionWithoutMinimum, DecisionTooLate, CourseBegun.
    """
    if decide_on and minimum is None:
        raise DecisionWithoutMinimum
    first = cohort.days.filter(held_on__isnull=False).order_by("held_on").values_list("held_on", flat=True).first()
    if decide_on and first and decide_on >= first:
        raise DecisionTooLate
    ahead = Cohort.objects.filter(pk=cohort.pk, status__in=AHEAD)
    before = [cohort.minimum_participants, str(cohort.go_no_go_on)]
    if not ahead.update(minimum_participants=minimum, go_no_go_on=decide_on):
        raise CourseBegun
    audit.record("lms_cohorts.decide_minimum", cohort, by=by, before=before, after=[minimum, str(decide_on)])
    cohort.refresh_from_db()
    return cohort
