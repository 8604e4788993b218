"""A transfer that was booked to the wrong order, while nothing has come of it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from payments.actions.finding import settle
from payments.actions.state import change_state, lock_payment
from payments.models import BankTransfer, Finding, LedgerEntry, Order, Payment


class SomethingFollowed(Obstacle):
    message = _(
        "Something has come of this money already: the order is paid, or part of it goes back. Send the money back in "
        "place of undoing this."
    )


def may_take_back(transfer: BankTransfer) -> bool:
    """Whether nothing has followed from it: still too little, or a surplus nobody has decided about."""
    payment = transfer.payment
    if transfer.taken_back_at or payment.refunds.exists() or payment.documents.exists():
        return False
    return payment.awaits_transfer or (_is_surplus(payment) and payment.bank_transfers.standing().count() == 1)


@transaction.atomic
def take_back(transfer: BankTransfer, *, reason: str, by: Actor, now: datetime) -> BankTransfer:
    """Free the order of a transfer that is not its own. The entry stays in the books beside the one that undoes it.

    Raises:
        SomethingFollowed.
    """
    payment = lock_payment(transfer.payment)
    transfer = BankTransfer.objects.get(pk=transfer.pk)
    transfer.payment = payment
    if not may_take_back(transfer):
        raise SomethingFollowed
    transfer.taken_back_at, transfer.taken_back_by = now, by.label
    transfer.save(update_fields=["taken_back_at", "taken_back_by"])
    LedgerEntry.objects.create(
        order=payment.order,
        kind=LedgerEntry.Kind.TRANSFER_REVERSAL,
        amount_jpy=-transfer.amount_jpy,
        external_id=transfer.reference,
        booked_at=now,
    )
    audit.record("lms_payments.take_back", payment.order, by=by, reason=reason, amount_jpy=transfer.amount_jpy)
    _let_go(payment, by=by, now=now)
    return transfer


def _is_surplus(payment: Payment) -> bool:
    return payment.findings.unresolved().filter(kind=Finding.Kind.PAID_TWICE).exists()


def _let_go(payment: Payment, *, by: Actor, now: datetime) -> None:
    """An arrival of its own holds nothing any more; an attempt of an order that had ended before ends again."""
    if payment.status == Payment.Status.PAID:
        change_state(payment, Payment.Status.TAKEN_BACK, cause="transfer taken back", by=by, now=now)
    elif payment.order.status == Order.Status.EXPIRED and not payment.bank_transfers.standing().exists():
        change_state(payment, Payment.Status.EXPIRED, cause="transfer taken back", by=by, now=now)
    else:
        return
    found = payment.findings.filter(kind__in=[Finding.Kind.PAID_TWICE, Finding.Kind.TRANSFER_LATE])
    settle(found, Finding.Resolution.UNDONE, by=by, now=now)
