"""Buying, against the sandbox through the real SDK: each test is one misfortune of a purchase."""

import uuid

import pytest
from celery import current_app
from django.db import IntegrityError, transaction
from kombu.exceptions import OperationalError

from lms.kernel import clock
from payments.actions.checkout import cancel_unpaid_order, open_checkout
from payments.actions.event import process_event, replay_event
from payments.actions.order import OrderClosed, retry_payment
from payments.actions.reconcile import reconcile_sessions
from payments.actions.requests import send_request
from payments.actions.settlement import fulfil_again, refresh_payment
from payments.models import Finding, LedgerEntry, Order, Payment, StripeRequest, WebhookEvent
from payments.sandbox.models import Fault, StoredObject
from payments.tasks import backfill_events, sweep_attempts
from tests.payments.shop import BUYER, DECLINED, BrokenDown, Shop

Kind = Fault.Kind
OPEN = "POST /v1/checkout/sessions"


def order_of(payment: Payment) -> Order:
    return Order.objects.get(pk=payment.order_id)


def status_of(payment: Payment) -> tuple[str, str]:
    """(order, attempt)"""
    payment.refresh_from_db()
    return order_of(payment).status, payment.status


def kinds_found() -> list[str]:
    return list(Finding.objects.values_list("kind", flat=True))


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


def test_double_click_places_one_order(shop: Shop):
    first, second = shop.place(form_token="same"), shop.place(form_token="same")
    assert first == second
    assert Payment.objects.count() == 1


def test_crash_between_commit_and_call_is_made_up_by_the_worker(shop: Shop, at):
    order = shop.place()
    at("2027-01-10T10:01:00+09:00")
    shop.send_requests()
    assert order.payments.get().status == "open"
    assert shop.sessions() == ["open"]


def test_lost_answer_never_makes_two_sessions(shop: Shop, at):
    shop.misfortune(Kind.ANSWER_LOST, OPEN)
    order = shop.place()
    assert shop.open(order) is None
    at("2027-01-10T10:01:00+09:00")
    shop.send_requests()
    assert order.payments.get().status == "open"
    assert shop.sessions() == ["open"]


def test_error_500_kept_under_the_key_adopts_the_session_it_made(shop: Shop, at):
    shop.misfortune(Kind.ERROR_AFTER, OPEN)
    order = shop.place()
    for minute in range(3):
        at(f"2027-01-10T10:0{minute}:30+09:00")
        shop.open(order)
    assert [payment.status for payment in order.payments.all()] == ["open"]
    assert shop.sessions() == ["open"]


def test_error_500_kept_under_the_key_without_a_session_begins_anew(shop: Shop, at):
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


def test_waking_too_late_to_open_a_session_ends_the_order(shop: Shop, at):
    order = shop.place()
    at("2027-01-10T10:45:00+09:00")
    shop.send_requests()
    assert status_of(order.payments.get()) == ("expired", "abandoned")
    assert shop.told == {"expired": 1}
    assert kinds_found() == []


@pytest.mark.parametrize(
    "fault,found", [(Kind.RATE_LIMIT, []), (Kind.UNAUTHORIZED, ["misconfigured"]), (Kind.FORBIDDEN, ["misconfigured"])]
)
def test_refused_credentials_and_rate_limits_fail_nothing(shop: Shop, at, fault, found):
    shop.misfortune(fault, OPEN)
    order = shop.place()
    assert shop.open(order) is None
    assert status_of(order.payments.get()) == ("awaiting_payment", "new")
    assert kinds_found() == found
    at("2027-01-10T10:20:00+09:00")
    shop.send_requests()
    assert status_of(order.payments.get()) == ("awaiting_payment", "open")


def test_declined_card_leaves_the_page_open_for_another(shop: Shop):
    payment = shop.buy()
    answer = shop.pay(payment, DECLINED)
    assert answer.status_code == 422
    assert shop.sessions() == ["open"]
    shop.pay(payment)
    shop.deliver()
    assert status_of(payment) == ("paid", "paid")


def test_closed_browser_gives_the_seat_back_by_stripes_answer(shop: Shop, at):
    payment = shop.buy()
    at("2027-01-10T11:01:00+09:00")
    sweep_attempts()
    assert status_of(payment) == ("expired", "expired")
    assert shop.told == {"expired": 1}


def test_our_clock_alone_expires_nothing(shop: Shop, at):
    payment = shop.buy()
    at("2027-01-10T11:01:00+09:00")
    shop.misfortune(Kind.ERROR_BEFORE, times=5)
    sweep_attempts()
    assert status_of(payment) == ("awaiting_payment", "open")
    assert shop.told == {}


