"""Checkout sessions: opened by the site, paid by the buyer, ended by time."""

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock
from lms.kernel.obstacles import Obstacle
from payments.sandbox import store
from payments.sandbox.actions.event import emit
from payments.sandbox.errors import Refusal
from payments.sandbox.models import StoredObject

MINIMUM_JPY = 50
KONBINI_LIMITS_JPY = (120, 300_000)
SOONEST, LATEST = timedelta(minutes=30), timedelta(hours=24)
METHODS = ("card", "konbini")
GOOD_CARD = "4242424242424242"
DECLINED_CARD = "4000000000000002"
FEE_PERMILLE = 36


class CardDeclined(Obstacle):
    message = _("The card was declined. Please try another card.")


class UnknownCard(Obstacle):
    message = _("This is a test payment: please use one of the test card numbers shown below.")


class SessionClosed(Obstacle):
    message = _("This payment page is closed.")


def create_session(params: dict[str, Any]) -> StoredObject:
    """POST /v1/checkout/sessions."""
    moment = clock.now()
    lines = params.get("line_items") or []
    if params.get("mode") != "payment" or not lines:
        raise Refusal("You must pass mode=payment and line_items.", param="line_items")
    expires_at = params.get("expires_at", int((moment + LATEST).timestamp()))
    if not (moment + SOONEST).timestamp() - 1 <= expires_at <= (moment + LATEST).timestamp():
        raise Refusal(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    total = sum(line["price_data"]["unit_amount"] * line.get("quantity", 1) for line in lines)
    if total < MINIMUM_JPY:
        raise Refusal(f"The total must be at least ¥{MINIMUM_JPY}.", code="amount_too_small")
    session = store.new_object(
        "checkout.session",
        status="open",
        payment_status="unpaid",
        mode="payment",
        ui_mode=params.get("ui_mode", "hosted_page"),
        currency="jpy",
        amount_subtotal=total,
        amount_total=total,
        total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        expires_at=expires_at,
        client_reference_id=params.get("client_reference_id"),
        metadata=params.get("metadata", {}),
        customer_email=params.get("customer_email"),
        locale=params.get("locale", "auto"),
        payment_intent=None,
        payment_method_types=_methods(params, total),
        success_url=params.get("success_url"),
        cancel_url=params.get("cancel_url"),
        url=None,
    )
    # Not part of the object in the API: line items have an endpoint of their own.
    private = {
        "lines": lines,
        "intent": params.get("payment_intent_data", {}),
        "konbini_days": params.get("payment_method_options", {}).get("konbini", {}).get("expires_after_days", 3),
    }
    url = f"{settings.LMS_BASE_URL}/sandbox/stripe/pay/{session.object_id}/"
    return store.change(session, url=url, _sandbox=private)


def load_session(object_id: str) -> StoredObject:
    """A session as it stands at this moment: time ends what is open too long."""
    session = store.load("checkout.session", object_id)
    if session.data["status"] == "open" and session.data["expires_at"] <= clock.now().timestamp():
        _end(session)
    _end_voucher_in_time(session)
    return session


def expire_session(object_id: str) -> StoredObject:
    """POST /v1/checkout/sessions/{id}/expire."""
    session = load_session(object_id)
    if session.data["status"] != "open":
        raise Refusal(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of {session.data['status']}.",
        )
    return _end(session)


def pay_by_card(session: StoredObject, number: str) -> StoredObject:
    """Raises SessionClosed, CardDeclined (the session stays open) or UnknownCard."""
    _require_open(session)
    if number == DECLINED_CARD:
        raise CardDeclined
    if number != GOOD_CARD:
        raise UnknownCard
    intent = _intent(session, "processing")
    _succeed(intent, {"type": "card", "card": {"brand": "visa", "last4": number[-4:]}})
    store.change(session, status="complete", payment_status="paid", payment_intent=intent.object_id, url=None)
    emit("checkout.session.completed", session)
    return session


def choose_konbini(session: StoredObject) -> StoredObject:
    """Issue a voucher: the session is complete, the money is not there yet."""
    _require_open(session)
    intent = _intent(session, "requires_action")
    days = session.data["_sandbox"]["konbini_days"]
    last_day = clock.today() + timedelta(days=days)
    ends_at = datetime.combine(last_day, time(23, 59, 59), tzinfo=clock.JST)
    voucher = {
        "expires_at": int(ends_at.timestamp()),
        "hosted_voucher_url": f"{settings.LMS_BASE_URL}/sandbox/stripe/voucher/{session.object_id}/",
    }
    store.change(intent, next_action={"type": "konbini_display_details", "konbini_display_details": voucher})
    store.change(session, status="complete", payment_intent=intent.object_id, url=None)
    emit("checkout.session.completed", session)
    return session


def pay_voucher(session: StoredObject) -> StoredObject:
    """Cash at the counter."""
    intent = _voucher_intent(session)
    _succeed(intent, {"type": "konbini", "konbini": {"store": {"chain": "lawson"}}})
    store.change(session, payment_status="paid")
    emit("checkout.session.async_payment_succeeded", session)
    return session


def end_voucher(session: StoredObject) -> StoredObject:
    """The voucher was not paid in time."""
    intent = _voucher_intent(session)
    store.change(intent, status="requires_payment_method", next_action=None)
    emit("checkout.session.async_payment_failed", session)
    return session


def _methods(params: dict[str, Any], total: int) -> list[str]:
    allowed = params.get("allowed_payment_method_types") or METHODS
    low, high = KONBINI_LIMITS_JPY
    return [name for name in METHODS if name in allowed and (name != "konbini" or low <= total <= high)]


def _require_open(session: StoredObject) -> None:
    if session.data["status"] != "open":
        raise SessionClosed


def _end(session: StoredObject) -> StoredObject:
    store.change(session, status="expired", url=None)
    emit("checkout.session.expired", session)
    return session


def _end_voucher_in_time(session: StoredObject) -> None:
    if session.data["status"] != "complete" or session.data["payment_status"] == "paid":
        return
    intent = store.load("payment_intent", session.data["payment_intent"])
    if intent.data["status"] != "requires_action":
        return
    if intent.data["next_action"]["konbini_display_details"]["expires_at"] <= clock.now().timestamp():
        end_voucher(session)


def _voucher_intent(session: StoredObject) -> StoredObject:
    intent = store.load("payment_intent", session.data["payment_intent"] or "")
    if intent.data["status"] != "requires_action":
        raise SessionClosed
    return intent


def _intent(session: StoredObject, status: str) -> StoredObject:
    details = session.data["_sandbox"]["intent"]
    return store.new_object(
        "payment_intent",
        amount=session.data["amount_total"],
        amount_received=0,
        currency="jpy",
        status=status,
        description=details.get("description"),
        metadata=details.get("metadata", {}),
        latest_charge=None,
        next_action=None,
    )


def _succeed(intent: StoredObject, method_details: dict[str, Any]) -> None:
    amount = intent.data["amount"]
    charge = store.new_object(
        "charge",
        amount=amount,
        amount_refunded=0,
        currency="jpy",
        status="succeeded",
        paid=True,
        payment_intent=intent.object_id,
        metadata=intent.data["metadata"],
        payment_method_details=method_details,
        receipt_url=None,
    )
    movement = store.new_object(
        "balance_transaction",
        type="charge",
        amount=amount,
        fee=amount * FEE_PERMILLE // 1000,
        net=amount - amount * FEE_PERMILLE // 1000,
        currency="jpy",
        source=charge.object_id,
    )
    store.change(charge, balance_transaction=movement.object_id)
    store.change(intent, status="succeeded", amount_received=amount, latest_charge=charge.object_id, next_action=None)
