"""Buying, against the sandbox through the real SDK. Misfortunes by number are in the test_failure_matrix files."""

import pytest
from django.db import transaction

from lms.kernel import clock
from payments.actions.checkout import cancel_unpaid_order
from payments.actions.order import OrderClosed, retry_payment
from payments.actions.reconcile import reconcile_sessions
from payments.actions.requests import send_request
from payments.actions.settlement import fulfil_again
from payments.models import LedgerEntry, Payment, StripeRequest
from payments.sandbox.models import Fault
from payments.tasks import sweep_attempts
from tests.payments.shop import BUYER, Shop, kinds_found, order_of, status_of

Kind = Fault.Kind
OPEN = "POST /v1/checkout/sessions"


def test_a_purchase_paid_by_card(shop: Shop):
    payment = shop.buy()
    assert payment.url == f"{shop_url(payment)}/sandbox/stripe/pay/{payment.session_id}/"
    answer = shop.pay(payment)
    assert answer.url == f"{shop_url(payment)}/orders/{order_of(payment).public_id}/back/"
    assert status_of(payment) == ("awaiting_payment", "open")
    shop.deliver()
    assert status_of(payment) == ("paid", "paid")
    assert (payment.method, payment.paid_at is not None) == ("card", True)
    assert list(LedgerEntry.objects.values_list("kind", "amount_jpy")) == [("charge", 88_000)]
    assert shop.told == {"paid": 1}


def shop_url(payment: Payment) -> str:
    return (
        payment.url.partition("/sandbox/")[0] or payment.requests.get().params["success_url"].partition("/orders/")[0]
    )


def test_seats_gone_when_the_money_comes(shop: Shop):
    shop.is_sold_out = True
    payment = shop.buy()
    shop.pay(payment)
    shop.deliver()
    assert status_of(payment) == ("paid_unseated", "paid")
    assert kinds_found() == ["paid_unseated"]
    assert shop.told == {}
    assert LedgerEntry.objects.get().amount_jpy == 88_000


def test_cancel_closes_the_page(shop: Shop):
    payment = shop.buy()
    cancel_unpaid_order(order_of(payment), by=BUYER, now=clock.now())
    assert status_of(payment) == ("canceled", "expired")
    assert shop.sessions() == ["expired"]
    assert shop.told == {"expired": 1}


def test_cancel_before_anything_was_sent_opens_nothing(shop: Shop):
    order = shop.place()
    cancel_unpaid_order(order, by=BUYER, now=clock.now())
    assert status_of(order.payments.get()) == ("canceled", "abandoned")
    assert shop.sessions() == []


def test_cancel_while_stripe_is_silent_is_finished_later(shop: Shop, at):
    payment = shop.buy()
    shop.misfortune(Kind.ERROR_BEFORE, times=2)
    cancel_unpaid_order(order_of(payment), by=BUYER, now=clock.now())
    assert status_of(payment) == ("awaiting_payment", "open")
    Fault.objects.all().delete()
    at("2027-01-10T10:05:00+09:00")
    sweep_attempts()
    assert status_of(payment) == ("canceled", "expired")
    assert shop.told == {"expired": 1}


def test_an_expired_order_is_not_paid_again(shop: Shop, at):
    payment = shop.buy()
    at("2027-01-10T11:01:00+09:00")
    sweep_attempts()
    with transaction.atomic(), pytest.raises(OrderClosed):
        retry_payment(order_of(payment), by=BUYER, now=clock.now())


def test_voucher_paid_at_the_counter(shop: Shop):
    payment = shop.buy()
    shop.take_voucher(payment)
    shop.deliver()
    shop.at_the_counter(payment)
    shop.deliver()
    assert status_of(payment) == ("paid", "paid")
    assert payment.method == "konbini"


def test_a_free_order_is_paid_at_once(shop: Shop):
    order = shop.place(price=0)
    assert shop.open(order) is None
    assert status_of(order.payments.get()) == ("paid", "paid")
    assert shop.told == {"paid": 1}
    assert shop.sessions() == []


def test_a_free_order_whose_buyer_left_is_paid_by_the_sweeper(shop: Shop):
    order = shop.place(price=0)
    sweep_attempts()
    assert status_of(order.payments.get()) == ("paid", "paid")


def test_a_request_being_sent_is_not_sent_twice(shop: Shop):
    order = shop.place()
    request = StripeRequest.objects.get(payment__order=order)
    StripeRequest.objects.update(lease_until=clock.now().replace(year=2028))
    assert send_request(request, now=clock.now()) is False
    assert shop.sessions() == []


def test_a_key_too_old_to_be_safe_is_not_used_again(shop: Shop, at):
    order = shop.place()
    at("2027-01-11T10:00:00+09:00")
    shop.send_requests()
    assert status_of(order.payments.get()) == ("expired", "abandoned")
    assert shop.sessions() == []


def test_a_session_made_under_a_lost_key_is_found_by_its_name(shop: Shop, at):
    shop.misfortune(Kind.ANSWER_LOST, OPEN)
    order = shop.place()
    shop.open(order)
    at("2027-01-11T10:00:00+09:00")
    shop.send_requests()
    assert status_of(order.payments.get()) == ("expired", "expired")
    assert shop.sessions() == ["expired"]


def test_a_seat_found_after_all(shop: Shop):
    shop.is_sold_out = True
    payment = shop.buy()
    shop.pay(payment)
    shop.deliver()
    assert fulfil_again(order_of(payment), by=BUYER, now=clock.now()).status == "paid_unseated"
    shop.is_sold_out = False
    assert fulfil_again(order_of(payment), by=BUYER, now=clock.now()).status == "paid"
    assert shop.told == {"paid": 1}


def test_an_abandoned_attempt_does_not_stay_payable(shop: Shop):
    payment = shop.buy()
    Payment.objects.filter(pk=payment.pk).update(status="abandoned")
    reconcile_sessions(now=clock.now())
    assert shop.sessions() == ["expired"]
