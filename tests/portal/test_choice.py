"""Answering a postponement from the link of the mail, without signing in, and moving a seat on my page."""

from datetime import date

import pytest
from django.urls import reverse

from cohorts.models import Enrollment, Person
from lms.checkout.actions.organizer_change import carry_out, postpone
from lms.checkout.change_emails import choice_path
from lms.checkout.models import ChangeNotice
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from payments.models import Refund
from tests.checkout.applications import bought
from tests.checkout.stripe_says import pay
from tests.checkout.test_organizer_change import another_cohort

OFFICE = Actor.process("office")


@pytest.fixture
def enrollment(world, trainee):
    payment = bought(world, person=Person.objects.get(user=trainee))
    pay(payment)
    return payment.order.purchases.get().enrollment


@pytest.fixture
def notice(world, enrollment):
    dates = (date(2027, 3, 18), date(2027, 3, 19))
    change = postpone(
        world.cohort, reason="台風のため", dates=dates, answer_by=date(2026, 12, 24), by=OFFICE, now=clock.now()
    )
    carry_out(change, by=OFFICE, now=clock.now())
    return ChangeNotice.objects.get()


def answer(client, notice, **choice):
    return client.post(f"{choice_path(notice)}answer/", choice, follow=True).content.decode()


def test_the_link_shows_the_change_and_changes_nothing(client, notice):
    assert choice_path(notice) in Message.objects.get(kind="checkout.email.postponed").body
    page = client.get(choice_path(notice)).content.decode()
    for words in ("台風のため", "2027年2月18日（木）", "2027年3月18日（木）", "2026年12月24日（木）", "70,400円"):
        assert words in page
    assert ChangeNotice.objects.get().status == "asked"
    assert client.get(f"{choice_path(notice)}answer/").status_code == 405


def test_j5_14_staying_and_then_money_back(client, notice, enrollment):
    assert "新しい日程でお席を確保しています" in answer(client, notice, choice="stay")
    for _again in range(2):
        assert "全額ご返金します" in answer(client, notice, choice="refund")
    enrollment.refresh_from_db()
    assert (enrollment.status, Refund.objects.get().amount_jpy) == ("canceled", 70_400)
    assert "手続きが済んでいます" in answer(client, notice, choice="stay")


def test_another_cohort_is_chosen_among_those_with_a_free_seat(client, world, notice, enrollment):
    other = another_cohort(world)
    assert other.title in client.get(choice_path(notice)).content.decode()
    assert "お選びの開催回へ変更しました" in answer(client, notice, choice="move", cohort=str(other.pk))
    assert Enrollment.objects.get(cohort=other).status == "confirmed"


@pytest.mark.parametrize("choice", ["", "everything"])
def test_no_answer_is_no_answer(client, notice, choice):
    assert "いずれかをお選びください" in answer(client, notice, choice=choice)
    assert ChangeNotice.objects.get().status == "asked"


def test_a_cohort_that_is_not_offered_is_not_moved_to(client, notice):
    assert "満席になりました" in answer(client, notice, choice="move", cohort="999999")
    assert ChangeNotice.objects.get().status == "asked"


def test_a_forged_link_finds_nothing(client, db):
    for name in ("choice", "choose"):
        address = reverse(f"lms_portal:{name}", args=["forged"])
        assert client.post(address).status_code in {404, 405}
        assert client.get(address).status_code in {404, 405}


def test_j5_13_moving_on_my_page(browser, world, enrollment):
    other = another_cohort(world)
    address = reverse("lms_portal:my_enrollment_move", args=[enrollment.public_id])
    page = browser.get(address).content.decode()
    assert other.title in page
    assert "2027年2月3日（水）23:59" in page
    answered = browser.post(address, {"cohort": str(other.pk)})
    target = Enrollment.objects.get(cohort=other)
    assert answered["Location"] == reverse("lms_portal:my_enrollment", args=[target.public_id])
    assert browser.get(answered["Location"]).status_code == 200
    again = browser.get(reverse("lms_portal:my_enrollment_move", args=[target.public_id])).content.decode()
    assert "1回までです" in again


def test_after_the_limit_the_page_says_so_and_moves_nothing(browser, world, enrollment, at):
    other = another_cohort(world)
    at("2027-02-04T00:00:00+09:00")
    address = reverse("lms_portal:my_enrollment_move", args=[enrollment.public_id])
    assert "期限を過ぎています" in browser.get(address).content.decode()
    browser.post(address, {"cohort": str(other.pk)})
    assert not Enrollment.objects.filter(cohort=other).exists()
