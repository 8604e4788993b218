"""Counting seats: every change of `SeatPool.taken` and `.waiting` is one conditional UPDATE, here.

Whoever changes it touches the pool row first and the enrollment after it: one order for all, so that two of them never
wait for each other.
"""

from datetime import datetime

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from cohorts.models import Cohort, CohortDay, Enrollment, OpenSeat, SeatPool
from cohorts.priority import accepting_person
from lms.kernel.calendar import jst_date
from lms.kernel.nudge import nudge

Seat = Enrollment | OpenSeat
STILL_SEATING = (Cohort.Status.OPEN, Cohort.Status.CLOSED)


def admitting(enrollment: Enrollment, *, now: datetime) -> QuerySet[Cohort]:
    """Cohorts that would seat this application; what was submitted is judged by the moment it was submitted.

    An upgrade is admitted until the eve of the first day, as long as the seat it takes the place of stands.
    """
    if enrollment.upgrade_of_id is not None:
        standing = Enrollment.objects.filter(pk=enrollment.upgrade_of_id, status=Enrollment.Status.CONFIRMED)
        begun = CohortDay.objects.filter(held_on__lte=jst_date(now))
        return seating().filter(pk__in=standing.values("cohort")).exclude(pk__in=begun.values("cohort"))
    if enrollment.submitted_at is None:
        return accepting_person(enrollment.cohort, enrollment.person, at=now)
    first = Coalesce("priority_opens_at", "applications_open_at")
    return (
        seating()
        .alias(first=first)
        .filter(first__lte=enrollment.submitted_at, application_deadline_at__gt=enrollment.submitted_at)
    )


def seating() -> QuerySet[Cohort]:
    """Cohorts that have not begun and are not called off."""
    return Cohort.objects.filter(status__in=STILL_SEATING)


def take_seat(enrollment: Enrollment, *, within: QuerySet[Cohort]) -> bool:
    """Count one seat of the enrollment's pool as taken, for somebody who comes now.

    False when none is free, when a free one belongs to the waitlist, or when the cohort is not among `within`.
    """
    # The comparison is on the pool's own columns: a database that waited for another buyer makes it again.
    return bool(_free(enrollment.pool_id, within).filter(waiting=0).update(taken=F("taken") + 1))


def take_seats(pool: SeatPool, count: int, *, within: QuerySet[Cohort]) -> bool:
    """Count several seats of a pool as taken at once, for somebody who comes now; all of them or none."""
    free = SeatPool.objects.filter(pk=pool.pk, waiting=0, taken__lte=F("capacity") - count)
    return bool(free.filter(cohort__in=within.values("pk")).update(taken=F("taken") + count))


def retake_seat(seat: Seat, *, within: QuerySet[Cohort]) -> bool:
    """Count a seat for somebody who had paid for one before it was given back: they come before the waitlist."""
    return bool(_free(seat.pool_id, within).update(taken=F("taken") + 1))


def take_seat_for_waitlist(pool: SeatPool, *, within: QuerySet[Cohort]) -> bool:
    """Turn one person who waits into one seat taken; False when nobody waits or no seat is free."""
    waited_for = _free(pool.pk, within).filter(waiting__gt=0)
    return bool(waited_for.update(taken=F("taken") + 1, waiting=F("waiting") - 1))


def take_place(enrollment: Enrollment, *, within: QuerySet[Cohort]) -> bool:
    """Count one more person who waits; False when a seat is free for them, or the cohort is not among `within`."""
    full = SeatPool.objects.filter(pk=enrollment.pool_id).exclude(taken__lt=F("capacity"), waiting=0)
    return bool(full.filter(cohort__in=within.values("pk")).update(waiting=F("waiting") + 1))


def give_back_place(enrollment: Enrollment) -> None:
    SeatPool.objects.filter(pk=enrollment.pool_id).update(waiting=F("waiting") - 1)


def _free(pool_pk: int, within: QuerySet[Cohort]) -> QuerySet[SeatPool]:
    return SeatPool.objects.filter(pk=pool_pk, taken__lt=F("capacity"), cohort__in=within.values("pk"))


def give_back(seat: Seat) -> None:
    """The seat is free again; whoever waits for it is looked at as soon as this is committed."""
    give_back_seats(seat.pool_id, 1)


def give_back_seats(pool_pk: int, count: int) -> None:
    """Several at once, as those a company did not use."""
    SeatPool.objects.filter(pk=pool_pk).update(taken=F("taken") - count)
    nudge("lms_cohorts.offer_seats", pool_pk)


def lock_pool(seat: Seat) -> None:
    """A write that changes nothing: a row lock on every database, SQLite included."""
    SeatPool.objects.filter(pk=seat.pool_id).update(taken=F("taken"))


def lock_pools(*keys: int) -> None:
    """Several at once, in one order for everybody, so that two people who trade places never wait for each other."""
    for key in sorted(set(keys)):
        SeatPool.objects.filter(pk=key).update(taken=F("taken"))
