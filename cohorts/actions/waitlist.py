"""The waitlist of a pool of seats: who waits is offered a real seat for a time, in the order they came.

The pool row is written before the enrollment, as everywhere seats are counted. While somebody waits, `cohorts.seats`
gives a free seat to nobody else.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts import conf, waitlist_emails
from cohorts.actions.application import AlreadyApplied, ApplicationsClosed
from cohorts.actions.enrollment import ReviewPending
from cohorts.applications import as_json, cleared_needs
from cohorts.eligibility import Eligibility
from cohorts.models import CohortDay, Enrollment, SeatPool
from cohorts.seats import (
    admitting,
    give_back,
    give_back_place,
    lock_pool,
    seating,
    take_place,
    take_seat_for_waitlist,
)
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.calendar import start_of
from lms.kernel.obstacles import Obstacle

Status = Enrollment.Status


class SeatFree(Obstacle):
    message = _("A seat is free: please confirm your application instead of waiting.")


class OfferOver(Obstacle):
    message = _("The time to take this seat is over, or the seat was declined.")


class NoFreeSeat(Obstacle):
    message = _("No seat is free to be offered at the moment.")


class NotWaiting(Obstacle):
    message = _("This application is not on the waitlist any more.")


@transaction.atomic
def join_waitlist(enrollment: Enrollment, *, eligibility: Eligibility, by: Actor, now: datetime) -> Enrollment:
    """Wait for a seat with an application that is complete but for the confirmation. Doing it again changes nothing.

    `eligibility` is `cohorts.applications.eligibility_of` at `now`: who could not take a seat does not wait for one.

    Raises ReviewPending, SeatFree (nobody has to wait), ApplicationsClosed, AlreadyApplied.
    """
    if not eligibility.may_take_seat:
        raise ReviewPending
    if not take_place(enrollment, within=admitting(enrollment, now=now)):
        is_admitting = admitting(enrollment, now=now).filter(pk=enrollment.cohort_id).exists()
        raise SeatFree if is_admitting else ApplicationsClosed
    before = Enrollment.objects.filter(pk=enrollment.pk, status__in=[Status.DRAFT, Status.UNDER_REVIEW])
    kept = as_json(eligibility, cleared=cleared_needs(enrollment))
    moved = before.update(
        status=Status.WAITLISTED, waitlisted_at=now, submitted_at=enrollment.submitted_at or now, eligibility=kept
    )
    if not moved:
        give_back_place(enrollment)
        enrollment.refresh_from_db()
        if enrollment.status in {Status.WAITLISTED, Status.OFFERED}:
            return enrollment
        raise AlreadyApplied
    enrollment.refresh_from_db()
    audit.record("lms_cohorts.join_waitlist", enrollment, by=by)
    waitlist_emails.placed_on_waitlist(enrollment, place=place_of(enrollment), now=now)
    return enrollment


def place_of(enrollment: Enrollment) -> int:
    """Where an application stands in its queue, counted from 1."""
    found = Enrollment.objects.with_place().get(pk=enrollment.pk)
    return getattr(found, "place", None) or 1


def offer_seats(pool: SeatPool, *, by: Actor, now: datetime) -> list[Enrollment]:
    """Offer every free seat of a pool to those who wait, one transaction each. Safe to run twice or beside itself."""
    offered = []
    while enrollment := offer_next_seat(pool, by=by, now=now):
        offered.append(enrollment)
    return offered


@transaction.atomic
def offer_next_seat(pool: SeatPool, *, by: Actor, now: datetime) -> Enrollment | None:
    """Hold one free seat for whoever has waited longest, for `conf.WAITLIST_OFFER_HOURS`, never past the first day.

    None where no seat is free, nobody waits, or the cohort has begun or is called off.
    """
    until = _offer_end(pool, now)
    if until is None or not take_seat_for_waitlist(pool, within=seating()):
        return None
    first = Enrollment.objects.waiting_in(pool).select_related("person", "cohort").first()
    if first is None:  # cannot be while `waiting` is right; the seat goes back with the transaction
        raise NotWaiting
    first.status, first.hold_until = Status.OFFERED, until
    first.save(update_fields=["status", "hold_until"])
    audit.record("lms_cohorts.offer_seat", first, by=by, hold_until=until.isoformat())
    waitlist_emails.seat_offered(first, now=now)
    return first


@transaction.atomic
def offer_seat_out_of_turn(enrollment: Enrollment, *, reason: str, by: Actor, now: datetime) -> Enrollment:
    """Hold a free seat for somebody before those who have waited longer; the reason stays on file.

    Raises NoFreeSeat, NotWaiting.
    """
    pool = enrollment.pool
    until = _offer_end(pool, now)
    if until is None or not take_seat_for_waitlist(pool, within=seating()):
        raise NoFreeSeat
    skipped = place_of(enrollment) - 1
    waiting = Enrollment.objects.filter(pk=enrollment.pk, status=Status.WAITLISTED)
    if not waiting.update(status=Status.OFFERED, hold_until=until):
        raise NotWaiting
    enrollment.refresh_from_db()
    details = {"hold_until": until.isoformat(), "reason": reason, "skipped": skipped}
    audit.record("lms_cohorts.offer_seat_out_of_turn", enrollment, by=by, **details)
    waitlist_emails.seat_offered(enrollment, now=now)
    return enrollment


@transaction.atomic
def accept_offer(
    enrollment: Enrollment, *, eligibility: Eligibility, hold_until: datetime, by: Actor, now: datetime
) -> Enrollment:
    """The offered seat is wanted: it stays held while it is being paid, until `hold_until`.

    Raises OfferOver after its end, ReviewPending where the requirement is no longer met.
    """
    lock_pool(enrollment)
    offered = Enrollment.objects.filter(pk=enrollment.pk, status=Status.OFFERED, hold_until__gt=now)
    kept = as_json(eligibility, cleared=cleared_needs(enrollment))
    if not offered.update(status=Status.HELD, hold_until=hold_until, eligibility=kept):
        raise OfferOver
    if not eligibility.may_take_seat:
        raise ReviewPending
    enrollment.refresh_from_db()
    audit.record("lms_cohorts.accept_offer", enrollment, by=by, hold_until=hold_until.isoformat())
    return enrollment


@transaction.atomic
def remove_from_waitlist(enrollment: Enrollment, *, reason: str, by: Actor, now: datetime) -> Enrollment:
    """The office ends a place or an offer, with a reason that the person is told. Doing it again changes nothing.

    Raises NotWaiting where the application has gone another way.
    """
    lock_pool(enrollment)
    enrollment.refresh_from_db()
    if enrollment.status == Status.CANCELED:
        return enrollment
    enrollment = leave_waitlist(enrollment, reason=reason, by=by, now=now)
    audit.record("lms_cohorts.remove_from_waitlist", enrollment, by=by, reason=reason)
    waitlist_emails.taken_off_waitlist(enrollment, reason=reason, now=now)
    return enrollment


@transaction.atomic
def leave_waitlist(enrollment: Enrollment, *, reason: str, by: Actor, now: datetime) -> Enrollment:
    """Give a place or an offered seat up; the next person is offered it. Doing it again changes nothing.

    Raises NotWaiting where the application has gone another way.
    """
    lock_pool(enrollment)
    this = Enrollment.objects.filter(pk=enrollment.pk)
    gone = {"status": Status.CANCELED, "canceled_at": now}
    if this.filter(status=Status.OFFERED).update(**gone):
        give_back(enrollment)
    elif this.filter(status=Status.WAITLISTED).update(**gone):
        give_back_place(enrollment)
    else:
        enrollment.refresh_from_db()
        if enrollment.status == Status.CANCELED:
            return enrollment
        raise NotWaiting
    enrollment.refresh_from_db()
    audit.record("lms_cohorts.leave_waitlist", enrollment, by=by, reason=reason)
    return enrollment


@transaction.atomic
def lapse_offer(enrollment: Enrollment, *, by: Actor, now: datetime) -> bool:
    """The time to take an offered seat is over: it goes back, exactly once. Returns whether it went back now."""
    lock_pool(enrollment)
    over = Enrollment.objects.filter(pk=enrollment.pk, status=Status.OFFERED, hold_until__lte=now)
    if not over.update(status=Status.LAPSED):
        return False
    give_back(enrollment)
    enrollment.refresh_from_db()
    audit.record("lms_cohorts.lapse_offer", enrollment, by=by)
    waitlist_emails.offer_lapsed(enrollment, now=now)
    return True


@transaction.atomic
def close_place(enrollment: Enrollment, *, by: Actor, now: datetime) -> bool:
    """No seat became free until the course: the place ends. Returns whether it ended now."""
    lock_pool(enrollment)
    if not Enrollment.objects.filter(pk=enrollment.pk, status=Status.WAITLISTED).update(status=Status.LAPSED):
        return False
    give_back_place(enrollment)
    enrollment.refresh_from_db()
    audit.record("lms_cohorts.close_place", enrollment, by=by)
    waitlist_emails.no_seat_came_free(enrollment, now=now)
    return True


def _offer_end(pool: SeatPool, now: datetime) -> datetime | None:
    """None once the course begins: nobody is offered a seat they could not take."""
    first_day = (
        CohortDay.objects.filter(cohort=pool.cohort_id, held_on__isnull=False)
        .order_by("held_on")
        .values_list("held_on", flat=True)
        .first()
    )
    until = now + timedelta(hours=conf.WAITLIST_OFFER_HOURS)
    if first_day is None:
        return until
    until = min(until, start_of(first_day))
    return until if until > now else None