def test_paid_but_never_redirected(shop: Shop):
    payment = shop.buy()
    shop.pay(payment)
    shop.deliver()
    assert status_of(payment) == ("paid", "paid")


def test_redirect_before_the_webhook(shop: Shop):
    payment = shop.buy()
    shop.pay(payment)
    refresh_payment(payment, now=clock.now())
    assert status_of(payment) == ("paid", "paid")
    shop.deliver()
    assert shop.told == {"paid": 1}
    assert LedgerEntry.objects.count() == 1


def test_lost_event_is_found_by_reconciliation(shop: Shop):
    shop.misfortune(Kind.DELIVERY_DROPPED)
    payment = shop.buy()
    shop.pay(payment)
    shop.deliver()
    assert status_of(payment) == ("awaiting_payment", "open")
    assert reconcile_sessions(now=clock.now()).seen == 1
    assert status_of(payment) == ("paid", "paid")


def test_duplicate_event_changes_nothing(shop: Shop):
    shop.misfortune(Kind.DELIVERY_DOUBLED)
    payment = shop.buy()
    shop.pay(payment)
    shop.deliver()
    assert status_of(payment) == ("paid", "paid")
    assert shop.told == {"paid": 1}


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


def test_cancel_racing_with_payment_keeps_the_payment(shop: Shop):
    payment = shop.buy()
    shop.pay(payment)
    cancel_unpaid_order(order_of(payment), by=BUYER, now=clock.now())
    assert status_of(payment) == ("paid", "paid")
    assert shop.told == {"paid": 1}


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


def test_second_click_reuses_the_open_page(shop: Shop):
    payment = shop.buy()
    with transaction.atomic():
        again = retry_payment(order_of(payment), by=BUYER, now=clock.now())
    assert again == payment
    assert open_checkout(again, now=clock.now()) == payment.url
    assert shop.sessions() == ["open"]


def test_an_expired_order_is_not_paid_again(shop: Shop, at):
    payment = shop.buy()
    at("2027-01-10T11:01:00+09:00")
    sweep_attempts()
    with transaction.atomic(), pytest.raises(OrderClosed):
        retry_payment(order_of(payment), by=BUYER, now=clock.now())


def test_only_one_attempt_is_live(shop: Shop):
    payment = shop.buy()
    with transaction.atomic(), pytest.raises(IntegrityError):
        Payment.objects.create(order=payment.order, amount_jpy=1, expires_at=clock.now())


def test_second_payment_of_an_order_is_sent_back(shop: Shop):
    first = shop.buy()
    # A page that was forgotten: its attempt is taken for over, the order is still open.
    Payment.objects.filter(pk=first.pk).update(status="expired")
    with transaction.atomic():
        second = retry_payment(order_of(first), by=BUYER, now=clock.now())
    open_checkout(second, now=clock.now())
    second.refresh_from_db()
    shop.pay(second)
    shop.deliver()
    shop.pay(first)
    shop.deliver()
    shop.send_requests()
    assert status_of(first) == ("paid", "paid")
    assert shop.told == {"paid": 1}
    assert shop.refunded_at_stripe() == 88_000
    assert kinds_found() == ["paid_twice"]


@pytest.mark.parametrize(
    "change",
    [{"amount_total": 80_000}, {"currency": "usd"}, {"total_details": {"amount_discount": 8_000}}],
    ids=["amount", "currency", "discount"],
)
def test_another_amount_is_recorded_and_delivers_nothing(shop: Shop, change):
    payment = shop.buy()
    shop.pay(payment)
    session = StoredObject.objects.get(object_id=payment.session_id)
    session.data |= change
    session.save()
    shop.deliver()
    assert status_of(payment) == ("awaiting_payment", "paid")
    assert kinds_found() == ["amount_differs"]
    assert shop.told == {}


def test_live_data_in_test_mode_is_refused(shop: Shop):
    payment = shop.buy()
    shop.pay(payment)
    session = StoredObject.objects.get(object_id=payment.session_id)
    session.data["livemode"] = True
    session.save()
    shop.deliver()
    assert status_of(payment) == ("awaiting_payment", "open")
    assert kinds_found() == ["wrong_mode"]


def test_a_foreign_session_that_was_paid_is_found_and_not_applied(shop: Shop):
    payment = shop.buy()
    shop.pay(payment)
    session = StoredObject.objects.get(object_id=payment.session_id)
    session.data |= {"metadata": {}}
    session.save()
    Payment.objects.filter(pk=payment.pk).update(session_id=None)
    reconcile_sessions(now=clock.now())
    assert status_of(payment) == ("awaiting_payment", "open")
    assert kinds_found() == ["foreign_session"]


