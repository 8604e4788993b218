"""Misfortunes of money that goes back. Each test is one row, under its number."""

import pytest
from django.db import IntegrityError, transaction

from lms.kernel import clock
from lms.kernel.actor import Actor
from payments.actions.balance import reconcile_balance
from payments.actions.reconcile import reconcile_disputes, reconcile_refunds, reconcile_sessions
from payments.actions.refund import Disputed, MoreThanPaid, request_refund
from payments.models import Dispute, Finding, LedgerEntry, Order, Payment, Refund
from payments.sandbox.actions.dispute import answer_dispute, decide_dispute, open_dispute
from payments.sandbox.actions.refund import create_refund, fail_refund
from payments.sandbox.models import Fault, StoredObject
from payments.sandbox.store import new_object
from tests.payments.shop import DISPUTED, REFUND_FAILS, SUSPECTED, Shop, kinds_found, order_of

pytestmark = pytest.mark.both_databases
STAFF = Actor.process("staff")
REFUND = "POST /v1/refunds"


@pytest.fixture
def paid(shop: Shop) -> Payment:
    return bought_with(shop)


def bought_with(shop: Shop, **card) -> Payment:
    payment = shop.buy()
    shop.pay(payment, **card)
    shop.deliver()
    payment.refresh_from_db()
    assert payment.status == "paid"
    return payment


def refund(payment: Payment, amount_jpy: int) -> Refund:
    return request_refund(payment, amount_jpy=amount_jpy, reason="canceled by the buyer", by=STAFF, now=clock.now())


def held_by_us(payment: Payment) -> int:
    return LedgerEntry.objects.filter(order=payment.order_id).total()


def held_at_stripe(payment: Payment) -> int:
    return sum(row.data["net"] for row in StoredObject.objects.filter(kind="balance_transaction"))


def test_row_30_a_refund_whose_answer_is_lost_happens_exactly_once(shop: Shop, paid, at):
    shop.misfortune(Fault.Kind.ANSWER_LOST, REFUND)
    made = refund(paid, 88_000)
    shop.send_requests()
    made.refresh_from_db()
    assert made.status == "requested"
    at("2027-01-10T10:10:00+09:00")
    shop.send_requests()
    made.refresh_from_db()
    assert (made.status, shop.refunded_at_stripe()) == ("succeeded", 88_000)
    assert StoredObject.objects.filter(kind="refund").count() == 1


@pytest.mark.parametrize("kind,times_sent", [(Fault.Kind.ERROR_AFTER, 1), (Fault.Kind.ERROR_STORED, 1)])
def test_row_30_a_500_kept_under_the_key_of_a_refund_is_looked_behind(shop: Shop, paid, at, kind, times_sent):
    """It may have been executed: only after looking is another key used."""
    shop.misfortune(kind, REFUND)
    made = refund(paid, 30_000)
    for minute in range(1, 6):
        at(f"2027-01-10T1{minute}:00:00+09:00")
        shop.send_requests()
    made.refresh_from_db()
    assert (made.status, shop.refunded_at_stripe()) == ("succeeded", 30_000)
    assert StoredObject.objects.filter(kind="refund").count() == times_sent


def test_row_30_a_key_too_old_to_be_safe_is_looked_behind(shop: Shop, paid, at):
    shop.misfortune(Fault.Kind.ANSWER_LOST, REFUND)
    made = refund(paid, 30_000)
    shop.send_requests()
    at("2027-01-12T10:00:00+09:00")
    shop.send_requests()
    made.refresh_from_db()
    assert (made.status, shop.refunded_at_stripe()) == ("succeeded", 30_000)


def test_row_31_of_two_who_refund_at_once_the_second_is_told_what_is_left(shop: Shop, paid):
    refund(paid, 50_000)
    with pytest.raises(MoreThanPaid):
        refund(paid, 38_001)
    assert refund(paid, 38_000).status == "requested"
    with transaction.atomic(), pytest.raises(IntegrityError):
        Payment.objects.filter(pk=paid.pk).update(refund_reserved_jpy=88_001)


def test_row_32_a_refund_that_fails_later_frees_its_yen_and_needs_a_person(shop: Shop, paid):
    made = refund(paid, 88_000)
    shop.send_requests()
    assert order_of(paid).status == "refunded"
    fail_refund(StoredObject.objects.get(kind="refund"), reason="expired_or_canceled_card")
    shop.deliver()
    made.refresh_from_db()
    paid.refresh_from_db()
    assert (made.status, made.failure_reason) == ("failed", "expired_or_canceled_card")
    assert (paid.refund_reserved_jpy, held_by_us(paid)) == (0, 88_000)
    finding = Finding.objects.get()
    assert (finding.kind, finding.payment, finding.stripe_object) == ("refund_failed", paid, made.stripe_refund_id)


