"""An enrollment from its draft to a seat: held, confirmed, given back."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts import emails
from cohorts.actions.application import AlreadyApplied, ApplicationsClosed
from cohorts.actions.case import refresh_case
from cohorts.actions.change import tell_of_enrollments
from cohorts.actions.consultation import end_consultation, open_consultation
from cohorts.actions.exam_record import link_declared_record
from cohorts.applications import as_json, cleared_needs
from cohorts.eligibility import Eligibility, Need
from cohorts.models import Consultation, Enrollment
from cohorts.seats import admitting, give_back, give_back_place, lock_pool, retake_seat, seating, take_seat
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.models import OrganizationProfile
from lms.kernel.obstacles import Obstacle

Status = Enrollment.Status


class CohortFull(Obstacle):
    message = _("All seats are taken at the moment.")


class ReviewPending(Obstacle):
    message = _("The office has to look at this application before a seat can be held.")


class SeatNotHeld(Obstacle):
    message = _("No seat is being held for this application any more.")


class NotCancelable(Obstacle):
    message = _("This enrollment can no longer be canceled.")


@transaction.atomic
def hold_seat(
    enrollment: Enrollment,
    *,
    eligibility: Eligibility,
    hold_until: datetime,
    agreed: Sequence[str] = (),
    by: Actor,
    now: datetime,
) -> Enrollment:
    """Take a seat for a draft, or for an application the office has admitted, until `hold_until`.

    The first statement is the write that counts the seat, so that the last one is sold once on every database. What was
    submitted in time may be held after the deadline. `eligibility` is `cohorts.applications.eligibility_of` at `now`.
    `agreed` is what the mail says of the price, in the words of whoever sells the seat.

    Raises CohortFull, ApplicationsClosed, AlreadyApplied (it is not as it was read any more), ReviewPending.
    """
    return hold_inside(enrollment, eligibility=eligibility, hold_until=hold_until, agreed=agreed, by=by, now=now)


def hold_inside(
    enrollment: Enrollment,
    *,
    eligibility: Eligibility,
    hold_until: datetime,
    agreed: Sequence[str] = (),
    sender: OrganizationProfile | None = None,
    by: Actor,
    now: datetime,
) -> Enrollment:
    """`hold_seat` for a caller whose own transaction ends with whatever is raised here: it costs no savepoint.

    `sender` signs the mail, where the caller has read who sells.
    """
    if not take_seat(enrollment, within=admitting(enrollment, now=now)):
        raise _why_not(enrollment, now)
    if not _submit(
        enrollment,
        status=Status.HELD,
        hold_until=hold_until,
        submitted_at=enrollment.submitted_at or now,
        eligibility=as_json(eligibility, cleared=cleared_needs(enrollment)),
    ):
        raise AlreadyApplied
    if not eligibility.may_take_seat:
        raise ReviewPending
    link_declared_record(enrollment, by=by)
    audit.record("lms_cohorts.hold_seat", enrollment, by=by, hold_until=hold_until.isoformat())
    emails.application_received(enrollment, agreed=agreed, sender=sender, now=now)
    # No letter comes with a seat that is only held: the reminder to pay follows the order it is held for.
    return enrollment


@transaction.atomic
def park_for_review(enrollment: Enrollment, *, eligibility: Eligibility, by: Actor, now: datetime) -> Enrollment:
    """Submit a draft that the office has to look at first; no seat is held meanwhile.

    Where the purpose has to be talked about, a consultation is opened.

    Raises ApplicationsClosed, AlreadyApplied.
    """
    if not admitting(enrollment, now=now).filter(pk=enrollment.cohort_id).exists():
        raise ApplicationsClosed
    draft = Enrollment.objects.filter(pk=enrollment.pk, status=Status.DRAFT)
    if not draft.update(status=Status.UNDER_REVIEW, submitted_at=now, eligibility=as_json(eligibility)):
        raise AlreadyApplied
    enrollment.refresh_from_db()
    audit.record("lms_cohorts.park_for_review", enrollment, by=by, needs=list(eligibility.needs))
    if Need.CONSULTATION in eligibility.needs:
        open_consultation(enrollment, eligibility=eligibility, by=by, now=now)
    emails.application_under_review(enrollment, now=now)
    return enrollment


@transaction.atomic
def confirm_seat(enrollment: Enrollment, *, agreed: Sequence[str] = (), by: Actor, now: datetime) -> Enrollment:
    """The seat is paid for, or free: it is the participant's. Doing it again changes nothing.

    `agreed` is what the mail says of the payment, in the words of whoever sells the seat.

    Raises SeatNotHeld where the seat was given back; see `reseat`.
    """
    held = Enrollment.objects.filter(pk=enrollment.pk, status=Status.HELD)
    moved = held.update(status=Status.CONFIRMED, confirmed_at=now, hold_until=None)
    enrollment.refresh_from_db()
    if moved:
        return _confirmed(enrollment, "confirm_seat", agreed=agreed, by=by, now=now)
    if enrollment.confirmed_at and enrollment.occupies_seat:
        return enrollment
    raise SeatNotHeld


@transaction.atomic
def reseat(enrollment: Enrollment, *, agreed: Sequence[str] = (), by: Actor, now: datetime) -> Enrollment:
    """Money came after the seat was released: take a seat again if one is free. Doing it again changes nothing.

    Raises CohortFull, ApplicationsClosed (the cohort has begun or is off), AlreadyApplied (the person applied anew),
    SeatNotHeld (canceled).
    """
    if not retake_seat(enrollment, within=seating()):
        enrollment.refresh_from_db()
        if enrollment.occupies_seat:
            return enrollment
        raise _full_or_closed(enrollment)
    released = Enrollment.objects.filter(pk=enrollment.pk, status=Status.RELEASED)
    if not _moved_alone(released, status=Status.CONFIRMED, confirmed_at=now, hold_until=None):
        give_back(enrollment)
        enrollment.refresh_from_db()
        if enrollment.occupies_seat:
            return enrollment
        raise SeatNotHeld
    enrollment.refresh_from_db()
    return _confirmed(enrollment, "reseat", agreed=agreed, by=by, now=now)


@transaction.atomic
def release_seat(
    enrollment: Enrollment, *, tell: Callable[..., None] = emails.hold_expired, by: Actor, now: datetime
) -> bool:
    """The payment did not come: give the held seat back, exactly once.

    Args:
        tell: writes to the participant, where something else than "not paid in time" is true.

    Returns whether it was given back now; a seat that is confirmed, or was given back before, stays as it is.
    """
    lock_pool(enrollment)
    if not Enrollment.objects.filter(pk=enrollment.pk, status=Status.HELD).update(status=Status.RELEASED):
        return False
    give_back(enrollment)
    enrollment.refresh_from_db()
    audit.record("lms_cohorts.release_seat", enrollment, by=by)
    tell(enrollment, now=now)
    tell_of_enrollments([enrollment], now=now)
    return True


@transaction.atomic
def cancel_enrollment(enrollment: Enrollment, *, reason: str, by: Actor, now: datetime) -> Enrollment:
    """End an enrollment before the course; a seat it occupies is given back exactly once. Money is not touched here.

    Doing it again changes nothing. Raises NotCancelable after the course, or where it ended in another way.
    """
    lock_pool(enrollment)
    this = Enrollment.objects.filter(pk=enrollment.pk)
    gone = {"status": Status.CANCELED, "canceled_at": now}
    if this.filter(status__in=[Status.OFFERED, Status.HELD, Status.CONFIRMED]).update(**gone):
        give_back(enrollment)
    elif this.filter(status=Status.WAITLISTED).update(**gone):
        give_back_place(enrollment)
    elif not this.filter(status__in=[Status.DRAFT, Status.UNDER_REVIEW]).update(**gone):
        enrollment.refresh_from_db()
        if enrollment.status == Status.CANCELED:
            return enrollment
        raise NotCancelable
    end_consultation(enrollment, Consultation.Status.WITHDRAWN, now=now)
    enrollment.refresh_from_db()
    audit.record("lms_cohorts.cancel_enrollment", enrollment, by=by, reason=reason)
    tell_of_enrollments([enrollment], now=now)
    return enrollment


def _submit(enrollment: Enrollment, **changes: object) -> bool:
    """Move an application that nobody has touched since it was read; the instance follows the row."""
    if enrollment.status not in {Status.DRAFT, Status.UNDER_REVIEW}:
        return False
    as_read = Enrollment.objects.filter(pk=enrollment.pk, status=enrollment.status, pool=enrollment.pool_id)
    if not as_read.update(**changes):
        return False
    for name, value in changes.items():
        setattr(enrollment, name, value)
    return True


def _why_not(enrollment: Enrollment, now: datetime) -> Obstacle:
    enrollment.refresh_from_db(fields=["status"])
    if enrollment.status not in {Status.DRAFT, Status.UNDER_REVIEW}:
        return AlreadyApplied()
    is_admitting = admitting(enrollment, now=now).filter(pk=enrollment.cohort_id).exists()
    return CohortFull() if is_admitting else ApplicationsClosed()


def _full_or_closed(enrollment: Enrollment) -> Obstacle:
    is_seating = seating().filter(pk=enrollment.cohort_id).exists()
    return CohortFull() if is_seating else ApplicationsClosed()


def _moved_alone(enrollments: QuerySet[Enrollment], **changes: object) -> bool:
    try:
        with transaction.atomic():
            return bool(enrollments.update(**changes))
    except IntegrityError as error:  # the person has another application by now
        raise AlreadyApplied from error


def _confirmed(enrollment: Enrollment, action: str, *, agreed: Sequence[str], by: Actor, now: datetime) -> Enrollment:
    audit.record(f"lms_cohorts.{action}", enrollment, by=by)
    emails.seat_confirmed(enrollment, agreed=agreed, now=now)
    tell_of_enrollments([enrollment], now=now)
    refresh_case(enrollment, by=by, now=now)
    return enrollment
