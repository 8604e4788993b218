"""A full cohort through the pages: waiting, being offered a seat, taking it, declining it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cohorts.actions.enrollment import cancel_enrollment
from cohorts.actions.waitlist import offer_next_seat
from cohorts.models import Enrollment, SeatPool
from cohorts.waitlist_emails import answer_path
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from payments.models import Order
from tests.factories.cohorts import ConfirmedEnrollmentFactory
from tests.portal.applicant import address, confirm, confirm_form, fill_in

OFFICE = Actor.process("office")


@pytest.fixture
def full(world):
    """One certification seat, and somebody has it."""
    pool = SeatPool.objects.get(kind="certification")
    SeatPool.objects.filter(pk=pool.pk).update(capacity=1, taken=1)
    return ConfirmedEnrollmentFactory(pool=pool)


def mine():
    return Enrollment.objects.get(person__user__isnull=False)


def wait(browser):
    fill_in(browser)
    return browser.post(address("apply_waitlist"))


def offered(browser, full):
    wait(browser)
    cancel_enrollment(full, reason="", by=OFFICE, now=clock.now())
    return offer_next_seat(full.pool, by=OFFICE, now=clock.now())


def test_j1_09_the_confirm_screen_of_a_full_cohort_offers_the_waitlist(browser, full):
    fill_in(browser)
    page = browser.get(address("apply_confirm")).content.decode()
    assert "現在、満席です" in page
    assert "お支払いへ進む" not in page
    answered = browser.post(address("apply_waitlist"))
    assert answered["Location"] == reverse("lms_portal:my_enrollment", args=[mine().public_id])
    assert mine().status == "waitlisted"
    assert "キャンセル待ち 1番目" in browser.get(reverse("lms_portal:my")).content.decode()


def test_the_last_seat_going_while_the_form_is_open_leads_to_the_waitlist_and_loses_nothing(browser, world):
    fill_in(browser)
    form = confirm_form(browser)
    SeatPool.objects.filter(kind="certification").update(capacity=1, taken=1)
    ConfirmedEnrollmentFactory(pool=SeatPool.objects.get(kind="certification"))
    answered = confirm(browser, form, follow=True)
    assert "現在、満席です" in answered.content.decode()
    assert (mine().status, Order.objects.count()) == ("draft", 0)


def test_a_seat_that_became_free_meanwhile_is_confirmed_and_not_waited_for(browser, full):
    fill_in(browser)
    cancel_enrollment(full, reason="", by=OFFICE, now=clock.now())
    answered = browser.post(address("apply_waitlist"), follow=True)
    assert "空席があります" in answered.content.decode()
    assert mine().status == "draft"


def test_waiting_twice_changes_nothing(browser, full):
    wait(browser)
    assert browser.post(address("apply_waitlist")).status_code == 302
    assert SeatPool.objects.get(kind="certification").waiting == 1


@pytest.fixture
def paying_full(paying_world):
    pool = SeatPool.objects.get(kind="certification")
    SeatPool.objects.filter(pk=pool.pk).update(capacity=1, taken=1)
    return ConfirmedEnrollmentFactory(pool=pool)


def test_an_offered_seat_is_confirmed_and_paid_like_any_other(paying_browser, paying_full):
    offered(paying_browser, paying_full)
    page = paying_browser.get(address("apply_confirm")).content.decode()
    assert "2026年12月12日（土）10:0" in page
    last = confirm(paying_browser)
    assert (last.status_code, mine().status) == (303, "held")
    assert SeatPool.objects.get(kind="certification").taken == 1


def test_an_offer_that_ended_while_the_form_was_open_is_told_and_nothing_is_charged(browser, full, at):
    offered(browser, full)
    form = confirm_form(browser)
    Enrollment.objects.filter(status="offered").update(hold_until=clock.now() - timedelta(seconds=1))
    answered = confirm(browser, form)
    assert answered.status_code == 409
    assert "確保期限が過ぎている" in answered.content.decode()
    assert Order.objects.count() == 0


def test_the_link_of_the_mail_shows_and_only_its_button_declines(browser, full, client):
    enrollment = offered(browser, full)
    mail = Message.objects.get(kind="cohorts.email.seat_offered")
    path = answer_path(enrollment)
    assert path in mail.body
    client.logout()
    assert "お席を確保しています" in client.get(path).content.decode()
    assert mine().status == "offered"
    leave = reverse("lms_portal:waitlist_leave", args=[path.split("/")[-2]])
    assert client.get(leave).status_code == 405
    for _again in range(2):
        assert client.post(leave)["Location"] == path
    assert mine().status == "canceled"
    assert "取り消しました" in client.get(path).content.decode()


@pytest.mark.parametrize("token", ["x", "IjEi:1abc:forged"])
def test_a_forged_link_finds_nothing(client, db, token):
    assert client.get(reverse("lms_portal:waitlist_answer", args=[token])).status_code == 404
    assert client.post(reverse("lms_portal:waitlist_leave", args=[token])).status_code == 404
