"""Orders paid by transfer: what arrived, what is missing, and that nothing closes by itself."""

from datetime import date, timedelta

import pytest

from lms.kernel import clock
from lms.kernel.actor import Actor
from payments.actions.balance import reconcile_balance
from payments.actions.bank_transfer import (
    NoAmount,
    NothingMissing,
    NotToBeSent,
    NotTransferable,
    NotYet,
    ReasonNeeded,
    ShortfallTooLarge,
    accept_shortfall,
    missing_jpy,
    receive_transfer,
    record_sent_back,
)
from payments.actions.checkout import cancel_unpaid_order, look_at_attempt, open_checkout
from payments.actions.closing import return_everything
from payments.actions.refund import request_refund
from payments.actions.resolution import ActNotSafe, acts_for, refund, write_off
from payments.models import BankTransfer, Finding, LedgerEntry, Order, Refund, StripeRequest
from payments.tasks import sweep_attempts, sweep_unseated
from tests.payments.shop import Shop, kinds_found

OFFICE = Actor.process("office")
TODAY, DUE = date(2027, 1, 10), date(2027, 1, 31)


def receive(order: Order, amount: int = 88_000, **changes) -> BankTransfer:
    facts = {"received_on": TODAY, "payer_kana": "カ）ミホンシヨウジ", "by": OFFICE, "now": clock.now()}
    return receive_transfer(order, amount_jpy=amount, **facts | changes)


def status(order: Order) -> str:
    order.refresh_from_db()
    return order.status


@pytest.fixture
def order(shop: Shop) -> Order:
    return shop.place(due_on=DUE)


def test_an_order_with_a_due_date_waits_for_a_transfer(order, shop):
    payment = order.payments.get()
    assert (payment.channel, payment.status, payment.amount_jpy) == ("bank_transfer", "pending", 88_000)
    assert open_checkout(payment, now=clock.now()) is None
    assert (StripeRequest.objects.count(), shop.sessions(), missing_jpy(order)) == (0, [], 88_000)


def test_an_order_over_nothing_waits_for_no_transfer(shop):
    order = shop.place(price=0, due_on=DUE)
    shop.open(order)
    assert (status(order), order.payments.get().channel) == ("paid", "free")
    with pytest.raises(NotTransferable):
        receive(order)


@pytest.mark.both_databases
def test_j5_06_the_exact_amount_pays_the_order(order, shop):
    receive(order)
    payment = order.payments.get()
    assert (status(order), payment.status, shop.told["paid"]) == ("paid", "paid", 1)
    assert payment.paid_at.isoformat() == "2027-01-09T15:00:00+00:00"
    assert (order.ledger.get().kind, order.ledger.total(), kinds_found()) == ("transfer", 88_000, [])


@pytest.mark.both_databases
def test_row_39_a_transfer_too_small_leaves_the_order_open_with_what_is_missing(order, shop):
    receive(order, 87_560)
    assert (status(order), missing_jpy(order), shop.told["paid"]) == ("awaiting_payment", 440, 0)
    receive(order, 440)
    assert (status(order), missing_jpy(order), shop.told["paid"]) == ("paid", 0, 1)
    assert order.payments.get().amount_jpy == 88_000


@pytest.mark.both_databases
def test_row_39_a_transfer_too_large_pays_and_its_surplus_waits_for_a_person(order):
    receive(order, 90_000)
    finding = Finding.objects.get()
    assert (status(order), finding.kind, finding.detail["amount_jpy"]) == ("paid", "transfer_over", 2_000)
    refund(finding, by=OFFICE, now=clock.now())
    sent = Refund.objects.get()
    assert (sent.amount_jpy, sent.status) == (2_000, "requested")
    record_sent_back(sent, sent_on=TODAY, by=OFFICE, now=clock.now())
    assert (status(order), order.ledger.of_the_buyer().total()) == ("paid", 88_000)
    assert not Finding.objects.unresolved().exists()


@pytest.mark.both_databases
def test_row_39_a_second_transfer_is_kept_apart_and_waits_for_a_person(order, shop):
    receive(order)
    receive(order)
    assert (status(order), shop.told["paid"], kinds_found()) == ("paid", 1, ["paid_twice"])
    refund(Finding.objects.get(), by=OFFICE, now=clock.now())
    record_sent_back(Refund.objects.get(), sent_on=TODAY, by=OFFICE, now=clock.now())
    assert (status(order), order.ledger.of_the_buyer().total()) == ("paid", 88_000)


@pytest.mark.both_databases
def test_row_39_the_same_row_of_a_statement_counts_once(order):
    first = receive(order, 40_000, reference="row-7")
    assert receive(order, 40_000, reference="row-7") == first
    assert (missing_jpy(order), order.ledger.count()) == (48_000, 1)


@pytest.mark.both_databases
def test_row_39_a_transfer_after_cancellation_is_never_lost(order, shop):
    cancel_unpaid_order(order, by=OFFICE, now=clock.now())
    assert (status(order), order.payments.get().status, shop.told["expired"]) == ("canceled", "expired", 1)
    receive(order)
    assert (status(order), kinds_found(), shop.told["paid"]) == ("canceled", ["paid_twice"], 0)