def test_row_32_the_order_is_not_refunded_when_the_failure_is_known_at_once(shop: Shop):
    payment = bought_with(shop, card=REFUND_FAILS)
    refund(payment, 88_000)
    shop.send_requests()
    shop.deliver()
    assert Refund.objects.get().status == "failed"
    assert held_by_us(payment) == 88_000
    assert kinds_found() == ["refund_failed"]


def test_row_33_a_refund_made_in_the_dashboard_gets_a_row(shop: Shop, paid):
    create_refund({"payment_intent": paid.intent_id, "amount": 10_000})
    shop.deliver()
    found = Refund.objects.get()
    assert (found.origin, found.status, found.amount_jpy) == ("external", "succeeded", 10_000)
    assert (order_of(paid).status, held_by_us(paid)) == ("partially_refunded", 78_000)


def test_row_33_a_dashboard_refund_whose_event_is_lost_is_reconciled(shop: Shop, paid):
    create_refund({"payment_intent": paid.intent_id, "amount": 88_000})
    for _run in range(2):
        assert reconcile_refunds(now=clock.now()).seen == 1
    assert (order_of(paid).status, held_by_us(paid)) == ("refunded", 0)
    assert shop.told == {"paid": 1, "refunded": 1}


def test_row_33_a_dashboard_refund_heard_of_before_the_payment_leaves_no_paid_order(shop: Shop):
    payment = shop.buy()
    shop.misfortune(Fault.Kind.DELIVERY_DROPPED, "checkout.session.completed")
    shop.pay(payment)
    intent = StoredObject.objects.get(kind="payment_intent")
    create_refund({"payment_intent": intent.object_id})
    shop.deliver()
    assert (order_of(payment).status, held_by_us(payment)) == ("refunded", 0)
    reconcile_sessions(now=clock.now())
    assert (order_of(payment).status, held_by_us(payment)) == ("refunded", 0)


def test_row_33_refunds_of_what_others_sold_are_left_alone(shop: Shop, paid):
    create_refund({"payment_intent": paid.intent_id, "amount": 10_000})
    Payment.objects.filter(pk=paid.pk).update(intent_id=None, session_id=None)
    session = StoredObject.objects.get(kind="checkout.session")
    session.data |= {"metadata": {}}
    session.save()
    shop.deliver()
    assert (Refund.objects.count(), kinds_found()) == (0, [])
    reconcile_refunds(now=clock.now())
    assert kinds_found() == ["refund_unmatched"]


def test_row_34_a_dispute_flags_the_order_books_the_withdrawal_and_holds_refunds(shop: Shop):
    payment = bought_with(shop, card=DISPUTED)
    dispute = Dispute.objects.get()
    assert (dispute.status, dispute.amount_jpy, dispute.reason) == ("needs_response", 88_000, "fraudulent")
    order = order_of(payment)
    assert (order.status, order.is_disputed, list(Order.objects.disputed())) == ("paid", True, [order])
    assert list(LedgerEntry.objects.values_list("kind", "amount_jpy")) == [("charge", 88_000), ("dispute", -88_000)]
    assert (kinds_found(), Finding.objects.get().stripe_object) == (["disputed"], dispute.stripe_dispute_id)
    with pytest.raises(Disputed):
        refund(payment, 1)
    # What was sold stays sold until a person decides.
    assert shop.told == {"paid": 1}


@pytest.mark.parametrize(
    "for_us,status,left,is_refundable", [(True, "won", 88_000, True), (False, "lost", 0, False)], ids=["won", "lost"]
)
def test_row_34_the_card_companys_decision_ends_a_dispute(shop: Shop, for_us, status, left, is_refundable):
    payment = bought_with(shop, card=DISPUTED)
    case = StoredObject.objects.get(kind="dispute")
    answer_dispute(case)
    decide_dispute(case, for_us=for_us)
    shop.deliver()
    dispute = Dispute.objects.get()
    assert (dispute.status, order_of(payment).is_disputed, held_by_us(payment)) == (status, False, left)
    if is_refundable:
        assert refund(payment, 88_000).status == "requested"
    else:
        with pytest.raises(Disputed):
            refund(payment, 88_000)


def test_row_34_a_dispute_whose_events_are_lost_is_reconciled(shop: Shop, paid):
    open_dispute(shop.charge(paid))
    for _run in range(2):
        assert reconcile_disputes(now=clock.now()).seen == 1
    assert (Dispute.objects.get().status, held_by_us(paid)) == ("needs_response", 0)
    assert kinds_found() == ["disputed"]


