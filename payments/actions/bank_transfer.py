"""Money that arrives in, and leaves, our own bank account. What the bank says is recorded by staff."""

import uuid
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.calendar import JST, jst_date
from lms.kernel.obstacles import Obstacle
from payments.actions.approval import needs_two, take_two
from payments.actions.finding import report, settle
from payments.actions.refund import tell_order
from payments.actions.settlement import close_order_without_attempts, fulfil
from payments.actions.state import change_state, lock_order, lock_payment, note_beginnings
from payments.models import Approval, BankTransfer, Finding, LedgerEntry, Order, Payment, Refund
from payments.money import yen

Status = Payment.Status
TRANSFER = Payment.Channel.BANK_TRANSFER
WAITING = {Order.Status.AWAITING_PAYMENT, Order.Status.EXPIRED}


class NotTransferable(Obstacle):
    message = _("This order is not paid by bank transfer.")


class ReferenceTaken(Obstacle):
    message = _(
        "This row of the statement is recorded already, for another order or with another amount. Nothing was booked."
    )


class NoAmount(Obstacle):
    message = _("Enter the amount that arrived: one yen or more.")


class NotYet(Obstacle):
    message = _("This day is still to come.")


class NothingMissing(Obstacle):
    message = _("Nothing is missing from this order, or nothing has arrived for it yet.")


class ShortfallTooLarge(Obstacle):
    message = _(
        "More is missing than one person may give as a discount. Ask the payer for the rest, or another person for "
        "approval on the page of the order."
    )


class ReasonNeeded(Obstacle):
    message = _("Say in a sentence why less is accepted; the bookkeeper will want to know.")


class NotOverdue(Obstacle):
    message = _("This order does not wait for a transfer, or its last day is still to come.")


class PartlyPaid(Obstacle):
    message = _("Part of the money is here. Ask for the rest, or cancel the enrollment so that the money goes back.")


class ChargeIsOurs(Obstacle):
    message = _("The bank's charge is taken off only where the buyer bears it, and less than the whole amount.")


class NotToBeSent(Obstacle):
    message = _("This refund is not waiting to be sent by bank transfer.")


def received_jpy(order: Order) -> int:
    """What has arrived by transfer for an order, in yen."""
    return order.ledger.filter(kind__in=[LedgerEntry.Kind.TRANSFER, LedgerEntry.Kind.TRANSFER_REVERSAL]).total()


def missing_jpy(order: Order) -> int:
    """What has still to arrive for an order that can be paid by transfer, in yen."""
    if order.status not in WAITING:
        return 0
    payment = _live(order)
    return max(order.total_jpy - (_sum_of(payment) if payment else 0) - order.written_off_jpy, 0)


@transaction.atomic
def receive_transfer(
    order: Order,
    *,
    amount_jpy: int,
    received_on: date,
    payer_kana: str = "",
    reference: str = "",
    by: Actor,
    now: datetime,
) -> BankTransfer:
    """Record a sum that arrived for an order; the order is PAID once all of it is here.

    Too little leaves the order open with what is missing; too much, money for an order that is paid or canceled, is
    kept visible as a finding and never spent or sent back by itself. Not having paid in time is no cancellation: an
    order that expired is PAID all the same if there is still something to give, else it is PAID_UNSEATED.

    Args:
        amount_jpy: yen, as the statement shows it.
        received_on: the day the bank booked it.
        reference: names the row of the statement, or the form; the same one again finds the transfer it made.

    Raises:
        NotTransferable: the order is paid online or free.
        ReferenceTaken: by another order, or with another amount.
        NoAmount, NotYet.
    """
    order = lock_order(order.pk)
    if reference and (known := BankTransfer.objects.filter(reference=reference).first()):
        return _again(known, order, amount_jpy)
    if order.due_on is None or not order.total_jpy:
        raise NotTransferable
    if amount_jpy < 1:
        raise NoAmount
    if received_on > jst_date(now):
        raise NotYet
    payment = _payment_for(order, amount_jpy, received_on, now=now)
    try:
        with transaction.atomic():
            transfer = BankTransfer.objects.create(
                payment=payment,
                amount_jpy=yen(amount_jpy),
                received_on=received_on,
                payer_kana=payer_kana.strip()[:200],
                reference=reference or uuid.uuid4().hex,
                recorded_by=by.label,
                recorded_at=now,
            )
    except IntegrityError as taken:  # in this moment, for another order
        raise ReferenceTaken from taken
    _book(transfer)
    audit.record("lms_payments.receive_transfer", order, by=by, amount_jpy=amount_jpy, payer=transfer.payer_kana)
    _take_effect(order, payment, transfer, by=by, now=now)
    return transfer


