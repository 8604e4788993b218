"""Sending money back, against the sandbox through the real SDK."""

import pytest
from django.db import IntegrityError, transaction

from lms.kernel import clock
from lms.kernel.actor import Actor
from payments.actions.reconcile import reconcile_refunds
from payments.actions.refund import MoreThanPaid, NothingToRefund, request_refund
from payments.models import Finding, LedgerEntry, Order, Payment, Refund
from payments.sandbox.actions.refund import create_refund, fail_refund
from payments.sandbox.models import Fault, StoredObject
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


def test_a_lost_answer_refunds_once(shop: Shop, paid, at):
    shop.misfortune(Fault.Kind.ANSWER_LOST, REFUND)
    made = refund(paid, 88_000)
    shop.send_requests()
    made.refresh_from_db()
    assert made.status == "requested"
    at("2027-01-10T10:10:00+09:00")
    shop.send_requests()
    made.refresh_from_db()
    assert made.status == "succeeded"
    assert shop.refunded_at_stripe() == 88_000


def test_two_people_cannot_refund_the_same_yen(shop: Shop, paid):
    refund(paid, 50_000)
    with pytest.raises(MoreThanPaid):
        refund(paid, 38_001)
    assert refund(paid, 38_000).status == "requested"


def test_the_database_itself_keeps_refunds_within_the_payment(paid):
    with transaction.atomic(), pytest.raises(IntegrityError):
        Payment.objects.filter(pk=paid.pk).update(refund_reserved_jpy=88_001)


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


def test_a_refund_that_comes_back_later_needs_a_person(shop: Shop, paid):
    made = refund(paid, 30_000)
    shop.send_requests()
    fail_refund(StoredObject.objects.get(kind="refund"), reason="expired_or_canceled_card")
    shop.deliver()
    made.refresh_from_db()
    paid.refresh_from_db()
    assert (made.status, made.failure_reason) == ("failed", "expired_or_canceled_card")
    assert (paid.refund_reserved_jpy, balance(paid)) == (0, 88_000)
    assert list(Finding.objects.values_list("kind", flat=True)) == ["refund_failed"]


def test_a_refund_made_in_the_dashboard_gets_a_row(shop: Shop, paid):
    create_refund({"payment_intent": paid.intent_id, "amount": 10_000})
    shop.deliver()
    found = Refund.objects.get()
    assert (found.origin, found.status, found.amount_jpy) == ("external", "succeeded", 10_000)
    assert (order_status(paid), balance(paid)) == ("partially_refunded", 78_000)


def test_a_dashboard_refund_whose_event_is_lost_is_reconciled(shop: Shop, paid):
    create_refund({"payment_intent": paid.intent_id, "amount": 88_000})
    assert reconcile_refunds(now=clock.now()).seen == 1
    assert reconcile_refunds(now=clock.now()).seen == 1
    assert (order_status(paid), balance(paid)) == ("refunded", 0)
    assert shop.told == {"paid": 1, "refunded": 1}
