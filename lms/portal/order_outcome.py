"""What became of an order, in words for the person who placed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Enrollment
from cohorts.seats import Seat
from lms.kernel.models.profile import profile_of
from lms.templatetags.lms import long_date, long_datetime, yen, yen_tax_included
from payments.models import Order, OrderLine, Payment

Status = Order.Status


@dataclass(frozen=True, slots=True)
class Outcome:
    tone: str
    title: str
    text: str
    may_pay: bool = False
    may_give_up: bool = False
    has_receipt: bool = False
    voucher_url: str = ""
    may_apply_again: bool = False


def outcome_of(order: Order, seats: Sequence[Seat]) -> Outcome:
    """`seats` are those the order pays for: one, or as many as a company has ordered."""
    is_seated = any(seat.occupies_seat for seat in seats)
    if order.status == Status.PAID or (order.status == Status.PARTIALLY_REFUNDED and is_seated):
        return _paid(order, len(seats), is_seated=is_seated)
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
    return _not_completed(seats)


def _not_completed(seats: Sequence[Seat]) -> Outcome:
    if any(isinstance(seat, Enrollment) and seat.upgrade_of_id for seat in seats):
        return Outcome(
            "info",
            _("The change was not completed"),
            _("Nothing was charged. Your audit-only seat stays yours as it is, and you can begin the change again."),
        )
    return Outcome(
        "info",
        _("This application was not completed"),
        _("The seat was released and nothing was charged. You can apply again while applications are open."),
        may_apply_again=True,
    )


def _paid(order: Order, seats: int, *, is_seated: bool) -> Outcome:
    if is_seated:
        return Outcome(
            "success",
            ngettext("Your seat is confirmed", "Your seats are confirmed", seats),
            _("The payment has arrived. We have sent you a confirmation by e-mail."),
            has_receipt=bool(order.total_jpy),
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
    if payment := order.payments.filter(status=Payment.Status.PENDING).first():
        return _awaiting_cash(payment)
    return Outcome(
        "warning",
        _("The payment is not complete"),
        _("Your seat is still held for you. You can go back to the payment page or give up this application."),
        may_pay=True,
        may_give_up=True,
    )


def _awaiting_cash(payment: Payment) -> Outcome:
    text = _(
        "Pay in cash at a convenience store until %(moment)s. Your seat is held until then and confirmed once the "
        "payment has arrived. We have sent you this by e-mail, too."
    )
    return Outcome(
        "info",
        _("Waiting for your payment"),
        text % {"moment": long_datetime(payment.voucher_expires_at)},
        may_give_up=True,
        voucher_url=payment.voucher_url,
    )


def order_facts(order: Order) -> list[tuple[str, Any]]:
    """What was ordered; where it is more than one seat, the page lists them below."""
    lines = list(order.lines.all())
    rows = [
        (_("Order number"), order.number),
        (_("Total"), yen_tax_included(order.total_jpy)),
        (_("Applied on"), long_datetime(order.created_at)),
    ]
    if len(lines) == 1:
        rows.insert(1, (_("What you applied for"), lines[0].title))
        if lines[0].offer_label:
            rows.insert(3, (_("Discount"), _reduction(lines[0])))
    own = [(_("Your order number"), order.buyer_reference), (_("Your cost center"), order.cost_center)]
    return [*rows, *((label, value) for label, value in [*_transfer_facts(order), *own] if value)]


def _transfer_facts(order: Order) -> list[tuple[str, str]]:
    """Until when and where to, while the money is awaited."""
    if order.due_on is None or order.status != Status.AWAITING_PAYMENT:
        return []
    return [
        (_("To be paid by"), long_date(order.due_on)),
        (_("Terms of payment"), order.terms_in_words),
        (_("Transfer to"), profile_of().bank_account),
    ]


def _reduction(line: OrderLine) -> str:
    off = f"-{line.offer_percent}%" if line.offer_percent else f"-{yen(line.list_unit_jpy - line.unit_jpy)}"
    return f"{line.offer_label}（{off}）"
