"""Paying, coming back, giving up: what the buyer reads at every turn, and that it is their own order."""

import uuid
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions.enrollment import cancel_enrollment
from cohorts.models import Enrollment, SeatPool
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from lms.kernel.models.profile import profile_of
from lms.portal.order_outcome import order_facts
from payments.models import LedgerEntry, Order, Refund
from payments.sandbox.models import Fault, StoredObject
from tests.factories.payments import OrderFactory
from tests.portal.applicant import address, confirm, confirm_form, fill_in

CARD = {"name": "HANAKO MIHON", "number": "4242 4242 4242 4242", "expiry": "12/34", "cvc": "123"}
DECLINED = {**CARD, "number": "4000 0000 0000 0002"}
OFFICE = Actor.process("test office")
STEPS = ("order_return", "order_pay", "order_cancel")


@pytest.fixture
def order(paying_browser) -> Order:
    """Placed, with its payment page open."""
    fill_in(paying_browser)
    confirm(paying_browser)
    return Order.objects.get()


def path(name: str, order: Order) -> str:
    return reverse(f"lms_portal:{name}", args=[order.public_id])


def pay(order: Order, card: dict[str, str] = CARD):
    return Client().post(f"/sandbox/stripe/pay/{order.payments.get().session_id}/", card)


def state() -> tuple[str, str, int]:
    """(order, enrollment, seats taken)"""
    taken = SeatPool.objects.get(kind="certification").taken
    return Order.objects.get().status, Enrollment.objects.get().status, taken


def outcome(browser, order) -> tuple[str, bool, bool]:
    """What the page says, and whether one can pay or apply again from it."""
    told = browser.get(path("order_return", order)).context["outcome"]
    return told.title, told.may_pay, told.may_apply_again


def sessions() -> list[str]:
    return [session.data["status"] for session in StoredObject.objects.filter(kind="checkout.session")]


# Coming back


def test_paid_and_back(paying_browser, order):
    assert pay(order)["Location"].endswith(path("order_return", order))
    assert outcome(paying_browser, order) == ("受講が確定しました", False, False)
    assert state() == ("paid", "confirmed", 1)


def test_coming_back_again_changes_nothing(paying_browser, order):
    pay(order)
    for _visit in range(3):
        paying_browser.get(path("order_return", order))
    assert state() == ("paid", "confirmed", 1)
    assert LedgerEntry.objects.count() == 1
    assert Message.objects.filter(kind="cohorts.email.seat_confirmed").count() == 1


def test_back_without_paying_offers_both_ways(paying_browser, order):
    assert outcome(paying_browser, order) == ("お支払いが完了していません", True, False)
    assert state() == ("awaiting_payment", "held", 1)


def test_an_address_that_claims_payment_is_not_believed(paying_browser, order):
    paying_browser.get(path("order_return", order), {"paid": "1", "status": "complete", "session_id": "cs_x"})
    assert state() == ("awaiting_payment", "held", 1)


def test_a_declined_card_leaves_the_seat_held(paying_browser, order):
    assert pay(order, DECLINED).status_code == 422
    assert outcome(paying_browser, order) == ("お支払いが完了していません", True, False)
    pay(order)
    assert outcome(paying_browser, order)[0] == "受講が確定しました"


def test_while_stripe_is_silent_the_page_says_so_and_forgets_nothing(paying_browser, order):
    pay(order)
    Fault.objects.create(kind=Fault.Kind.ERROR_BEFORE, remaining=3)
    answer = paying_browser.get(path("order_return", order))
    assert [str(message) for message in answer.context["messages"]] != []
    assert state() == ("awaiting_payment", "held", 1)
    Fault.objects.all().delete()
    assert outcome(paying_browser, order)[0] == "受講が確定しました"


def test_after_the_hour_the_seat_is_released_and_nothing_charged(paying_browser, order, at):
    at("2026-12-10T11:30:00+09:00")
    assert outcome(paying_browser, order) == ("このお申込みは成立していません", False, True)
    assert state() == ("expired", "released", 0)
    assert LedgerEntry.objects.count() == 0
    assert paying_browser.get(address("apply")).status_code == 200


def test_an_enrollment_canceled_after_payment_is_not_called_confirmed(paying_browser, order):
    pay(order)
    paying_browser.get(path("order_return", order))
    cancel_enrollment(Enrollment.objects.get(), reason="本人の希望", by=OFFICE, now=clock.now())
    assert outcome(paying_browser, order) == ("このお申込みはキャンセルされました", False, False)


def test_money_of_another_amount_is_not_asked_for_twice(paying_browser, order):
    session = StoredObject.objects.get(kind="checkout.session")
    pay(order)
    session.refresh_from_db()
    session.data["amount_total"] = 100
    session.save()
    assert outcome(paying_browser, order) == ("ご入金を確認しています", False, False)
    assert state() == ("awaiting_payment", "held", 1)


# Cash at a convenience store


@pytest.fixture
def slip(settings, paying_browser) -> Order:
    """Placed, and a slip taken on the payment page."""
    settings.LMS_PAYMENT_METHODS = ["card", "konbini"]
    fill_in(paying_browser)
    confirm(paying_browser)
    order = Order.objects.get()
    pay(order, {"konbini": "1"})
    return order