def test_row_34_a_partial_refund_before_a_dispute_leaves_its_rest_disputed(shop: Shop, paid):
    refund(paid, 30_000)
    shop.send_requests()
    open_dispute(shop.charge(paid))
    shop.deliver()
    assert (Dispute.objects.get().amount_jpy, held_by_us(paid)) == (58_000, 0)


def test_row_34_a_suspicion_of_fraud_is_put_before_a_person(shop: Shop):
    payment = bought_with(shop, card=SUSPECTED)
    finding = Finding.objects.get()
    assert (finding.kind, finding.payment, finding.severity) == ("fraud_warning", payment, "critical")
    assert finding.detail == {"fraud_type": "unauthorized_use_of_card"}
    assert refund(payment, 88_000).status == "requested"


def test_the_books_equal_stripes_balance_to_the_yen(shop: Shop, at):
    """Fees included, through a refund, one that came back, a lost and a won dispute."""
    first, second = bought_with(shop), bought_with(shop, card=DISPUTED)
    third = bought_with(shop, card=DISPUTED)
    refund(first, 30_000)
    refund(first, 20_000)
    shop.send_requests()
    fail_refund(StoredObject.objects.filter(kind="refund").first(), reason="lost_or_stolen_card")
    for number, case in enumerate(StoredObject.objects.filter(kind="dispute")):
        decide_dispute(case, for_us=bool(number))
    shop.deliver()
    at("2027-01-11T03:30:00+09:00")
    for _run in range(2):
        assert reconcile_balance(now=clock.now()).failed == 0
    assert sum(held_by_us(payment) for payment in (first, second, third)) == held_at_stripe(first)
    assert not LedgerEntry.objects.unconfirmed().exists()
    assert sorted(kinds_found()) == ["disputed", "disputed", "refund_failed"]


def test_what_stripe_pays_out_and_takes_for_no_payment_is_booked_and_the_unknown_is_asked_about(shop: Shop, paid, at):
    """Without the payout nothing ever leaves what Stripe owes us, and its bank line has no counterpart."""
    to_bank = {"currency": "jpy", "source": "po_1"}
    new_object("balance_transaction", type="payout", amount=-80_000, fee=0, net=-80_000, **to_bank)
    new_object("balance_transaction", type="payout_failure", amount=500, fee=0, net=500, **to_bank)
    new_object("balance_transaction", type="stripe_fee", amount=-330, fee=0, net=-330, currency="jpy", source=None)
    strange = new_object("balance_transaction", type="reserve", amount=-9, fee=0, net=-9, currency="jpy", source=None)
    at("2027-01-11T03:30:00+09:00")
    for _run in range(2):
        assert reconcile_balance(now=clock.now()).failed == 1
    of_no_order = LedgerEntry.objects.filter(order=None).order_by("kind").values_list("kind", "amount_jpy")
    assert list(of_no_order) == [("account_fee", -330), ("payout", -80_000), ("payout_reversal", 500)]
    assert LedgerEntry.objects.total() == held_at_stripe(paid) + 9
    finding = Finding.objects.get()
    assert (finding.kind, finding.dedupe_key.endswith(strange.object_id)) == ("balance_differs", True)


def test_the_first_comparison_of_all_goes_back_to_the_first_order(shop: Shop, at):
    """A payment nobody heard of for a week is booked late: its line of the balance is as old as the payment."""
    payment = shop.buy()
    shop.misfortune(Fault.Kind.DELIVERY_DROPPED)
    shop.pay(payment)
    at("2027-01-18T03:30:00+09:00")
    reconcile_sessions(now=clock.now())
    assert reconcile_balance(now=clock.now()).failed == 0
    assert held_by_us(payment) == held_at_stripe(payment) > 0


def test_a_yen_that_differs_is_put_before_a_person(shop: Shop, paid, at):
    LedgerEntry.objects.update(amount_jpy=87_999)
    at("2027-01-11T03:30:00+09:00")
    assert reconcile_balance(now=clock.now()).failed == 1
    finding = Finding.objects.get()
    assert (finding.kind, finding.order) == ("balance_differs", order_of(paid))
    assert finding.detail == {"type": "charge", "at_stripe_jpy": 88_000, "booked_jpy": 87_999}


def test_money_only_we_know_of_is_put_before_a_person_after_three_days(shop: Shop, paid, at):
    StoredObject.objects.filter(kind="balance_transaction").delete()
    at("2027-01-12T03:30:00+09:00")
    assert reconcile_balance(now=clock.now()).failed == 0
    at("2027-01-14T03:30:00+09:00")
    assert reconcile_balance(now=clock.now()).failed == 1
    assert kinds_found() == ["balance_differs"]
