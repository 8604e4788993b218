"""The seller cannot deliver: everything is closed and everything goes back."""

from datetime import datetime

from django.db import transaction

from lms.kernel.actor import Actor
from payments.actions.checkout import NotCancelable, cancel_unpaid_order
from payments.actions.refund import Disputed, MoreThanPaid, request_refund
from payments.actions.state import lock_order
from payments.models import Order, Payment


def return_everything(order: Order, *, reason: str, by: Actor, now: datetime) -> Order:
    """End an order in the buyer's favor: close what is unpaid, send back all that is paid, whatever the policy says.

    Call outside any transaction. Doing it again, also after a crash half-way, does only what is missing. Money in
    dispute stays where it is: the card company decides about it, and the dispute is a finding already.
    """
    if order.status == Order.Status.AWAITING_PAYMENT:
        try:
            order = cancel_unpaid_order(order, by=by, now=now)
        except NotCancelable:
            order.refresh_from_db()  # paid in the same moment
    with transaction.atomic():
        order = lock_order(order.pk)
        for payment in order.payments.paid():
            if payment.refundable_jpy and payment.is_sendable_back:
                _send_back(payment, reason=reason, by=by, now=now)
    return order


def _send_back(payment: Payment, *, reason: str, by: Actor, now: datetime) -> None:
    try:
        request_refund(payment, amount_jpy=payment.refundable_jpy, reason=reason, by=by, now=now)
    except (Disputed, MoreThanPaid):
        return  # decided elsewhere, or on its way already
