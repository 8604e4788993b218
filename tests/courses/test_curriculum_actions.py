"""The next edition of a curriculum, and which one is current."""

import pytest

from courses.actions.curriculum import make_curriculum_current, new_curriculum_version
from courses.models import Curriculum, Lesson
from courses.timetable import timetable_of_curriculum
from lms.kernel.actor import Actor
from tests.factories.courses import two_day_curriculum
from tests.factories.frameworks import published_framework

pytestmark = pytest.mark.django_db
OFFICE = Actor.process("test office")


@pytest.fixture
def cmbok():
    return published_framework()[-1]


def name(curriculum, cmbok, *codes):
    """The first half day teaches these; its first outcome serves the first of them."""
    session = curriculum.days.first().sessions.first()
    session.competencies = list(cmbok.competencies.filter(code__in=codes))
    session.save()
    session.outcomes.update(competency=cmbok.competencies.get(code=codes[0]))


def days_of(curriculum):
    return timetable_of_curriculum(Curriculum.objects.with_timetable().get(pk=curriculum.pk))


def served(curriculum):
    sessions = [session for day in curriculum.days.all() for session in day.sessions.all()]
    return [outcome.competency and outcome.competency.code for one in sessions for outcome in one.outcomes.all()]


def test_a_new_version_has_everything_and_is_not_current(cmbok):
    old = two_day_curriculum(version=1, is_current=True)
    name(old, cmbok, "LF-2", "LF-10", "CS-4")
    new = new_curriculum_version(old, by=OFFICE)
    assert (new.course, new.version, new.title, new.is_current) == (old.course, 2, old.title, False)
    assert days_of(new) == days_of(old)
    assert days_of(new)[0].sessions[0].competencies[0].entries == (
        ("CS-4", "顧客満足と顧客ロイヤルティ"),
        ("LF-2", "研修の企画と評価"),
    )
    assert served(new) == served(old) == ["LF-2", None, None, None]


def test_versions_count_on_from_the_latest():
    old = two_day_curriculum(version=1)
    assert [new_curriculum_version(old, by=OFFICE).version for _again in range(2)] == [2, 3]


def test_the_copy_is_its_own(cmbok):
    old = two_day_curriculum(version=1)
    new = new_curriculum_version(old, by=OFFICE)
    new.days.first().sessions.first().outcomes.all().delete()
    name(old, cmbok, "LF-1")
    assert [len(session.outcomes) for day in days_of(old) for session in day.sessions] == [1, 1, 1, 1]
    assert days_of(new)[0].sessions[0].competencies == ()


def test_lessons_belong_to_the_new_version_too_also_in_their_draft():
    old = two_day_curriculum(version=1)
    lesson = Lesson(course=old.course, title="予習")
    lesson.editions = [old]
    lesson.save()
    lesson.save_revision().publish()
    new = new_curriculum_version(old, by=OFFICE)
    lesson.refresh_from_db()
    assert set(lesson.editions.all()) == {old, new}
    assert set(lesson.get_latest_revision_as_object().editions.all()) == {old, new}


def test_one_edition_is_current():
    old = two_day_curriculum(version=1, is_current=True)
    other = two_day_curriculum(version=1, is_current=True)
    new = new_curriculum_version(old, by=OFFICE)
    assert make_curriculum_current(new, by=OFFICE).is_current is True
    assert set(Curriculum.objects.current()) == {new, other}
    make_curriculum_current(new, by=OFFICE)
    assert set(Curriculum.objects.current()) == {new, other}
