"""Whose exam record it is, and when a pass counts."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from cohorts.actions.exam_record import (
    RecordExists,
    RecordOfSomebodyElse,
    confirm_specialist_pass,
    enter_record,
    link_record,
    record_specialist_failure,
)
from cohorts.applications import match_record
from cohorts.models import ExamRecord
from courses.models import ExamLevel
from lms.kernel.actor import Actor
from tests.factories.cohorts import DeclarationFactory, ExamRecordFactory, PersonFactory
from tests.factories.exam_levels import publish, standards
from tests.factories.standalone import UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime.fromisoformat("2027-03-20T10:00:00+09:00")
LATER = datetime.fromisoformat("2027-03-21T10:00:00+09:00")
OFFICE = Actor.process("office")


def declared(number, **person):
    names = {"family_name": "高橋", "given_name": "美咲", **person}
    return DeclarationFactory(enrollment__person=PersonFactory(**names), specialist_number=number)


@pytest.fixture
def record():
    return ExamRecordFactory(candidate_number="SP-2026-0041", number_key="sp20260041", holder_name="髙橋　美咲")


@pytest.mark.parametrize("number", ["SP-2026-0041", "ｓｐ２０２６００４１", "sp 2026 0041"])
def test_j1_03_number_and_name_find_the_record(record, number):
    assert match_record(declared(number)) == record


@pytest.mark.parametrize(
    "number,person",
    [
        ("", {}),
        ("SP-2026-0042", {}),
        ("SP-2026-0041", {"given_name": "美幸"}),
    ],
)
def test_a_wrong_number_or_another_name_finds_nothing(record, number, person):
    assert match_record(declared(number, **person)) is None


def test_a_record_in_katakana_matches_the_reading(record):
    ExamRecord.objects.update(holder_name="ﾀｶﾊｼ ﾐｻｷ")
    assert match_record(declared("SP-2026-0041", family_kana="タカハシ", given_kana="ミサキ")) == record


def test_a_record_of_somebody_else_never_matches(record):
    ExamRecord.objects.update(person=PersonFactory())
    assert match_record(declared("SP-2026-0041")) is None


def test_a_linked_record_matches_whatever_name_it_is_under(record):
    declaration = declared("SP-2026-0041", family_name="佐藤")
    ExamRecord.objects.update(person=declaration.enrollment.person)
    assert match_record(declaration) == record


def test_other_exam_levels_do_not_count(record):
    ExamRecord.objects.update(level="professional")
    assert match_record(declared("SP-2026-0041")) is None


def test_linking_says_whose_record_it_is_once_and_for_all(record):
    person = PersonFactory()
    link_record(record, person=person, by=OFFICE, now=NOW)
    link_record(record, person=person, by=OFFICE, now=NOW)
    assert ExamRecord.objects.get().person == person
    with pytest.raises(RecordOfSomebodyElse):
        link_record(record, person=PersonFactory(), by=OFFICE, now=NOW)


def test_confirming_a_pass_twice_keeps_the_first(record):
    user = UserFactory()
    confirm_specialist_pass(record, passed_on=date(2027, 3, 15), by=Actor.person(user), now=NOW)
    assert (record.status, record.passed_on, record.confirmed_at, record.confirmed_by) == (
        "passed",
        date(2027, 3, 15),
        NOW,
        user,
    )
    confirm_specialist_pass(record, passed_on=date(2027, 3, 16), by=OFFICE, now=LATER)
    assert (record.passed_on, record.confirmed_at) == (date(2027, 3, 15), NOW)
    assert record.is_confirmed_pass


def test_a_failure_can_still_become_a_pass_but_not_the_reverse(record):
    assert record_specialist_failure(record, by=OFFICE, now=NOW).status == "failed"
    confirm_specialist_pass(record, passed_on=date(2027, 3, 15), by=OFFICE, now=NOW)
    assert record_specialist_failure(record, by=OFFICE, now=LATER).status == "passed"


def test_a_number_is_entered_once_however_it_is_typed(record):
    with pytest.raises(RecordExists):
        enter_record(candidate_number="ＳＰ２０２６００４１", holder_name="別人", source="名簿", by=OFFICE, now=NOW)
    entered = enter_record(candidate_number="SP-2026-0042", holder_name="別人", source="名簿", by=OFFICE, now=NOW)
    assert (entered.number_key, entered.status) == ("sp20260042", "in_progress")


@pytest.fixture
def specialist():
    standards()
    return ExamLevel.objects.get(code="specialist")


def test_a_changed_rule_leaves_old_results_alone(record, specialist):
    confirm_specialist_pass(record, passed_on=date(2027, 3, 15), by=OFFICE, now=NOW)
    failed = record_specialist_failure(ExamRecordFactory(), by=OFFICE, now=NOW)
    first = specialist.rule_on(date(2027, 3, 15))
    assert (record.pass_rule, failed.pass_rule) == (first, first)

    publish(specialist, (80, "assignment"), (90, "practical_oral"), way="units", effective_from=date(2027, 4, 1))
    for old, status in ((record, "passed"), (failed, "failed")):
        old.refresh_from_db()
        assert (old.status, old.pass_rule) == (status, first)
    assert first.as_rule().units[0].minimum == 65


def test_a_result_is_judged_by_the_rule_of_its_day(record, specialist):
    second = publish(specialist, (70, "assignment"), way="units", effective_from=date(2027, 4, 1))
    confirm_specialist_pass(record, passed_on=date(2027, 3, 31), by=OFFICE, now=LATER)
    assert record.pass_rule.version == 1
    other = confirm_specialist_pass(ExamRecordFactory(), passed_on=date(2027, 4, 1), by=OFFICE, now=LATER)
    assert other.pass_rule == second


def test_a_site_without_the_rule_still_confirms_a_pass(record):
    assert confirm_specialist_pass(record, passed_on=date(2027, 3, 15), by=OFFICE, now=NOW).pass_rule is None


@pytest.mark.parametrize("changes", [{"status": "in_progress"}, {"status": "passed", "passed_on": None}])
def test_only_a_pass_with_its_date_is_confirmed(changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        ExamRecordFactory(**{"passed_on": date(2027, 3, 15), "confirmed_at": NOW, **changes})
