"""Misfortunes while a payment page is opened, used and left. Each test is one row, under its number."""

import pytest
from django.db import IntegrityError, transaction

from lms.kernel import clock
from payments.actions.checkout import open_checkout
from payments.actions.order import retry_payment
from payments.models import Finding, Order, Payment
from payments.sandbox.models import Fault, StoredObject
from payments.tasks import sweep_attempts
from tests.payments.shop import BANK_ASKS, BUYER, CARD, DECLINED, Shop, kinds_found, order_of, status_of

pytestmark = pytest.mark.both_databases
Kind = Fault.Kind
OPEN = "POST /v1/checkout/sessions"


def test_row_02_a_double_click_places_one_order_with_one_hold(shop: Shop):
    first = shop.place(form_token="same")
    with pytest.raises(IntegrityError):
        shop.place(form_token="same")
    assert Order.objects.placed_with("same") == first
    assert (Order.objects.count(), Payment.objects.count()) == (1, 1)


def test_row_04_an_answer_lost_after_stripe_created_never_leads_to_two_payable_sessions(shop: Shop, at):
    shop.misfortune(Kind.ANSWER_LOST, OPEN)
    order = shop.place()
    assert shop.open(order) is None
    assert status_of(order.payments.get()) == ("awaiting_payment", "new")
    at("2027-01-10T10:01:00+09:00")
    shop.send_requests()
    assert order.payments.get().status == "open"
    assert shop.sessions() == ["open"]


def test_row_05_a_500_kept_under_the_key_adopts_the_session_it_made(shop: Shop, at):
    shop.misfortune(Kind.ERROR_AFTER, OPEN)
    order = shop.place()
    for minute in range(3):
        at(f"2027-01-10T10:0{minute}:30+09:00")
        shop.open(order)
    assert [payment.status for payment in order.payments.all()] == ["open"]
    assert shop.sessions() == ["open"]


def test_row_05_a_500_kept_under_the_key_without_a_session_leads_to_a_new_attempt(shop: Shop, at):
    shop.misfortune(Kind.ERROR_STORED, OPEN)
    order = shop.place()
    for minute in range(3):
        at(f"2027-01-10T10:0{minute}:30+09:00")
        shop.open(order)
    at("2027-01-10T10:04:00+09:00")
    assert shop.open(order) is not None
    assert sorted(order.payments.values_list("status", flat=True)) == ["abandoned", "open"]
    assert order_of(order.payments.first()).status == "awaiting_payment"
    assert shop.sessions() == ["open"]


def test_row_06_an_outbox_that_wakes_after_half_an_hour_leaves_no_unpayable_hold(shop: Shop, at):
    order = shop.place()
    at("2027-01-10T10:45:00+09:00")
    shop.send_requests()
    assert status_of(order.payments.get()) == ("expired", "abandoned")
    assert shop.told == {"expired": 1}
    assert kinds_found() == []


@pytest.mark.parametrize(
    "fault,found", [(Kind.RATE_LIMIT, []), (Kind.UNAUTHORIZED, ["misconfigured"]), (Kind.FORBIDDEN, ["misconfigured"])]
)
def test_row_07_rate_limits_and_refused_credentials_mark_nothing_as_failed(shop: Shop, at, fault, found):
    shop.misfortune(fault, OPEN)
    order = shop.place()
    assert shop.open(order) is None
    assert status_of(order.payments.get()) == ("awaiting_payment", "new")
    assert kinds_found() == found
    at("2027-01-10T10:20:00+09:00")
    shop.send_requests()
    assert status_of(order.payments.get()) == ("awaiting_payment", "open")


def test_row_08_a_declined_card_keeps_the_page_open_and_the_hold(shop: Shop):
    payment = shop.buy()
    assert shop.pay(payment, DECLINED).status_code == 422
    shop.deliver()
    assert status_of(payment) == ("awaiting_payment", "open")
    assert shop.told == {}
    shop.pay(payment)
    shop.deliver()
    assert status_of(payment) == ("paid", "paid")


def test_row_08_a_failed_3d_secure_keeps_the_page_open_and_the_hold(shop: Shop):
    payment = shop.buy()
    shop.pay(payment, BANK_ASKS)
    assert shop.at_the_bank(payment, "refused").status_code == 422
    shop.deliver()
    assert status_of(payment) == ("awaiting_payment", "open")
    shop.pay(payment, BANK_ASKS)
    shop.at_the_bank(payment, "confirmed")
    shop.deliver()
    assert status_of(payment) == ("paid", "paid")
    assert shop.told == {"paid": 1}


def test_row_09_a_closed_browser_gives_the_seat_back_within_75_minutes_by_stripes_event(shop: Shop, at):
    payment = shop.buy()
    at("2027-01-10T11:00:30+09:00")
    shop.let_stripe_notice_the_time()
    shop.deliver()
    assert status_of(payment) == ("expired", "expired")
    assert shop.told == {"expired": 1}


def test_row_09_a_closed_browser_gives_the_seat_back_within_75_minutes_by_the_sweeper(shop: Shop, at):
    payment = shop.buy()
    at("2027-01-10T11:14:00+09:00")
    sweep_attempts()
    assert status_of(payment) == ("expired", "expired")
    assert shop.told == {"expired": 1}


def test_row_09_our_clock_alone_gives_nothing_back(shop: Shop, at):
    payment = shop.buy()
    at("2027-01-10T11:14:00+09:00")
    shop.misfortune(Kind.ERROR_BEFORE, times=5)
    sweep_attempts()
    assert status_of(payment) == ("awaiting_payment", "open")
    assert shop.told == {}


def test_row_26_only_one_attempt_of_an_order_is_live(shop: Shop):
    payment = shop.buy()
    with transaction.atomic():
        assert retry_payment(order_of(payment), by=BUYER, now=clock.now()) == payment
    with transaction.atomic(), pytest.raises(IntegrityError):
        Payment.objects.create(order=payment.order, amount_jpy=1, expires_at=clock.now())
    assert shop.sessions() == ["open"]


def test_row_26_a_second_tab_that_pays_an_older_session_gets_its_money_back(shop: Shop):
    first = shop.buy()
    # A page that was forgotten: its attempt is taken for over, the order is still open.
    Payment.objects.filter(pk=first.pk).update(status="expired")
    with transaction.atomic():
        second = retry_payment(order_of(first), by=BUYER, now=clock.now())
    open_checkout(second, now=clock.now())
    second.refresh_from_db()
    for payment in (second, first):
        shop.pay(payment, CARD)
        shop.deliver()
    shop.send_requests()
    assert (status_of(first), status_of(second)) == (("paid", "paid"), ("paid", "paid"))
    assert shop.told == {"paid": 1}
    charges = StoredObject.objects.filter(kind="charge")
    assert sorted(charge.data["amount_refunded"] for charge in charges) == [0, 88_000]
    first.refresh_from_db()
    assert first.refund_reserved_jpy == 88_000
    assert [finding.payment for finding in Finding.objects.filter(kind="paid_twice")] == [first]
