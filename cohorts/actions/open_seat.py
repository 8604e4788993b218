"""Seats of a company whose participants are named later: taken, confirmed, given back, and named.

Whoever takes seats for several has counted them in `cohorts.seats` before; here each gets its row. The pool row is
written before the seat, as everywhere.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cohorts import emails
from cohorts.actions.application import DeclarationData
from cohorts.actions.case import refresh_case
from cohorts.actions.change import tell_of_enrollments, tell_of_open_seat
from cohorts.actions.enrollment import CohortFull, NotCancelable, SeatNotHeld
from cohorts.actions.exam_record import link_declared_record
from cohorts.applications import as_json, eligibility_of
from cohorts.eligibility import Eligibility, Need
from cohorts.models import Declaration, Enrollment, OpenSeat, Organization, Person, SeatPool, StaffAssignment
from cohorts.reasons import sentences
from cohorts.seats import give_back, lock_pool, retake_seat, seating
from lms.kernel import audit
from lms.kernel.actions.numbering import next_number
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

Status = OpenSeat.Status


class NamedAlready(Obstacle):
    message = _("Somebody has been named for this seat, or it was given up.")


class CannotBeNamed(Obstacle):
    """Says nothing of why: whoever names may not learn what another person has applied for, or where they work."""

    message = _("This person cannot be named for this seat. Please ask the office.")


class NotEligibleForSeat(Obstacle):
    """The named person may not take this kind of seat; the message says why."""

    message = _("This person cannot take this kind of seat.")

    def __init__(self, eligibility: Eligibility) -> None:
        super().__init__(" ".join([str(self.message), *sentences(eligibility)]))
        self.eligibility = eligibility


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTaken:
    """A seat that has been counted and gets its row now: in which pool, held until when or confirmed at once."""

    pool: SeatPool
    hold_until: datetime | None

    @property
    def status(self) -> Enrollment.Status:
        return Enrollment.Status.HELD if self.hold_until else Enrollment.Status.CONFIRMED


def open_seat(
    taken: SeatTaken, *, organization: Organization, name_until: datetime, by: Actor, now: datetime
) -> OpenSeat:
    """The row of a counted seat for which nobody is named yet; inside the transaction that counted it."""
    seat = OpenSeat.objects.create(
        number=_number(taken.pool),
        organization=organization,
        cohort=taken.pool.cohort,
        pool=taken.pool,
        kind=taken.pool.kind,
        status=Status(taken.status),
        hold_until=taken.hold_until,
        name_until=name_until,
        created_at=now,
    )
    audit.record("lms_cohorts.open_seat", seat, by=by, name_until=name_until.isoformat())
    return seat


def seat_person(
    taken: SeatTaken,
    person: Person,
    *,
    declaration: DeclarationData,
    cleared: Collection[Need] = (),
    by: Actor,
    now: datetime,
) -> Enrollment:
    """The row of a counted seat for somebody a company names; inside the transaction that counted it.

    Raises CannotBeNamed (has applied already, or teaches here), NotEligibleForSeat.
    """
    if person.user_id and StaffAssignment.objects.filter(cohort=taken.pool.cohort_id, user_id=person.user_id).exists():
        raise CannotBeNamed
    enrollment = _enroll(taken, person, cleared, now=now)
    Declaration.objects.create(enrollment=enrollment, **asdict(declaration))
    eligibility = eligibility_of(enrollment, now=now)
    if not eligibility.may_take_seat:
        raise NotEligibleForSeat(eligibility)
    enrollment.eligibility = as_json(eligibility, cleared=cleared)
    enrollment.save(update_fields=["eligibility"])
    link_declared_record(enrollment, by=by)
    audit.record("lms_cohorts.seat_person", enrollment, by=by)
    tell_of_enrollments([enrollment], now=now)
    if enrollment.status == Enrollment.Status.CONFIRMED:
        refresh_case(enrollment, by=by, now=now)
    return enrollment


@transaction.atomic
def name_person(
    seat: OpenSeat,
    person: Person,
    *,
    declaration: DeclarationData,
    cleared: Collection[Need] = (),
    by: Actor,
    now: datetime,
) -> Enrollment:
    """Seat somebody on an open seat, judged for themselves; it stays taken throughout. Doing it again finds the first.

    Raises NamedAlready, CannotBeNamed, NotEligibleForSeat.
    """
    lock_pool(seat)
    seat = OpenSeat.objects.select_related("pool__cohort", "enrollment").get(pk=seat.pk)
    if seat.enrollment and seat.enrollment.person_id == person.pk:
        return seat.enrollment
    if not seat.occupies_seat:
        raise NamedAlready
    taken = SeatTaken(pool=seat.pool, hold_until=seat.hold_until)
    enrollment = seat_person(taken, person, declaration=declaration, cleared=cleared, by=by, now=now)
    OpenSeat.objects.filter(pk=seat.pk).update(status=Status.NAMED, enrollment=enrollment, hold_until=None)
    audit.record("lms_cohorts.name_person", seat, by=by, after=enrollment.number)
    tell_of_open_seat(seat)
    if enrollment.status == Enrollment.Status.CONFIRMED:
        emails.seat_confirmed(enrollment, now=now)
    return enrollment


@transaction.atomic
def confirm_open_seat(seat: OpenSeat, *, by: Actor, now: datetime) -> OpenSeat:
    """The seat is paid for; one that was given back is taken again if one is free. Doing it again changes nothing.

    Raises CohortFull, SeatNotHeld (canceled).
    """
    del now
    this = OpenSeat.objects.filter(pk=seat.pk)
    if not this.filter(status=Status.HELD).update(status=Status.CONFIRMED, hold_until=None):
        seat.refresh_from_db()
        if seat.status == Status.CONFIRMED:
            return seat
        if seat.status != Status.RELEASED:
            raise SeatNotHeld
        if not retake_seat(seat, within=seating()):
            raise CohortFull
        this.update(status=Status.CONFIRMED, hold_until=None)
    seat.refresh_from_db()
    audit.record("lms_cohorts.confirm_open_seat", seat, by=by)
    tell_of_open_seat(seat)
    return seat


@transaction.atomic
def release_open_seat(seat: OpenSeat, *, by: Actor) -> bool:
    """The payment did not come: give the held seat back, exactly once. Returns whether it was given back now."""
    lock_pool(seat)
    if not OpenSeat.objects.filter(pk=seat.pk, status=Status.HELD).update(status=Status.RELEASED):
        return False
    give_back(seat)
    audit.record("lms_cohorts.release_open_seat", seat, by=by)
    tell_of_open_seat(seat)
    return True


@transaction.atomic
def cancel_open_seat(seat: OpenSeat, *, reason: str, by: Actor) -> OpenSeat:
    """Give the seat up, exactly once; money is not touched here. Raises NotCancelable once somebody was named."""
    lock_pool(seat)
    if OpenSeat.objects.filter(pk=seat.pk, status__in=OpenSeat.OCCUPYING).update(status=Status.CANCELED):
        give_back(seat)
        audit.record("lms_cohorts.cancel_open_seat", seat, by=by, reason=reason)
        tell_of_open_seat(seat)
    seat.refresh_from_db()
    if seat.status != Status.CANCELED:
        raise NotCancelable
    return seat


def _number(pool: SeatPool) -> str:
    year = pool.cohort.fiscal_year
    return f"A{year}-{next_number('enrollment', period=year):04}"


def _enroll(taken: SeatTaken, person: Person, cleared: Collection[Need], *, now: datetime) -> Enrollment:
    is_confirmed = taken.status == Enrollment.Status.CONFIRMED
    try:
        with transaction.atomic():
            return Enrollment.objects.create(
                number=_number(taken.pool),
                person=person,
                cohort=taken.pool.cohort,
                pool=taken.pool,
                kind=taken.pool.kind,
                status=taken.status,
                hold_until=taken.hold_until,
                eligibility={"cleared": [need.value for need in cleared]},
                submitted_at=now,
                confirmed_at=now if is_confirmed else None,
                created_at=now,
            )
    except IntegrityError as error:  # has applied already
        raise CannotBeNamed from error
