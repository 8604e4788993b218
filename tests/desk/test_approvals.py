"""What takes two people at the desk: asking, waiting, and what happens with the yes of another person."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.urls import reverse

from cohorts.models import SeatPool
from lms.checkout.models import Cancellation
from lms.kernel.models import Message
from payments.models import Approval, Finding, Refund, StripeRequest
from tests.cast import create, grant
from tests.checkout.applications import bought
from tests.checkout.stripe_says import pay
from tests.world import open_world


@pytest.fixture
def world(db, at):
    return open_world(now=at("2026-12-10T10:00:00+09:00"))


@pytest.fixture
def seated(world):
    payment = bought(world)
    pay(payment)
    return payment.order.purchases.get().enrollment


@pytest.fixture
def treasurer(db):
    """Somebody who may approve, and has no other business at the desk."""
    return grant(create("stranger"), "wagtailadmin.access_admin", "lms_payments.approve_money")


@pytest.fixture
def other_desk(treasurer):
    from django.test import Client

    browser = Client()
    browser.force_login(treasurer)
    return browser


def url(name, pk):
    return reverse(f"lms_desk:{name}", args=[pk])


def page(browser, model, pk):
    return browser.get(reverse(f"lms_desk_{model}:inspect", args=[pk])).content.decode()


def taken():
    return SeatPool.objects.get(kind="certification").taken


@pytest.fixture
def asked(office, treasurer, seated, settings, at):
    """The office asked to cancel without a fee where the terms keep 21,120 yen."""
    settings.LMS_FEE_LIMIT_JPY = 20_000
    at("2027-02-04T10:00:00+09:00")
    office.post(url("cancel_enrollment", seated.pk), {"reason": "入院のため", "fee_jpy": "0"})
    return Approval.objects.get()


def test_above_the_limit_nothing_happens_before_another_person_says_yes(asked, office, other_desk, seated, treasurer):
    order = asked.order
    assert (Refund.objects.count(), StripeRequest.objects.filter(kind="refund").count(), taken()) == (0, 0, 1)
    assert not Message.objects.filter(kind="checkout.email.canceled").exists()
    shown = page(office, "order", order.pk)
    for words in ("入院のため", "21,120円", str(treasurer), url("withdraw_money", asked.pk)):
        assert words in shown
    assert url("approve_money", asked.pk) not in shown
    assert "キャンセル料は0円です。" in other_desk.get(url("approve_money", asked.pk)).content.decode()
    other_desk.post(url("approve_money", asked.pk))
    seated.refresh_from_db()
    done = Cancellation.objects.get()
    assert (seated.status, taken(), done.fee_jpy, done.refund_jpy) == ("canceled", 0, 0, 70_400)
    assert (StripeRequest.objects.filter(kind="refund").count(), done.canceled_by) == (1, str(treasurer))
    assert "70,400円" in Message.objects.get(kind="checkout.email.canceled").body
    assert "却下" not in page(other_desk, "approval", asked.pk)


def test_nobody_answers_their_own_request_or_without_the_right(asked, office, secretariat, seated):
    assert office.post(url("approve_money", asked.pk)).status_code in {302, 403}
    grant(secretariat, "lms_payments.approve_money")
    assert url("approve_money", asked.pk) not in page(office, "order", asked.order_id)
    answer = office.post(url("approve_money", asked.pk)).content.decode()
    assert "申請した人以外の、ほかの担当者が回答してください。" in answer
    seated.refresh_from_db()
    assert (seated.status, Refund.objects.count()) == ("confirmed", 0)


def test_a_no_leaves_everything_and_it_can_be_asked_anew(asked, office, other_desk, seated):
    again = office.post(url("cancel_enrollment", seated.pk), {"reason": "入院のため", "fee_jpy": "0"})
    assert "すでに別の人の承認を待っています。" in again.content.decode()
    other_desk.post(url("refuse_money", asked.pk), {"reason": "診断書を待つ"})
    seated.refresh_from_db()
    assert (seated.status, "診断書を待つ" in page(office, "approval", asked.pk)) == ("confirmed", True)
    office.post(url("cancel_enrollment", seated.pk), {"reason": "診断書あり", "fee_jpy": "0"})
    office.post(url("withdraw_money", Approval.objects.open().get().pk))
    assert (Approval.objects.open().count(), Approval.objects.count()) == (0, 1)


def test_another_tier_since_it_was_asked_is_not_what_was_approved(asked, other_desk, seated, at):
    at("2027-02-11T10:00:00+09:00")
    answer = other_desk.post(url("approve_money", asked.pk)).content.decode()
    assert "依頼されたときと状況が変わっています。" in answer
    asked.refresh_from_db()
    seated.refresh_from_db()
    assert (asked.answered_at, seated.status, Refund.objects.count()) == (None, "confirmed", 0)


def test_the_queue_counts_what_waits(asked, office):
    assert "別の人の承認を待つ" in office.get(reverse("lms_desk:today")).content.decode()
    listed = office.get(reverse("lms_desk_approval:index") + "?waiting=yes").content.decode()
    assert asked.order.number in listed


@pytest.fixture
def unseated(world, settings):
    """70,400 yen that nobody could give a seat for, and a limit below that."""
    payment = bought(world)
    SeatPool.objects.update(capacity=0, taken=0)
    from cohorts.models import Enrollment

    Enrollment.objects.update(status="released")
    pay(payment)
    settings.LMS_REFUND_LIMIT_JPY = settings.LMS_WRITE_OFF_LIMIT_JPY = 70_000
    return Finding.objects.get()


def test_a_refund_and_a_write_off_of_a_finding_wait_for_two(unseated, office, other_desk):
    shown = office.get(url("finding_refund", unseated.pk)).content.decode()
    assert ("承認を依頼する" in shown, "70,000円" in shown) == (True, True)
    office.post(url("finding_refund", unseated.pk), {"reason": "別の回も満席のため"})
    assert (Refund.objects.count(), Finding.objects.unresolved().count()) == (0, 1)
    # While it waits nothing else is done about the same money.
    shown = page(office, "finding", unseated.pk)
    assert (url("finding_write_off", unseated.pk) in shown, "別の回も満席のため" in shown) == (False, True)
    office.post(url("finding_write_off", unseated.pk), {"reason": "x"})
    assert Approval.objects.count() == 1
    other_desk.post(url("approve_money", Approval.objects.get().pk))
    assert (Refund.objects.get().amount_jpy, Finding.objects.unresolved().count()) == (70_400, 0)
    assert StripeRequest.objects.filter(kind="refund").count() == 1


def test_below_the_limit_one_person_is_enough(unseated, office, settings):
    settings.LMS_REFUND_LIMIT_JPY = 70_400
    office.post(url("finding_refund", unseated.pk))
    assert (Refund.objects.get().amount_jpy, Approval.objects.count()) == (70_400, 0)


def test_a_secretariat_from_before_may_approve_after_migrating(db):
    """It was made by an earlier version and `setup_roles` need not run again; other groups and fresh sites stay."""
    migration = import_module("lms.desk.migrations.0003_secretariat_approves_money")
    migration.let_approve(apps, None)
    old, other = (Group.objects.create(name=name) for name in ("事務局", "編集者"))
    migration.let_approve(apps, None)
    assert list(old.permissions.values_list("codename", flat=True)) == ["approve_money"]
    assert not other.permissions.exists()