def test_voucher_is_not_money(shop: Shop):
    payment = shop.buy()
    shop.take_voucher(payment)
    shop.deliver()
    assert status_of(payment) == ("awaiting_payment", "pending")
    assert shop.told == {}
    assert payment.voucher_expires_at.isoformat() == "2027-01-13T14:59:59+00:00"


def test_voucher_paid_at_the_counter(shop: Shop):
    payment = shop.buy()
    shop.take_voucher(payment)
    shop.deliver()
    shop.at_the_counter(payment)
    shop.deliver()
    assert status_of(payment) == ("paid", "paid")
    assert payment.method == "konbini"


def test_voucher_not_paid_in_time(shop: Shop, at):
    payment = shop.buy()
    shop.take_voucher(payment)
    shop.deliver()
    at("2027-01-14T00:00:30+09:00")
    sweep_attempts()
    assert status_of(payment) == ("expired", "failed")


def test_cash_after_cancellation_goes_back(shop: Shop):
    payment = shop.buy()
    shop.take_voucher(payment)
    shop.deliver()
    cancel_unpaid_order(order_of(payment), by=BUYER, now=clock.now())
    assert order_of(payment).status == "canceled"
    shop.at_the_counter(payment)
    shop.deliver()
    shop.send_requests()
    assert status_of(payment) == ("canceled", "paid")
    assert shop.refunded_at_stripe() == 88_000
    assert shop.told == {"expired": 1}


def test_events_out_of_order(shop: Shop):
    payment = shop.buy()
    shop.take_voucher(payment)
    shop.at_the_counter(payment)
    shop.deliver_only()
    for event in WebhookEvent.objects.order_by("-pk"):
        process_event(event, now=clock.now())
    assert status_of(payment) == ("paid", "paid")
    assert shop.told == {"paid": 1}


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


def test_an_event_that_was_never_delivered_is_backfilled(shop: Shop):
    shop.misfortune(Kind.DELIVERY_DROPPED)
    payment = shop.buy()
    shop.pay(payment)
    shop.deliver()
    backfill_events()
    backfill_events()
    shop.work()
    assert status_of(payment) == ("paid", "paid")
    assert list(WebhookEvent.objects.values_list("type", "source")) == [("checkout.session.completed", "backfill")]


def test_a_worker_that_dies_half_way_leaves_nothing_half_done(shop: Shop, at):
    payment = shop.buy()
    shop.pay(payment)
    shop.deliver_only()
    shop.breaks_down = True
    with pytest.raises(BrokenDown):
        shop.work()
    assert status_of(payment) == ("awaiting_payment", "open")
    assert LedgerEntry.objects.count() == 0
    shop.breaks_down = False
    at("2027-01-10T10:05:00+09:00")
    shop.work()
    assert status_of(payment) == ("paid", "paid")
    assert shop.told == {"paid": 1}


def test_an_event_that_never_works_is_put_before_a_person_and_can_be_replayed(shop: Shop, at):
    payment = shop.buy()
    shop.pay(payment)
    shop.deliver_only()
    shop.breaks_down = True
    for hour in range(11, 16):
        at(f"2027-01-10T{hour}:00:00+09:00")
        with pytest.raises(BrokenDown):
            shop.work()
    event = WebhookEvent.objects.get()
    assert (event.status, kinds_found()) == ("failed", ["event_failed"])
    shop.breaks_down = False
    replay_event(event, now=clock.now())
    shop.work()
    assert status_of(payment) == ("paid", "paid")


def test_an_event_for_an_order_not_yet_committed_is_tried_again(shop: Shop, at):
    payment = shop.buy()
    shop.pay(payment)
    shop.deliver_only()
    name, session = payment.public_id, payment.session_id
    Payment.objects.filter(pk=payment.pk).update(public_id=uuid.uuid4(), session_id=None)
    shop.work()
    assert WebhookEvent.objects.get().status == "received"
    Payment.objects.filter(pk=payment.pk).update(public_id=name, session_id=session)
    at("2027-01-10T10:05:00+09:00")
    shop.work()
    assert status_of(payment) == ("paid", "paid")


def test_a_dead_broker_breaks_nothing(shop: Shop, monkeypatch, caplog):
    def refuse(*_args, **_kwargs):
        raise OperationalError

    monkeypatch.setattr(current_app.amqp, "send_task_message", refuse)
    payment = shop.buy()
    shop.pay(payment)
    shop.deliver()
    assert status_of(payment) == ("paid", "paid")


def test_an_abandoned_attempt_does_not_stay_payable(shop: Shop):
    payment = shop.buy()
    Payment.objects.filter(pk=payment.pk).update(status="abandoned")
    reconcile_sessions(now=clock.now())
    assert shop.sessions() == ["expired"]
