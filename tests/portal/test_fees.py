"""A fee on my page: what is shown before paying, the click, and what became of it."""

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.models import Person
from lms.checkout.models import Charge
from lms.kernel import clock
from lms.kernel.actor import Actor
from payments.actions.product import decide_price
from payments.models import Order
from tests.factories.fees import ChargeFactory
from tests.portal.test_orders import CARD

OFFICE = Actor.process("office")


@pytest.fixture
def charge(paying_browser):
    trainee = Person.objects.get(user__email="trainee@example.test")
    return ChargeFactory(person=trainee, due_on=clock.today())


def page(charge):
    return reverse("lms_portal:my_fee", args=[charge.public_id])


def confirm(browser, charge):
    form = browser.get(page(charge)).context["form"]
    hidden = {field.html_name: str(field.value()) for field in form.hidden_fields()}
    return browser.post(page(charge), {**hidden, "accept_terms": "on"})


def test_the_law_s_items_stand_before_the_click(paying_browser, charge):
    text = paying_browser.get(page(charge)).content.decode()
    words = ("3,300円（税込）", "1週間以内に", "発行の手続きを始めるまでは", "お支払期限", "確定後すぐに", "1件（")
    assert [word in text for word in words] == [True] * len(words)


def test_my_page_leads_to_it_until_it_is_paid(paying_browser, charge):
    my = reverse("lms_portal:my")
    assert page(charge) in paying_browser.get(my).content.decode()
    answer = confirm(paying_browser, charge)
    order = Order.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, order.payments.get().url)
    Client().post(f"/sandbox/stripe/pay/{order.payments.get().session_id}/", CARD)
    back = paying_browser.get(reverse("lms_portal:order_return", args=[order.public_id]))
    assert back.context["outcome"].title == "お支払いを確認しました"
    assert Charge.objects.get().status == "paid"
    assert page(charge) not in paying_browser.get(my).content.decode()
    assert "お支払い済みです" in paying_browser.get(page(charge)).content.decode()


def test_without_the_consent_nothing_is_ordered(paying_browser, charge):
    answer = paying_browser.post(page(charge), {"form_token": "x", "shown_total_jpy": "3300"})
    assert (answer.status_code, Order.objects.count()) == (200, 0)


def test_a_price_that_changed_is_shown_anew(paying_browser, charge):
    hidden = {"form_token": "x", "shown_total_jpy": "3300", "accept_terms": "on"}
    decide_price(charge.product, list_price_jpy=5_500, starts_at=None, by=OFFICE, now=clock.now())
    text = paying_browser.post(page(charge), hidden, follow=True).content.decode()
    assert ["料金が変わりました" in text, "5,500円（税込）" in text, Order.objects.count()] == [True, True, 0]


def test_a_page_left_open_leads_on_and_can_be_given_up(paying_browser, charge):
    confirm(paying_browser, charge)
    order = Order.objects.get()
    on = reverse("lms_portal:order_return", args=[order.public_id])
    assert paying_browser.get(page(charge))["Location"] == on
    paying_browser.post(reverse("lms_portal:order_cancel", args=[order.public_id]))
    text = paying_browser.get(on).content.decode()
    assert ["お支払いは完了していません" in text, page(charge) in text] == [True, True]
    assert paying_browser.get(page(charge)).status_code == 200


def test_after_the_last_day_it_says_so(paying_browser, charge, at):
    at("2027-03-01T09:00:00+09:00")
    assert "お支払期限を過ぎました" in paying_browser.get(page(charge)).content.decode()
