"""Misfortunes of what Stripe tells us. Each test is one row, under its number."""

import uuid

import pytest
from celery import current_app
from django.db import connection
from django.test import Client
from kombu.exceptions import OperationalError

from lms.kernel import clock
from payments.actions.checkout import cancel_unpaid_order
from payments.actions.event import process_event, replay_event
from payments.actions.reconcile import backfill_events, reconcile_sessions
from payments.actions.settlement import refresh_payment
from payments.models import Finding, LedgerEntry, Payment, Reconciliation, WebhookEvent
from payments.sandbox.actions.event import _post
from payments.sandbox.models import Fault, StoredObject
from payments.tasks import sweep_requests, sweep_unseated, sweep_webhook_events
from tests.payments.shop import BUYER, BrokenDown, Shop, kinds_found, order_of, ring, status_of

pytestmark = pytest.mark.both_databases
Kind = Fault.Kind
PAID_ONCE = [("charge", 88_000)]


def booked() -> list[tuple[str, int]]:
    return list(LedgerEntry.objects.values_list("kind", "amount_jpy"))


def paid(shop: Shop) -> Payment:
    payment = shop.buy()
    shop.pay(payment)
    return payment


def test_row_10_a_buyer_who_paid_and_never_came_back_is_heard_of_by_the_webhook(shop: Shop):
    payment = paid(shop)
    shop.deliver()
    assert status_of(payment) == ("paid", "paid")
    assert shop.told == {"paid": 1}


def test_row_10_a_buyer_who_paid_and_never_came_back_is_found_by_reconciliation(shop: Shop):
    payment = paid(shop)
    reconcile_sessions(now=clock.now())
    assert status_of(payment) == ("paid", "paid")
    assert shop.told == {"paid": 1}


def test_row_11_a_redirect_before_the_webhook_comes_to_the_same_once(shop: Shop):
    payment = paid(shop)
    refresh_payment(payment, now=clock.now())
    assert status_of(payment) == ("paid", "paid")
    shop.deliver()
    assert (shop.told, booked()) == ({"paid": 1}, PAID_ONCE)


def test_row_13_a_duplicate_event_leaves_the_identical_state(shop: Shop):
    shop.misfortune(Kind.DELIVERY_DOUBLED)
    payment = paid(shop)
    shop.deliver()
    shop.work()
    assert status_of(payment) == ("paid", "paid")
    assert (shop.told, booked(), WebhookEvent.objects.count()) == ({"paid": 1}, PAID_ONCE, 1)


def test_row_14_async_succeeded_before_completed_comes_to_the_same_state(shop: Shop):
    payment = shop.buy()
    shop.take_voucher(payment)
    shop.at_the_counter(payment)
    shop.deliver_only()
    for event in WebhookEvent.objects.order_by("-pk"):
        process_event(event, now=clock.now())
    assert status_of(payment) == ("paid", "paid")
    assert (shop.told, booked()) == ({"paid": 1}, PAID_ONCE)


def test_row_14_an_event_delivered_late_after_later_ones_changes_nothing(shop: Shop, at):
    payment = shop.buy()
    shop.misfortune(Kind.DELIVERY_LATE, "checkout.session.completed")
    shop.take_voucher(payment)
    shop.at_the_counter(payment)
    shop.deliver()
    assert status_of(payment) == ("paid", "paid")
    at("2027-01-10T10:11:00+09:00")
    shop.deliver()
    assert status_of(payment) == ("paid", "paid")
    assert WebhookEvent.objects.filter(status="done").count() == 2
    assert (shop.told, booked()) == ({"paid": 1}, PAID_ONCE)


def test_row_14_what_a_stale_payload_says_is_not_believed(shop: Shop):
    payment = shop.buy()
    shop.misfortune(Kind.DELIVERY_STALE)
    shop.pay(payment)
    shop.deliver()
    assert status_of(payment) == ("paid", "paid")


def test_row_15_a_lost_event_is_found_by_comparing_sessions(shop: Shop):
    shop.misfortune(Kind.DELIVERY_DROPPED)
    payment = paid(shop)
    shop.deliver()
    assert status_of(payment) == ("awaiting_payment", "open")
    assert reconcile_sessions(now=clock.now()).seen == 1
    assert status_of(payment) == ("paid", "paid")


