"""News from Stripe in any order, any number of times, leave the same state behind."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payments.actions.settlement import apply_session
from payments.models import LedgerEntry, Order, Payment
from payments.signals import order_expired, order_paid
from payments.truths import SessionTruth
from tests.factories.payments import PaymentFactory

NOW = datetime(2027, 1, 10, 3, 0, tzinfo=UTC)
# What a session may look like on its way, fetched at any moment and applied at any other.
HISTORIES = {
    "card": (["open", "complete/paid"], ("paid", "paid")),
    "abandoned": (["open", "expired"], ("expired", "expired")),
    "voucher paid": (["open", "complete/unpaid", "complete/paid"], ("paid", "paid")),
    "voucher not paid": (["open", "complete/unpaid", "complete/failed"], ("expired", "failed")),
}


def truth(payment: Payment, moment: str) -> SessionTruth:
    status, _, money = moment.partition("/")
    return SessionTruth(
        session_id=f"cs_{payment.pk}",
        status=status,
        payment_status="paid" if money == "paid" else "unpaid",
        amount_total=payment.amount_jpy,
        amount_discount=0,
        currency="jpy",
        livemode=False,
        attempt=str(payment.public_id),
        intent_id=f"pi_{payment.pk}" if money else "",
        intent_status={"paid": "succeeded", "unpaid": "requires_action", "failed": "requires_payment_method"}.get(
            money, ""
        ),
    )


@st.composite
def stories(draw):
    name = draw(st.sampled_from(sorted(HISTORIES)))
    moments, end = HISTORIES[name]
    # The last word is heard at least once; anything else may be lost, doubled or late.
    heard = draw(st.lists(st.sampled_from(moments), max_size=6))
    heard.insert(draw(st.integers(0, len(heard))), moments[-1])
    return heard, end


@pytest.fixture
def told():
    facts = []

    def keep(order, **_fact):
        facts.append((order.pk, order.status))

    order_paid.connect(keep)
    order_expired.connect(keep)
    yield facts
    order_paid.disconnect(keep)
    order_expired.disconnect(keep)


@given(story=stories())
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_last_word_decides_whenever_it_is_heard(db, told, story):
    heard, (order_status, payment_status) = story
    payment = PaymentFactory()
    told.clear()
    for moment in heard:
        apply_session(Payment.objects.get(pk=payment.pk), truth(payment, moment), now=NOW)
    payment.refresh_from_db()
    assert (Order.objects.get(pk=payment.order_id).status, payment.status) == (order_status, payment_status)
    assert told == [(payment.order_id, order_status)]
    booked = list(LedgerEntry.objects.filter(order=payment.order_id).values_list("amount_jpy", flat=True))
    assert booked == ([88_000] if payment_status == "paid" else [])


def test_money_after_the_end_is_still_money(db, told):
    payment = PaymentFactory()
    for moment in ("expired", "complete/paid", "expired"):
        apply_session(payment, truth(payment, moment), now=NOW)
    assert [status for _order, status in told] == ["expired", "paid"]


def test_a_receiver_that_fails_leaves_no_half_effect(db):
    def fail(**_fact):
        raise ZeroDivisionError

    payment = PaymentFactory()
    order_paid.connect(fail)
    try:
        with pytest.raises(ZeroDivisionError):
            apply_session(payment, truth(payment, "complete/paid"), now=NOW)
    finally:
        order_paid.disconnect(fail)
    payment.refresh_from_db()
    assert (payment.status, LedgerEntry.objects.count()) == ("new", 0)
    apply_session(payment, truth(payment, "complete/paid"), now=NOW)
    payment.refresh_from_db()
    assert payment.status == "paid"


def test_another_session_for_the_same_attempt_is_refused(db):
    payment = PaymentFactory()
    apply_session(payment, truth(payment, "open"), now=NOW)
    other = truth(payment, "complete/paid")
    apply_session(payment, SessionTruth(**{**_fields(other), "session_id": "cs_other"}), now=NOW)
    payment.refresh_from_db()
    assert (payment.status, payment.session_id) == ("open", f"cs_{payment.pk}")


def _fields(truth: SessionTruth) -> dict:
    return {name: getattr(truth, name) for name in SessionTruth.__slots__}
