"""Stripe's objects as they stand there now, reduced to what we believe and in our types. Pure.

Each `read_…` takes the object as plain data and fails loudly where an amount is not whole yen.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from payments.money import yen

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SessionTruth:
    """A checkout session. Amounts in yen where the currency is."""

    session_id: str
    status: str
    payment_status: str
    amount_total: int
    amount_discount: int
    currency: str
    livemode: bool
    attempt: str
    url: str = ""
    expires_at: datetime | None = None
    created_at: datetime | None = None
    intent_id: str = ""
    intent_status: str = ""
    charge_id: str = ""
    method: str = ""
    receipt_url: str = ""
    voucher_url: str = ""
    voucher_expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefundTruth:
    """A refund. Amount in yen; `refund` is our own name for it, empty where somebody else made it."""

    refund_id: str
    status: str
    amount: int
    currency: str
    intent_id: str
    refund: str
    failure_reason: str = ""


@dataclass(frozen=True, slots=True)
class DisputeTruth:
    """A buyer's objection. Amount in yen."""

    dispute_id: str
    status: str
    amount: int
    intent_id: str
    reason: str = ""
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class FraudWarning:
    """A card company's suspicion about a payment, before anybody has objected."""

    warning_id: str
    intent_id: str
    fraud_type: str
    is_actionable: bool


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of Stripe's balance, in yen; `fee` is positive when it is charged."""

    movement_id: str
    type: str
    amount: int
    fee: int
    source: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class EventTruth:
    """An event: only its name and the object it points to are used."""

    event_id: str
    type: str
    object_id: str
    livemode: bool
    created_at: datetime
    raw: bytes


def read_session(data: Data) -> SessionTruth:
    intent = _expanded(data.get("payment_intent"))
    charge = _expanded(intent.get("latest_charge"))
    voucher = (intent.get("next_action") or {}).get("konbini_display_details") or {}
    return SessionTruth(
        session_id=data["id"],
        status=data["status"] or "",
        payment_status=data["payment_status"],
        amount_total=yen(data["amount_total"] or 0),
        amount_discount=(data.get("total_details") or {}).get("amount_discount") or 0,
        currency=data["currency"] or "",
        livemode=data["livemode"],
        attempt=(data.get("metadata") or {}).get("attempt", ""),
        url=data.get("url") or "",
        expires_at=_moment(data.get("expires_at")),
        created_at=_moment(data.get("created")),
        intent_id=intent.get("id", ""),
        intent_status=intent.get("status") or "",
        charge_id=charge.get("id", ""),
        method=(charge.get("payment_method_details") or {}).get("type") or "",
        receipt_url=charge.get("receipt_url") or "",
        voucher_url=voucher.get("hosted_voucher_url") or "",
        voucher_expires_at=_moment(voucher.get("expires_at")),
    )


def read_refund(data: Data) -> RefundTruth:
    return RefundTruth(
        refund_id=data["id"],
        status=data["status"] or "",
        amount=yen(data["amount"]),
        currency=data["currency"],
        intent_id=_expanded(data.get("payment_intent")).get("id", ""),
        refund=(data.get("metadata") or {}).get("refund", ""),
        failure_reason=data.get("failure_reason") or "",
    )


def read_dispute(data: Data) -> DisputeTruth:
    return DisputeTruth(
        dispute_id=data["id"],
        status=data["status"],
        amount=yen(data["amount"]),
        intent_id=_expanded(data.get("payment_intent")).get("id", ""),
        reason=data.get("reason") or "",
        answer_by=_moment((data.get("evidence_details") or {}).get("due_by")),
    )


def read_fraud_warning(data: Data) -> FraudWarning:
    return FraudWarning(
        warning_id=data["id"],
        intent_id=_expanded(data.get("payment_intent")).get("id", ""),
        fraud_type=data.get("fraud_type") or "",
        is_actionable=bool(data.get("actionable")),
    )


def read_movement(data: Data) -> Movement:
    return Movement(
        movement_id=data["id"],
        type=data["type"],
        amount=data["amount"],
        fee=data["fee"],
        source=_expanded(data.get("source")).get("id", ""),
        created_at=datetime.fromtimestamp(data["created"], tz=UTC),
    )


def _expanded(value: Any) -> Data:
    """An object that may have come as a bare id."""
    if isinstance(value, str):
        return {"id": value}
    return value or {}


def _moment(timestamp: int | None) -> datetime | None:
    return None if timestamp is None else datetime.fromtimestamp(timestamp, tz=UTC)