@transaction.atomic
def accept_shortfall(order: Order, *, reason: str, by: Actor, now: datetime, approval: Approval | None = None) -> Order:
    """Take what has arrived for the whole, as a discount on the sale (売上値引): a bank kept its fee, say.

    Raises:
        NothingMissing, ReasonNeeded.
        ShortfallTooLarge: above `LMS_TRANSFER_WRITE_OFF_JPY` without another person's approval.
        NotAsAsked: another amount was approved than is missing.
    """
    if not reason.strip():
        raise ReasonNeeded
    order = lock_order(order.pk)
    payment = _live(order)
    missing = missing_jpy(order)
    if payment is None or not missing or not _sum_of(payment):
        raise NothingMissing
    if approval is None and needs_two(Approval.Kind.SHORTFALL, missing):
        raise ShortfallTooLarge
    take_two(Approval.Kind.SHORTFALL, missing, approval)
    order.written_off_jpy += missing
    order.save(update_fields=["written_off_jpy"])
    audit.record("lms_payments.accept_shortfall", order, by=by, reason=reason.strip(), amount_jpy=missing)
    _complete(order, payment, by=by, now=now)
    return order


@transaction.atomic
def record_sent_back(refund: Refund, *, sent_on: date, bank_charge_jpy: int = 0, by: Actor, now: datetime) -> Refund:
    """A refund of transferred money has been sent from our bank account; its finding is resolved.

    Args:
        bank_charge_jpy: yen of the amount that the bank took, so that as much less reached the buyer. What we bear
            ourselves is not part of a refund.

    Raises:
        ChargeIsOurs: the buyer does not bear it, or nothing would be left.
        NotToBeSent: it goes through Stripe, or it has been recorded already.
        NotYet.
    """
    payment = lock_payment(refund.payment)
    refund = Refund.objects.get(pk=refund.pk)
    refund.payment = payment
    if payment.channel != TRANSFER or refund.status != Refund.Status.REQUESTED:
        raise NotToBeSent
    if sent_on > jst_date(now):
        raise NotYet
    if bank_charge_jpy:
        if not refund.bank_charge_on_buyer or yen(bank_charge_jpy) >= refund.amount_jpy:
            raise ChargeIsOurs
        refund.bank_charge_jpy = bank_charge_jpy
        refund.save(update_fields=["bank_charge_jpy"])
    change_state(refund, Refund.Status.SUCCEEDED, cause="sent by bank transfer", by=by, now=now)
    LedgerEntry.objects.create(
        order=payment.order,
        kind=LedgerEntry.Kind.TRANSFER_BACK,
        amount_jpy=-refund.amount_jpy,
        external_id=str(refund.public_id),
        booked_at=_at(sent_on),
    )
    asked = Finding.objects.filter(dedupe_key=f"{Finding.Kind.TRANSFER_BACK}:{refund.public_id}")
    settle(asked, Finding.Resolution.REFUNDED, by=by, now=now)
    facts = {"amount_jpy": refund.amount_jpy, "bank_charge_jpy": bank_charge_jpy}
    audit.record("lms_payments.send_back", payment.order, by=by, **facts)
    tell_order(payment, by=by, now=now)
    return refund


@transaction.atomic
def end_overdue(order: Order, *, by: Actor, now: datetime) -> Order:
    """Nothing came until the last day: the order expires and what it held is free. Money that comes later counts.

    Raises:
        NotOverdue.
        PartlyPaid: something came, so somebody has to decide about it.
    """
    order = lock_order(order.pk)
    payment = _live(order)
    if payment is None or not order.is_overdue(jst_date(now)):
        raise NotOverdue
    if _sum_of(payment):
        raise PartlyPaid
    audit.record("lms_payments.end_overdue", order, by=by)
    stop_waiting(payment, now=now)
    order.refresh_from_db()
    return order


