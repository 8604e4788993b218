"""What Stripe's answer to an order means for the seat."""

from datetime import timedelta

import pytest

from cohorts.actions.enrollment import cancel_enrollment
from cohorts.models import Cohort, Enrollment, SeatPool
from lms.kernel.models import Message
from payments.actions.settlement import fulfil_again
from payments.models import Finding, LedgerEntry, Order
from tests.checkout.applications import APPLICANT, NOW, a_draft, a_world, bought, confirm
from tests.checkout.stripe_says import LATER, expire, pay
from tests.factories.payments import OrderFactory, PaymentFactory

pytestmark = pytest.mark.django_db
Status = Enrollment.Status


@pytest.fixture
def world():
    return a_world(capacity=1)


def state(payment) -> tuple[str, str, int]:
    """(order, enrollment, seats taken)"""
    order = Order.objects.get(pk=payment.order_id)
    return order.status, order.purchases.get().enrollment.status, SeatPool.objects.get(kind="certification").taken


def mails(kind: str) -> int:
    return Message.objects.filter(kind=f"cohorts.email.{kind}").count()


def test_j1_11_paid_confirms_the_seat_and_mails_once(world):
    payment = bought(world)
    pay(payment)
    assert state(payment) == ("paid", "confirmed", 1)
    for again in range(3):
        pay(payment, now=NOW + timedelta(minutes=again))
    assert state(payment) == ("paid", "confirmed", 1)
    assert (mails("seat_confirmed"), LedgerEntry.objects.count()) == (1, 1)


def test_paid_leaves_no_end_of_the_hold(world):
    payment = bought(world)
    pay(payment)
    enrollment = Enrollment.objects.get()
    assert (enrollment.hold_until, enrollment.confirmed_at) == (None, NOW)


def test_expired_releases_the_seat_once(world):
    payment = bought(world)
    expire(payment)
    expire(payment)
    assert state(payment) == ("expired", "released", 0)
    assert (mails("hold_expired"), mails("seat_confirmed")) == (1, 0)


def test_news_of_expiry_after_payment_takes_no_seat_away(world):
    payment = bought(world)
    pay(payment)
    expire(payment)
    assert state(payment) == ("paid", "confirmed", 1)


def test_late_money_takes_a_free_seat_again(world):
    payment = bought(world)
    expire(payment)
    pay(payment, now=LATER)
    assert state(payment) == ("paid", "confirmed", 1)
    assert (mails("seat_confirmed"), LedgerEntry.objects.get().amount_jpy) == (1, 70_400)


def test_late_money_without_a_seat_stays_visible(world):
    late = bought(world)
    expire(late)
    confirm(a_draft(world), now=LATER)
    pay(late, now=LATER)
    assert state(late) == ("paid_unseated", "released", 1)
    assert list(Finding.objects.values_list("kind", flat=True)) == ["paid_unseated"]
    assert (mails("seat_confirmed"), LedgerEntry.objects.get().amount_jpy) == (0, 70_400)


def test_j5_04_late_money_finds_a_seat_when_one_comes_free(world):
    late = bought(world)
    expire(late)
    other = confirm(a_draft(world), now=LATER)
    pay(late, now=LATER)
    cancel_enrollment(other.enrollment, reason="本人の希望", by=APPLICANT, now=LATER)
    fulfil_again(Order.objects.get(pk=late.order_id), by=APPLICANT, now=LATER)
    assert state(late) == ("paid", "confirmed", 1)
    assert mails("seat_confirmed") == 1


def test_late_money_after_applying_anew_does_not_seat_anybody_twice(world):
    SeatPool.objects.update(capacity=5)
    late = bought(world)
    expire(late)
    person = Enrollment.objects.get().person
    confirm(a_draft(world, person=person), now=LATER)
    pay(late, now=LATER)
    assert state(late) == ("paid_unseated", "released", 1)
    assert Enrollment.objects.active().of(person).count() == 1


def test_late_money_for_a_canceled_cohort_seats_nobody(world):
    late = bought(world)
    expire(late)
    Cohort.objects.update(status=Cohort.Status.CANCELED, status_reason="最少催行人数に達しないため")
    pay(late, now=LATER)
    assert state(late) == ("paid_unseated", "released", 0)


def test_another_amount_than_agreed_confirms_nothing(world):
    payment = bought(world)
    pay(payment, amount_jpy=100)
    assert state(payment) == ("awaiting_payment", "held", 1)
    assert list(Finding.objects.values_list("kind", flat=True)) == ["amount_differs"]


def test_orders_for_other_things_are_left_alone(world):
    bought(world)
    other = PaymentFactory(order=OrderFactory(number="O-2026-900001"))
    pay(other)
    assert Order.objects.get(pk=other.order_id).status == "paid"
    assert Enrollment.objects.get().status == Status.HELD
