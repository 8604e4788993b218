"""Fees of persons: asked for, paid once at the price of the moment, withdrawn without losing money."""

from datetime import date, datetime, timedelta

import pytest

from cohorts.actions.proof import approve_proof
from cohorts.models import License, Person
from lms.checkout.actions.application import Paths, PriceChanged
from lms.checkout.actions.charge import (
    NoAccount,
    NotAsked,
    NotSold,
    Over,
    TooEarly,
    ask_for_fee,
    order_charge,
    withdraw_charge,
)
from lms.checkout.actions.reissue import NoReissueProduct, reissue_or_ask
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from payments.actions.product import decide_price
from payments.models import Order
from tests.checkout.applications import NOW, a_world
from tests.checkout.stripe_says import expire, pay
from tests.factories.certification import licensed
from tests.factories.cohorts import PersonFactory
from tests.factories.fees import ProductFactory
from tests.factories.standalone import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ME, OFFICE = Actor.process("person"), Actor.process("office")
PATHS = Paths(returned="/orders/{order}/return/", turned_back="/orders/{order}/return/")
UNTIL = date(2026, 12, 24)


@pytest.fixture(autouse=True)
def seller():
    """The terms and the statement without which nothing is sold."""
    a_world()


def asked(**person):
    person = PersonFactory(user=UserFactory(), **person)
    return ask_for_fee(person, product=ProductFactory(), reason="改姓", due_on=UNTIL, by=OFFICE, now=NOW)


def order(charge, *, shown=3_300, token="t", now=NOW):
    return order_charge(charge, shown_total_jpy=shown, form_token=token, paths=PATHS, by=ME, now=now)


def state(charge):
    charge.refresh_from_db()
    return charge.status, charge.order.status if charge.order else None


def mails(kind):
    return Message.objects.filter(kind=f"checkout.email.{kind}").count()


def test_j1_21_a_reissue_is_paid_and_its_fee_is_settled_with_a_mail():
    charge = asked()
    mail = Message.objects.get(kind="checkout.email.fee_asked")
    assert ["3,300円（税込）" in mail.body, "2026年12月24日（木）" in mail.body, "改姓" in mail.body] == [True] * 3
    pay(order(charge).payments.get())
    assert state(charge) == ("paid", "paid")
    assert (mails("fee_paid"), Order.objects.get().lines.get().title) == (1, "認定証の再発行")


def test_news_of_the_payment_that_comes_twice_settles_once():
    payment = order(asked()).payments.get()
    pay(payment)
    pay(payment)
    assert mails("fee_paid") == 1


def test_a_second_tab_finds_the_order_of_the_first():
    charge = asked()
    assert order(charge, token="one") == order(charge, token="two") == order(charge, token="one")
    assert Order.objects.count() == 1


def test_the_price_is_that_of_the_moment_of_confirming():
    charge, later = asked(), NOW + timedelta(days=2)
    decide_price(charge.product, list_price_jpy=5_500, starts_at=later, by=OFFICE, now=NOW)
    with pytest.raises(PriceChanged):
        order(charge, now=later)
    assert Order.objects.count() == 0
    assert order(charge, shown=5_500, now=later).total_jpy == 5_500


def test_an_order_that_expired_makes_room_for_another():
    charge = asked()
    expire(order(charge, token="one").payments.get())
    assert state(charge) == ("asked", "expired")
    pay(order(charge, token="two").payments.get())
    assert state(charge) == ("paid", "paid")


def test_a_fee_can_be_paid_until_the_last_second_of_its_last_day_in_japan():
    charge = asked()
    with pytest.raises(Over):
        order(charge, now=datetime.fromisoformat("2026-12-25T00:00:00+09:00"))
    assert order(charge, now=datetime.fromisoformat("2026-12-24T23:59:59+09:00")).status == "awaiting_payment"


def test_a_withdrawn_fee_cannot_be_paid_and_the_person_is_told():
    charge = asked()
    withdraw_charge(charge, reason="不要になりました", by=OFFICE, now=NOW)
    with pytest.raises(NotAsked):
        order(charge)
    assert (state(charge), mails("fee_withdrawn")) == (("withdrawn", None), 1)


def test_what_is_paid_is_not_withdrawn():
    charge = asked()
    pay(order(charge).payments.get())
    with pytest.raises(NotAsked):
        withdraw_charge(charge, reason="x", by=OFFICE, now=NOW)
    assert state(charge) == ("paid", "paid")


def test_a_free_product_asks_for_no_payment_but_for_the_click():
    charge = asked()
    decide_price(charge.product, list_price_jpy=0, starts_at=None, by=OFFICE, now=NOW)
    assert order(charge, shown=0).payments.get().channel == "free"


@pytest.mark.parametrize(
    "person, product, due_on, refusal",
    [
        ({"user": None}, {}, UNTIL, NoAccount),
        ({}, {"price": None}, UNTIL, NotSold),
        ({}, {"is_on_sale": False}, UNTIL, NotSold),
        ({}, {}, date(2026, 12, 9), TooEarly),
    ],
)
def test_nobody_is_asked_for_what_they_cannot_pay(person, product, due_on, refusal):
    who = PersonFactory(**{"user": UserFactory(), **person})
    with pytest.raises(refusal):
        ask_for_fee(who, product=ProductFactory(**product), reason="x", due_on=due_on, by=OFFICE, now=NOW)
    assert Message.objects.count() == 0


def reissue(license_, **fields):
    fields = {"cause": "wrong", "name": "高橋 美咲", "reason": "訂正", **fields}
    return reissue_or_ask(license_, by=OFFICE, now=NOW, **fields)


def held():
    license_ = licensed()
    Person.objects.filter(pk=license_.person_id).update(user=UserFactory())
    return License.objects.select_related("person").get(pk=license_.pk)


def test_j1_21_the_fee_of_a_reissue_says_why_and_its_payment_shows_the_proof_of_the_other_name():
    license_ = held()
    with pytest.raises(NoReissueProduct):
        reissue(license_)
    ProductFactory(code="certificate-reissue")
    waiting = reissue(license_)
    assert "承認しています" in waiting.charge.reason
    pay(order(waiting.charge).payments.get())
    waiting.refresh_from_db()
    assert (waiting.status, license_.certificates.count()) == ("proofing", 1)
    approve_proof(license_.proofs.open().get(), by=OFFICE, now=NOW)
    waiting.refresh_from_db()
    assert (waiting.status, license_.certificates.current().get().facts["holder_name"]) == ("done", "高橋 美咲")


def test_j1_21_the_fee_of_a_certificate_that_is_lost_prints_it_again_at_once():
    ProductFactory(code="certificate-reissue")
    license_ = held()
    name = license_.certificates.current().get().facts["holder_name"]
    waiting = reissue(license_, cause="lost", name=name)
    pay(order(waiting.charge).payments.get())
    waiting.refresh_from_db()
    assert (waiting.status, license_.certificates.current().get().serial) == ("done", 2)


def test_j1_21_a_fee_withdrawn_withdraws_the_reissue():
    ProductFactory(code="certificate-reissue")
    license_ = held()
    waiting = reissue(license_, cause="lost")
    withdraw_charge(waiting.charge, reason="見つかりました", by=OFFICE, now=NOW)
    waiting.refresh_from_db()
    assert (waiting.status, license_.certificates.count()) == ("withdrawn", 1)
