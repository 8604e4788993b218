"""Seats kept for companies at the desk, and what the company's contact sees of them."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cohorts.models import CompanyHold, SeatPool
from lms.kernel.calendar import JST
from tests.cast import create
from tests.checkout.applications import NOW, a_world
from tests.checkout.companies import a_contact, hold, taken
from tests.lms.pages_read import Page

ASKED = {
    "seats": 3,
    "last_day": "2026-12-20",
    "company": "みなと見本株式会社",
    "family_name": "髙橋",
    "given_name": "恵",
    "email": "megumi@example.test",
    "reason": "電話でのご依頼",
}


@pytest.fixture
def world(db, at):
    at(NOW.isoformat())
    return a_world(capacity=5)


def address(name, pk):
    return reverse(f"lms_desk:{name}", args=[pk])


def text(answer):
    assert answer.status_code == 200
    return Page(answer.content.decode()).text


def test_the_office_holds_seats_for_a_company_and_finds_them_on_list_and_board(office, world):
    pool = SeatPool.objects.get(cohort=world.cohort, kind="certification")
    page = address("hold_for_company", world.cohort.pk)
    assert "空席5（定員5）" in text(office.get(page))
    office.post(page, {**ASKED, "pool": pool.pk})
    entry = CompanyHold.objects.get()
    assert (entry.seats, entry.held_until) == (3, datetime(2026, 12, 21, tzinfo=JST))
    listed = text(office.get(address("company_holds", world.cohort.pk)))
    assert all(
        word in listed for word in ("みなと見本株式会社", "髙橋 恵", "2026年12月20日（日）23:59", "電話でのご依頼")
    )
    board = text(office.get(reverse("lms_desk_cohort:inspect", args=[world.cohort.pk])))
    assert "3 / 5" in board
    assert "うち企業用に確保 3" in board
    assert ModelLogEntry.objects.filter(action="lms_cohorts.hold_for_company", object_id=entry.pk).count() == 1


def test_what_is_in_the_way_is_said_and_nothing_typed_is_lost(office, world):
    pool = SeatPool.objects.get(cohort=world.cohort, kind="certification")
    page = address("hold_for_company", world.cohort.pk)
    refused = text(office.post(page, {**ASKED, "pool": pool.pk, "seats": 6}))
    assert "確保できるこの区分の空席は5席です" in refused
    answer = office.post(page, {**ASKED, "pool": pool.pk, "seats": 6})
    assert 'value="みなと見本株式会社"' in answer.content.decode()
    assert not CompanyHold.objects.exists()


def test_on_the_day_of_the_deadline_seats_are_held_until_the_deadline(office, world):
    deadline = world.cohort.application_deadline_at
    pool = SeatPool.objects.get(cohort=world.cohort, kind="certification")
    last_day = deadline.astimezone(JST).date()
    office.post(address("hold_for_company", world.cohort.pk), {**ASKED, "pool": pool.pk, "last_day": last_day})
    assert CompanyHold.objects.get().held_until <= deadline


def test_the_office_changes_and_gives_back_and_reads_who_waits(office, world):
    entry = hold(world, a_contact(), seats=3)
    SeatPool.objects.filter(pk=entry.pool_id).update(waiting=2)
    assert "キャンセル待ち：2名" in text(office.get(address("change_hold", entry.pk)))
    office.post(
        address("change_hold", entry.pk), {"seats": 2, "last_day": date(2026, 12, 22), "reason": "1名減のご連絡"}
    )
    assert taken(world)["certification"] == 2
    office.post(address("release_hold", entry.pk), {"reason": "ご辞退のため"})
    assert taken(world)["certification"] == 0
    assert "確保席はすでに終了" in text(office.get(address("release_hold", entry.pk)))
    listed = text(office.get(address("company_holds", world.cohort.pk)))
    assert "事務局が解除" in listed


def test_the_list_asks_the_same_for_any_number(office, world, django_assert_num_queries):
    def look(count):
        with django_assert_num_queries(count):
            office.get(address("company_holds", world.cohort.pk))

    hold(world, a_contact("甲社"), seats=1)
    office.get(address("company_holds", world.cohort.pk))
    look(QUERIES)
    hold(world, a_contact("乙社"), seats=1)
    hold(world, a_contact("丙社"), seats=1)
    look(QUERIES)


QUERIES = 11


def test_the_contact_finds_the_seats_on_my_page_and_in_the_application(client, world):
    contact = a_contact()
    hold(world, contact, seats=2)
    SeatPool.objects.filter(kind="certification").update(taken=5)
    client.force_login(contact.user)
    said = "見本株式会社様のために、2026年12月20日（日）23:59まで2席（認定コース）を確保しています。"
    assert said in text(client.get("/my/"))
    page = client.get(reverse("lms_portal:group", args=[world.cohort.code]))
    assert said in text(page)
    assert page.context["form"].initial["certification"] == 2
    sent = client.post(
        reverse("lms_portal:group", args=[world.cohort.code]),
        {"certification": 2, "audit": 0, "way": "transfer"},
    )
    assert sent.status_code == 302, "seats held for the company can be asked for although no others are free"
    named = {f"seat{n}-is_named_later": "on" for n in (1, 2)}
    client.post(reverse("lms_portal:group_people", args=[world.cohort.code]), named)
    confirm = text(client.get(reverse("lms_portal:group_confirm", args=[world.cohort.code])))
    assert "2席（うち2席は貴社のために確保済み）" in confirm


def test_nobody_else_reads_of_them(client, world):
    hold(world, a_contact(), seats=2)
    client.force_login(create("stranger"))
    assert "確保しています" not in text(client.get("/my/"))
