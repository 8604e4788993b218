"""Levels and rules as rows: what is shipped, how a rule changes, and what stays."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from courses.actions.pass_rule import (
    RuleBeginsTooEarly,
    RuleChangedMeanwhile,
    RuleDraft,
    RuleMakesNoSense,
    RuleNeedsADay,
    publish_rule,
)
from courses.grading.exams import Floor, FloorRule, Unit, UnitRule, judge
from courses.models import AwardingBody, ExamLevel, PassCondition, PassRule, ReferenceQualification
from courses.rule_checks import Way
from tests.courses.published_rules import BASIC, PROFESSIONAL, SPECIALIST
from tests.factories.exam_levels import (
    NOW,
    OFFICE,
    AwardingBodyFactory,
    ExamLevelFactory,
    ExamPartFactory,
    ReferenceQualificationFactory,
    floors,
    judged_level,
    publish,
    standards,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 1)


def setup():
    out = StringIO()
    call_command("setup_standards", stdout=out)
    return out.getvalue().splitlines()


# What a site starts with


@pytest.mark.both_databases
def test_the_shipped_rules_are_the_published_ones():
    standards()
    assert {level.code: level.rule_on(TODAY).as_rule() for level in ExamLevel.objects.all()} == {
        "basic": BASIC,
        "professional": PROFESSIONAL,
        "specialist": SPECIALIST,
        "literacy-expert": None,
        "communication": None,
    }


def test_setting_up_again_changes_nothing():
    assert setup() == ["bodies: 2 added", "levels: 5 added", "rules: 5 added", "qualifications: 5 added"]
    ExamLevel.objects.filter(code="basic").update(name="基礎レベル")
    publish(ExamLevel.objects.get(code="basic"), (35, "written"), effective_from=date(2027, 4, 1))
    assert setup() == ["bodies: 0 added", "levels: 0 added", "rules: 0 added", "qualifications: 0 added"]
    level = ExamLevel.objects.get(code="basic")
    assert (level.name, level.pass_rules.count()) == ("基礎レベル", 2)


def test_setting_up_repairs_what_is_missing():
    setup()
    PassCondition.objects.filter(rule__level__code="basic").delete()
    PassRule.objects.filter(level__code="basic").delete()
    ReferenceQualification.objects.filter(code="SV").delete()
    assert setup() == ["bodies: 0 added", "levels: 0 added", "rules: 1 added", "qualifications: 1 added"]


def test_a_site_keeps_its_own_body():
    body = AwardingBodyFactory(code="mine")
    standards()
    assert set(ExamLevel.objects.values_list("body", flat=True)) == {body.pk}


# Versions


@pytest.mark.both_databases
def test_a_new_version_counts_from_its_day_and_the_old_one_until_then():
    level = judged_level()
    publish(level, (35, "written"), effective_from=date(2027, 4, 1), reason="配点の見直し")
    minimum = {day: level.rule_on(day).as_rule().floors[0].minimum for day in (date(2027, 3, 31), date(2027, 4, 1))}
    assert minimum == {date(2027, 3, 31): Decimal(30), date(2027, 4, 1): Decimal(35)}
    (loaded,) = ExamLevel.objects.with_standards(date(2027, 3, 31))
    assert [rule.version for rule in loaded.rules_in_force] == [1]


def test_the_later_of_two_versions_of_one_day_counts():
    level = judged_level()
    for minimum in (35, 36):
        publish(level, (minimum, "written"), effective_from=date(2027, 4, 1))
    assert level.rule_on(date(2027, 4, 1)).version == 3


def test_an_old_version_judges_as_it_did():
    level = judged_level()
    first = level.rule_on(TODAY)
    before = judge(first.as_rule(), {"written": [Decimal(32)]})
    publish(level, (35, "written"), effective_from=TODAY)
    level.parts.update(score_count=2)
    assert judge(PassRule.objects.get(pk=first.pk).as_rule(), {"written": [Decimal(32)]}) == before
    assert before.verdict == "passed"


def test_units_are_counted_when_the_rule_is_published():
    level = ExamPartFactory(code="assignment", score_count=2).level
    rule = publish(level, (65, "assignment"), way="units", resubmissions=2, resubmission_days=10)
    level.parts.update(score_count=5)
    units = tuple(Unit("assignment", number, Decimal(65), resubmissions=2) for number in (1, 2))
    assert PassRule.objects.get(pk=rule.pk).as_rule() == UnitRule(units, resubmission_days=10)


def test_retakes_of_the_practical_are_counted_by_themselves():
    level = ExamPartFactory(code="practical_oral").level
    rule = publish(level, (75, "practical_oral"), way="units", resubmissions=3, practical_oral_retakes=0)
    assert [unit.resubmissions for unit in rule.as_rule().units] == [0]


def test_a_level_without_any_rule_is_not_judged():
    assert ExamLevelFactory().rule_on(TODAY) is None


def draft(**fields):
    return RuleDraft(**{"judgement": Way.FLOORS, "conditions": floors((30, "written")), "replaces": 1, **fields})


@pytest.mark.parametrize(
    "fields,obstacle",
    [
        ({"effective_from": None}, RuleNeedsADay),
        ({"effective_from": date(2027, 3, 31), "replaces": 2}, RuleBeginsTooEarly),
        ({"effective_from": date(2027, 4, 1)}, RuleChangedMeanwhile),
        ({"effective_from": date(2027, 4, 1), "replaces": 0}, RuleChangedMeanwhile),
        ({"effective_from": date(2027, 4, 1), "replaces": 2, "conditions": ()}, RuleMakesNoSense),
        (
            {"effective_from": date(2027, 4, 1), "replaces": 2, "conditions": floors((9, "oral"))},
            RuleMakesNoSense,
        ),
    ],
)
def test_a_change_that_cannot_be_leaves_everything_as_it_was(fields, obstacle):
    level = judged_level()
    if obstacle is not RuleNeedsADay:
        publish(level, (35, "written"), effective_from=date(2027, 4, 1))
    before = list(PassRule.objects.values())
    with pytest.raises(obstacle):
        publish_rule(level, draft=draft(**fields), by=OFFICE, now=NOW)
    assert list(PassRule.objects.values()) == before


def test_a_version_is_in_the_history_of_who_did_what():
    level = judged_level()
    rule = publish(level, (35, "written"), effective_from=TODAY, reason="配点の見直し")
    from wagtail.models import ModelLogEntry

    entry = ModelLogEntry.objects.get(object_id=str(rule.pk))
    assert (entry.action, entry.data) == (
        "lms_courses.publish_rule",
        {"by": "test office", "version": 2, "reason": "配点の見直し"},
    )


# What cannot be


@pytest.mark.parametrize(
    "fields", [{"minimum": 0}, {"minimum": -1}, {"units": 0}], ids=["nothing asked", "negative", "no unit"]
)
def test_impossible_conditions_are_refused_by_the_database(fields):
    rule = judged_level().rule_on(TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        PassCondition.objects.create(rule=rule, parts=["written"], **{"minimum": 30, **fields})


@pytest.mark.parametrize(
    "fields", [{"version": 1}, {"version": 2, "effective_from": None}, {"version": 2, "resubmission_days": 0}]
)
def test_impossible_versions_are_refused_by_the_database(fields):
    level = judged_level()
    with pytest.raises(IntegrityError), transaction.atomic():
        PassRule.objects.create(level=level, judgement="unpublished", **{"effective_from": TODAY, **fields})


def test_a_part_stands_on_a_level_once():
    level = ExamPartFactory().level
    with pytest.raises(IntegrityError), transaction.atomic():
        ExamPartFactory(level=level)


def test_only_one_body_is_ours():
    AwardingBodyFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        AwardingBodyFactory(code="second")


def test_levels_are_ours_and_references_are_not():
    ours, others = AwardingBodyFactory(), AwardingBodyFactory(code="others", is_ours=False)
    with pytest.raises(ValidationError, match="参考資格"):
        ExamLevel(code="x", name="x", body=others).clean()
    with pytest.raises(ValidationError, match="検定のレベル"):
        ReferenceQualification(code="x", name="x", body=ours).clean()
    ExamLevel(code="x", name="x", body=ours).clean()
    ReferenceQualification(code="x", name="x", body=others).clean()


def test_a_body_with_qualifications_stays():
    row = ReferenceQualificationFactory()
    with pytest.raises(ProtectedError):
        AwardingBody.objects.get(pk=row.body_id).delete()


def test_a_sum_of_all_parts_of_a_rule():
    level = ExamPartFactory().level
    ExamPartFactory(level=level, code="practical")
    rule = publish(level, (30, "written"), (70, "written+practical"))
    assert rule.as_rule() == FloorRule((Floor(("written",), Decimal(30)), Floor(("written", "practical"), Decimal(70))))