def test_with_a_slip_every_page_says_until_when_and_leads_to_it(paying_browser, slip):
    until, address_of_slip = "2026年12月13日（日）23:59", f"/sandbox/stripe/voucher/{slip.payments.get().session_id}/"
    for page in (path("order_return", slip), reverse("lms_portal:my")):
        words = paying_browser.get(page).content.decode()
        assert until in words
        assert f'{address_of_slip}"' in words
    assert outcome(paying_browser, slip) == ("ご入金をお待ちしています", False, False)
    [mail] = Message.objects.filter(kind="checkout.email.voucher_issued")
    for said in (until, address_of_slip, "70,400円（税込）", slip.number):
        assert said in mail.body


def test_with_a_slip_one_can_still_give_up_and_cash_goes_back(paying_browser, slip):
    paying_browser.get(path("order_return", slip))
    paying_browser.post(path("order_cancel", slip))
    assert state() == ("canceled", "released", 0)
    Client().post(f"/sandbox/stripe/voucher/{slip.payments.get().session_id}/", {"paid": "1"})
    paying_browser.get(path("order_return", slip))
    assert [(refund.amount_jpy, refund.origin) for refund in Refund.objects.all()] == [(70_400, "auto")]


# A transfer


def test_whoever_owes_a_transfer_reads_until_when_and_where_to(db):
    profile = profile_of()
    profile.bank_account = "見本銀行 本店 普通 1234567 シャ）ミホン"
    profile.save()
    order = OrderFactory(due_on=date(2027, 2, 26))
    facts = [("お支払期限", "2027年2月26日（金）"), ("お振込先", profile.bank_account)]
    assert [fact for fact in order_facts(order) if fact in facts] == facts
    order.status = "paid"
    assert [fact for fact in order_facts(order) if fact in facts] == []


# Paying


def test_pay_again_leads_to_the_same_page(paying_browser, order):
    answer = paying_browser.post(path("order_pay", order))
    assert (answer.status_code, answer["Location"]) == (303, order.payments.get().url)
    assert sessions() == ["open"]


def test_paying_a_paid_order_leads_back_to_it(paying_browser, order):
    pay(order)
    paying_browser.get(path("order_return", order))
    assert paying_browser.post(path("order_pay", order))["Location"] == path("order_return", order)
    assert sessions() == ["complete"]


def test_stripe_out_of_order_while_confirming_keeps_the_seat(paying_browser, paying_world):
    fill_in(paying_browser)
    form = confirm_form(paying_browser)
    Fault.objects.create(kind=Fault.Kind.ERROR_BEFORE, remaining=3)
    answer = confirm(paying_browser, form)
    order = Order.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, path("order_return", order))
    assert outcome(paying_browser, order) == ("お支払いが完了していません", True, False)
    assert state() == ("awaiting_payment", "held", 1)


# Giving up


def test_giving_up_closes_the_page_and_frees_the_seat(paying_browser, order):
    answer = paying_browser.post(path("order_cancel", order))
    assert answer["Location"] == path("order_return", order)
    assert state() == ("canceled", "released", 0)
    assert sessions() == ["expired"]
    assert outcome(paying_browser, order) == ("このお申込みは成立していません", False, True)


def test_giving_up_twice_frees_one_seat(paying_browser, order):
    for _click in range(2):
        paying_browser.post(path("order_cancel", order))
    assert state() == ("canceled", "released", 0)


def test_giving_up_in_the_moment_of_paying_keeps_what_was_paid(paying_browser, order):
    pay(order)
    paying_browser.post(path("order_cancel", order))
    assert state() == ("paid", "confirmed", 1)
    assert outcome(paying_browser, order)[0] == "受講が確定しました"


def test_after_giving_up_one_can_apply_again(paying_browser, order):
    paying_browser.post(path("order_cancel", order))
    fill_in(paying_browser)
    assert confirm(paying_browser).status_code == 303
    assert sorted(Order.objects.values_list("status", flat=True)) == ["awaiting_payment", "canceled"]
    assert SeatPool.objects.get(kind="certification").taken == 1


# Whose order it is


@pytest.mark.parametrize("step", STEPS)
def test_somebody_elses_order_does_not_exist(paying_browser, order, other_trainee, step):
    other = Client()
    other.force_login(other_trainee)
    assert other.post(path(step, order)).status_code == 404
    assert state() == ("awaiting_payment", "held", 1)
    assert sessions() == ["open"]


@pytest.mark.parametrize("step", STEPS)
def test_a_forged_number_does_not_exist(browser, step):
    assert browser.post(reverse(f"lms_portal:{step}", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("step", ["order_pay", "order_cancel"])
def test_looking_at_a_button_changes_nothing(paying_browser, order, step):
    assert paying_browser.get(path(step, order)).status_code == 405
    assert state() == ("awaiting_payment", "held", 1)


def test_a_button_pressed_after_the_session_ended_comes_back_to_the_order(paying_browser, order):
    paying_browser.logout()
    page = path("order_return", order)
    answer = paying_browser.post(path("order_pay", order), headers={"Referer": f"http://testserver{page}"})
    assert answer["Location"] == f"{reverse('account_login')}?next={page}"
