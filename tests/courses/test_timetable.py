"""The timetable of the current edition, read in one query, is the one that editors see in preview."""

from datetime import time

import pytest

from courses.models import (
    Competency,
    CompetencyArea,
    CompetencyDomain,
    Curriculum,
    CurriculumSession,
    Framework,
    FrameworkVersion,
)
from courses.timetable import NamedCompetencies, TimetableDay, current_timetable, timetable_of_curriculum
from lms.kernel import clock
from tests.factories.courses import (
    CourseFactory,
    CurriculumDayFactory,
    CurriculumFactory,
    CurriculumSessionFactory,
    LearningOutcomeFactory,
    two_day_curriculum,
)

pytestmark = pytest.mark.django_db


def competencies(*numbers: int) -> list[Competency]:
    framework = Framework.objects.create(code="cmbok", title="CMBOK")
    version = FrameworkVersion.objects.create(framework=framework, version="2.0", imported_at=clock.now())
    area = CompetencyArea.objects.create(version=version, position=1, title="領域")
    domain = CompetencyDomain.objects.create(version=version, area=area, position=1, prefix="CS", title="分野")
    return [
        Competency.objects.create(
            version=version, domain=domain, code=f"CS-{number}", number=number, title=f"題{number}"
        )
        for number in numbers
    ]


@pytest.fixture
def course():
    return CourseFactory()


def test_a_course_without_a_current_edition_has_no_days(course):
    two_day_curriculum(course=course, is_current=False)
    assert current_timetable(course.pk) == ()


def test_it_equals_what_the_models_say(course, django_assert_num_queries):
    curriculum = two_day_curriculum(course=course, is_current=True)
    session = CurriculumSession.objects.filter(day__curriculum=curriculum).order_by("day__position", "position").first()
    session.theme, session.starts_at, session.ends_at = "気づきを言葉にする", time(10), time(12)
    session.competencies.set(competencies(10, 2))
    session.save()
    LearningOutcomeFactory(session=session, position=9999, text="最後の到達目標")
    planned = timetable_of_curriculum(Curriculum.objects.with_timetable().get(pk=curriculum.pk))
    with django_assert_num_queries(1):
        assert current_timetable(course.pk) == planned
    assert planned[0].sessions[0].outcomes[-1] == "最後の到達目標"
    assert planned[0].sessions[0].competencies == (
        NamedCompetencies("CMBOK 2.0", (("CS-2", "題2"), ("CS-10", "題10"))),
    )


def test_a_day_without_sessions_and_a_session_without_outcomes_are_kept(course):
    curriculum = CurriculumFactory(course=course, is_current=True)
    CurriculumDayFactory(curriculum=curriculum, position=0)
    bare = CurriculumSessionFactory(day=CurriculumDayFactory(curriculum=curriculum, position=1))
    empty, full = current_timetable(course.pk)
    assert empty == TimetableDay(1, None, time(10), time(17), ())
    assert [(session.title, session.outcomes) for session in full.sessions] == [(bare.title, ())]