def test_row_15_a_lost_event_is_found_by_comparing_events(shop: Shop, at):
    shop.misfortune(Kind.DELIVERY_DROPPED)
    payment = paid(shop)
    shop.deliver()
    at("2027-01-10T13:00:00+09:00")
    for _run in range(2):
        backfill_events(now=clock.now())
    shop.work()
    assert status_of(payment) == ("paid", "paid")
    assert list(WebhookEvent.objects.values_list("type", "source")) == [("checkout.session.completed", "backfill")]
    assert kinds_found() == ["webhooks_silent"]


def test_row_15_after_four_days_down_the_first_run_finds_the_money(shop: Shop, at):
    reconcile_sessions(now=clock.now())
    at("2027-01-10T12:00:00+09:00")
    # Its session id is not known here: the answer was lost, and then everything stopped.
    payment = paid(shop)
    Payment.objects.filter(pk=payment.pk).update(session_id=None, status="abandoned")
    at("2027-01-14T12:00:00+09:00")
    reconcile_sessions(now=clock.now())
    assert status_of(payment) == ("paid", "paid")
    assert shop.told == {"paid": 1}


def test_row_15_a_run_that_did_not_finish_is_no_ground_for_the_next(shop: Shop, at):
    shop.misfortune(Kind.ERROR_BEFORE, "GET /v1/checkout/sessions")
    with pytest.raises(Exception, match="unknown error"):
        reconcile_sessions(now=clock.now())
    assert Reconciliation.objects.last_finished(Reconciliation.Kind.SESSIONS) is None


def test_row_16_what_stripe_did_not_sign_is_refused_and_stored_nowhere(shop: Shop):
    payment = paid(shop)
    shop.misfortune(Kind.DELIVERY_FORGED)
    shop.deliver_only()
    assert WebhookEvent.objects.count() == 0
    ring = Client().post
    for body in (b"\xff\xfe", b"{", b"x" * 1_000_001):
        answer = ring("/stripe/webhook/", body, content_type="application/json", headers={"Stripe-Signature": "t=1"})
        assert answer.status_code in {400, 413}
    assert WebhookEvent.objects.count() == 0
    assert status_of(payment) == ("awaiting_payment", "open")


def test_row_17_while_a_secret_is_rolled_both_are_accepted(shop: Shop, settings):
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", "whsec_old"]
    payment = paid(shop)
    event = StoredObject.objects.get(kind="event").data
    assert _post(event, secret="whsec_old").startswith("200")
    assert _post(event, secret="whsec_new").startswith("200")
    shop.work()
    assert status_of(payment) == ("paid", "paid")


def test_row_19_a_handler_that_never_works_loses_no_row_and_stops_no_other(shop: Shop, at):
    broken = paid(shop)
    shop.deliver_only()
    shop.breaks_down = True
    for hour in range(11, 16):
        at(f"2027-01-10T{hour}:00:00+09:00")
        with pytest.raises(BrokenDown):
            shop.work()
    event = WebhookEvent.objects.get()
    assert (event.status, kinds_found()) == ("failed", ["event_failed"])
    assert Finding.objects.get().event == event
    shop.breaks_down = False
    other = paid(shop)
    shop.deliver()
    assert (status_of(broken)[0], status_of(other)[0]) == ("awaiting_payment", "paid")
    replay_event(event, now=clock.now())
    shop.work()
    assert status_of(broken) == ("paid", "paid")


def test_row_19_a_comparison_that_fails_for_one_order_goes_on_with_the_others(shop: Shop):
    payments = [paid(shop), paid(shop)]
    shop.breaks_down_for = order_of(payments[1]).pk
    assert reconcile_sessions(now=clock.now()).failed == 1
    assert [status_of(payment)[0] for payment in payments] == ["paid", "awaiting_payment"]
    assert kinds_found() == ["comparison_failed"]


def test_row_20_with_a_dead_broker_the_sweeps_are_late_and_lose_nothing(shop: Shop, at, monkeypatch, caplog):
    def refuse(*_args, **_kwargs):
        raise OperationalError

    monkeypatch.setattr(current_app.amqp, "send_task_message", refuse)
    order = shop.place()
    at("2027-01-10T10:00:20+09:00")
    sweep_requests()
    payment = order.payments.get()
    shop.pay(payment)
    shop.deliver_only()
    sweep_webhook_events()
    assert status_of(payment) == ("paid", "paid")


