"""Canceling on my page: the sum stands there before, and only that sum is done."""

import pytest
from django.urls import reverse

from cohorts.models import Enrollment, Person, SeatPool
from lms.checkout.models import Cancellation
from payments.models import Refund
from tests.checkout.applications import bought
from tests.checkout.stripe_says import pay
from tests.portal.applicant import address, fill_in

FREE = "2027-02-03T23:59:00+09:00"
THIRTY = "2027-02-04T00:00:00+09:00"


@pytest.fixture
def enrollment(world, trainee):
    """A paid seat of the trainee who is signed in."""
    payment = bought(world, person=Person.objects.get(user=trainee))
    pay(payment)
    return payment.order.purchases.get().enrollment


def page_of(enrollment):
    return reverse("lms_portal:my_enrollment_cancel", args=[enrollment.public_id])


def test_j5_10_the_sum_is_read_before_anything_is_done(browser, enrollment, at):
    at(THIRTY)
    page = browser.get(page_of(enrollment)).content.decode()
    for words in ("70,400円（税込）", "21,120円（30%）", "49,280円", "2027年2月10日（水）23:59"):
        assert words in page
    assert not Cancellation.objects.exists()
    browser.post(page_of(enrollment), {"shown_refund_jpy": "49280"})
    assert (Cancellation.objects.get().refund_jpy, Refund.objects.get().amount_jpy) == (49_280, 49_280)
    mine = browser.get(reverse("lms_portal:my_enrollment", args=[enrollment.public_id])).content.decode()
    assert "49,280円" in mine
    assert "返金" in mine


def test_a_page_from_before_midnight_asks_again(browser, enrollment, at):
    at(THIRTY)
    answered = browser.post(page_of(enrollment), {"shown_refund_jpy": "70400"}, follow=True)
    assert "キャンセル料が変わりました" in answered.content.decode()
    assert not Cancellation.objects.exists()


def test_pressing_twice_is_one_cancellation(browser, enrollment, at):
    at(FREE)
    for _again in range(2):
        browser.post(page_of(enrollment), {"shown_refund_jpy": "70400"})
    assert (Cancellation.objects.count(), Refund.objects.count()) == (1, 1)


@pytest.mark.parametrize("typed", ["", "-1", "全額"])
def test_a_form_that_was_tampered_with_does_nothing(browser, enrollment, at, typed):
    at(FREE)
    assert browser.post(page_of(enrollment), {"shown_refund_jpy": typed}).status_code == 200
    assert not Cancellation.objects.exists()


def test_a_draft_is_canceled_for_nothing(browser, world):
    fill_in(browser)
    enrollment = Enrollment.objects.get()
    assert "キャンセル料もかかりません" in browser.get(page_of(enrollment)).content.decode()
    browser.post(page_of(enrollment), {"shown_refund_jpy": "0"})
    enrollment.refresh_from_db()
    assert (enrollment.status, SeatPool.objects.get(kind="certification").taken) == ("canceled", 0)
    assert browser.get(page_of(enrollment)).status_code == 302
    assert browser.get(address("apply")).status_code == 200
