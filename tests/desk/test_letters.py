"""The letters of a cohort at the desk: what will leave when and why, and the acts beside it."""

import pytest
from django.core import mail
from django.urls import reverse

from cohorts.models import Cohort, SeatPool
from lms.checkout.actions.correspondence import reconcile_all
from lms.kernel.actions.delivery import deliver
from lms.kernel.models import Message
from tests.checkout.applications import NOW, a_world
from tests.factories.cohorts import ConfirmedEnrollmentFactory, PersonFactory


@pytest.fixture
def cohort(db, at) -> Cohort:
    at("2026-12-10T10:00:00+09:00")
    return a_world().cohort


def seat(cohort: Cohort, number: int = 1, **person: str) -> list[Message]:
    pool = cohort.pools.get(kind="certification")
    for _ in range(number):
        ConfirmedEnrollmentFactory(pool=pool, person=PersonFactory(**person))
    SeatPool.objects.filter(pk=pool.pk).update(taken=number)
    reconcile_all(now=NOW)
    return list(Message.objects.letters().order_by("pk"))


def address(name: str, pk: int) -> str:
    return reverse(f"lms_desk:{name}", args=[pk])


def test_the_page_says_what_leaves_when_and_why(office, cohort):
    seat(cohort, family_name="𠮷野", given_name="髙子😀")

    page = office.get(address("letters", cohort.pk)).content.decode()

    for said in ("𠮷野 髙子😀", "2027年2月4日（木）10:00", "T08", "初日の2週間前に送られます", "保留する"):
        assert said in page


def test_a_letter_is_held_back_with_a_reason_and_let_go(office, cohort):
    (letter,) = seat(cohort)

    empty = office.post(address("hold_back", letter.pk), {"reason": ""})
    assert empty.status_code == 200
    assert office.post(address("hold_back", letter.pk), {"reason": "会場を確認中"}).status_code == 302
    page = office.get(address("letters", cohort.pk)).content.decode()
    assert "会場を確認中" in page
    assert "secretariat@example.test" in page
    twice = office.post(address("hold_back", letter.pk), {"reason": "もう一度"}).content.decode()
    assert "保留できません" in twice
    assert office.post(address("let_go", letter.pk)).status_code == 302
    letter.refresh_from_db()
    assert (letter.status, letter.held_reason) == (Message.Status.QUEUED, "")


def test_what_to_bring_reaches_those_who_wait_and_those_who_were_written_to(office, cohort):
    written, waiting = seat(cohort, 2)
    deliver(written.pk, now=written.next_attempt_at)

    office.post(address("cohort_joining", cohort.pk), {"things_to_bring": "名刺", "joining_notes": ""})

    waiting.refresh_from_db()
    assert "名刺" in waiting.body
    correction = Message.objects.letters().get(edition=2)
    assert correction.about == written.about
    assert "・持ち物：名刺（変更前：–）" in correction.body
    page = office.get(reverse("lms_desk_message:inspect", args=[correction.pk])).content.decode()
    assert written.subject in page
    assert "このメールが送られる理由" in page


def test_a_mail_that_answers_an_act_cannot_be_held_back(office, cohort):
    seat(cohort)
    plain = Message.objects.create(dedupe_key="x", kind="cohorts.email.seat_confirmed", to_email="a@example.test")

    assert office.get(address("hold_back", plain.pk)).status_code == 404
    assert office.get(reverse("lms_desk_message:inspect", args=[plain.pk])).status_code == 200


@pytest.mark.parametrize("name", ["letters", "cohort_joining"])
def test_strangers_do_not_see_it(client, stranger, cohort, name):
    client.force_login(stranger)

    assert client.get(address(name, cohort.pk)).status_code in {302, 403}
    assert not mail.outbox


@pytest.mark.parametrize("seats", [1, 3, 10])
def test_the_page_costs_the_same_however_many_seats(office, cohort, django_assert_num_queries, seats):
    seat(cohort, seats)
    office.get(address("letters", cohort.pk))

    with django_assert_num_queries(12):
        assert office.get(address("letters", cohort.pk)).status_code == 200
