"""Objections that buyers raise with their card company, and its suspicions."""

from datetime import datetime

from django.db import transaction

from lms.kernel.actor import Actor
from payments.actions.finding import report
from payments.actions.state import change_state, lock_payment, note_beginnings
from payments.models import Dispute, Finding, LedgerEntry, Payment
from payments.truths import DisputeTruth, FraudWarning

Status = Dispute.Status
STRIPE = Actor.process("stripe")
STATUS_OF = {
    "warning_needs_response": Status.WARNING,
    "warning_under_review": Status.WARNING,
    "warning_closed": Status.WARNING_CLOSED,
    "prevented": Status.WARNING_CLOSED,
    "needs_response": Status.NEEDS_RESPONSE,
    "under_review": Status.UNDER_REVIEW,
    "appeal_needs_response": Status.UNDER_REVIEW,
    "appeal_under_review": Status.UNDER_REVIEW,
    "won": Status.WON,
    "lost": Status.LOST,
}


def apply_dispute(payment: Payment, truth: DisputeTruth, *, now: datetime) -> Dispute:
    """Bring a dispute to what Stripe says, book what it withdrew or gave back, and put it before a person.

    What was sold is kept: only a person can judge whether the buyer still comes. Refunds of the payment are held.
    """
    with transaction.atomic():
        payment = lock_payment(payment)
        target = STATUS_OF.get(truth.status, Status.NEEDS_RESPONSE)
        dispute = payment.disputes.filter(stripe_dispute_id=truth.dispute_id).first()
        if dispute is None:
            dispute = _begin(payment, truth, target, now=now)
        elif Dispute.RANK[target] > Dispute.RANK[Status(dispute.status)]:
            dispute.payment = payment
            change_state(dispute, target, cause="dispute", by=STRIPE, now=now)
        _book(dispute, now=now)
        return dispute


def apply_fraud_warning(payment: Payment, warning: FraudWarning, *, now: datetime) -> Finding:
    """A refund now usually spares the dispute that would follow; a person decides."""
    return report(
        Finding.Kind.FRAUD_WARNING,
        Finding.Severity.CRITICAL if warning.is_actionable else Finding.Severity.NOTICE,
        about=warning.warning_id,
        payment=payment,
        stripe_object=warning.warning_id,
        now=now,
        fraud_type=warning.fraud_type,
    )


def _begin(payment: Payment, truth: DisputeTruth, status: Status, *, now: datetime) -> Dispute:
    dispute = Dispute.objects.create(
        payment=payment,
        stripe_dispute_id=truth.dispute_id,
        status=status,
        amount_jpy=truth.amount,
        reason=truth.reason,
        answer_by=truth.answer_by,
        created_at=now,
    )
    note_beginnings({dispute: f"dispute about {truth.amount} yen"}, by=STRIPE, now=now)
    report(
        Finding.Kind.DISPUTED,
        Finding.Severity.CRITICAL,
        about=truth.dispute_id,
        payment=payment,
        stripe_object=truth.dispute_id,
        now=now,
        amount_jpy=truth.amount,
        reason=truth.reason,
        answer_by=truth.answer_by.isoformat() if truth.answer_by else None,
    )
    return dispute


def _book(dispute: Dispute, *, now: datetime) -> None:
    """Stripe withdraws the money when a dispute begins and gives it back when it is won."""
    if dispute.status in {*Dispute.WITHDRAWN, Status.WON}:
        _book_once(dispute, LedgerEntry.Kind.DISPUTE, -dispute.amount_jpy, now=now)
    if dispute.status == Status.WON:
        _book_once(dispute, LedgerEntry.Kind.DISPUTE_REVERSAL, dispute.amount_jpy, now=now)


def _book_once(dispute: Dispute, kind: LedgerEntry.Kind, amount_jpy: int, *, now: datetime) -> None:
    LedgerEntry.objects.get_or_create(
        kind=kind,
        external_id=dispute.stripe_dispute_id,
        defaults={"order": dispute.payment.order, "amount_jpy": amount_jpy, "booked_at": now},
    )
