"""What is taught where, and what nowhere."""

import pytest

from courses.coverage import coverage_of
from courses.models import Curriculum, FrameworkVersion
from tests.courses.published import small
from tests.factories.courses import LearningOutcomeFactory, two_day_curriculum
from tests.factories.frameworks import import_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def kit():
    """Two domains with two competencies each."""
    return import_text(small("1.0", "戦略 財務 ST-1 計画 ST-2 予算 顧客 CS-1 対応 CS-2 苦情"))[0]


def sessions_of(curriculum):
    return [session for day in curriculum.days.all() for session in day.sessions.all()]


def teach(session, version, *codes):
    session.competencies = [*session.competencies.all(), *version.competencies.filter(code__in=codes)]
    session.save()


def report(version, curriculum):
    return coverage_of(
        FrameworkVersion.objects.with_content().get(pk=version.pk),
        Curriculum.objects.with_timetable().get(pk=curriculum.pk),
    )


def places(coverage):
    return {
        each.item.code: [(place.day, place.half) for place in each.places]
        for domain in coverage.domains
        for each in domain.items
    }


def test_nothing_is_taught_until_a_session_says_so(kit):
    found = report(kit, two_day_curriculum())
    assert (found.taught, found.total) == (0, 4)
    assert [item.code for item in found.nowhere] == ["ST-1", "ST-2", "CS-1", "CS-2"]


def test_each_competency_names_its_half_days(kit):
    curriculum = two_day_curriculum()
    first, _second, _third, last = sessions_of(curriculum)
    teach(first, kit, "ST-1", "CS-1")
    teach(last, kit, "CS-1")
    found = report(kit, curriculum)
    assert places(found) == {
        "ST-1": [(1, "morning")],
        "ST-2": [],
        "CS-1": [(1, "morning"), (2, "afternoon")],
        "CS-2": [],
    }
    assert [(domain.prefix, domain.taught, domain.total) for domain in found.domains] == [("ST", 1, 2), ("CS", 1, 2)]
    assert [item.code for item in found.nowhere] == ["ST-2", "CS-2"]


def test_an_outcome_that_serves_a_competency_teaches_it(kit):
    curriculum = two_day_curriculum()
    outcome = LearningOutcomeFactory(
        session=sessions_of(curriculum)[1], text="予算を立てられる", competency=kit.competencies.get(code="ST-2")
    )
    found = report(kit, curriculum)
    (place,) = found.domains[0].items[1].places
    assert (place.day, place.half, place.outcomes) == (1, "afternoon", (outcome.text,))


def test_the_same_code_of_another_version_does_not_count_and_is_named(kit):
    other = import_text(small("2.0", "戦略 財務 ST-1 監査"))[0]
    curriculum = two_day_curriculum()
    teach(sessions_of(curriculum)[0], other, "ST-1")
    found = report(kit, curriculum)
    assert (found.taught, found.of_other_versions) == (0, ("KIT 2.0 ST-1 監査",))


@pytest.mark.parametrize("taught", [1, 3, 4])
def test_the_report_asks_a_constant_number_of_questions(kit, django_assert_num_queries, taught):
    curriculum = two_day_curriculum()
    for session in sessions_of(curriculum)[:taught]:
        teach(session, kit, "ST-1", "ST-2", "CS-1", "CS-2")
    with django_assert_num_queries(9):
        report(kit, curriculum)
