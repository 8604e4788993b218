"""What a paid or an abandoned order means for the seat, and a change of a cohort for those who wait for news.

Each runs inside the transaction that made the fact true.
"""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from cohorts.actions.enrollment import SeatNotHeld, confirm_seat, release_seat, reseat
from cohorts.models import Cohort, Enrollment
from cohorts.signals import cohort_changed, enrollments_changed
from lms.checkout.actions.announcement import announce_anew
from lms.checkout.actions.correspondence import reconcile_cohort, reconcile_enrollments
from lms.checkout.mail_words import paid_for
from lms.checkout.models import Purchase
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from payments.models import Order
from payments.signals import CannotFulfil, order_expired, order_paid

PAYMENTS = Actor.process("payments")


@receiver(order_paid, dispatch_uid="lms_checkout.confirm")
def confirm(order: Order, now: datetime, **_facts: Any) -> None:
    """Money is here: the held seat is confirmed; one that was released is taken again if one is free.

    Raises CannotFulfil where no seat can be given, so that the money stays visible until a person resolves it.
    """
    enrollment = _enrollment_of(order)
    if enrollment is None:
        return
    try:
        _confirm(enrollment, order, now=now)
    except Obstacle as refusal:
        raise CannotFulfil from refusal


@receiver(order_expired, dispatch_uid="lms_checkout.release")
def release(order: Order, now: datetime, **_facts: Any) -> None:
    """Nobody can pay this order any more: the seat goes back."""
    if enrollment := _enrollment_of(order):
        release_seat(enrollment, by=PAYMENTS, now=now)


@receiver(cohort_changed, dispatch_uid="lms_checkout.announce")
def tell_those_who_asked(cohort: Cohort, now: datetime, **_facts: Any) -> None:
    """A decision is told in the transaction that makes it."""
    announce_anew(cohort, now=now)


@receiver(cohort_changed, dispatch_uid="lms_checkout.write_to_participants")
def write_to_participants(cohort: Cohort, now: datetime, **_facts: Any) -> None:
    """What participants will be, or have been, told about days and venue follows the cohort."""
    reconcile_cohort(cohort, now=now)


@receiver(enrollments_changed, dispatch_uid="lms_checkout.write_to_those_seated")
def write_to_those_seated(enrollments: list[Enrollment], now: datetime, **_facts: Any) -> None:
    reconcile_enrollments([enrollment.pk for enrollment in enrollments], now=now)


def _confirm(enrollment: Enrollment, order: Order, *, now: datetime) -> None:
    agreed = paid_for(order, language=enrollment.person.language)
    try:
        confirm_seat(enrollment, agreed=agreed, by=PAYMENTS, now=now)
    except SeatNotHeld:
        reseat(enrollment, agreed=agreed, by=PAYMENTS, now=now)


def _enrollment_of(order: Order) -> Enrollment | None:
    purchase = Purchase.objects.select_related("enrollment__person").filter(order=order).first()
    return purchase.enrollment if purchase else None
