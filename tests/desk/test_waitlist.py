"""The waitlist and the minimum number of participants at the desk."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cohorts.models import Cohort, Enrollment, SeatPool
from lms.kernel.models import Message
from tests.factories.cohorts import (
    CohortDayFactory,
    EnrollmentFactory,
    OpenCohortFactory,
    PersonFactory,
    SeatPoolFactory,
)
from tests.lms.pages_read import Page

NOW = datetime.fromisoformat("2027-01-15T10:00:00+09:00")
Status = Enrollment.Status


@pytest.fixture
def cohort(db, at):
    at(NOW.isoformat())
    cohort = OpenCohortFactory()
    CohortDayFactory(cohort=cohort, position=1, held_on=date(2027, 2, 18))
    return cohort


def queue(cohort, number, *, capacity=2, taken=2):
    """People who wait, longest first, for seats of which `taken` are taken."""
    pool = SeatPoolFactory(cohort=cohort, capacity=capacity, taken=taken, waiting=number)
    return [
        EnrollmentFactory(
            pool=pool,
            person=PersonFactory(family_name="髙橋", given_name=f"𠮷男{n}🌸", language="ja"),
            status=Status.WAITLISTED,
            waitlisted_at=NOW - timedelta(hours=number - n),
            submitted_at=NOW - timedelta(hours=number - n),
        )
        for n in range(number)
    ]


def address(name, pk):
    return reverse(f"lms_desk:{name}", args=[pk])


def text(answer):
    assert answer.status_code == 200
    return Page(answer.content.decode()).text


def test_j9_06_the_queue_shows_places_and_offers(office, cohort):
    first, _second = queue(cohort, 2, capacity=3)
    office.post(address("offer_seats", cohort.pk))
    first.refresh_from_db()
    assert first.status == Status.OFFERED
    page = text(office.get(address("waitlist", cohort.pk)))
    assert "髙橋 𠮷男0🌸" in page
    assert "2027年1月17日（日）10:00" in page
    assert "3席のうち3席" in page
    assert page.index("髙橋 𠮷男0🌸") < page.index("髙橋 𠮷男1🌸")


def test_an_offer_without_a_free_seat_says_so(office, cohort):
    queue(cohort, 1)
    assert "空いている席がありません" in text(office.post(address("offer_seats", cohort.pk)))


def test_skipping_needs_a_reason_and_leaves_it_on_file(office, cohort):
    first, second = queue(cohort, 2, capacity=3)
    assert office.post(address("offer_out_of_turn", second.pk), {"reason": ""}).status_code == 200
    second.refresh_from_db()
    assert second.status == Status.WAITLISTED
    office.post(address("offer_out_of_turn", second.pk), {"reason": "遠方のため早い返事が必要"})
    second.refresh_from_db()
    entry = ModelLogEntry.objects.get(action="lms_cohorts.offer_seat_out_of_turn")
    assert second.status == Status.OFFERED
    assert (entry.data["reason"], entry.data["skipped"]) == ("遠方のため早い返事が必要", 1)
    assert Enrollment.objects.with_place().get(pk=first.pk).place == 1
    assert list(SeatPool.objects.values_list("taken", "waiting")) == [(3, 1)]
    again = office.post(address("offer_out_of_turn", first.pk), {"reason": "もう一人"})
    assert "空いている席がありません" in text(again)


def test_taking_somebody_off_tells_them_why_once(office, cohort):
    first, second = queue(cohort, 2)
    for _twice in range(2):
        assert office.post(address("take_off_waitlist", first.pk), {"reason": "重複した申込のため"}).status_code == 302
    first.refresh_from_db()
    assert first.status == Status.CANCELED
    assert list(SeatPool.objects.values_list("taken", "waiting")) == [(2, 1)]
    message = Message.objects.about(first).get(kind="cohorts.email.taken_off_waitlist")
    assert "重複した申込のため" in message.body
    assert "キャンセル待ち" in message.subject
    assert Enrollment.objects.with_place().get(pk=second.pk).place == 1


def test_who_has_a_seat_is_not_taken_off_a_waitlist(office, cohort):
    (one,) = queue(cohort, 1)
    Enrollment.objects.update(status=Status.CONFIRMED, confirmed_at=NOW)
    SeatPool.objects.update(taken=2, waiting=0)
    assert office.post(address("take_off_waitlist", one.pk), {"reason": "間違い"}).status_code == 200
    one.refresh_from_db()
    assert one.status == Status.CONFIRMED


@pytest.mark.parametrize("name", ["waitlist", "offer_seats", "cohort_minimum"])
def test_others_do_not_see_it(client, stranger, cohort, name):
    client.force_login(stranger)
    assert client.get(address(name, cohort.pk)).status_code in {302, 403}


@pytest.mark.parametrize("name", ["offer_out_of_turn", "take_off_waitlist"])
def test_others_do_not_act_on_it(client, stranger, cohort, name):
    (one,) = queue(cohort, 1, capacity=3)
    client.force_login(stranger)
    assert client.post(address(name, one.pk), {"reason": "x"}).status_code in {302, 403}
    one.refresh_from_db()
    assert one.status == Status.WAITLISTED


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_queue_costs_the_same_however_many_wait(office, cohort, django_assert_num_queries, number):
    queue(cohort, number)
    office.get(address("waitlist", cohort.pk))
    with django_assert_num_queries(13):
        office.get(address("waitlist", cohort.pk))


def test_j9_08_the_minimum_is_decided_at_the_desk_and_reminds_from_its_day(office, cohort, at):
    form = office.get(address("cohort_minimum", cohort.pk)).context["form"]
    assert form["decide_on"].value() == date(2027, 2, 4)
    late = office.post(address("cohort_minimum", cohort.pk), {"minimum": "6", "decide_on": "2027-02-18"})
    assert "初日より前" in text(late)
    lonely = office.post(address("cohort_minimum", cohort.pk), {"minimum": "", "decide_on": "2027-02-04"})
    assert "最少催行人数が必要です" in text(lonely)
    decided = office.post(address("cohort_minimum", cohort.pk), {"minimum": "6", "decide_on": "2027-02-04"})
    assert decided.status_code == 302
    cohort.refresh_from_db()
    assert (cohort.minimum_participants, cohort.go_no_go_on) == (6, date(2027, 2, 4))
    board = reverse("lms_desk_cohort:inspect", args=[cohort.pk])
    assert "あと6人" in text(office.get(board))
    assert reminded(office) == 0
    at("2027-02-04T00:00:00+09:00")
    assert reminded(office) == 1
    assert "判断の期日です" in text(office.get(board))
    Cohort.objects.update(minimum_participants=1, go_no_go_on=None)
    assert reminded(office) == 0


def reminded(office):
    page = office.get(reverse("lms_desk:today"))
    every = [*page.context["queues"], *page.context["empty"]]
    (line,) = [queue for queue in every if "short=yes" in queue.url]
    return line.count
