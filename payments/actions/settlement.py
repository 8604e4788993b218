"""What Stripe says becomes what we say: one way in for webhook, return page, sweeper and reconciler."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction

from lms.kernel.actor import Actor
from payments import conf, gateway
from payments.actions.finding import report
from payments.actions.offer_use import give_uses_back, use_again
from payments.actions.refund import refund_in_full
from payments.actions.state import change_state, lock_order, lock_payment
from payments.models import Finding, LedgerEntry, Order, Payment
from payments.signals import CannotFulfil, order_awaits_cash, order_expired, order_paid
from payments.truths import SessionTruth

Status = Payment.Status
STRIPE = Actor.process("stripe")
FULFILLABLE = {Order.Status.PAID_UNSEATED, Order.Status.AWAITING_PAYMENT, Order.Status.EXPIRED}
OVER = {Status.ABANDONED, Status.EXPIRED, Status.FAILED}


def apply_session(payment: Payment, truth: SessionTruth, *, now: datetime) -> Payment:
    """Bring an attempt and its order to what the fetched session says.

    Any number of times, in any order, from any process: old or repeated news change nothing.
    """
    with transaction.atomic():
        return apply_inside(payment, truth, now=now)


def apply_inside(payment: Payment, truth: SessionTruth, *, now: datetime) -> Payment:
    """`apply_session` for a caller whose own transaction ends with whatever is raised here: it costs no savepoint."""
    payment = lock_payment(payment)
    if not _is_ours(payment, truth, now=now):
        return payment
    target = status_of(truth)
    if Payment.RANK[target] > Payment.RANK[Status(payment.status)]:
        learned = _learned(payment, truth, now=now if target == Status.PAID else None)
        change_state(payment, target, cause=f"session {truth.status}", by=STRIPE, now=now, **learned)
        _take_effect(payment, truth, now=now)
    return payment


def settle_free(payment: Payment, *, now: datetime) -> Payment:
    """An order over 0 yen has nothing to wait for."""
    with transaction.atomic():
        payment = lock_payment(payment)
        if payment.channel == Payment.Channel.FREE and payment.status == Status.NEW:
            by = Actor.process("payments")
            change_state(payment, Status.PAID, cause="free of charge", by=by, now=now, paid_at=now)
            fulfil(payment, now=now)
        return payment


def refresh_payment(payment: Payment, *, now: datetime) -> Payment:
    """Ask Stripe how an attempt stands and apply the answer; without a session there is nothing to ask.

    Raises:
        GatewayError: Stripe gave no clear answer; what we know has not changed.
    """
    if payment.channel == Payment.Channel.FREE:
        return settle_free(payment, now=now)
    if not payment.session_id:
        return payment
    return apply_session(payment, gateway.retrieve_session(payment.session_id), now=now)


def payment_of_intent(intent_id: str, *, now: datetime) -> Payment | None:
    """The attempt whose money an intent is, brought to what Stripe says; outside any transaction.

    News about a payment (refund, dispute) may come before the news that it was paid: that is asked for first.
    """
    payment = Payment.objects.filter(intent_id=intent_id).first()
    if payment and payment.status == Status.PAID:
        return payment
    truth = gateway.session_of_intent(intent_id)
    payment = Payment.objects.of_session(truth.session_id, truth.attempt) if truth else None
    return apply_session(payment, truth, now=now) if payment and truth else None


def status_of(truth: SessionTruth) -> Status:
    """Where a session puts its attempt. Complete is not paid: a voucher may still be out."""
    if truth.status == "open":
        return Status.OPEN
    if truth.status == "expired":
        return Status.EXPIRED
    if truth.payment_status in {"paid", "no_payment_required"}:
        return Status.PAID
    if truth.intent_status in {"canceled", "requires_payment_method"}:
        return Status.FAILED
    return Status.PENDING


def abandon(payment: Payment, *, cause: str, now: datetime) -> Payment:
    """An attempt that Stripe never opened and never will."""
    with transaction.atomic():
        payment = lock_payment(payment)
        if payment.status == Status.NEW:
            change_state(payment, Status.ABANDONED, cause=cause, by=STRIPE, now=now)
            close_order_without_attempts(payment, now=now)
        return payment


def close_order_without_attempts(payment: Payment, *, now: datetime) -> None:
    """An order nobody can pay any more is EXPIRED, or CANCELED if that is what was asked for."""
    order = payment.order
    if order.status != Order.Status.AWAITING_PAYMENT or order.payments.live().exists():
        return
    if order.payments.paid().exists():
        return
    status = Order.Status.CANCELED if order.cancel_requested_at else Order.Status.EXPIRED
    change_state(order, status, cause="no attempt left", by=STRIPE, now=now)
    order_expired.send(sender=Order, order=order, payment=payment, now=now)
    give_uses_back(order, now=now)


def fulfil_again(order: Order, *, by: Actor, now: datetime) -> Order:
    """Offer an order to its seller once more whose money is here; PAID if there is something to give by now.

    For orders nothing was left for, and for those whose amount differed and that a person accepts as paid.
    """
    with transaction.atomic():
        order = lock_order(order.pk)
        payment = order.payments.paid().first()
        if order.status in FULFILLABLE and payment:
            payment.order = order
            with suppress(CannotFulfil), transaction.atomic():
                change_state(order, Order.Status.PAID, cause="given after all", by=by, now=now)
                order_paid.send(sender=Order, order=order, payment=payment, now=now)
                use_again(order)
        order.refresh_from_db()
        return order


def _is_ours(payment: Payment, truth: SessionTruth, *, now: datetime) -> bool:
    """Refuse, and report, what does not belong to this attempt."""
    wrong = _what_is_wrong(payment, truth)
    if wrong is None:
        return True
    report(
        wrong,
        Finding.Severity.CRITICAL,
        about=truth.session_id,
        payment=payment,
        stripe_object=truth.session_id,
        now=now,
    )
    return False


def _what_is_wrong(payment: Payment, truth: SessionTruth) -> Finding.Kind | None:
    if truth.livemode != conf.STRIPE_LIVEMODE:
        return Finding.Kind.WRONG_MODE
    if truth.attempt != str(payment.public_id):
        return Finding.Kind.FOREIGN_SESSION
    if payment.session_id and payment.session_id != truth.session_id:
        return Finding.Kind.SECOND_SESSION
    return None


def _learned(payment: Payment, truth: SessionTruth, *, now: datetime | None) -> dict[str, Any]:
    """What a session tells of its attempt; what it no longer tells stays. `now` where it is paid."""
    return {
        "session_id": truth.session_id,
        "intent_id": truth.intent_id or payment.intent_id,
        "charge_id": truth.charge_id or payment.charge_id,
        "method": truth.method or payment.method,
        "receipt_url": truth.receipt_url or payment.receipt_url,
        "url": truth.url,
        "voucher_url": truth.voucher_url or payment.voucher_url,
        "voucher_expires_at": truth.voucher_expires_at or payment.voucher_expires_at,
        "paid_at": now or payment.paid_at,
    }


def _take_effect(payment: Payment, truth: SessionTruth, *, now: datetime) -> None:
    if payment.status in OVER:
        close_order_without_attempts(payment, now=now)
    elif payment.status == Status.PENDING:
        _tell_of_voucher(payment, now=now)
    elif payment.status == Status.PAID:
        if truth.currency == "jpy":
            LedgerEntry.objects.create(
                order=payment.order,
                kind=LedgerEntry.Kind.CHARGE,
                amount_jpy=truth.amount_total,
                external_id=truth.intent_id or truth.session_id,
                booked_at=now,
            )
        if _amount_matches(payment, truth, now=now):
            _settle(payment, now=now)


def _tell_of_voucher(payment: Payment, *, now: datetime) -> None:
    """A buyer who has given up meanwhile is not asked to pay."""
    order = payment.order
    if payment.voucher_expires_at and order.status == Order.Status.AWAITING_PAYMENT and not order.cancel_requested_at:
        order_awaits_cash.send(sender=Order, order=order, payment=payment, now=now)


def _amount_matches(payment: Payment, truth: SessionTruth, *, now: datetime) -> bool:
    """Nothing is delivered for an amount that was not agreed; the money is recorded and a person decides."""
    paid = (truth.amount_total, truth.currency, truth.amount_discount)
    if paid == (payment.amount_jpy, "jpy", 0):
        return True
    report(
        Finding.Kind.AMOUNT_DIFFERS,
        Finding.Severity.CRITICAL,
        about=str(payment.public_id),
        payment=payment,
        stripe_object=truth.session_id,
        now=now,
        expected_jpy=payment.amount_jpy,
        paid=truth.amount_total,
        currency=truth.currency,
        discount=truth.amount_discount,
    )
    return False


def _settle(payment: Payment, *, now: datetime) -> None:
    if payment.order.status in {Order.Status.AWAITING_PAYMENT, Order.Status.EXPIRED}:
        fulfil(payment, now=now)
        return
    report(
        Finding.Kind.PAID_TWICE,
        Finding.Severity.NOTICE,
        about=str(payment.public_id),
        payment=payment,
        stripe_object=str(payment.session_id),
        now=now,
        amount_jpy=payment.amount_jpy,
    )
    refund_in_full(payment, reason=f"order {payment.order.status}", now=now)


def fulfil(payment: Payment, *, by: Actor = STRIPE, now: datetime) -> None:
    """The money of an order is here: its seller gives what it was for, or the order waits for a person.

    Inside the transaction that learned of the money.
    """
    order = payment.order
    try:
        with transaction.atomic():
            change_state(order, Order.Status.PAID, cause="money arrived", by=by, now=now)
            order_paid.send(sender=Order, order=order, payment=payment, now=now)
            use_again(order)
    except CannotFulfil as refusal:
        # The savepoint took back the step and everything receivers did; the money stays visible.
        order.refresh_from_db()
        change_state(order, Order.Status.PAID_UNSEATED, cause="nothing left to give", by=by, now=now)
        report(
            Finding.Kind.PAID_UNSEATED,
            Finding.Severity.CRITICAL,
            about=str(order.public_id),
            payment=payment,
            stripe_object=str(payment.session_id or ""),
            now=now,
            reason=str(refusal),
        )
