"""What became of an order, in words for the person who placed it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cohorts.models import Enrollment
from lms.templatetags.lms import long_datetime, yen, yen_tax_included
from payments.models import Order, OrderLine, Payment

Status = Order.Status


@dataclass(frozen=True, slots=True)
class Outcome:
    tone: str
    title: str
    text: str
    may_pay: bool = False
    may_apply_again: bool = False


def outcome_of(order: Order, enrollment: Enrollment) -> Outcome:
    if order.status == Status.PAID:
        return _paid(enrollment)
    if order.status == Status.PAID_UNSEATED:
        return Outcome(
            "warning",
            _("Your payment arrived after the seat was released"),
            _("No seat was left. The secretariat contacts you about another date or a full refund."),
        )
    if order.status in {Status.REFUNDED, Status.PARTIALLY_REFUNDED}:
        words = _("It is sent to your bank account.") if order.due_on else _("The refund reaches you the way you paid.")
        return Outcome("info", _("Your payment was refunded"), words)
    if order.payments.paid().exists():
        return Outcome(
            "warning",
            _("Your payment is being checked"),
            _("It has arrived. The secretariat writes to you about this order; please do not pay again."),
        )
    if order.status == Status.AWAITING_PAYMENT:
        return _awaiting(order)
    return Outcome(
        "info",
        _("This application was not completed"),
        _("The seat was released and nothing was charged. You can apply again while applications are open."),
        may_apply_again=True,
    )


def _paid(enrollment: Enrollment) -> Outcome:
    if enrollment.occupies_seat:
        return Outcome(
            "success",
            _("Your seat is confirmed"),
            _("The payment has arrived. We have sent you a confirmation by e-mail."),
        )
    return Outcome(
        "info", _("This application was canceled"), _("The secretariat contacts you about what you have paid.")
    )


def _awaiting(order: Order) -> Outcome:
    if order.cancel_requested_at:
        return Outcome("info", _("Your application is being withdrawn"), _("This takes a moment. Nothing is charged."))
    if order.due_on:
        return Outcome(
            "info",
            _("Waiting for your bank transfer"),
            _("Your seat is held. It is confirmed when the whole amount has arrived in our account."),
        )
    if order.payments.filter(status=Payment.Status.PENDING).exists():
        return Outcome(
            "info", _("Waiting for your payment"), _("Your seat is held until the payment deadline of your voucher.")
        )
    return Outcome(
        "warning",
        _("The payment is not complete"),
        _("Your seat is still held for you. You can go back to the payment page or give up this application."),
        may_pay=True,
    )


def order_facts(order: Order) -> list[tuple[str, Any]]:
    line = order.lines.first()
    rows = [
        (_("Order number"), order.number),
        (_("What you applied for"), line.title if line else ""),
        (_("Total"), yen_tax_included(order.total_jpy)),
        (_("Applied on"), long_datetime(order.created_at)),
    ]
    if line and line.offer_label:
        rows.insert(3, (_("Discount"), _reduction(line)))
    return rows


def _reduction(line: OrderLine) -> str:
    off = f"-{line.offer_percent}%" if line.offer_percent else f"-{yen(line.list_unit_jpy - line.unit_jpy)}"
    return f"{line.offer_label}（{off}）"
