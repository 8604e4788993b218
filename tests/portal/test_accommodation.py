"""What somebody needs in order to take part: asked apart, read by few, answered on the page, gone in time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cohorts.actions.accommodation import (
    AlreadyAnswered,
    NothingToTellTrainers,
    answer_accommodation,
    ask_for_accommodation,
    carry_accommodations,
)
from cohorts.actions.forgetting import forget_person
from cohorts.models import Accommodation, Enrollment
from cohorts.tasks import purge_accommodations
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from lms.portal.my_data import held_about
from tests.factories.cohorts import AccommodationFactory, CohortDayFactory, PersonFactory
from tests.lms.pages_read import Page
from tests.portal.applicant import address, confirm, fill_in

OFFICE = Actor.process("test office")
WISH = "車いすで参加します。"
ANSWER = "通路側の広い席をご用意します。"


def page(enrollment, name="my_accommodation"):
    return reverse(f"lms_portal:{name}", args=[enrollment.public_id])


def words(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(Page(response.content.decode()).words)


def answer(request, **changes):
    given = {"outcome": "agreed", "answer": ANSWER, "now": clock.now(), **changes}
    return answer_accommodation(request, by=OFFICE, **given)


@pytest.fixture
def carer(db):
    """Somebody of the office with the right to read such requests, and no other work there."""
    from tests.cast import create

    user = create("stranger")
    for codename in ("access_admin", "handle_accommodations"):
        user.user_permissions.add(Permission.objects.get(codename=codename))
    return user


# Asked


def test_j1_05_asked_for_in_the_application_and_kept_apart_from_it(browser, world):
    fill_in(browser, accommodation=WISH)
    request = Accommodation.objects.get()
    assert (request.wish, request.status) == (WISH, "asked")
    enrollment = Enrollment.objects.get()
    columns = [*vars(enrollment).values(), *vars(enrollment.declaration).values()]
    assert WISH not in map(str, columns)
    assert browser.get(address("apply_declarations")).context["form"]["accommodation"].value() == WISH
    fill_in(browser, accommodation="")
    assert Accommodation.objects.count() == 0


def test_asked_changed_and_withdrawn_on_my_page(browser, world):
    fill_in(browser)
    confirm_page = page(Enrollment.objects.get())
    assert browser.post(confirm_page, {"wish": " "}).context["form"].errors
    browser.post(confirm_page, {"wish": WISH})
    browser.post(confirm_page, {"wish": "手話通訳"})
    assert Accommodation.objects.get().wish == "手話通訳"
    browser.post(page(Enrollment.objects.get(), "my_accommodation_withdraw"))
    assert Accommodation.objects.count() == 0


def test_an_answer_is_read_on_the_page_and_more_can_be_asked(browser, world):
    fill_in(browser, accommodation=WISH)
    enrollment = Enrollment.objects.get()
    answer(Accommodation.objects.get())
    assert ANSWER in words(browser, page(enrollment))
    browser.post(page(enrollment), {"wish": "手話通訳"})
    assert [one.wish for one in enrollment.accommodations.all()] == [WISH, "手話通訳"]
    with pytest.raises(AlreadyAnswered):
        answer(Accommodation.objects.first())


# Read by few


def test_the_secretariat_alone_finds_it_nowhere(client, secretariat, browser, world):
    fill_in(browser, accommodation=WISH)
    confirm(browser)
    enrollment = Enrollment.objects.get()
    answer(Accommodation.objects.get())
    office = Client()
    office.force_login(secretariat)
    request = Accommodation.objects.get()
    closed = [
        reverse("lms_desk_accommodation:index"),
        reverse("lms_desk_accommodation:inspect", args=[request.pk]),
        reverse("lms_desk:answer_accommodation", args=[request.pk]),
    ]
    assert [office.get(path).status_code for path in closed] == [302] * 3
    for path in (
        reverse("lms_desk_enrollment:inspect", args=[enrollment.pk]),
        reverse("lms_desk_person:inspect", args=[enrollment.person_id]),
        reverse("lms_desk:today"),
    ):
        read = words(office, path)
        assert not any(hint in read for hint in (WISH, ANSWER, "配慮"))
    export = office.get(reverse("lms_desk_enrollment:index"), {"export": "csv"})
    assert WISH not in b"".join(export.streaming_content).decode()


def test_the_mail_says_that_there_is_something_to_read_and_not_what(db):
    request = AccommodationFactory()
    answer(request)
    mail = Message.objects.get()
    assert not any(hint in mail.subject + mail.body for hint in ("車いす", "通路側", "配慮"))
    assert (mail.about, mail.kind) == ("", "cohorts.email.message_on_page")


def test_those_in_charge_answer_it(client, carer):
    client.force_login(carer)
    request = AccommodationFactory()
    listed = client.get(reverse("lms_desk_accommodation:index"))
    assert [one.pk for one in listed.context["object_list"]] == [request.pk]
    assert "車いす" not in listed.content.decode()
    inspect = reverse("lms_desk_accommodation:inspect", args=[request.pk])
    assert "車いすで参加します" in words(client, inspect)
    act = reverse("lms_desk:answer_accommodation", args=[request.pk])
    assert list(client.post(act, {"outcome": "agreed"}).context["form"].errors) == ["answer"]
    assert client.post(act, {"outcome": "alternative", "answer": ANSWER})["Location"] == inspect
    request.refresh_from_db()
    assert (request.status, request.answer, request.answered_by) == ("alternative", ANSWER, carer)
    assert client.get(reverse("lms_desk_enrollment:index")).status_code == 302


def test_nobody_answers_their_own(client, carer):
    client.force_login(carer)
    own = AccommodationFactory(enrollment__person=PersonFactory(user=carer))
    assert client.get(reverse("lms_desk_accommodation:inspect", args=[own.pk])).status_code == 404
    assert client.post(reverse("lms_desk:answer_accommodation", args=[own.pk]), {}).status_code == 404


def test_an_export_of_the_list_holds_nothing(client, carer):
    client.force_login(carer)
    AccommodationFactory()
    answer = client.get(reverse("lms_desk_accommodation:index"), {"export": "csv"})
    assert b"".join(answer.streaming_content).decode("utf-8-sig").strip() == ""


# Gone in time


@pytest.mark.parametrize(
    "moment,is_kept",
    [
        ("2027-05-20T23:59:00+09:00", True),  # the 90th day after 19 February
        ("2027-05-20T14:59:00+00:00", True),
        ("2027-05-21T00:00:00+09:00", False),
        ("2027-05-20T15:00:00+00:00", False),
    ],
)
def test_it_is_kept_through_the_ninetieth_day_after_the_course(db, at, moment, is_kept):
    request = AccommodationFactory(enrollment__status="completed")
    for day in (date(2027, 2, 18), date(2027, 2, 19)):
        CohortDayFactory(cohort=request.enrollment.cohort, held_on=day)
    at(moment)
    purge_accommodations()
    purge_accommodations()
    assert Accommodation.objects.exists() is is_kept


@pytest.mark.parametrize("status,is_kept", [("confirmed", True), ("canceled", False), ("declined", False)])
def test_an_application_that_came_to_nothing_keeps_none(db, at, status, is_kept):
    AccommodationFactory(enrollment__status=status)
    at("2027-01-12T00:20:00+09:00")
    purge_accommodations()
    assert Accommodation.objects.exists() is is_kept


def test_with_it_goes_what_the_history_says_of_it(db, at):
    enrollment = AccommodationFactory(enrollment__status="canceled").enrollment
    ask_for_accommodation(enrollment, wish="手話通訳", by=OFFICE, now=datetime(2027, 1, 12, tzinfo=UTC))
    assert ModelLogEntry.objects.filter(action__contains="accommodation").count() == 1
    at("2027-01-12T00:20:00+09:00")
    purge_accommodations()
    assert ModelLogEntry.objects.filter(action__contains="accommodation").count() == 0


def test_it_goes_with_the_person_to_another_seat(db):
    source = answer(AccommodationFactory()).enrollment
    AccommodationFactory(enrollment=source, wish="筆談")
    target = AccommodationFactory(wish="手話通訳").enrollment
    carry_accommodations(source, target)
    assert sorted((one.wish, one.status) for one in target.accommodations.all()) == [
        ("手話通訳", "asked"),
        ("車いすで参加します。机の高さをご相談させてください。", "agreed"),
    ]
    assert not source.accommodations.exists()


def test_a_forgotten_person_leaves_none(db):
    person = AccommodationFactory(enrollment__status="completed").enrollment.person
    forget_person(person, by=OFFICE, now=clock.now() + timedelta(days=1))
    assert Accommodation.objects.count() == 0


def test_it_is_part_of_what_is_held_about_me(db):
    person = AccommodationFactory().enrollment.person
    held = {section.title: section.records for section in held_about(person)}
    assert any("車いす" in value for record in held["合理的配慮のご依頼"] for _label, value in record)


def test_trainers_are_told_of_what_was_agreed_and_of_nothing_else(db):
    request = AccommodationFactory()
    with pytest.raises(NothingToTellTrainers):
        answer(request, outcome="refused", for_trainers="最前列の席")
    answer(request, for_trainers="最前列の席")
    assert Accommodation.objects.to_be_done_by_trainers().filter(pk=request.pk).exists() is (
        request.enrollment.status in {"confirmed", "completed", "incomplete"}
    )
    with pytest.raises(IntegrityError, match="trainers_told_of_agreed"), transaction.atomic():
        Accommodation.objects.filter(pk=request.pk).update(status="refused")
