"""Refunds of what was paid in the sandbox."""

from typing import Any

from payments.sandbox import store
from payments.sandbox.actions.event import emit
from payments.sandbox.errors import Refusal
from payments.sandbox.models import StoredObject


def create_refund(params: dict[str, Any]) -> StoredObject:
    """POST /v1/refunds: never more than is left."""
    intent = store.load("payment_intent", params.get("payment_intent", ""))
    if intent.data["status"] != "succeeded":
        raise Refusal("This PaymentIntent does not have a successful charge to refund.", param="payment_intent")
    charge = store.load("charge", intent.data["latest_charge"])
    left = charge.data["amount"] - charge.data["amount_refunded"]
    amount = params.get("amount", left)
    if not left:
        raise Refusal(f"Charge {charge.object_id} has already been refunded.", code="charge_already_refunded")
    if not 0 < amount <= left:
        raise Refusal(
            f"Refund amount (¥{amount}) is greater than unrefunded amount on charge (¥{left})", param="amount"
        )
    store.change(charge, amount_refunded=charge.data["amount_refunded"] + amount)
    is_cash = charge.data["payment_method_details"]["type"] == "konbini"
    refund = store.new_object(
        "refund",
        amount=amount,
        currency="jpy",
        # Cash goes back only when the buyer has named a bank account.
        status="requires_action" if is_cash else "succeeded",
        payment_intent=intent.object_id,
        charge=charge.object_id,
        reason=params.get("reason"),
        metadata=params.get("metadata", {}),
    )
    store.new_object(
        "balance_transaction",
        type="refund",
        amount=-amount,
        fee=0,
        net=-amount,
        currency="jpy",
        source=refund.object_id,
    )
    emit("refund.created", refund)
    return refund


def settle_refund(refund: StoredObject, *, failure_reason: str = "") -> StoredObject:
    """The bank has answered; a refund may fail even after it succeeded."""
    if not failure_reason:
        store.change(refund, status="succeeded")
        emit("refund.updated", refund)
        return refund
    charge = store.load("charge", refund.data["charge"])
    store.change(charge, amount_refunded=charge.data["amount_refunded"] - refund.data["amount"])
    store.change(refund, status="failed", failure_reason=failure_reason)
    emit("refund.failed", refund)
    return refund
