"""What became of an order for a fee, where the words about seats do not fit."""

from django.utils.translation import gettext as _

from lms.portal.order_outcome import Outcome, outcome_of
from payments.models import Order, Payment

Status = Order.Status
OVER = {Status.EXPIRED, Status.CANCELED}


def outcome_of_fee(order: Order) -> Outcome:
    if order.status in {Status.PAID, Status.PARTIALLY_REFUNDED}:
        return Outcome(
            "success",
            _("Your payment has arrived"),
            _("Thank you. We have sent you a mail about it."),
            has_receipt=True,
        )
    if order.status == Status.PAID_UNSEATED:
        return Outcome(
            "warning",
            _("Your payment arrived after it was no longer asked for"),
            _("The secretariat contacts you about a full refund."),
        )
    if order.status == Status.AWAITING_PAYMENT and not order.cancel_requested_at:
        return _awaiting(order)
    if order.status in OVER and not order.payments.paid().exists():
        words = _("Nothing was charged. You can pay until the last day.")
        return Outcome("info", _("Nothing was paid"), words, may_apply_again=True)
    return outcome_of(order, [])


def _awaiting(order: Order) -> Outcome:
    if order.payments.filter(status=Payment.Status.PENDING).exists():
        return Outcome("info", _("Waiting for your payment"), _("Please pay until the deadline of your voucher."))
    return Outcome(
        "warning",
        _("The payment is not complete"),
        _("You can go back to the payment page. Nothing is charged until you pay there."),
        may_pay=True,
        may_give_up=True,
    )
