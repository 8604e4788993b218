"""What buyers do on the payment page: cards, the bank's question, vouchers, PayPay."""

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.kernel.obstacles import Obstacle
from payments.sandbox import clock, store
from payments.sandbox.actions.checkout import SessionClosed
from payments.sandbox.actions.dispute import open_dispute, warn_of_fraud
from payments.sandbox.actions.event import emit
from payments.sandbox.cards import CARDS, Card
from payments.sandbox.models import StoredObject

FEE_PERMILLE = 36


class CardDeclined(Obstacle):
    """The session stays open; the message says what the buyer may do."""


class UnknownCard(Obstacle):
    message = _("This is a test payment: please use one of the test card numbers shown below.")


class BankAsks(Obstacle):
    message = _("The bank asks the buyer to confirm the payment.")


class NotConfirmed(Obstacle):
    message = _("The bank did not confirm the payment. Nothing was charged; you can try again.")


def pay_by_card(session: StoredObject, number: str) -> StoredObject:
    """Pay, unless the card cannot.

    Raises:
        SessionClosed, UnknownCard, CardDeclined: nothing was charged.
        BankAsks: the buyer answers first (3-D Secure); `confirm_at_bank` goes on.
    """
    with transaction.atomic():
        _require_open(session)
        card = _usable_card(number)
        if not card.asks_the_bank:
            return _charge_card(session, card)
        store.change(session, _sandbox={**session.data["_sandbox"], "card_at_bank": number})
    raise BankAsks


def waits_for_bank(session: StoredObject) -> bool:
    return session.data["status"] == "open" and bool(session.data["_sandbox"].get("card_at_bank"))


def confirm_at_bank(session: StoredObject) -> StoredObject:
    """The buyer passed 3-D Secure."""
    _require_open(session)
    return _charge_card(session, _take_card_from_bank(session))


def refuse_at_bank(session: StoredObject) -> None:
    """The buyer failed 3-D Secure: the session stays open for another try. Always raises NotConfirmed."""
    _require_open(session)
    _take_card_from_bank(session)
    raise NotConfirmed


def pay_by_paypay(session: StoredObject) -> StoredObject:
    """The buyer agreed in the PayPay app."""
    _require_open(session)
    return _complete(session, {"type": "paypay", "paypay": {}})


def choose_konbini(session: StoredObject) -> StoredObject:
    """Issue a voucher: the session is complete, the money is not there yet."""
    _require_open(session)
    intent = _intent(session, "requires_action")
    last_day = clock.today() + timedelta(days=session.data["_sandbox"]["konbini_days"])
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
    intent = store.lock(store.load("payment_intent", session.data["payment_intent"] or ""))
    if intent.data["status"] != "requires_action":
        raise SessionClosed
    _succeed(intent, {"type": "konbini", "konbini": {"store": {"chain": "lawson"}}})
    store.change(session, payment_status="paid")
    emit("checkout.session.async_payment_succeeded", session)
    return session


def _usable_card(number: str) -> Card:
    card = CARDS.get(number)
    if card is None:
        raise UnknownCard
    if card.refusal:
        raise CardDeclined(card.refusal)
    return card


def _require_open(session: StoredObject) -> None:
    if store.lock(session).data["status"] != "open":
        raise SessionClosed


def _take_card_from_bank(session: StoredObject) -> Card:
    private = dict(session.data["_sandbox"])
    number = private.pop("card_at_bank", "")
    if not number:
        raise SessionClosed
    store.change(session, _sandbox=private)
    return CARDS[number]


def _charge_card(session: StoredObject, card: Card) -> StoredObject:
    _complete(session, {"type": "card", "card": {"brand": "visa", "last4": card.number[-4:]}})
    charge = store.charge_of(session.data["payment_intent"])
    store.change(charge, _sandbox={"aftermath": card.aftermath})
    if card.aftermath == "dispute":
        open_dispute(charge, reason="fraudulent")
    if card.aftermath == "fraud_warning":
        warn_of_fraud(charge)
    return session


def _complete(session: StoredObject, method_details: dict[str, Any]) -> StoredObject:
    intent = _intent(session, "processing")
    _succeed(intent, method_details)
    store.change(session, status="complete", payment_status="paid", payment_intent=intent.object_id, url=None)
    emit("checkout.session.completed", session)
    return session


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
        disputed=False,
        payment_intent=intent.object_id,
        metadata=intent.data["metadata"],
        payment_method_details=method_details,
        receipt_url=None,
    )
    movement = store.move_money("charge", amount, charge, fee=amount * FEE_PERMILLE // 1000)
    store.change(charge, balance_transaction=movement.object_id)
    store.change(intent, status="succeeded", amount_received=amount, latest_charge=charge.object_id, next_action=None)
