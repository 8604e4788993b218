"""Changing an audit-only seat on my page: the sum and the answer are read first, the confirm screen binds."""

import pytest
from django.urls import reverse

from cohorts.models import Cohort, Enrollment, Person
from lms.checkout.actions.cancellation import cancel_by_participant
from lms.kernel import clock
from lms.kernel.actor import Actor
from payments.models import Order
from tests.checkout.applications import a_listener, an_upgrade
from tests.checkout.applications import confirm as bought_by
from tests.checkout.stripe_says import expire, pay
from tests.portal.applicant import address, confirm, confirm_form

DECLARED = {"specialist_status": "passed", "specialist_number": "SP-2026-0042", "purpose": "company_employee"}


@pytest.fixture
def listener(world, trainee):
    """The paid audit-only seat of the trainee who is signed in."""
    return a_listener(world, person=Person.objects.get(user=trainee), specialist="neither")


def page_of(enrollment, name="my_enrollment_upgrade"):
    return reverse(f"lms_portal:{name}", args=[enrollment.public_id])


def read(browser, *arguments):
    return browser.get(page_of(*arguments)).content.decode()


def test_j4_07_the_page_shows_the_difference_and_the_confirm_screen_the_answer_and_the_same_sum(browser, listener):
    assert page_of(listener) in read(browser, listener, "my_enrollment")
    page = read(browser, listener)
    for words in ("70,400円", "44,000円", "26,400円（税込）", "2027年2月17日（水）23:59", "そのままです"):
        assert words in page

    assert browser.post(page_of(listener), DECLARED)["Location"] == address("apply_confirm")
    screen = browser.get(address("apply_confirm")).content.decode()
    for words in ("26,400円（税込）", "スペシャリストレベル", "席を変更してお支払いへ進む", listener.number):
        assert words in screen
    assert Order.objects.count() == 1
    confirm(browser)
    order = Order.objects.exclude(pk=listener.purchase.order.pk).get()
    assert order.total_jpy == 26_400


def test_a_form_from_before_the_discount_ended_shows_the_new_difference_and_charges_nothing(browser, listener, at):
    browser.post(page_of(listener), DECLARED)
    form = confirm_form(browser)
    at("2027-01-01T00:00:00+09:00")
    answered = confirm(browser, form, follow=True).content.decode()
    assert "料金が変わりました" in answered
    assert "44,000円（税込）" in answered
    assert Order.objects.count() == 1


def test_neither_passed_nor_in_progress_reads_why_and_keeps_the_audit_seat(browser, listener):
    browser.post(page_of(listener), {**DECLARED, "specialist_status": "neither", "specialist_number": ""})
    screen = browser.get(address("apply_confirm")).content.decode()
    assert "スペシャリストレベルに合格した方" in screen
    assert "まだお申し込みいただけません" in screen
    assert "今年度" not in screen
    assert "席を変更してお支払いへ進む" not in screen
    assert Enrollment.objects.get(pk=listener.pk).status == "confirmed"


def test_a_full_room_leads_to_the_waitlist(browser, world, listener):
    world.cohort.pools.filter(kind="certification").update(taken=10)
    assert "キャンセル待ち" in read(browser, listener)
    browser.post(page_of(listener), DECLARED)
    browser.post(address("apply_waitlist"))
    upgrade = listener.upgrades.get()
    assert upgrade.status == "waitlisted"
    assert browser.get(page_of(listener))["Location"] == page_of(upgrade, "my_enrollment")


def test_j4_08_once_the_course_has_begun_there_is_no_button_and_the_page_says_what_is_possible(browser, listener, at):
    at("2027-02-18T00:00:00+09:00")
    assert page_of(listener) not in read(browser, listener, "my_enrollment")
    assert "次回以降の開催の認定コースにあらためてお申し込みください" in read(browser, listener)
    browser.post(page_of(listener), DECLARED)
    assert not listener.upgrades.exists()


def test_a_seat_that_is_not_for_listening_has_no_such_page_to_act_on(browser, listener):
    Enrollment.objects.filter(pk=listener.pk).update(kind="certification")
    assert "受講のみコースの席だけです" in read(browser, listener)


def test_my_page_tells_of_both_seats_before_and_after_and_of_one_that_came_to_nothing(browser, listener):
    submitted = bought_by(an_upgrade(listener, specialist="passed"))
    payment = submitted.order.payments.get()
    expire(payment)
    page = read(browser, submitted.enrollment, "my_enrollment")
    assert page_of(listener, "my_enrollment") in page
    pay(payment, now=clock.now())
    assert "認定コース席に変更済み" in read(browser, listener, "my_enrollment")
    page = read(browser, submitted.enrollment, "my_enrollment")
    assert "44,000円（税込）（注文" in page


def test_canceling_the_changed_seat_shows_both_payments(browser, listener, at):
    submitted = bought_by(an_upgrade(listener))
    pay(submitted.order.payments.get())
    at("2027-02-04T00:00:00+09:00")
    page = read(browser, submitted.enrollment, "my_enrollment_cancel")
    for words in (
        "44,000円（税込）、現在のキャンセル料 13,200円（30%）",
        "26,400円（税込）、現在のキャンセル料 7,920円（30%）",
        "49,280円",
    ):
        assert words in page
    me = Actor.process("participant")
    cancel_by_participant(submitted.enrollment, shown_refund_jpy=49_280, by=me, now=clock.now())
    assert "30,800円" in read(browser, submitted.enrollment, "my_enrollment")


def test_a_cohort_that_is_called_off_offers_no_change(browser, listener):
    Cohort.objects.update(status=Cohort.Status.CANCELED, status_reason="x")
    assert page_of(listener) not in read(browser, listener, "my_enrollment")
