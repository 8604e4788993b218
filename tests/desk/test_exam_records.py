"""The file of an exam record at the desk: points as they are typed, slips, and what is no longer possible."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from cohorts.models import ExamScore
from tests.factories.cohorts import ExamRecordFactory
from tests.factories.exam_levels import standards

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules():
    standards()


@pytest.fixture
def record():
    return ExamRecordFactory()


def page_of(record):
    return reverse("lms_desk_examrecord:inspect", args=[record.pk])


def typed(office, record, **fields):
    given = {"unit": "assignment_2", "points": "６０点", "notified_on": "2027-03-18", **fields}
    return office.post(reverse("lms_desk:enter_score", args=[record.pk]), given)


def test_points_are_read_as_people_type_them(office, record):
    assert typed(office, record).status_code == 302
    score = ExamScore.objects.get()
    assert (score.unit, score.attempt, score.points, score.notified_on) == (
        "assignment_2",
        1,
        Decimal(60),
        date(2027, 3, 18),
    )
    page = office.get(page_of(record)).content.decode()
    assert "再提出は2027年4月1日（木）まで" in page


@pytest.mark.parametrize("points", ["", "六十", "-5", "60,5"])
def test_what_is_no_score_is_refused_and_nothing_is_lost(office, record, points):
    answered = typed(office, record, points=points)
    assert answered.status_code == 200
    assert "2027-03-18" in answered.content.decode()
    assert not ExamScore.objects.exists()


def test_an_earned_unit_is_not_offered_again(office, record):
    typed(office, record, points="65")
    answered = office.get(reverse("lms_desk:enter_score", args=[record.pk])).content.decode()
    assert 'value="assignment_1"' in answered
    assert 'value="assignment_2"' not in answered


def test_a_slip_is_corrected_with_its_reason(office, record):
    typed(office, record, points="56")
    slip = ExamScore.objects.get()
    address = reverse("lms_desk:correct_score", args=[slip.pk])
    assert office.post(address, {"points": "65", "reason": ""}).status_code == 200
    assert office.post(address, {"points": "65", "reason": "転記の誤り"}).status_code == 302
    page = office.get(page_of(record)).content.decode()
    assert "転記の誤り" in page
    assert office.get(address).status_code == 404


def test_a_level_that_is_not_judged_by_units_shows_none(office):
    page = office.get(page_of(ExamRecordFactory(level="basic"))).content.decode()
    assert "単位ごとの得点" not in page


@pytest.mark.parametrize("units", [1, 4])
def test_the_page_costs_the_same_however_many_points(office, record, django_assert_num_queries, units):
    for unit in ("assignment_1", "assignment_2", "assignment_3", "practical_oral")[:units]:
        typed(office, record, unit=unit)
    office.get(page_of(record))
    with django_assert_num_queries(20):
        office.get(page_of(record))
