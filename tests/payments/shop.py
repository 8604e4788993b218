"""A seller with five seats and a buyer, for stories that run against the sandbox through the real SDK."""

import json
import uuid
from collections import Counter

import stripe
from django.conf import settings
from django.db import transaction
from django.test import Client

from lms.kernel import clock
from lms.kernel.actor import Actor
from payments.actions.checkout import open_checkout
from payments.actions.event import process_event
from payments.actions.order import Buyer, LineToOrder, place_order
from payments.actions.requests import send_request
from payments.models import Finding, Order, Payment, StripeRequest, WebhookEvent
from payments.money import yen
from payments.sandbox.actions.checkout import load_session
from payments.sandbox.actions.event import deliver
from payments.sandbox.actions.refund import settle_refund
from payments.sandbox.models import Delivery, Fault, StoredObject
from payments.signals import CannotFulfil, order_expired, order_paid, order_refunded

BUYER = Actor.process("buyer")
CARD = {"name": "HANAKO MIHON", "number": "4242 4242 4242 4242", "expiry": "12/34", "cvc": "123"}
DECLINED = {**CARD, "number": "4000 0000 0000 0002"}
BANK_ASKS = {**CARD, "number": "4000 0000 0000 3220"}
REFUND_FAILS = {**CARD, "number": "4000 0000 0000 5126"}
DISPUTED = {**CARD, "number": "4000 0000 0000 0259"}
SUSPECTED = {**CARD, "number": "4000 0000 0000 5423"}


def order_of(payment: Payment) -> Order:
    return Order.objects.get(pk=payment.order_id)


def status_of(payment: Payment) -> tuple[str, str]:
    """(order, attempt)"""
    payment.refresh_from_db()
    return order_of(payment).status, payment.status


def kinds_found() -> list[str]:
    return list(Finding.objects.order_by("pk").values_list("kind", flat=True))


def ring(event: dict, door: Client | None = None):
    """Deliver one event by hand; the answer."""
    body = json.dumps(event)
    signature = stripe.WebhookSignature.generate_signature_header(body, settings.STRIPE_WEBHOOK_SECRETS[0])
    headers = {"Stripe-Signature": signature}
    return (door or Client()).post("/stripe/webhook/", body, content_type="application/json", headers=headers)


class BrokenDown(Exception):
    """A defect in the seller's own code."""


class Shop:
    """What the buyer and the machines do; what the seller was told is counted in `told`."""

    def __init__(self) -> None:
        self.told: Counter[str] = Counter()
        self.is_sold_out = False
        self.breaks_down = False
        self.breaks_down_for: int | None = None
        order_paid.connect(self._on_paid)
        order_expired.connect(self._on_expired)
        order_refunded.connect(self._on_refunded)

    def close(self) -> None:
        order_paid.disconnect(self._on_paid)
        order_expired.disconnect(self._on_expired)
        order_refunded.disconnect(self._on_refunded)

    def _on_paid(self, order: Order, **_fact) -> None:
        if self.breaks_down or order.pk == self.breaks_down_for:
            raise BrokenDown
        if self.is_sold_out:
            raise CannotFulfil
        self.told["paid"] += 1

    def _on_expired(self, **_fact) -> None:
        self.told["expired"] += 1

    def _on_refunded(self, **_fact) -> None:
        self.told["refunded"] += 1

    # The buyer

    def place(self, *, price: int = 88_000, form_token: str | None = None, **changes) -> Order:
        facts = {
            "buyer": Buyer(name="見本 花子", email="hanako@example.test"),
            "lines": [
                LineToOrder(title="CS実務インストラクター養成講座", reference="seat:1", list_unit_jpy=yen(price))
            ],
            "policy": None,
            "terms_version": "2026-04",
            "form_token": form_token or uuid.uuid4().hex,
            "locale": "ja",
            "return_path": "/orders/{order}/back/",
            "cancel_path": "/orders/{order}/",
            "methods_until": None,
            "by": BUYER,
            "now": clock.now(),
        }
        with transaction.atomic():
            return place_order(**facts | changes).order

    def open(self, order: Order) -> str | None:
        return open_checkout(order.payments.live().get(), now=clock.now())

    def buy(self, **changes) -> Payment:
        """Up to the open payment page."""
        order = self.place(**changes)
        self.open(order)
        return order.payments.get()

    def pay(self, payment: Payment, card: dict[str, str] = CARD):
        """Fill in the card on the hosted page; nobody has told us yet."""
        return self.post_to_page(payment, card)

    def take_voucher(self, payment: Payment) -> None:
        self.post_to_page(payment, {"konbini": "1"})

    def at_the_counter(self, payment: Payment, button: str = "paid") -> None:
        Client().post(f"/sandbox/stripe/voucher/{payment.session_id}/", {button: "1"})

    def at_the_bank(self, payment: Payment, button: str):
        return Client().post(f"/sandbox/stripe/bank/{payment.session_id}/", {button: "1"})

    def post_to_page(self, payment: Payment, data: dict[str, str]):
        return Client().post(f"/sandbox/stripe/pay/{payment.session_id}/", data)

    # Stripe

    def let_stripe_notice_the_time(self) -> None:
        """Sessions and vouchers whose time is over end there, and events say so."""
        for session in StoredObject.objects.filter(kind="checkout.session"):
            load_session(session.object_id)

    def bank_pays_refund(self) -> None:
        settle_refund(StoredObject.objects.filter(kind="refund").first())

    def charge(self, payment: Payment) -> StoredObject:
        payment.refresh_from_db()
        return StoredObject.objects.get(object_id=payment.charge_id)

    # The machines

    def deliver(self) -> None:
        """Deliver what Stripe has to say and let the worker understand it."""
        self.deliver_only()
        self.work()

    def deliver_only(self) -> None:
        for delivery in Delivery.objects.due(clock.now()):
            deliver(delivery, now=clock.now())

    def work(self) -> None:
        for event in WebhookEvent.objects.due(clock.now()):
            process_event(event, now=clock.now())

    def send_requests(self) -> None:
        for request in StripeRequest.objects.due(clock.now()):
            send_request(request, now=clock.now())

    def misfortune(self, kind: Fault.Kind, operation: str = "", times: int = 1) -> None:
        Fault.objects.create(kind=kind, operation=operation, remaining=times)

    # What is true

    def sessions(self) -> list[str]:
        """The status of every session at Stripe."""
        rows = StoredObject.objects.filter(kind="checkout.session").order_by("pk")
        return [session.data["status"] for session in rows]

    def refunded_at_stripe(self) -> int:
        rows = StoredObject.objects.filter(kind="refund").exclude(data__status="failed")
        return sum(refund.data["amount"] for refund in rows)
