"""What a paid or an abandoned order means for the seat, and a change of a cohort for those who wait for news.

Each runs inside the transaction that made the fact true.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.dispatch import receiver

from cohorts import emails
from cohorts.actions.enrollment import SeatNotHeld, confirm_seat, release_seat, reseat
from cohorts.actions.open_seat import confirm_open_seat, release_open_seat
from cohorts.models import Cohort, CompanyHold, Enrollment, OpenSeat
from cohorts.signals import (
    cohort_changed,
    company_holds_changed,
    enrollments_changed,
    open_seats_changed,
    person_forgotten,
)
from lms.checkout import payer_emails
from lms.checkout.actions.announcement import announce_anew
from lms.checkout.actions.charge import settle_charge
from lms.checkout.actions.company_change import move_naming_limits
from lms.checkout.actions.correspondence import (
    reconcile_cohort,
    reconcile_enrollments,
    reconcile_holds,
    reconcile_open_seats,
    reconcile_orders,
)
from lms.checkout.actions.group_draft import forget_people
from lms.checkout.actions.quote import settle_quote
from lms.checkout.actions.upgrade import confirm_paid_upgrade
from lms.checkout.emails import voucher_issued
from lms.checkout.mail_words import paid_for
from lms.checkout.models import GroupApplication, Purchase
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from payments.models import Order, Payment, Quote
from payments.models.order import Party
from payments.signals import CannotFulfil, order_awaits_cash, order_expired, order_paid

PAYMENTS = Actor.process("payments")


@receiver(order_paid, dispatch_uid="lms_checkout.confirm")
def confirm(order: Order, now: datetime, **_facts: Any) -> None:
    """Money is here: a fee is paid, every held seat is confirmed; one that was released is taken again if one is free.

    Raises CannotFulfil where one of them cannot be given, and the money stays visible until a person resolves it.
    """
    try:
        settle_charge(order, by=PAYMENTS, now=now)
        settle_quote(order, now=now)
        purchases = list(_purchases_of(order))
        for purchase in purchases:
            _confirm(purchase, now=now)
        if purchases and order.buyer_party == Party.ORGANIZATION:
            payer_emails.seats_paid(order, purchases, now=now)
            reconcile_orders([order.pk], now=now)
    except Obstacle as refusal:
        raise CannotFulfil from refusal


@receiver(order_awaits_cash, dispatch_uid="lms_checkout.tell_how_to_pay")
def tell_how_to_pay(order: Order, payment: Payment, now: datetime, **_facts: Any) -> None:
    """The slip is a page elsewhere: its address and its end stand in a mail, and the reminder follows its end."""
    purchases = list(_purchases_of(order))
    if purchases:
        voucher_issued([purchase.seat for purchase in purchases], order, payment, now=now)
        named = [purchase.enrollment.pk for purchase in purchases if purchase.enrollment]
        reconcile_enrollments(named, now=now)


@receiver(order_expired, dispatch_uid="lms_checkout.release")
def release(order: Order, now: datetime, **_facts: Any) -> None:
    """Nobody can pay this order any more: its seats go back."""
    purchases = list(_purchases_of(order))
    for purchase in purchases:
        if purchase.open_seat:
            release_open_seat(purchase.open_seat, by=PAYMENTS)
        if purchase.enrollment:
            release_seat(purchase.enrollment, tell=_told(purchase, order), by=PAYMENTS, now=now)
    if purchases and order.buyer_party == Party.ORGANIZATION:
        if order.status == Order.Status.EXPIRED:
            payer_emails.seats_lapsed(order, purchases, now=now)
        reconcile_orders([order.pk], now=now)


@receiver(cohort_changed, dispatch_uid="lms_checkout.announce")
def tell_those_who_asked(cohort: Cohort, now: datetime, **_facts: Any) -> None:
    """A decision is told in the transaction that makes it."""
    announce_anew(cohort, now=now)


@receiver(cohort_changed, dispatch_uid="lms_checkout.write_to_participants")
def write_to_participants(cohort: Cohort, now: datetime, **_facts: Any) -> None:
    """What participants will be, or have been, told about days and venue follows the cohort."""
    move_naming_limits(cohort, now=now)
    reconcile_cohort(cohort, now=now)


@receiver(person_forgotten, dispatch_uid="lms_checkout.forget_drafts")
def forget_drafts(account: Any, **_facts: Any) -> None:
    """What a contact wrote about the people of their company and never sent goes with the contact.

    Quotes are vouchers and stay; from where one was answered is not part of them.
    """
    Quote.objects.filter(buyer=account).update(answered_from=None)
    GroupApplication.objects.open().exclude(contact__forgotten_at=None).delete()
    forget_people(GroupApplication.objects.quoted().exclude(contact__forgotten_at=None))


@receiver(enrollments_changed, dispatch_uid="lms_checkout.write_to_those_seated")
def write_to_those_seated(enrollments: list[Enrollment], now: datetime, **_facts: Any) -> None:
    reconcile_enrollments([enrollment.pk for enrollment in enrollments], now=now)


@receiver(open_seats_changed, dispatch_uid="lms_checkout.write_to_contacts")
def write_to_contacts(seats: list[OpenSeat], now: datetime, **_facts: Any) -> None:
    reconcile_open_seats([seat.pk for seat in seats], now=now)


@receiver(company_holds_changed, dispatch_uid="lms_checkout.write_to_those_held_for")
def write_to_those_held_for(holds: list[CompanyHold], now: datetime, **_facts: Any) -> None:
    reconcile_holds([hold.pk for hold in holds], now=now)


def _confirm(purchase: Purchase, *, now: datetime) -> None:
    if purchase.open_seat:
        confirm_open_seat(purchase.open_seat, by=PAYMENTS, now=now)
    enrollment = purchase.enrollment
    if enrollment is None:
        return
    # What a company paid is between it and the seller.
    agreed = [] if purchase.is_for_another else paid_for(purchase.order, language=enrollment.person.language)
    if enrollment.upgrade_of is not None and not enrollment.confirmed_at:
        confirm_paid_upgrade(enrollment, agreed=agreed, by=PAYMENTS, now=now)
        return
    try:
        confirm_seat(enrollment, agreed=agreed, by=PAYMENTS, now=now)
    except SeatNotHeld:
        reseat(enrollment, agreed=agreed, by=PAYMENTS, now=now)


def _told(purchase: Purchase, order: Order) -> Callable[..., None]:
    """What the participant of a held seat is written: a company's payment is not theirs, and not every end is late."""
    if purchase.is_for_another:
        return partial(emails.seat_given_up, payer=order.buyer_name)
    return emails.hold_withdrawn if order.status == Order.Status.CANCELED else emails.hold_expired


def _purchases_of(order: Order) -> QuerySet[Purchase]:
    """Pool by pool in the order of their keys, as everywhere where several pools are counted."""
    purchases = Purchase.objects.standing().select_related("order", "line", "enrollment__person", "open_seat")
    return purchases.filter(order=order).order_by(
        Coalesce("enrollment__pool_id", "open_seat__pool_id"), "line__position"
    )