def test_row_21_a_database_that_fails_at_the_webhook_makes_stripe_try_again(shop: Shop, at):
    payment = paid(shop)
    event = StoredObject.objects.get(kind="event").data

    def refuse(*_args):
        raise connection.Database.OperationalError

    door = Client(raise_request_exception=False)
    with connection.execute_wrapper(refuse):
        assert ring(event, door).status_code == 500
    assert WebhookEvent.objects.count() == 0
    assert ring(event, door).status_code == 200
    shop.work()
    assert status_of(payment) == ("paid", "paid")


def test_row_25_an_expiry_that_races_with_the_payment_discards_no_paid_order(shop: Shop):
    payment = paid(shop)
    cancel_unpaid_order(order_of(payment), by=BUYER, now=clock.now())
    assert status_of(payment) == ("paid", "paid")
    assert (shop.told, shop.sessions()) == ({"paid": 1}, ["complete"])


def test_row_27_late_money_without_a_seat_waits_three_days_and_goes_back(shop: Shop, at):
    shop.is_sold_out = True
    payment = paid(shop)
    shop.deliver()
    assert (status_of(payment), kinds_found()) == (("paid_unseated", "paid"), ["paid_unseated"])
    at("2027-01-13T09:59:00+09:00")
    sweep_unseated()
    assert shop.refunded_at_stripe() == 0
    at("2027-01-13T10:00:05+09:00")
    for _run in range(2):
        sweep_unseated()
        shop.send_requests()
    assert shop.refunded_at_stripe() == 88_000
    assert status_of(payment) == ("refunded", "paid")


@pytest.mark.parametrize(
    "change,in_the_books",
    [
        ({"amount_total": 80_000}, [("charge", 80_000)]),
        ({"currency": "usd"}, []),
        ({"total_details": {"amount_discount": 8_000}}, PAID_ONCE),
    ],
    ids=["amount", "currency", "discount"],
)
def test_row_28_another_amount_delivers_nothing_until_staff_decide(shop: Shop, change, in_the_books):
    payment = paid(shop)
    session = StoredObject.objects.get(object_id=payment.session_id)
    session.data |= change
    session.save()
    shop.deliver()
    assert status_of(payment) == ("awaiting_payment", "paid")
    finding = Finding.objects.get()
    assert (finding.kind, finding.severity, finding.payment) == ("amount_differs", "critical", payment)
    assert finding.stripe_object == payment.session_id
    assert (shop.told, booked()) == ({}, in_the_books)


def test_row_29_live_data_in_test_mode_is_not_applied(shop: Shop):
    payment = paid(shop)
    session = StoredObject.objects.get(object_id=payment.session_id)
    session.data["livemode"] = True
    session.save()
    shop.deliver()
    assert status_of(payment) == ("awaiting_payment", "open")
    assert kinds_found() == ["wrong_mode"]


def test_row_29_an_event_of_the_other_mode_is_not_even_kept(shop: Shop):
    paid(shop)
    event = StoredObject.objects.get(kind="event").data
    assert ring(event | {"livemode": True}).status_code == 200
    assert WebhookEvent.objects.count() == 0


@pytest.mark.parametrize("heard_by", ["webhook", "reconciliation"])
def test_row_29_a_foreign_session_is_put_before_a_person_and_not_applied(shop: Shop, heard_by):
    payment = paid(shop)
    session = StoredObject.objects.get(object_id=payment.session_id)
    session.data |= {"metadata": {}}
    session.save()
    Payment.objects.filter(pk=payment.pk).update(session_id=None)
    if heard_by == "webhook":
        shop.deliver()
        assert WebhookEvent.objects.get().status == "ignored"
    else:
        reconcile_sessions(now=clock.now())
    assert status_of(payment) == ("awaiting_payment", "open")
    assert kinds_found() == ["foreign_session"]


def test_row_41_an_event_for_an_order_not_yet_committed_is_tried_again_and_applied(shop: Shop, at):
    payment = paid(shop)
    shop.deliver_only()
    name, session = payment.public_id, payment.session_id
    Payment.objects.filter(pk=payment.pk).update(public_id=uuid.uuid4(), session_id=None)
    shop.work()
    assert WebhookEvent.objects.get().status == "received"
    Payment.objects.filter(pk=payment.pk).update(public_id=name, session_id=session)
    at("2027-01-10T10:05:00+09:00")
    shop.work()
    assert status_of(payment) == ("paid", "paid")