@pytest.mark.both_databases
def test_what_came_for_an_order_that_is_canceled_waits_to_be_sent_back(order, shop):
    receive(order, 40_000)
    return_everything(order, reason="中止", by=OFFICE, now=clock.now())
    assert (status(order), kinds_found(), shop.told["expired"]) == ("canceled", ["paid_twice", "transfer_back"], 1)
    assert Refund.objects.get().amount_jpy == 40_000


@pytest.mark.both_databases
def test_a_bank_fee_below_the_limit_is_accepted_with_a_reason(order, shop):
    receive(order, 87_560)
    with pytest.raises(ReasonNeeded):
        accept_shortfall(order, reason=" ", by=OFFICE, now=clock.now())
    accept_shortfall(order, reason="振込手数料が差し引かれた", by=OFFICE, now=clock.now())
    payment = order.payments.get()
    assert (status(order), order.written_off_jpy, payment.amount_jpy) == ("paid", 440, 87_560)
    assert (payment.refundable_jpy, shop.told["paid"]) == (87_560, 1)
    with pytest.raises(NothingMissing):
        accept_shortfall(order, reason="もう一度", by=OFFICE, now=clock.now())


def test_more_than_the_limit_is_not_accepted_as_a_discount(order, settings):
    receive(order, 80_000)
    with pytest.raises(ShortfallTooLarge):
        accept_shortfall(order, reason="手数料", by=OFFICE, now=clock.now())
    settings.LMS_TRANSFER_WRITE_OFF_JPY = 8_000
    accept_shortfall(order, reason="手数料", by=OFFICE, now=clock.now())
    assert (status(order), order.written_off_jpy) == ("paid", 8_000)


def test_nothing_is_written_off_before_anything_came(order, settings):
    settings.LMS_TRANSFER_WRITE_OFF_JPY = 100_000
    with pytest.raises(NothingMissing):
        accept_shortfall(order, reason="手数料", by=OFFICE, now=clock.now())


@pytest.mark.parametrize(
    "changes, obstacle",
    [({"amount": 0}, NoAmount), ({"amount": -1}, NoAmount), ({"received_on": TODAY + timedelta(days=1)}, NotYet)],
)
def test_what_cannot_be_on_a_statement_is_refused(order, changes, obstacle):
    with pytest.raises(obstacle):
        receive(order, **changes)
    assert not BankTransfer.objects.exists()


def test_an_order_paid_online_takes_no_transfer(shop):
    with pytest.raises(NotTransferable):
        receive(shop.place())


def test_no_clock_ends_an_order_that_waits_for_a_transfer(order, at):
    at("2027-03-10T10:00:00+09:00")
    sweep_attempts()
    assert look_at_attempt(order.payments.get(), now=clock.now()) is False
    assert (status(order), order.payments.get().status) == ("awaiting_payment", "pending")


@pytest.mark.parametrize("day, is_over", [(DUE, False), (DUE + timedelta(days=1), True)])
def test_an_order_is_overdue_from_the_day_after(order, day, is_over):
    assert order.is_overdue(day) is is_over
    assert Order.objects.overdue(day).exists() is is_over


def test_a_paid_order_is_never_overdue(order):
    receive(order)
    order.refresh_from_db()
    late = DUE + timedelta(days=90)
    assert not order.is_overdue(late)
    assert not Order.objects.overdue(late).exists()


def test_nothing_left_to_give_waits_for_a_person_and_no_money_leaves_by_itself(order, shop, at):
    shop.is_sold_out = True
    receive(order)
    assert (status(order), kinds_found()) == ("paid_unseated", ["paid_unseated"])
    at("2027-02-10T10:00:00+09:00")
    sweep_unseated()
    assert not Refund.objects.exists()


@pytest.mark.both_databases
def test_a_refund_of_a_transfer_is_sent_by_a_person(order, shop):
    receive(order)
    payment = order.payments.get()
    asked = request_refund(payment, amount_jpy=30_000, reason="規定による", by=OFFICE, now=clock.now())
    assert (kinds_found(), StripeRequest.objects.count()) == (["transfer_back"], 0)
    finding = Finding.objects.get()
    assert acts_for(finding) == []
    with pytest.raises(ActNotSafe):
        write_off(finding, reason="忘れた", by=OFFICE, now=clock.now())
    with pytest.raises(NotYet):
        record_sent_back(asked, sent_on=TODAY + timedelta(days=1), by=OFFICE, now=clock.now())
    record_sent_back(asked, sent_on=TODAY, by=OFFICE, now=clock.now())
    assert (status(order), shop.told["refunded"]) == ("partially_refunded", 1)
    with pytest.raises(NotToBeSent):
        record_sent_back(asked, sent_on=TODAY, by=OFFICE, now=clock.now())
    assert order.ledger.of_the_buyer().total() == 58_000


def test_stripes_balance_is_not_asked_about_our_bank(order, at):
    receive(order)
    at("2027-01-20T10:00:00+09:00")
    assert reconcile_balance(now=clock.now()).failed == 0
    assert LedgerEntry.objects.filter(kind="transfer").count() == 1
    assert kinds_found() == []
