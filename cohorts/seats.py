"""Counting seats: every change of `SeatPool.taken` is one conditional UPDATE, here.

Whoever changes it touches the pool row first and the enrollment after it: one order for all, so that two of them never
wait for each other.
"""

from datetime import datetime

from django.db.models import F, QuerySet

from cohorts.models import Cohort, Enrollment, SeatPool

STILL_SEATING = (Cohort.Status.OPEN, Cohort.Status.CLOSED)


def admitting(enrollment: Enrollment, *, now: datetime) -> QuerySet[Cohort]:
    """Cohorts that would seat this application; what was submitted is judged by the moment it was submitted."""
    if enrollment.submitted_at is None:
        return Cohort.objects.accepting(at=now)
    return seating().filter(
        applications_open_at__lte=enrollment.submitted_at,
        application_deadline_at__gt=enrollment.submitted_at,
    )


def seating() -> QuerySet[Cohort]:
    """Cohorts that have not begun and are not called off."""
    return Cohort.objects.filter(status__in=STILL_SEATING)


def take_seat(enrollment: Enrollment, *, within: QuerySet[Cohort]) -> bool:
    """Count one seat of the enrollment's pool as taken; False when none is free or the cohort is not among `within`."""
    # The comparison is on the pool's own columns: a database that waited for another buyer makes it again.
    free = SeatPool.objects.filter(pk=enrollment.pool_id, taken__lt=F("capacity"))
    return bool(free.filter(cohort__in=within.values("pk")).update(taken=F("taken") + 1))


def give_back(enrollment: Enrollment) -> None:
    SeatPool.objects.filter(pk=enrollment.pool_id).update(taken=F("taken") - 1)


def lock_pool(enrollment: Enrollment) -> None:
    """A write that changes nothing: a row lock on every database, SQLite included."""
    SeatPool.objects.filter(pk=enrollment.pool_id).update(taken=F("taken"))
