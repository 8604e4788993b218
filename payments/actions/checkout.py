"""The buyer's side of an attempt: opening the payment page, giving up."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from payments import gateway
from payments.actions.bank_transfer import stop_waiting
from payments.actions.finding import report
from payments.actions.offer_use import give_uses_back
from payments.actions.requests import send_request
from payments.actions.settlement import abandon, close_order_without_attempts, refresh_payment, settle_free
from payments.actions.state import change_state, lock_order
from payments.gateway import DefiniteNo, GatewayError
from payments.models import Finding, Order, Payment, StripeRequest
from payments.signals import order_expired

PAUSE_BETWEEN_LOOKS = timedelta(seconds=60)
# Stores report cash late; a voucher that is still open a day after its end is strange.
PAUSE_FOR_VOUCHERS, VOUCHER_IS_STUCK_AFTER = timedelta(minutes=30), timedelta(hours=24)


class NotCancelable(Obstacle):
    message = _("This order cannot be canceled here because it is no longer awaiting payment.")


def open_checkout(payment: Payment, *, now: datetime) -> str | None:
    """The page at Stripe where this attempt is paid; call after the commit, outside any transaction.

    None when there is no page to send the buyer to: the order is free and now PAID, the attempt is over, or Stripe
    has not answered yet (the worker goes on trying; the attempt is still NEW).
    """
    if payment.channel == Payment.Channel.FREE:
        settle_free(payment, now=now)
        return None
    written = [payment.unsent] if payment.unsent else payment.requests.filter(kind=StripeRequest.Kind.OPEN_CHECKOUT)
    for request in written:
        if send_request(request, now=now):
            payment = request.payment
        else:
            payment.refresh_from_db()
    return payment.url if payment.status == Payment.Status.OPEN else None


def cancel_unpaid_order(order: Order, *, by: Actor, now: datetime) -> Order:
    """Give up an order that is not paid. Call outside any transaction: Stripe is asked to close what is open.

    The order is CANCELED on return, unless the buyer paid in the same moment (then it is PAID) or Stripe does not
    answer (then it still awaits payment and the sweeper finishes). Cash paid on a voucher afterwards is refunded.

    Raises:
        NotCancelable: the order does not await payment.
    """
    with transaction.atomic():
        order = lock_order(order.pk)
        if order.status != Order.Status.AWAITING_PAYMENT:
            raise NotCancelable
        order.cancel_requested_at = order.cancel_requested_at or now
        order.save(update_fields=["cancel_requested_at"])
    for payment in order.payments.live():
        end_attempt(payment, now=now)
    with transaction.atomic():
        order = lock_order(order.pk)
        live = order.payments.live()
        if order.status == Order.Status.AWAITING_PAYMENT and not live.exclude(status=Payment.Status.PENDING).exists():
            change_state(order, Order.Status.CANCELED, cause="canceled before payment", by=by, now=now)
            order_expired.send(sender=Order, order=order, payment=order.payments.first(), now=now)
            give_uses_back(order, now=now)
    return order


def end_attempt(payment: Payment, *, now: datetime) -> Payment:
    """Close an attempt at Stripe and take over whatever is true afterwards, paid included."""
    if payment.channel == Payment.Channel.BANK_TRANSFER:
        return stop_waiting(payment, now=now)
    try:
        if not payment.session_id:
            _withdraw_or_open(payment, now=now)
            payment.refresh_from_db()
        if payment.session_id:
            _expire(payment)
        return refresh_payment(payment, now=now)
    except GatewayError:
        return payment


def look_at_attempt(payment: Payment, *, now: datetime) -> bool:
    """End a live attempt whose time is over by Stripe's answer; False if another process is looking already."""
    mine = Payment.objects.due_for_a_look(now).filter(pk=payment.pk)
    is_voucher = payment.status == Payment.Status.PENDING
    if not mine.update(check_after=now + (PAUSE_FOR_VOUCHERS if is_voucher else PAUSE_BETWEEN_LOOKS)):
        return False
    payment = end_attempt(payment, now=now)
    _report_stuck_voucher(payment, now=now)
    if payment.order.cancel_requested_at:
        with transaction.atomic():
            payment.order = lock_order(payment.order_id)
            close_order_without_attempts(payment, now=now)
    return True


def _report_stuck_voucher(payment: Payment, *, now: datetime) -> None:
    """The seat stays held as long as Stripe may still take the cash; a person learns when that takes too long."""
    ends_at = payment.voucher_expires_at
    if payment.status == Payment.Status.PENDING and ends_at and ends_at + VOUCHER_IS_STUCK_AFTER <= now:
        report(
            Finding.Kind.VOUCHER_STUCK,
            Finding.Severity.WARNING,
            about=str(payment.public_id),
            payment=payment,
            stripe_object=str(payment.session_id),
            now=now,
            ended_at=ends_at.isoformat(),
        )


def _withdraw_or_open(payment: Payment, *, now: datetime) -> None:
    """A request that was never sent is taken back; one that may have been is sent again to learn its session."""
    request = payment.requests.filter(kind=StripeRequest.Kind.OPEN_CHECKOUT).first()
    if request is None:
        return
    unsent = StripeRequest.objects.free(now).filter(pk=request.pk, attempts=0)
    with transaction.atomic():
        if unsent.update(status=StripeRequest.Status.REFUSED, error="withdrawn before it was sent"):
            abandon(payment, cause="never opened", now=now)
            return
    send_request(request, now=now)


def _expire(payment: Payment) -> None:
    # Refused when not open any more: paid, expired or waiting for cash. The fetch that follows tells which.
    with suppress(DefiniteNo):
        gateway.expire_session(str(payment.session_id))
