"""Credit units of the Specialist level: entered as noticed, corrected by a further row, judged by their own clocks."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from cohorts.actions.exam_record import (
    NotConfirmed,
    ReasonMissing,
    annul_pass,
    confirm_specialist_pass,
    record_specialist_failure,
)
from cohorts.actions.exam_score import (
    CorrectedAlready,
    NoAttemptLeft,
    NoUnits,
    RecordSettled,
    UnitEarned,
    UnknownUnit,
    correct_score,
    enter_score,
)
from cohorts.exam_standing import kept_standing
from cohorts.models import CertificationCase, ExamScore, License
from cohorts.requirements import Code, State, requirements_of, with_facts
from courses.grading.verdicts import Verdict
from courses.models import ExamLevel
from lms.desk.filters.certification import LicenseFilterSet
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from tests.factories.certification import GOOD, evaluated, licensed, marked, released, room
from tests.factories.cohorts import ExamRecordFactory
from tests.factories.exam_levels import publish, standards

pytestmark = pytest.mark.django_db

NOW = datetime.fromisoformat("2027-03-20T10:00:00+09:00")
NOTICED = date(2027, 3, 18)
OFFICE = Actor.process("office")
UNITS = ("assignment_1", "assignment_2", "assignment_3", "practical_oral")


@pytest.fixture(autouse=True)
def rules():
    standards()


def enter(record, unit, points, notified_on=NOTICED):
    return enter_score(record, unit=unit, points=Decimal(points), notified_on=notified_on, by=OFFICE, now=NOW)


def standing(record):
    record.refresh_from_db()
    return kept_standing(record.standing)


def test_j2_05_a_short_unit_starts_its_own_two_weeks():
    record = ExamRecordFactory()
    enter(record, "assignment_1", "65")
    enter(record, "assignment_2", "64.99")
    kept = standing(record)
    assert (kept.verdict, kept.earned, kept.needed) == (Verdict.UNIT_SHORT, 1, 4)
    assert [(each.unit, each.resubmit_by, each.left) for each in kept.shortages] == [
        ("assignment_2", date(2027, 4, 1), 1)
    ]


def test_a_resubmission_can_earn_the_unit_and_a_second_one_is_refused():
    record = ExamRecordFactory()
    enter(record, "assignment_2", "60")
    enter(record, "assignment_2", "65")
    assert standing(record).shortages == ()
    with pytest.raises(UnitEarned):
        enter(record, "assignment_2", "80")


def test_no_attempt_is_left_after_the_resubmission_failed():
    record = ExamRecordFactory()
    enter(record, "practical_oral", "74")
    enter(record, "practical_oral", "74.5")
    assert standing(record).verdict is Verdict.FAILED
    with pytest.raises(NoAttemptLeft):
        enter(record, "practical_oral", "90")


def test_a_correction_keeps_both_rows_and_counts_the_new_one():
    record = ExamRecordFactory()
    slip = enter(record, "assignment_1", "56")
    correct_score(slip, points=Decimal(65), notified_on=NOTICED, reason="転記の誤り", by=OFFICE, now=NOW)
    assert (standing(record).earned, ExamScore.objects.count()) == (1, 2)
    with pytest.raises(CorrectedAlready):
        correct_score(slip, points=Decimal(66), notified_on=NOTICED, reason="もう一度", by=OFFICE, now=NOW)
    latest = ExamScore.objects.counting().get()
    correct_score(latest, points=Decimal(50), notified_on=NOTICED, reason="元に戻す", by=OFFICE, now=NOW)
    assert standing(record).verdict is Verdict.UNIT_SHORT


def test_units_the_rule_does_not_know_and_levels_without_units_are_refused():
    with pytest.raises(UnknownUnit):
        enter(ExamRecordFactory(), "assignment_4", "65")
    with pytest.raises(NoUnits):
        enter(ExamRecordFactory(level="basic"), "written", "65")


def test_the_first_score_fixes_the_rule():
    record = ExamRecordFactory()
    enter(record, "assignment_1", "65")
    record.refresh_from_db()
    first = record.pass_rule
    level = ExamLevel.objects.get(code="specialist")
    publish(level, (99, "assignment"), way="units", effective_from=date(2027, 3, 20))
    enter(record, "assignment_2", "65")
    confirm_specialist_pass(record, passed_on=date(2027, 3, 25), by=OFFICE, now=NOW)
    assert (record.pass_rule, standing(record).earned) == (first, 2)


def test_points_of_a_confirmed_pass_are_settled():
    record = ExamRecordFactory()
    score = enter(record, "assignment_1", "65")
    confirm_specialist_pass(record, passed_on=date(2027, 3, 19), by=OFFICE, now=NOW)
    with pytest.raises(RecordSettled):
        enter(record, "assignment_2", "65")
    with pytest.raises(RecordSettled):
        correct_score(score, points=Decimal(1), notified_on=None, reason="x", by=OFFICE, now=NOW)


def test_all_units_earned_do_not_confirm_the_pass_by_themselves():
    record = ExamRecordFactory()
    for unit in UNITS:
        enter(record, unit, "75")
    assert (standing(record).verdict, record.status, record.confirmed_at) == (Verdict.PASSED, "in_progress", None)


def test_the_database_refuses_the_same_attempt_twice_and_a_correction_without_reason():
    record = ExamRecordFactory()
    score = enter(record, "assignment_1", "50")
    for fields in ({"attempt": 1}, {"attempt": 1, "corrects": score, "reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ExamScore.objects.create(record=record, unit="assignment_1", points=Decimal(1), **fields)


def row(enrollment, code, now=NOW):
    fresh = with_facts(type(enrollment).objects.all()).get(pk=enrollment.pk)
    return next(each for each in requirements_of(fresh, now) if each.code is code)


def test_j2_06_the_trainee_reads_the_state_of_the_exam_side_without_points():
    world = room()
    record = ExamRecordFactory(person=world.enrollment.person)
    enter(record, "assignment_1", "70")
    enter(record, "assignment_2", "60")
    specialist = row(world.enrollment, Code.SPECIALIST)
    assert specialist.state is State.WAITING
    assert "2027年4月1日（木）" in str(specialist.detail)
    assert "4単位中1単位" in str(specialist.detail)
    assert "60" not in str(specialist.detail)


def passed_course():
    """Everything reached but the Specialist level."""
    world = room()
    evaluated(world, GOOD, GOOD)
    marked(world)
    released(world)
    return world


def test_j2_09_a_final_fail_keeps_the_course_results_and_tells_until_when():
    world = passed_course()
    record = ExamRecordFactory(person=world.enrollment.person)
    record_specialist_failure(record, by=OFFICE, now=NOW)
    assert row(world.enrollment, Code.SPECIALIST).state is State.NOT_MET
    assert world.case.status == CertificationCase.Status.AWAITING_SPECIALIST
    mail = Message.objects.get(kind="cohorts.email.specialist_not_passed")
    assert "2029年" in mail.body
    record_specialist_failure(record, by=OFFICE, now=NOW)
    assert Message.objects.filter(kind="cohorts.email.specialist_not_passed").count() == 1


def test_j2_10_a_pass_after_the_validity_needs_a_new_evaluation():
    world = passed_course()
    record = ExamRecordFactory(person=world.enrollment.person)
    late = datetime.fromisoformat("2029-04-01T10:00:00+09:00")
    confirm_specialist_pass(record, passed_on=date(2029, 3, 31), by=OFFICE, now=late)
    assert row(world.enrollment, Code.LESSON_MODEL, late).state is State.NOT_MET
    assert row(world.enrollment, Code.SPECIALIST, late).state is State.MET


def test_j2_11_an_annulled_pass_brings_the_license_to_review():
    license_ = licensed()
    record = license_.person.exam_records.get()
    with pytest.raises(ReasonMissing):
        annul_pass(record, reason=" ", by=OFFICE, now=NOW)
    annul_pass(record, reason="受検時の不正が判明したため", by=OFFICE, now=NOW)
    assert (record.status, record.confirmed_at, record.annulled_at) == ("failed", None, NOW)
    to_review = LicenseFilterSet({"annulled": "yes"}, queryset=License.objects.all()).qs
    assert list(to_review) == [license_]
    with pytest.raises(NotConfirmed):
        annul_pass(record, reason="もう一度", by=OFFICE, now=NOW)
    confirm_specialist_pass(record, passed_on=date(2027, 3, 25), by=OFFICE, now=NOW)
    assert not LicenseFilterSet({"annulled": "yes"}, queryset=License.objects.all()).qs.exists()
