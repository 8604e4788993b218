"""What Stripe does with what we ask of it, as stories told twice: to the sandbox, and to Stripe itself in test mode.

A story may use our own code, the gateway, and the buyer's hands on the payment page (`pay`, `at_the_bank`,
`take_voucher` of the shop). Nothing in it may look into the sandbox: Stripe has no such window. What a story says and
Stripe does not do is a mistake of the sandbox.
"""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from lms.kernel import clock
from lms.kernel.calendar import jst_date
from payments import gateway
from payments.actions.checkout import cancel_unpaid_order
from payments.actions.refund import request_refund
from payments.actions.requests import send_request
from payments.actions.settlement import refresh_payment
from payments.gateway import DefiniteNo, KeyReused
from payments.models import LedgerEntry, Payment
from payments.truths import RefundTruth
from tests.payments.shop import BANK_ASKS, BUYER, DECLINED, DISPUTED, REFUND_FAILS, Shop, order_of, status_of

PATIENCE_SECONDS = 90


def seen(payment: Payment) -> tuple[str, str]:
    """(order, attempt) after asking once more how it stands."""
    payment.refresh_from_db()
    refresh_payment(payment, now=clock.now())
    return status_of(payment)


def eventually(answer: Callable[[], object]) -> object:
    """What Stripe brings about by itself, within a minute or so."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not (found := answer()) and time.monotonic() < until:
        time.sleep(2)
    return found


def a_body(shop: Shop) -> dict:
    """The body of a session as we send it, for an order that has not been sent."""
    return shop.place().payments.get().requests.get().params


def refunded(payment: Payment, amount_jpy: int) -> RefundTruth:
    payment.refresh_from_db()
    refund = request_refund(payment, amount_jpy=amount_jpy, reason="test", by=BUYER, now=clock.now())
    send_request(refund.request, now=clock.now())
    refund.refresh_from_db()
    return gateway.retrieve_refund(str(refund.stripe_refund_id))


# Opening and closing a page


def the_body_we_send_opens_a_page_that_asks_for_our_amount(shop: Shop) -> None:
    payment = shop.buy()
    session = gateway.retrieve_session(str(payment.session_id))
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert (session.amount_total, session.currency, session.amount_discount) == (88_000, "jpy", 0)
    assert session.livemode is False
    assert session.url.startswith("http")
    assert session.session_id in {each.session_id for each in gateway.list_sessions(created_since=payment.created_at)}


def the_same_key_gives_the_same_session(shop: Shop) -> None:
    body, key = a_body(shop), f"scenario:{time.time_ns()}"
    assert gateway.create_session(body, key=key).session_id == gateway.create_session(body, key=key).session_id
    with pytest.raises(KeyReused):
        gateway.create_session(body | {"client_reference_id": "another"}, key=key)


def a_page_that_would_end_within_half_an_hour_is_refused(shop: Shop) -> None:
    soon = int((clock.now() + timedelta(minutes=25)).timestamp())
    with pytest.raises(DefiniteNo) as refusal:
        gateway.create_session(a_body(shop) | {"expires_at": soon}, key=f"scenario:{time.time_ns()}")
    assert refusal.value.param == "expires_at"


def a_parameter_of_former_versions_is_refused_by_name(shop: Shop) -> None:
    with pytest.raises(DefiniteNo) as refusal:
        gateway.create_session(a_body(shop) | {"payment_method_types": ["card"]}, key=f"scenario:{time.time_ns()}")
    assert refusal.value.param == "payment_method_types"


def less_than_fifty_yen_is_refused(shop: Shop) -> None:
    body = shop.place(price=49).payments.get().requests.get().params
    with pytest.raises(DefiniteNo):
        gateway.create_session(body, key=f"scenario:{time.time_ns()}")


def a_closed_page_cannot_be_closed_again(shop: Shop) -> None:
    payment = shop.buy()
    cancel_unpaid_order(order_of(payment), by=BUYER, now=clock.now())
    assert status_of(payment) == ("canceled", "expired")
    with pytest.raises(DefiniteNo):
        gateway.expire_session(str(payment.session_id))


# Paying


def a_card_pays(shop: Shop) -> None:
    payment = shop.buy()
    shop.pay(payment)
    assert seen(payment) == ("paid", "paid")
    assert payment.method == "card"
    assert [entry.amount_jpy for entry in LedgerEntry.objects.filter(order=payment.order_id)] == [88_000]
    session = gateway.session_of_intent(str(payment.intent_id))
    assert session
    assert session.session_id == payment.session_id
    with pytest.raises(DefiniteNo):
        gateway.expire_session(str(payment.session_id))


def a_declined_card_leaves_the_page_open_for_another(shop: Shop) -> None:
    payment = shop.buy()
    shop.pay(payment, DECLINED)
    assert seen(payment) == ("awaiting_payment", "open")
    shop.pay(payment)
    assert seen(payment) == ("paid", "paid")


def a_bank_that_refuses_leaves_the_page_open_and_one_that_agrees_pays(shop: Shop) -> None:
    payment = shop.buy()
    shop.pay(payment, BANK_ASKS)
    shop.at_the_bank(payment, "refused")
    assert seen(payment) == ("awaiting_payment", "open")
    shop.pay(payment, BANK_ASKS)
    shop.at_the_bank(payment, "confirmed")
    assert seen(payment) == ("paid", "paid")


def a_voucher_is_complete_and_unpaid_until_the_end_of_its_last_day(shop: Shop) -> None:
    payment = shop.buy()
    shop.take_voucher(payment)
    assert seen(payment) == ("awaiting_payment", "pending")
    last_day = jst_date(clock.now()) + timedelta(days=3)
    assert payment.voucher_expires_at
    assert payment.voucher_url.startswith("http")
    assert f"{payment.voucher_expires_at.astimezone(clock.JST):%Y-%m-%d %H:%M}" == f"{last_day} 23:59"
    with pytest.raises(DefiniteNo):
        gateway.expire_session(str(payment.session_id))


# What Stripe tells of it


def what_happened_is_among_the_events_and_in_the_balance(shop: Shop) -> None:
    payment = shop.buy()
    shop.pay(payment)
    seen(payment)
    since = payment.created_at - timedelta(minutes=5)
    completed = eventually(
        lambda: [
            event
            for event in gateway.list_events(types=["checkout.session.completed"], created_since=since)
            if event.object_id == payment.session_id
        ]
    )
    assert completed
    movements = gateway.list_movements(since=since, until=clock.now() + timedelta(minutes=5))
    [charge] = [each for each in movements if each.source == payment.charge_id]
    assert (charge.type in {"charge", "payment"}, charge.amount, charge.fee >= 0) == (True, 88_000, True)


# Money that goes back


def refunds_go_back_in_parts_and_never_beyond_what_was_paid(shop: Shop) -> None:
    payment = shop.buy()
    shop.pay(payment)
    seen(payment)
    first, second = refunded(payment, 30_000), refunded(payment, 58_000)
    assert [(each.status in {"succeeded", "pending"}, each.currency) for each in (first, second)] == [(True, "jpy")] * 2
    found = {each.refund_id: each.amount for each in gateway.list_refunds_of(str(payment.intent_id))}
    assert found == {first.refund_id: 30_000, second.refund_id: 58_000}
    with pytest.raises(DefiniteNo):
        gateway.create_refund({"payment_intent": payment.intent_id, "amount": 1}, key=f"scenario:{time.time_ns()}")


def a_refund_may_fail_after_it_succeeded(shop: Shop) -> None:
    payment = shop.buy()
    shop.pay(payment, REFUND_FAILS)
    seen(payment)
    refund = refunded(payment, 88_000)
    assert eventually(lambda: gateway.retrieve_refund(refund.refund_id).status == "failed")


def a_disputed_payment_has_a_dispute_over_its_amount(shop: Shop) -> None:
    payment = shop.buy()
    shop.pay(payment, DISPUTED)
    seen(payment)
    since = payment.created_at - timedelta(minutes=5)
    found = eventually(
        lambda: [
            dispute.amount
            for dispute in gateway.list_disputes(created_since=since)
            if dispute.intent_id == payment.intent_id
        ]
    )
    assert found == [88_000]


SCENARIOS = (
    the_body_we_send_opens_a_page_that_asks_for_our_amount,
    the_same_key_gives_the_same_session,
    a_page_that_would_end_within_half_an_hour_is_refused,
    a_parameter_of_former_versions_is_refused_by_name,
    less_than_fifty_yen_is_refused,
    a_closed_page_cannot_be_closed_again,
    a_card_pays,
    a_declined_card_leaves_the_page_open_for_another,
    a_bank_that_refuses_leaves_the_page_open_and_one_that_agrees_pays,
    a_voucher_is_complete_and_unpaid_until_the_end_of_its_last_day,
    what_happened_is_among_the_events_and_in_the_balance,
    refunds_go_back_in_parts_and_never_beyond_what_was_paid,
    a_refund_may_fail_after_it_succeeded,
    a_disputed_payment_has_a_dispute_over_its_amount,
)
