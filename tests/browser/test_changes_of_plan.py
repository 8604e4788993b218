"""A cohort that people have paid for is postponed, and three of them choose three ways; a full one has a waitlist."""

import time
from datetime import date, datetime

import pytest

from cohorts.models import Enrollment, Person, SeatPool
from lms.checkout.models import ChangeNotice, OrganizerChange
from lms.kernel.calendar import JST
from lms.kernel.models import Message
from payments.models import Refund
from tests.browser import steps
from tests.cast import create
from tests.checkout.applications import bought
from tests.checkout.stripe_says import pay
from tests.checkout.test_organizer_change import another_cohort
from tests.factories.cohorts import ConfirmedEnrollmentFactory, ConfirmedPassFactory
from tests.world import open_world

CLOCK = "2026-12-12T10:00:00+09:00"
NOW = datetime(2026, 12, 10, 10, 0, tzinfo=JST)
NAMES = [("見本", "花子"), ("例示", "太郎"), ("𠮷田", "髙子")]


@pytest.fixture(scope="module")
def town(site):
    """The open cohort with three people who paid, and another cohort of the same course."""
    with site.rows():
        office, world = create("secretariat"), open_world(now=NOW)
        seated = []
        for family, given in NAMES:
            person = Person.objects.create(family_name=family, given_name=given, email=f"p{len(seated)}@example.test")
            payment = bought(world, person=person)
            pay(payment)
            seated.append(payment.order.purchases.get().enrollment)
        other = another_cohort(world)
        other.title = "2027年度 CS実務教育インストラクター養成講座（6月）"
        other.save()
    return {"office": office, "world": world, "seated": seated, "other": other}


def wait_for(site, ready, *, what):
    """The worker acts by itself; its beat looks every minute where no nudge arrived."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        with site.rows():
            if ready():
                return
        time.sleep(0.5)
    pytest.fail(f"{what} did not happen")


def links(site, kind):
    with site.rows():
        mails = Message.objects.filter(kind=f"checkout.email.{kind}")
        return {mail.to_email: next(word for word in mail.body.split() if "/choice/" in word) for mail in mails}


def test_j9_09_a_cohort_people_have_paid_for_is_postponed(site, town, new_page, look):
    office = new_page(town["office"])
    office.goto(f"/cms/desk/cohorts/{town['world'].cohort.pk}/postpone/")
    for family, _given in NAMES:
        assert family in office.inner_text("main")
    office.get_by_label("理由").fill("台風により会場が使用できないため")
    office.get_by_label("回答期限").fill("2026-12-26")
    office.get_by_label("1日目の新しい日付").fill("2027-03-18")
    office.get_by_label("2日目の新しい日付").fill("2027-03-19")
    office.locator("h3#preview").click()  # the calendar beside the last field closes
    office.set_viewport_size({"width": 1280, "height": 900})
    office.screenshot(path=look.folder / "desk-postpone-1280.png", full_page=True)
    steps.carry_out(office)
    wait_for(
        site, lambda: ChangeNotice.objects.filter(status="asked").count() == 3, what="telling the three participants"
    )
    office.reload()
    office.screenshot(path=look.folder / "desk-postponed-1280.png", full_page=True)

    answers = links(site, "postponed")
    stay, leave, move = (new_page() for _person in NAMES)
    stay.goto(answers["p0@example.test"])
    look(stay, "choice")
    stay.get_by_role("button", name="このまま受講する").click()
    assert "新しい日程でお席を確保しています" in stay.inner_text("main")
    leave.goto(answers["p1@example.test"])
    leave.get_by_role("button", name="キャンセルして返金を受ける").click()
    assert "全額ご返金します" in leave.inner_text("main")
    move.goto(answers["p2@example.test"])
    move.get_by_label("2027年度 CS実務教育インストラクター養成講座（6月）").check()
    move.get_by_role("button", name="この開催回へ変更する").click()
    look(move, "choice-moved")

    with site.rows():
        assert list(ChangeNotice.objects.order_by("pk").values_list("status", flat=True)) == ["kept", "ended", "moved"]
        assert OrganizerChange.objects.get().status == "done"
        assert Refund.objects.get().amount_jpy == 70_400
        assert [day.held_on for day in town["world"].cohort.days.order_by("position")] == [
            date(2027, 3, 18),
            date(2027, 3, 19),
        ]
        assert Enrollment.objects.filter(cohort=town["other"], status="confirmed").count() == 1


def test_j1_09_a_full_cohort_keeps_the_application_and_offers_the_next_free_seat(site, town, new_page, look):
    with site.rows():
        cohort = town["other"]
        number = "SP-2026-0099"
        ConfirmedPassFactory(candidate_number=number, number_key="sp20260099", holder_name="髙橋 花子")
        pool = SeatPool.objects.get(cohort=cohort, kind="certification")
        from lms.checkout.models import Listing
        from payments.models import CancellationPolicy

        Listing.objects.create(pool=pool, list_price_jpy=88_000, policy=CancellationPolicy.objects.get())
        SeatPool.objects.filter(pk=pool.pk).update(capacity=pool.taken + 1, taken=pool.taken + 1)
        last = ConfirmedEnrollmentFactory(pool=SeatPool.objects.get(pk=pool.pk))
        user = create("trainee")

    page = new_page(user)
    page.goto(f"/schedule/{cohort.code}/")
    assert "満席" in page.inner_text("main")
    look(page, "cohort-full")
    page.get_by_role("link", name="認定コースのキャンセル待ちに登録する").click()
    steps.fill_in_the_person(page)
    page.locator("main form button[type=submit]").click()
    steps.declare(page, number=number)
    page.locator("main form button[type=submit]").click()
    look(page, "apply-waitlist")
    page.get_by_role("button", name="キャンセル待ちに登録する").click()
    page.goto("/my/")
    assert "キャンセル待ち 1番目" in page.inner_text("main")
    look(page, "my-waitlist")

    office = new_page(town["office"])
    office.goto(f"/cms/desk/enrollments/{last.pk}/cancel/")
    office.get_by_label("理由").fill("ご本人の都合")
    steps.carry_out(office)
    wait_for(site, lambda: Enrollment.objects.filter(status="offered").exists(), what="offering the free seat")
    page.goto("/my/")
    page.get_by_role("link", name="確定とお支払いへ進む").click()
    look(page, "apply-offered")
    steps.accept_everything(page)
    page.locator("main form button[type=submit]").last.click()
    with site.rows():
        assert Enrollment.objects.get(person__user=user, cohort=cohort).status == "held"