def stop_waiting(payment: Payment, *, now: datetime) -> Payment:
    """Nobody is to transfer this any more; what has arrived of it stays visible until it is sent back."""
    with transaction.atomic():
        payment = lock_payment(payment)
        if payment.status != Status.PENDING:
            return payment
        if arrived := _sum_of(payment):
            _mark_paid(payment, arrived, by=Actor.process("payments"), now=now)
            _report(Finding.Kind.PAID_TWICE, payment, arrived, now=now)
        else:
            change_state(payment, Status.EXPIRED, cause="no longer awaited", by=Actor.process("payments"), now=now)
            close_order_without_attempts(payment, now=now)
        return payment


def _take_effect(order: Order, payment: Payment, transfer: BankTransfer, *, by: Actor, now: datetime) -> None:
    if payment.status == Status.PAID:
        _report(Finding.Kind.PAID_TWICE, payment, transfer.amount_jpy, now=now)
    elif not missing_jpy(order):
        _complete(order, payment, by=by, now=now)
    elif order.status == Order.Status.EXPIRED:
        _report(Finding.Kind.TRANSFER_LATE, payment, transfer.amount_jpy, now=now)


def _complete(order: Order, payment: Payment, *, by: Actor, now: datetime) -> None:
    arrived = _sum_of(payment)
    payment.order = order
    _mark_paid(payment, arrived, by=by, now=now)
    late = Finding.objects.filter(payment=payment, kind=Finding.Kind.TRANSFER_LATE)
    settle(late, Finding.Resolution.FULFILLED, by=by, now=now)
    if (surplus := arrived + order.written_off_jpy - order.total_jpy) > 0:
        _report(Finding.Kind.TRANSFER_OVER, payment, surplus, now=now)
    fulfil(payment, by=by, now=now)


def _again(known: BankTransfer, order: Order, amount_jpy: int) -> BankTransfer:
    if (known.payment.order_id, known.amount_jpy) != (order.pk, amount_jpy):
        raise ReferenceTaken
    return known


def _payment_for(order: Order, amount_jpy: int, received_on: date, *, now: datetime) -> Payment:
    """What is awaited, else an arrival of its own: it is gathered for an order that expired, and over for any other."""
    if payment := _live(order):
        return payment
    is_late = order.status == Order.Status.EXPIRED
    payment = Payment.objects.create(
        order=order,
        channel=TRANSFER,
        status=Status.PENDING if is_late else Status.PAID,
        amount_jpy=order.total_jpy if is_late else amount_jpy,
        method="bank_transfer",
        expires_at=now,
        paid_at=None if is_late else _at(received_on),
        check_after=now,
        created_at=now,
    )
    cause = "transfer after the order had ended" if is_late else "transfer for nothing owed"
    note_beginnings({payment: cause}, by=Actor.process("payments"), now=now)
    return payment


def _live(order: Order) -> Payment | None:
    return order.payments.live().filter(channel=TRANSFER).first()


def _mark_paid(payment: Payment, arrived_jpy: int, *, by: Actor, now: datetime) -> None:
    last = payment.bank_transfers.standing().last()
    paid_at = _at(last.received_on) if last else now
    arrived = {"amount_jpy": arrived_jpy, "method": "bank_transfer", "paid_at": paid_at}
    change_state(payment, Status.PAID, cause="bank transfer", by=by, now=now, **arrived)


def _sum_of(payment: Payment) -> int:
    return sum(payment.bank_transfers.standing().values_list("amount_jpy", flat=True))


def _book(transfer: BankTransfer) -> None:
    LedgerEntry.objects.create(
        order=transfer.payment.order,
        kind=LedgerEntry.Kind.TRANSFER,
        amount_jpy=transfer.amount_jpy,
        external_id=transfer.reference,
        booked_at=_at(transfer.received_on),
    )


def _report(kind: Finding.Kind, payment: Payment, amount_jpy: int, *, now: datetime) -> None:
    report(
        kind,
        Finding.Severity.WARNING,
        about=str(payment.public_id),
        payment=payment,
        now=now,
        amount_jpy=amount_jpy,
    )


def _at(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=JST)
