"""Objections of buyers at the sandbox, and what the card company decides."""

from datetime import timedelta

from django.db import transaction

from payments.sandbox import clock, store
from payments.sandbox.actions.event import emit
from payments.sandbox.errors import Refusal
from payments.sandbox.models import StoredObject

ANSWER_WITHIN = timedelta(days=7)
FEE_JPY = 1_300


@transaction.atomic
def open_dispute(charge: StoredObject, *, reason: str = "product_not_received") -> StoredObject:
    """The buyer objects: the money is withdrawn at once, and a fee with it."""
    if store.lock(charge).data["disputed"]:
        raise Refusal("This charge is disputed already.")
    if charge.data["payment_method_details"]["type"] != "card":
        raise Refusal("Only card payments can be disputed.")
    dispute = store.new_object(
        "dispute",
        amount=charge.data["amount"] - charge.data["amount_refunded"],
        currency="jpy",
        charge=charge.object_id,
        payment_intent=charge.data["payment_intent"],
        reason=reason,
        status="needs_response",
        evidence_details={"due_by": int((clock.now() + ANSWER_WITHIN).timestamp()), "has_evidence": False},
        is_charge_refundable=False,
        balance_transactions=[],
    )
    store.change(charge, disputed=True)
    store.move_money("adjustment", -dispute.data["amount"], dispute, fee=FEE_JPY)
    emit("charge.dispute.created", dispute)
    emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def answer_dispute(dispute: StoredObject) -> StoredObject:
    """Evidence was sent in the dashboard; the card company looks at it."""
    store.change(dispute, status="under_review")
    emit("charge.dispute.updated", dispute)
    return dispute


def decide_dispute(dispute: StoredObject, *, for_us: bool) -> StoredObject:
    """The card company decides; a won dispute gives the money back."""
    store.change(dispute, status="won" if for_us else "lost")
    emit("charge.dispute.closed", dispute)
    if for_us:
        store.move_money("adjustment", dispute.data["amount"], dispute)
        emit("charge.dispute.funds_reinstated", dispute)
    return dispute


def warn_of_fraud(charge: StoredObject) -> StoredObject:
    """The card company suspects fraud before anybody objects."""
    warning = store.new_object(
        "radar.early_fraud_warning",
        actionable=True,
        charge=charge.object_id,
        payment_intent=charge.data["payment_intent"],
        fraud_type="unauthorized_use_of_card",
    )
    emit("radar.early_fraud_warning.created", warning)
    return warning
