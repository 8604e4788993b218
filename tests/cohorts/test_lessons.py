"""Who reads which lesson: participants by seat, edition and window; staff of the cohort; editors and the office."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from cohorts.lessons import days_of, is_open, lessons_of, lessons_of_seat, readable_lessons
from cohorts.models import Cohort, Enrollment, SeatKind
from tests.factories.certification import user_with
from tests.factories.cohorts import CohortDayFactory, StaffAssignmentFactory
from tests.factories.courses import CurriculumFactory, lesson
from tests.factories.standalone import UserFactory
from tests.factories.study import LAST_DAY, NOW, enrolled, reread, study

pytestmark = pytest.mark.django_db


def titles(user, now=NOW):
    return sorted(readable_lessons(user, now=now).values_list("title", flat=True))


@pytest.mark.parametrize(
    "status,reads",
    [
        ("confirmed", True),
        ("completed", True),
        ("incomplete", True),
        ("held", False),
        ("canceled", False),
        ("released", False),
        ("declined", False),
        ("under_review", False),
        ("draft", False),
    ],
)
def test_a_seat_opens_lessons_once_it_is_confirmed(status, reads):
    world = study()
    lesson(world.curriculum, title="準備")
    fields = {"status": status, "hold_until": NOW} if status == "held" else {"status": status}
    Enrollment.objects.filter(pk=world.enrollment.pk).update(**fields)
    assert titles(world.user) == (["準備"] if reads else [])


def test_nobody_else_reads_anything():
    world = study()
    lesson(world.curriculum, title="準備")
    elsewhere = study()
    assert titles(elsewhere.user) == []
    assert titles(UserFactory()) == []
    assert titles(AnonymousUser()) == []
    assert titles(world.user) == ["準備"]


def test_a_closed_account_reads_nothing():
    world = study()
    lesson(world.curriculum)
    world.user.is_active = False
    assert titles(world.user) == []


@pytest.mark.parametrize(
    "kind,expected", [(SeatKind.CERTIFICATION, ["全員", "認定"]), (SeatKind.AUDIT, ["全員", "聴講"])]
)
def test_a_seat_reads_what_is_for_its_kind(kind, expected):
    world = study(kind=kind)
    for title, seats in (("全員", "both"), ("認定", "certification"), ("聴講", "audit")):
        lesson(world.curriculum, title=title, for_seats=seats)
    assert titles(world.user) == sorted(expected)


def test_a_cohort_reads_its_own_edition_only():
    world = study()
    newer = CurriculumFactory(course=world.curriculum.course)
    lesson(newer, title="新版")
    shared = lesson(newer, title="両方")
    shared.editions.add(world.curriculum)
    shared.save()
    assert titles(world.user) == ["両方"]


def test_drafts_are_read_by_nobody():
    world = study()
    draft = lesson(world.curriculum, live=False)
    assert titles(world.user) == []
    assert titles(user_with("lms_courses.change_lesson")) == []
    assert not lessons_of_seat(world.enrollment).filter(pk=draft.pk).exists()


def test_a_canceled_cohort_closes_its_lessons():
    world = study()
    lesson(world.curriculum)
    Cohort.objects.filter(pk=world.cohort.pk).update(status="canceled", status_reason="最少催行人数に満たないため")
    assert titles(world.user) == []
    world.enrollment.cohort.refresh_from_db()
    assert list(lessons_of(world.enrollment, now=NOW)) == []


def test_staff_read_every_lesson_of_their_cohort_at_any_time():
    world = study()
    lesson(world.curriculum, title="認定", for_seats="certification", opens_days_before=0)
    lesson(study().curriculum, title="よその講座")
    staff = StaffAssignmentFactory(cohort=world.cohort)
    assert titles(staff.user) == ["認定"]


@pytest.mark.parametrize("right", ["lms_courses.change_lesson", "lms_cohorts.work_as_secretariat"])
def test_editors_and_the_office_read_all(right):
    lesson(study().curriculum, title="甲", opens_days_before=0)
    lesson(study().curriculum, title="乙")
    assert titles(user_with(right)) == ["乙", "甲"]


def test_deciders_read_nothing():
    lesson(study().curriculum)
    assert titles(user_with("lms_cohorts.decide_certification")) == []


def test_two_cohorts_open_the_lessons_of_both():
    world = study()
    again = study()
    Enrollment.objects.filter(pk=again.enrollment.pk).update(person=world.enrollment.person)
    lesson(world.curriculum, title="甲")
    lesson(again.curriculum, title="乙")
    assert titles(world.user) == ["乙", "甲"]


@pytest.mark.both_databases
def test_the_database_opens_lessons_on_the_days_the_window_does():
    """The condition in SQL and `is_open` agree on every day around every boundary."""
    world = study()
    for opens in (None, 14, 0, -2, -30):
        for closes in (None, 0, 30):
            lesson(world.curriculum, title=f"{opens}/{closes}", opens_days_before=opens, closes_days_after=closes)
    everything = list(lessons_of_seat(world.enrollment))
    start = datetime(2027, 2, 1, 15, 0, tzinfo=UTC)  # midnight in Japan
    for days in range(60):
        for now in (start + timedelta(days=days), start + timedelta(days=days, seconds=-1)):
            expected = [one for one in everything if is_open(one, world.enrollment, now=now)]
            assert titles(world.user, now) == sorted(one.title for one in expected)
            assert list(lessons_of(world.enrollment, now=now)) == expected


def test_nothing_closes_while_a_day_is_undecided():
    world = study()
    lesson(world.curriculum, title="準備", opens_days_before=14, closes_days_after=0)
    CohortDayFactory(cohort=world.cohort, position=3, held_on=None)
    assert titles(world.user, datetime(2028, 1, 1, tzinfo=UTC)) == ["準備"]
    assert days_of(reread(world.enrollment))[1] is None
    world.cohort.days.filter(position=3).update(held_on=LAST_DAY + timedelta(days=1))
    assert titles(world.user, datetime(2028, 1, 1, tzinfo=UTC)) == []


def test_lessons_of_an_enrollment_come_in_their_order():
    world = study()
    for position, title in ((2, "後"), (1, "先")):
        lesson(world.curriculum, title=title, position=position)
    assert [one.title for one in lessons_of(world.enrollment, now=NOW)] == ["先", "後"]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_asking_costs_the_same_for_any_number_of_lessons(count, django_assert_num_queries):
    world = study()
    enrolled(world.cohort)
    for _each in range(count):
        lesson(world.curriculum)
    with django_assert_num_queries(4):  # two for the rights, one for the enrollments, one for the lessons
        assert len(readable_lessons(world.user, now=NOW)) == count
