"""Orders paid by transfer: what arrived, what is missing, and that nothing closes by itself."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lms.kernel import clock
from lms.kernel.actor import Actor
from payments.actions.balance import reconcile_balance
from payments.actions.bank_transfer import (
    NoAmount,
    NothingMissing,
    NotOverdue,
    NotToBeSent,
    NotTransferable,
    NotYet,
    PartlyPaid,
    ReasonNeeded,
    ReferenceTaken,
    ShortfallTooLarge,
    accept_shortfall,
    end_overdue,
    missing_jpy,
    receive_transfer,
    record_sent_back,
)
from payments.actions.checkout import cancel_unpaid_order, look_at_attempt, open_checkout
from payments.actions.closing import return_everything
from payments.actions.crediting import refunds_to_follow
from payments.actions.document import issue_receipt, usual_addressee
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


def open_matters() -> list[str]:
    return list(Finding.objects.unresolved().order_by("pk").values_list("kind", flat=True))


def given_up(order: Order, at) -> None:
    at("2027-02-03T10:00:00+09:00")
    end_overdue(order, by=OFFICE, now=clock.now())


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
def test_the_exact_amount_pays_the_order(order, shop):
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
    assert not refunds_to_follow().exists(), "money that was never owed corrects no invoice"


@pytest.mark.both_databases
def test_row_39_a_second_transfer_is_kept_apart_and_waits_for_a_person(order, shop):
    receive(order)
    receive(order, received_on=TODAY - timedelta(days=2))
    assert (status(order), shop.told["paid"], kinds_found()) == ("paid", 1, ["paid_twice"])
    # The bank's day stands on both, whenever it was recorded.
    assert order.payments.first().paid_at == order.ledger.first().booked_at == datetime(2027, 1, 7, 15, tzinfo=UTC)
    refund(Finding.objects.get(), by=OFFICE, now=clock.now())
    record_sent_back(Refund.objects.get(), sent_on=TODAY, by=OFFICE, now=clock.now())
    assert (status(order), order.ledger.of_the_buyer().total()) == ("paid", 88_000)
    assert not refunds_to_follow().exists()


def test_what_was_paid_twice_and_receipted_twice_is_credited(order):
    receive(order)
    receive(order, received_on=TODAY - timedelta(days=2))
    finding = Finding.objects.get()
    issue_receipt(finding.payment, addressee=usual_addressee(order), by=OFFICE, now=clock.now())
    refund(finding, by=OFFICE, now=clock.now())
    record_sent_back(Refund.objects.get(), sent_on=TODAY, by=OFFICE, now=clock.now())
    assert refunds_to_follow().get() == Refund.objects.get()


@pytest.mark.both_databases
def test_row_39_the_same_row_of_a_statement_counts_once(order):
    first = receive(order, 40_000, reference="row-7")
    assert receive(order, 40_000, reference="row-7") == first
    assert (missing_jpy(order), order.ledger.count()) == (48_000, 1)


@pytest.mark.both_databases
def test_row_39_a_row_of_another_order_or_of_another_amount_is_refused(order, shop):
    receive(order, 40_000, reference="row-7")
    other = shop.place(due_on=DUE)
    with pytest.raises(ReferenceTaken):
        receive(other, 40_000, reference="row-7")
    with pytest.raises(ReferenceTaken):
        receive(order, 41_000, reference="row-7")
    assert (missing_jpy(other), missing_jpy(order), BankTransfer.objects.count()) == (88_000, 48_000, 1)


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
    assert (status(order), open_matters(), shop.told["expired"]) == ("canceled", ["transfer_back"], 1)
    assert Refund.objects.get().amount_jpy == 40_000


@pytest.mark.both_databases
def test_j5_08_money_after_the_end_pays_if_there_is_something_to_give(order, shop, at):
    given_up(order, at)
    assert (status(order), shop.told["expired"], open_matters()) == ("expired", 1, [])
    receive(order, received_on=date(2027, 2, 3))
    assert (status(order), shop.told["paid"], open_matters()) == ("paid", 1, [])


@pytest.mark.both_databases
def test_j5_08_money_after_the_end_becomes_a_task_to_send_back_if_there_is_nothing(order, shop, at):
    given_up(order, at)
    shop.is_sold_out = True
    receive(order)
    assert (status(order), open_matters()) == ("paid_unseated", ["paid_unseated"])
    at("2027-02-06T09:59:00+09:00")
    sweep_unseated()
    assert open_matters() == ["paid_unseated"]
    at("2027-02-06T10:01:00+09:00")
    sweep_unseated()
    assert (open_matters(), Refund.objects.get().status) == (["transfer_back"], "requested")


@pytest.mark.both_databases
def test_j5_08_a_part_after_the_end_waits_for_the_rest_or_goes_back(order, shop, at):
    given_up(order, at)
    receive(order, 87_560)
    assert (status(order), open_matters(), missing_jpy(order)) == ("expired", ["transfer_late"], 440)
    other = shop.place(due_on=DUE)
    end_overdue(other, by=OFFICE, now=clock.now())
    receive(other, 40_000)
    accept_shortfall(order, reason="振込手数料が差し引かれた", by=OFFICE, now=clock.now())
    refund(Finding.objects.unresolved().get(kind="transfer_late"), by=OFFICE, now=clock.now())
    assert (status(order), status(other), open_matters()) == ("paid", "expired", ["transfer_back"])
    assert Refund.objects.get().amount_jpy == 40_000


def test_an_order_is_not_given_up_before_its_last_day_is_over_or_once_something_came(order, at):
    with pytest.raises(NotOverdue):
        end_overdue(order, by=OFFICE, now=clock.now())
    receive(order, 40_000)
    at("2027-02-01T10:00:00+09:00")
    with pytest.raises(PartlyPaid):
        end_overdue(order, by=OFFICE, now=clock.now())
    assert status(order) == "awaiting_payment"


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
