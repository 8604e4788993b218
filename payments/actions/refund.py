"""Sending money back."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.kernel.actor import Actor
from lms.kernel.nudge import nudge
from lms.kernel.obstacles import Obstacle
from payments.actions.finding import report, settle
from payments.actions.state import change_state, lock_order, lock_payment, note_beginnings
from payments.models import Finding, LedgerEntry, Order, OrderLine, Payment, Refund, StripeRequest
from payments.money import yen
from payments.signals import order_expired, order_refunded
from payments.truths import RefundTruth

Status = Refund.Status
STRIPE = Actor.process("stripe")
STATUS_OF = {
    "pending": Status.PENDING,
    "requires_action": Status.REQUIRES_ACTION,
    "succeeded": Status.SUCCEEDED,
    "failed": Status.FAILED,
    "canceled": Status.CANCELED,
}


#: What is over, once all of a payment is to be sent back.
OVER_WITH_THE_MONEY = (
    Finding.Kind.PAID_TWICE,
    Finding.Kind.PAID_UNSEATED,
    Finding.Kind.TRANSFER_OVER,
    Finding.Kind.TRANSFER_LATE,
)


class MoreThanPaid(Obstacle):
    message = _("No more can be refunded than was paid and not yet refunded.")


class NothingToRefund(Obstacle):
    message = _("Only a payment that has arrived can be refunded, by one yen or more.")


class Disputed(Obstacle):
    message = _("The buyer disputes this payment with the card company, which decides about its money.")


def request_refund(
    payment: Payment,
    *,
    amount_jpy: int,
    reason: str,
    by: Actor,
    now: datetime,
    kept_fee_jpy: int = 0,
    is_surplus: bool = False,
    bank_charge_on_buyer: bool = False,
    line: OrderLine | None = None,
    about: str = "",
) -> Refund:
    """Reserve the amount and ask Stripe to send it back; the result is known later.

    What came by bank transfer is sent back by a person, who finds it among the findings.

    Args:
        kept_fee_jpy: yen of the same sale that are kept as a cancellation fee, as its credit document states.
        is_surplus: it was never owed and stands on no paper, so no credit document follows.
        bank_charge_on_buyer: what our bank takes for the transfer may be taken off; ours to bear unless agreed.
        line: the one line whose price goes back; None where it is the order's, every line in proportion.
        about: whose that is in the seller's words, "受講者 見本 花子 様" for example, as the credit document says it.

    Raises:
        MoreThanPaid: counting refunds under way.
        NothingToRefund: the payment has not been paid, was free, or the amount is not positive.
        Disputed: an objection is open or was lost, so its money would go back twice.
    """
    with transaction.atomic():
        payment = lock_payment(payment)
        if payment.disputes.open().exists() or payment.disputes.holding_money().exists():
            raise Disputed
        refund = _request(payment, amount_jpy, Refund.Origin.OURS, reason=reason, by=by, now=now)
        if kept_fee_jpy or is_surplus or bank_charge_on_buyer or line:
            refund.kept_fee_jpy, refund.is_surplus = yen(kept_fee_jpy), is_surplus
            refund.bank_charge_on_buyer = bank_charge_on_buyer
            refund.line, refund.about = line, about[:250]
            refund.save(update_fields=["kept_fee_jpy", "is_surplus", "bank_charge_on_buyer", "line", "about"])
        return refund


def refund_in_full(payment: Payment, *, reason: str, now: datetime) -> Refund:
    """Send back money we may not keep; inside the transaction that found out."""
    return _request(
        payment, payment.amount_jpy, Refund.Origin.AUTO, reason=reason, by=Actor.process("payments"), now=now
    )


def refund_unseated(payment: Payment, *, now: datetime) -> Refund | None:
    """Send back, by itself, money that has waited too long for something to be given; None where a person acted."""
    with transaction.atomic():
        payment = lock_payment(payment)
        has_been_touched = payment.refunds.exists() or payment.disputes.exists()
        if payment.order.status != Order.Status.PAID_UNSEATED or has_been_touched:
            return None
        return refund_in_full(payment, reason="nothing left to give", now=now)


def apply_refund(payment: Payment, truth: RefundTruth, *, now: datetime) -> Refund | None:
    """Bring a refund to what Stripe says; one made in its dashboard gets a row of its own.

    None if it cannot be ours: more goes back than came, or the payment has not been paid as far as we know
    (ask `payment_of_intent` first).
    """
    with transaction.atomic():
        payment = lock_payment(payment)
        if payment.status != Payment.Status.PAID:
            return None
        refund = _row_for(payment, truth, now=now)
        target = STATUS_OF.get(truth.status, Status.PENDING)
        if refund and Refund.RANK[target] > Refund.RANK[Status(refund.status)]:
            _move(refund, target, truth.failure_reason, now=now)
        return refund


def refuse_refund(refund: Refund, *, why: str, now: datetime) -> None:
    """Stripe said no: the reservation is given back and a person is told."""
    with transaction.atomic():
        payment = lock_payment(refund.payment)
        refund = Refund.objects.get(pk=refund.pk)
        refund.payment = payment
        if refund.status == Status.REQUESTED:
            _move(refund, Status.FAILED, why, now=now)


def _request(
    payment: Payment, amount_jpy: int, origin: Refund.Origin, *, reason: str, by: Actor, now: datetime
) -> Refund:
    if not yen(amount_jpy) or payment.status != Payment.Status.PAID or not payment.is_sendable_back:
        raise NothingToRefund
    _reserve(payment, amount_jpy)
    refund = Refund.objects.create(
        payment=payment,
        origin=origin,
        amount_jpy=amount_jpy,
        reason=reason,
        requested_by=by.label,
        created_at=now,
    )
    note_beginnings({refund: f"refund of {refund.amount_jpy} yen"}, by=by, now=now)
    if payment.channel == Payment.Channel.BANK_TRANSFER:
        _ask_for_transfer(refund, by=by, now=now)
    else:
        _ask_stripe(refund, now=now)
    return refund


def _ask_for_transfer(refund: Refund, *, by: Actor, now: datetime) -> None:
    """One task for one sum: what was found about the money before is part of it once nothing is left to decide."""
    report(
        Finding.Kind.TRANSFER_BACK,
        Finding.Severity.WARNING,
        about=str(refund.public_id),
        payment=refund.payment,
        now=now,
        amount_jpy=refund.amount_jpy,
        reason=refund.reason,
    )
    if Payment.objects.filter(pk=refund.payment_id, refund_reserved_jpy=F("amount_jpy")).exists():
        found = Finding.objects.filter(payment=refund.payment_id, kind__in=OVER_WITH_THE_MONEY)
        settle(found, Finding.Resolution.REFUNDED, by=by, now=now)


def _ask_stripe(refund: Refund, *, now: datetime) -> None:
    payment = refund.payment
    request = StripeRequest.objects.create(
        kind=StripeRequest.Kind.REFUND,
        key=f"re:{refund.public_id}",
        params={
            "payment_intent": payment.intent_id,
            "amount": refund.amount_jpy,
            "metadata": {"refund": str(refund.public_id), "order": str(payment.order.public_id)},
        },
        payment=payment,
        refund=refund,
        next_at=now,
        created_at=now,
    )
    nudge("lms_payments.send_request", request.pk)


def _reserve(payment: Payment, amount_jpy: int) -> None:
    """One conditional UPDATE: two people refunding at once cannot both have the last yen."""
    enough = Payment.objects.filter(pk=payment.pk, refund_reserved_jpy__lte=F("amount_jpy") - amount_jpy)
    if not enough.update(refund_reserved_jpy=F("refund_reserved_jpy") + amount_jpy):
        raise MoreThanPaid


def _row_for(payment: Payment, truth: RefundTruth, *, now: datetime) -> Refund | None:
    named = Q(stripe_refund_id=truth.refund_id)
    if truth.refund:
        named |= Q(public_id=truth.refund, stripe_refund_id__isnull=True)
    refund = payment.refunds.filter(named).first()
    if refund is None:
        return _external(payment, truth, now=now)
    refund.payment = payment
    if refund.stripe_refund_id is None:
        refund.stripe_refund_id = truth.refund_id
        refund.save(update_fields=["stripe_refund_id"])
    return refund


def _external(payment: Payment, truth: RefundTruth, *, now: datetime) -> Refund | None:
    try:
        with transaction.atomic():
            _reserve(payment, truth.amount)
    except MoreThanPaid:
        report(
            Finding.Kind.REFUND_UNMATCHED,
            Finding.Severity.CRITICAL,
            about=truth.refund_id,
            payment=payment,
            stripe_object=truth.refund_id,
            now=now,
            amount_jpy=truth.amount,
        )
        return None
    refund = Refund.objects.create(
        payment=payment,
        origin=Refund.Origin.EXTERNAL,
        amount_jpy=truth.amount,
        stripe_refund_id=truth.refund_id,
        requested_by=STRIPE.label,
        created_at=now,
    )
    note_beginnings({refund: f"refund of {refund.amount_jpy} yen"}, by=STRIPE, now=now)
    return refund


def _move(refund: Refund, target: Status, failure_reason: str, *, now: datetime) -> None:
    had_succeeded = refund.status == Status.SUCCEEDED
    if failure_reason:
        refund.failure_reason = failure_reason[:300]
        refund.save(update_fields=["failure_reason"])
    change_state(refund, target, cause="refund", by=STRIPE, now=now)
    if target == Status.SUCCEEDED:
        _book(refund, LedgerEntry.Kind.REFUND, -refund.amount_jpy, now=now)
        tell_order(refund.payment, now=now)
    elif target in {Status.FAILED, Status.CANCELED}:
        _give_back_reservation(refund, had_succeeded=had_succeeded, now=now)


def _give_back_reservation(refund: Refund, *, had_succeeded: bool, now: datetime) -> None:
    Payment.objects.filter(pk=refund.payment_id).update(
        refund_reserved_jpy=F("refund_reserved_jpy") - refund.amount_jpy
    )
    if had_succeeded:
        _book(refund, LedgerEntry.Kind.REFUND_REVERSAL, refund.amount_jpy, now=now)
    report(
        Finding.Kind.REFUND_FAILED,
        Finding.Severity.CRITICAL,
        about=str(refund.public_id),
        payment=refund.payment,
        stripe_object=refund.stripe_refund_id or "",
        now=now,
        amount_jpy=refund.amount_jpy,
        reason=refund.failure_reason,
    )


def _book(refund: Refund, kind: LedgerEntry.Kind, amount_jpy: int, *, now: datetime) -> None:
    LedgerEntry.objects.create(
        order=refund.payment.order,
        kind=kind,
        amount_jpy=amount_jpy,
        external_id=refund.stripe_refund_id or str(refund.public_id),
        booked_at=now,
    )


def tell_order(payment: Payment, *, by: Actor = STRIPE, now: datetime) -> None:
    """The order follows what is left of its money; a second payment sent back leaves it paid."""
    order = lock_order(payment.order_id)
    left = order.ledger.of_the_buyer().total()
    if order.status == Order.Status.AWAITING_PAYMENT and left <= 0 and not order.payments.live().exists():
        # Its money differed, nothing was delivered, and now all of it is back.
        change_state(order, Order.Status.CANCELED, cause="refund", by=by, now=now)
        order_expired.send(sender=Order, order=order, payment=payment, now=now)
        return
    target = Order.Status.REFUNDED if left <= 0 else Order.Status.PARTIALLY_REFUNDED
    if left >= order.total_jpy or target not in Order.NEXT[Order.Status(order.status)]:
        return
    change_state(order, target, cause="refund", by=by, now=now)
    order_refunded.send(sender=Order, order=order, payment=payment, now=now)
