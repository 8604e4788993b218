"""Misfortunes of cash at a convenience store. Each test is one row, under its number."""

import pytest

from lms.kernel import clock
from payments.actions.checkout import cancel_unpaid_order
from payments.actions.reconcile import reconcile_sessions
from payments.models import Finding, Payment, Refund
from payments.sandbox.models import Fault, StoredObject
from payments.tasks import sweep_attempts
from tests.payments.shop import BUYER, Shop, kinds_found, order_of, status_of

pytestmark = pytest.mark.both_databases
# Vouchers of 10 January with three days end at 23:59:59 of the 13th in Japan.
LAST_MINUTE, END = "2027-01-13T23:59:00+09:00", "2027-01-14T00:00:30+09:00"


@pytest.fixture
def voucher(shop: Shop) -> Payment:
    payment = shop.buy()
    shop.take_voucher(payment)
    shop.deliver()
    return payment


def test_row_22_a_completed_session_that_is_unpaid_holds_the_seat_and_enrolls_nobody(shop: Shop, voucher, at):
    assert status_of(voucher) == ("awaiting_payment", "pending")
    assert voucher.voucher_expires_at.isoformat() == "2027-01-13T14:59:59+00:00"
    # The page of the session would be long over: the hold goes to the end of the voucher.
    at("2027-01-12T10:00:00+09:00")
    sweep_attempts()
    assert status_of(voucher) == ("awaiting_payment", "pending")
    assert shop.told == {}


def test_row_23_cash_paid_in_the_last_minute_keeps_the_seat(shop: Shop, voucher, at):
    at(LAST_MINUTE)
    shop.at_the_counter(voucher)
    at(END)
    sweep_attempts()
    assert status_of(voucher) == ("paid", "paid")
    assert voucher.method == "konbini"
    assert shop.told == {"paid": 1}


def test_row_23_a_voucher_not_paid_is_over_when_stripe_says_so(shop: Shop, voucher, at):
    at(END)
    shop.misfortune(Fault.Kind.ERROR_BEFORE, "GET /v1/checkout/sessions/{}", times=3)
    sweep_attempts()
    assert status_of(voucher) == ("awaiting_payment", "pending")
    Fault.objects.all().delete()
    shop.let_stripe_notice_the_time()
    shop.deliver()
    assert status_of(voucher) == ("expired", "failed")
    assert shop.told == {"expired": 1}


@pytest.mark.parametrize("outcome,status", [("paid", ("paid", "paid")), ("ended", ("expired", "failed"))])
def test_row_23_a_lost_end_of_a_voucher_is_found_by_reconciliation(shop: Shop, voucher, at, outcome, status):
    shop.misfortune(Fault.Kind.DELIVERY_DROPPED)
    shop.at_the_counter(voucher, outcome)
    shop.deliver()
    at("2027-01-12T12:00:00+09:00")
    reconcile_sessions(now=clock.now())
    assert status_of(voucher) == status


def test_row_23_a_voucher_still_open_a_day_after_its_end_is_put_before_a_person(shop: Shop, voucher, at):
    intent = StoredObject.objects.get(kind="payment_intent")
    intent.data["next_action"]["konbini_display_details"]["expires_at"] += 7 * 24 * 3600
    intent.save()
    at("2027-01-14T23:00:00+09:00")
    sweep_attempts()
    assert kinds_found() == []
    at("2027-01-15T00:30:00+09:00")
    sweep_attempts()
    assert status_of(voucher) == ("awaiting_payment", "pending")
    assert (kinds_found(), Finding.objects.get().payment) == (["voucher_stuck"], voucher)


def test_row_24_cash_paid_after_the_buyer_canceled_goes_back_and_takes_no_seat(shop: Shop, voucher):
    cancel_unpaid_order(order_of(voucher), by=BUYER, now=clock.now())
    assert order_of(voucher).status == "canceled"
    shop.at_the_counter(voucher)
    shop.deliver()
    shop.send_requests()
    assert status_of(voucher) == ("canceled", "paid")
    assert shop.refunded_at_stripe() == 88_000
    assert shop.told == {"expired": 1}
    # Cash has no card to go back to: Stripe writes to the buyer and waits for an account.
    refund = Refund.objects.get()
    assert (refund.origin, refund.status) == ("auto", "requires_action")
    shop.bank_pays_refund()
    shop.deliver()
    refund.refresh_from_db()
    assert refund.status == "succeeded"
