"""Checkout sessions: opened by the site, ended by time or on request. Paying them is `actions/payment.py`."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.kernel.obstacles import Obstacle
from payments.sandbox import clock, store
from payments.sandbox.actions.event import emit
from payments.sandbox.errors import Refusal
from payments.sandbox.models import StoredObject

MINIMUM_JPY, MAXIMUM_JPY = 50, 99_999_999
KONBINI_LIMITS_JPY = (120, 300_000)
SOONEST, LATEST = timedelta(minutes=30), timedelta(hours=24)
METHODS = ("card", "konbini", "paypay")
# Each of these can make the amount or the quantity differ from what the line items say, which is not modelled here.
NOT_MODELLED = ("discounts", "allow_promotion_codes", "optional_items", "shipping_options", "automatic_tax")


class SessionClosed(Obstacle):
    message = _("This payment page is closed.")


def create_session(params: dict[str, Any]) -> StoredObject:
    """POST /v1/checkout/sessions."""
    lines = params.get("line_items") or []
    if params.get("mode") != "payment" or not lines:
        raise Refusal("You must pass mode=payment and line_items.", param="line_items")
    if "discounts" in params and "allow_promotion_codes" in params:
        raise Refusal("You may only specify one of these parameters: allow_promotion_codes, discounts.")
    for name in NOT_MODELLED:
        if name in params:
            raise Refusal(f"The sandbox does not model {name}.", param=name)
    total = _total(lines)
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
        expires_at=_expires_at(params),
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
        with suppress(SessionClosed), transaction.atomic():
            _end(session)
    _end_voucher_in_time(session)
    return session


def expire_session(object_id: str) -> StoredObject:
    """POST /v1/checkout/sessions/{id}/expire."""
    session = load_session(object_id)
    try:
        return _end(session)
    except SessionClosed as closed:
        raise Refusal(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of {session.data['status']}.",
        ) from closed


def end_voucher(session: StoredObject) -> StoredObject:
    """The voucher was not paid in time."""
    intent = store.lock(store.load("payment_intent", session.data["payment_intent"] or ""))
    if intent.data["status"] != "requires_action":
        raise SessionClosed
    store.change(intent, status="requires_payment_method", next_action=None)
    emit("checkout.session.async_payment_failed", session)
    return session


def _total(lines: list[dict[str, Any]]) -> int:
    amounts = [line["price_data"]["unit_amount"] for line in lines]
    total: int = sum(amount * line.get("quantity", 1) for amount, line in zip(amounts, lines, strict=True))
    if min(amounts) < 0:
        raise Refusal("This value must be greater than or equal to 0.", param="line_items[0][price_data][unit_amount]")
    if not MINIMUM_JPY <= total <= MAXIMUM_JPY:
        code = "amount_too_small" if total < MINIMUM_JPY else "amount_too_large"
        raise Refusal(f"The total must be between ¥{MINIMUM_JPY} and ¥{MAXIMUM_JPY:,}.", code=code)
    return total


def _expires_at(params: dict[str, Any]) -> int:
    moment = clock.now()
    expires_at: int = params.get("expires_at", int((moment + LATEST).timestamp()))
    if not (moment + SOONEST).timestamp() - 1 <= expires_at <= (moment + LATEST).timestamp():
        raise Refusal(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    return expires_at


def _methods(params: dict[str, Any], total: int) -> list[str]:
    allowed = params.get("allowed_payment_method_types") or METHODS
    excluded = params.get("excluded_payment_method_types") or ()
    low, high = KONBINI_LIMITS_JPY
    fitting = [name for name in METHODS if name != "konbini" or low <= total <= high]
    return [name for name in fitting if name in allowed and name not in excluded]


def _end(session: StoredObject) -> StoredObject:
    if store.lock(session).data["status"] != "open":
        raise SessionClosed
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
        with suppress(SessionClosed), transaction.atomic():
            end_voucher(session)
