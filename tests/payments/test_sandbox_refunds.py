"""Sending money back, against the sandbox through the real SDK."""

import pytest

from lms.kernel import clock
from lms.kernel.actor import Actor
from payments.actions.refund import NothingToRefund, request_refund
from payments.models import Finding, LedgerEntry, Order, Payment, Refund
from payments.sandbox.actions.refund import create_refund
from tests.payments.shop import Shop

STAFF = Actor.process("staff")
REFUND = "POST /v1/refunds"


@pytest.fixture
def paid(shop: Shop) -> Payment:
    payment = shop.buy()
    shop.pay(payment)
    shop.deliver()
    payment.refresh_from_db()
    assert payment.status == "paid"
    return payment


def refund(payment: Payment, amount_jpy: int) -> Refund:
    return request_refund(payment, amount_jpy=amount_jpy, reason="canceled by the buyer", by=STAFF, now=clock.now())


def order_status(payment: Payment) -> str:
    return Order.objects.get(pk=payment.order_id).status


def balance(payment: Payment) -> int:
    return sum(LedgerEntry.objects.filter(order=payment.order_id).values_list("amount_jpy", flat=True))


def test_a_full_refund(shop: Shop, paid):
    made = refund(paid, 88_000)
    shop.send_requests()
    made.refresh_from_db()
    assert (made.status, order_status(paid), balance(paid)) == ("succeeded", "refunded", 0)
    assert shop.refunded_at_stripe() == 88_000
    assert shop.told == {"paid": 1, "refunded": 1}


def test_partial_refunds_add_up(shop: Shop, paid):
    refund(paid, 30_000)
    shop.send_requests()
    assert (order_status(paid), balance(paid)) == ("partially_refunded", 58_000)
    refund(paid, 58_000)
    shop.send_requests()
    assert (order_status(paid), balance(paid)) == ("refunded", 0)


@pytest.mark.parametrize("amount", [0, True])
def test_nothing_is_not_refunded(paid, amount):
    with pytest.raises((NothingToRefund, TypeError)):
        refund(paid, amount)


def test_an_unpaid_attempt_is_not_refunded(shop: Shop):
    with pytest.raises(NothingToRefund):
        refund(shop.buy(), 1)


def test_a_refund_stripe_refuses_gives_the_reservation_back(shop: Shop, paid):
    create_refund({"payment_intent": paid.intent_id, "amount": 88_000})
    made = refund(paid, 88_000)
    shop.send_requests()
    made.refresh_from_db()
    paid.refresh_from_db()
    assert (made.status, paid.refund_reserved_jpy) == ("failed", 0)
    assert list(Finding.objects.values_list("kind", flat=True)) == ["refund_failed"]
