"""Refunds of what was paid in the sandbox, asked for over the API or made in its dashboard."""

from typing import Any

from django.db import transaction

from payments.sandbox import store
from payments.sandbox.actions.event import emit
from payments.sandbox.errors import Refusal
from payments.sandbox.models import StoredObject


@transaction.atomic
def create_refund(params: dict[str, Any]) -> StoredObject:
    """POST /v1/refunds: never more than is left."""
    charge = store.lock(_charge(params))
    left = charge.data["amount"] - charge.data["amount_refunded"]
    amount = params.get("amount", left)
    if charge.data["disputed"]:
        raise Refusal("This charge has been charged back and cannot be refunded.", code="charge_disputed")
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
        payment_intent=charge.data["payment_intent"],
        charge=charge.object_id,
        reason=params.get("reason"),
        metadata=params.get("metadata", {}),
    )
    store.move_money("refund", -amount, refund)
    emit("refund.created", refund)
    if charge.data.get("_sandbox", {}).get("aftermath") == "refund_fails":
        fail_refund(refund, reason="expired_or_canceled_card")
    return refund


def settle_refund(refund: StoredObject) -> StoredObject:
    """The bank has paid: the buyer of a konbini payment named an account."""
    store.change(refund, status="succeeded")
    emit("refund.updated", refund)
    return refund


def fail_refund(refund: StoredObject, *, reason: str) -> StoredObject:
    """The bank sends the money back, which may happen even after the refund succeeded."""
    return _undo(refund, "refund.failed", status="failed", failure_reason=reason)


def cancel_refund(object_id: str) -> StoredObject:
    """POST /v1/refunds/{id}/cancel: only while the buyer has not named an account."""
    refund = store.load("refund", object_id)
    if refund.data["status"] != "requires_action":
        raise Refusal("This refund can not be canceled.")
    return _undo(refund, "refund.updated", status="canceled")


def _undo(refund: StoredObject, event_type: str, **changes: str) -> StoredObject:
    charge = store.load("charge", refund.data["charge"])
    store.change(charge, amount_refunded=charge.data["amount_refunded"] - refund.data["amount"])
    store.change(refund, **changes)
    store.move_money("refund_failure", refund.data["amount"], refund)
    emit(event_type, refund)
    return refund


def _charge(params: dict[str, Any]) -> StoredObject:
    if "charge" in params:
        return store.load("charge", params["charge"])
    intent = store.load("payment_intent", params.get("payment_intent", ""))
    if intent.data["status"] != "succeeded":
        raise Refusal("This PaymentIntent does not have a successful charge to refund.", param="payment_intent")
    return store.load("charge", intent.data["latest_charge"])
