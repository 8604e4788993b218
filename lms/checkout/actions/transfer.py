"""Moving a paid seat to another cohort of the course: both seats and the money in one transaction."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from cohorts.actions.accommodation import carry_accommodations
from cohorts.actions.application import AlreadyApplied, SeatKindNotOffered
from cohorts.actions.case import refresh_case
from cohorts.actions.enrollment import CohortFull, NotCancelable, cancel_enrollment
from cohorts.actions.upgrade import UpgradeUnderWay, stop_upgrades, upgrade_under_way
from cohorts.models import Cohort, Declaration, Enrollment, SeatPool
from cohorts.seats import lock_pools, take_seat
from lms.checkout import change_emails
from lms.checkout.cancellation import first_day_of, order_of, orders_of
from lms.checkout.models import Purchase, Transfer
from lms.kernel import audit
from lms.kernel.actions.numbering import next_number
from lms.kernel.actor import Actor
from lms.kernel.calendar import end_of
from lms.kernel.obstacles import Obstacle
from payments.actions.state import lock_order

Cause = Transfer.Cause
DEFAULT_DAYS_BEFORE = 15


class AlreadyMoved(Obstacle):
    message = _("A seat can be moved to another cohort once, and this one was moved before.")


class TooLateToMove(Obstacle):
    message = _("The time in which this seat could be moved to another cohort is over.")


def targets_of(enrollment: Enrollment, *, now: datetime) -> list[Cohort]:
    """Cohorts of the course that take applications and have a free seat of this kind; not those already applied for."""
    taken = Enrollment.objects.active().of(enrollment.person).values("cohort")
    free = SeatPool.objects.filter(kind=enrollment.kind, waiting=0, taken__lt=F("capacity"))
    open_now = Cohort.objects.accepting(at=now).filter(course=enrollment.cohort.course_id, pools__in=free)
    return list(open_now.exclude(pk__in=taken).exclude(pk=enrollment.cohort_id).prefetch_related("days"))


def check_may_move(enrollment: Enrollment, *, now: datetime) -> None:
    """Whether its participant may move it: once, until the day the accepted terms name.

    Raises AlreadyMoved, TooLateToMove, NotCancelable, UpgradeUnderWay.
    """
    if Transfer.objects.filter(target=enrollment, cause=Cause.PARTICIPANT).exists():
        raise AlreadyMoved
    if enrollment.status != Enrollment.Status.CONFIRMED:
        raise NotCancelable
    if upgrade_under_way(enrollment):
        raise UpgradeUnderWay
    if (limit := move_limit(enrollment)) is not None and now >= limit:
        raise TooLateToMove


def move_limit(enrollment: Enrollment) -> datetime | None:
    """The first moment that is too late, by the terms accepted with the order; None while the dates are undecided."""
    first_day = first_day_of(enrollment)
    if first_day is None:
        return None
    order = order_of(enrollment)
    days = ((order.policy if order else None) or {}).get("transfer_days_before", DEFAULT_DAYS_BEFORE)
    return end_of(first_day - timedelta(days=days))


def move_by_participant(enrollment: Enrollment, *, to: Cohort, by: Actor, now: datetime) -> Enrollment:
    """Move one's own seat, without a fee. Doing it again finds the first move.

    Raises AlreadyMoved, TooLateToMove, CohortFull, SeatKindNotOffered, AlreadyApplied, NotCancelable.
    """
    if done := Transfer.objects.filter(source=enrollment).select_related("target").first():
        return done.target
    check_may_move(enrollment, now=now)
    return _move(enrollment, to, Cause.PARTICIPANT, reason="", by=by, now=now)


def move_by_office(enrollment: Enrollment, *, to: Cohort, reason: str, by: Actor, now: datetime) -> Enrollment:
    """Move somebody's seat, whatever the terms say.

    Raises CohortFull, SeatKindNotOffered, AlreadyApplied, NotCancelable, UpgradeUnderWay.
    """
    return _move(enrollment, to, Cause.OFFICE, reason=reason, by=by, now=now)


def move_for_organizer(enrollment: Enrollment, *, to: Cohort, reason: str, by: Actor, now: datetime) -> Enrollment:
    """The announced cohort is not held as promised; such a move does not count as the participant's own."""
    return _move(enrollment, to, Cause.ORGANIZER, reason=reason, by=by, now=now)


@transaction.atomic
def _move(
    enrollment: Enrollment, to: Cohort, cause: Transfer.Cause, *, reason: str, by: Actor, now: datetime
) -> Enrollment:
    related = ("purchase__order", "upgrade_of__purchase__order")
    for order in reversed(orders_of(Enrollment.objects.select_related(*related).get(pk=enrollment.pk))):
        lock_order(order.pk)
    if done := Transfer.objects.filter(source=enrollment).select_related("target").first():
        return done.target
    stop_upgrades(enrollment, by=by, now=now)
    pool = SeatPool.objects.filter(cohort=to, kind=enrollment.kind).first()
    if pool is None:
        raise SeatKindNotOffered
    lock_pools(enrollment.pool_id, pool.pk)
    if Enrollment.objects.active().of(enrollment.person).filter(cohort=to).exists():
        raise AlreadyApplied
    target = Enrollment(
        number=f"A{to.fiscal_year}-{next_number('enrollment', period=to.fiscal_year):04}",
        person=enrollment.person,
        cohort=to,
        pool=pool,
        kind=pool.kind,
        upgrade_of=enrollment.upgrade_of,
        status=Enrollment.Status.CONFIRMED,
        eligibility=enrollment.eligibility,
        submitted_at=now,
        confirmed_at=now,
        created_at=now,
    )
    if not take_seat(target, within=Cohort.objects.accepting(at=now)):
        raise CohortFull
    if enrollment.status != Enrollment.Status.CONFIRMED:
        raise NotCancelable
    cancel_enrollment(enrollment, reason=reason or str(cause.label), by=by, now=now)
    target.save()
    _take_along(enrollment, target)
    transfer = Transfer.objects.create(
        source=enrollment, target=target, cause=cause, reason=reason, moved_by=by.label, moved_at=now
    )
    audit.record("lms_checkout.move_seat", target, by=by, reason=reason, before=enrollment.number)
    change_emails.moved(transfer, now=now)
    refresh_case(target, by=by, now=now)
    return target


def _take_along(enrollment: Enrollment, target: Enrollment) -> None:
    """What was declared, needed and paid belongs to the new seat; the old file keeps a copy of the declaration."""
    carry_accommodations(enrollment, target)
    Purchase.objects.filter(enrollment=enrollment).update(enrollment=target)
    declared = Declaration.objects.filter(enrollment=enrollment).first()
    if declared is not None:
        Declaration.objects.create(enrollment=target, **model_to_dict(declared, exclude=["id", "enrollment"]))
