"""Every boundary of every pass rule, as tables."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.grading.exams import ExamResult, Judgement, UnitResult, UnitScore, judge, judge_exam, judge_units
from courses.grading.lesson_model import (
    Criteria,
    Criterion,
    Sheet,
    ThirdReason,
    judge_assignment,
    judge_lesson_model,
    judge_sheet,
    sheet_total,
    third_reasons,
)
from courses.grading.verdicts import Verdict, shown
from lms.kernel.calendar import JST
from tests.courses.published_rules import BASIC, PROFESSIONAL, SPECIALIST


def scores(**parts):
    """The scores of each part; a list where it has several, None for one that was not taken."""
    return {
        part: [
            None if score is None else Decimal(str(score)) for score in (given if isinstance(given, list) else [given])
        ]
        for part, given in parts.items()
    }


def missed(result):
    return [condition.subject for condition in result.conditions if condition.is_met is False]


@pytest.mark.parametrize(
    "written,practical,verdict,failed,total",
    [
        (30, 40, Verdict.PASSED, [], 70),
        (40, 30, Verdict.PASSED, [], 70),
        (30, [20, 20], Verdict.PASSED, [], 70),  # the practical's own scores add up first
        (30, [10, 10, 20], Verdict.PASSED, [], 70),
        (40, [15, "14.5"], Verdict.FAILED, ["practical", "written+practical"], "69.5"),
        (50, [30, None], Verdict.INCOMPLETE, [], None),
        (50, [], Verdict.INCOMPLETE, [], None),
        (30, 30, Verdict.FAILED, ["written+practical"], 60),  # both floors reached: the total binds as well
        (30, "39.5", Verdict.FAILED, ["written+practical"], "69.5"),
        (30, "39.99", Verdict.FAILED, ["written+practical"], "69.99"),
        (30, "39.9999999999", Verdict.FAILED, ["written+practical"], "69.9999999999"),  # never rounded
        ("29.5", 50, Verdict.FAILED, ["written"], "79.5"),
        ("29.99", 50, Verdict.FAILED, ["written"], "79.99"),
        (50, "29.5", Verdict.FAILED, ["practical"], "79.5"),
        (0, 0, Verdict.FAILED, ["written", "practical", "written+practical"], 0),
        (None, 50, Verdict.INCOMPLETE, [], None),
        (50, None, Verdict.INCOMPLETE, [], None),
        (None, 10, Verdict.INCOMPLETE, ["practical"], None),  # not taken is not 0 points
        (None, None, Verdict.INCOMPLETE, [], None),
    ],
)
def test_basic_level(written, practical, verdict, failed, total):
    result = judge_exam(BASIC, scores(written=written, practical=practical))
    assert (result.verdict, missed(result)) == (verdict, failed)
    assert result.total == (None if total is None else Decimal(total))


@pytest.mark.parametrize(
    "written,practical,oral,verdict,failed",
    [
        (27, 38, 0, Verdict.PASSED, []),
        (27, 0, 38, Verdict.PASSED, []),  # practical and oral have no floor of their own
        (32, 20, 13, Verdict.PASSED, []),  # 65
        (32, 20, "12.9", Verdict.FAILED, ["practical+oral", "written+practical+oral"]),
        ("31.5", 20, 13, Verdict.FAILED, ["written+practical+oral"]),  # 64.5
        (27, 20, 13, Verdict.FAILED, ["written+practical+oral"]),  # 27 + 33 = 60
        ("26.99", 30, 30, Verdict.FAILED, ["written"]),
        ("26.5", 38, 0, Verdict.FAILED, ["written", "written+practical+oral"]),
        (40, 20, "12.99", Verdict.FAILED, ["practical+oral"]),
        (27, 20, "17.99", Verdict.FAILED, ["written+practical+oral"]),
        (50, 40, None, Verdict.INCOMPLETE, []),
        (None, 40, 20, Verdict.INCOMPLETE, []),
    ],
)
def test_professional_level(written, practical, oral, verdict, failed):
    result = judge_exam(PROFESSIONAL, scores(written=written, practical=practical, oral=oral))
    assert (result.verdict, missed(result)) == (verdict, failed)


def test_a_level_without_a_published_rule_is_not_judged():
    assert judge_exam(None, scores(written=100)) == ExamResult(Verdict.RULE_UNKNOWN)
    assert judge_units(None, {}) == UnitResult(Verdict.RULE_UNKNOWN, earned=0)
    assert judge(None, scores(written=100)) == Judgement(Verdict.RULE_UNKNOWN)


UNITS = ("assignment_1", "assignment_2", "assignment_3", "practical_oral")
NOTICE = date(2027, 2, 1)


@pytest.mark.parametrize(
    "marks,verdict,earned,short",
    [
        ((65, 65, 65, 75), Verdict.PASSED, 4, []),
        ((100, 100, 100, 100), Verdict.PASSED, 4, []),
        (("64.9", 65, 65, 75), Verdict.UNIT_SHORT, 3, ["assignment_1"]),
        (("64.99", 65, 65, 75), Verdict.UNIT_SHORT, 3, ["assignment_1"]),
        ((100, 60, 100, 100), Verdict.UNIT_SHORT, 3, ["assignment_2"]),  # no unit makes up for another
        ((65, 65, 65, 74), Verdict.UNIT_SHORT, 3, ["practical_oral"]),
        ((65, 65, 65, "74.99"), Verdict.UNIT_SHORT, 3, ["practical_oral"]),
        ((0, 0, 0, 0), Verdict.UNIT_SHORT, 0, list(UNITS)),
        ((65, 65, 65, None), Verdict.INCOMPLETE, 3, []),
        ((None, 65, 65, 75), Verdict.INCOMPLETE, 3, []),
        ((65, 60, None, None), Verdict.UNIT_SHORT, 1, ["assignment_2"]),  # the clock of the second runs already
        ((None, None, None, None), Verdict.INCOMPLETE, 0, []),
    ],
)
def test_specialist_level(marks, verdict, earned, short):
    taken = {
        unit: None if mark is None else UnitScore(Decimal(str(mark)), NOTICE)
        for unit, mark in zip(UNITS, marks, strict=True)
    }
    result = judge_units(SPECIALIST, taken)
    assert (result.verdict, result.earned) == (verdict, earned)
    assert [shortage.unit for shortage in result.shortages] == short
    typed = judge(SPECIALIST, scores(assignment=list(marks[:3]), practical_oral=marks[3]))
    assert (typed.verdict, typed.earned, typed.total) == (verdict, earned, None)
    assert typed.conditions == result.conditions


@pytest.mark.parametrize(
    "unit,attempt,verdict,left",
    [
        ("assignment_1", 1, Verdict.UNIT_SHORT, 1),
        ("assignment_1", 2, Verdict.FAILED, 0),  # resubmitted once, still short
        ("practical_oral", 1, Verdict.UNIT_SHORT, 2),
        ("practical_oral", 2, Verdict.UNIT_SHORT, 1),
        ("practical_oral", 3, Verdict.FAILED, 0),
    ],
)
def test_a_shortage_is_final_once_nothing_can_be_resubmitted(unit, attempt, verdict, left):
    rule = replace(SPECIALIST, units=(*SPECIALIST.units[:3], replace(SPECIALIST.units[3], resubmissions=2)))
    taken = {each: UnitScore(Decimal(90), NOTICE) for each in UNITS}
    result = judge_units(rule, taken | {unit: UnitScore(Decimal(60), NOTICE, attempt)})
    (shortage,) = result.shortages
    assert (result.verdict, shortage.left) == (verdict, left)
    assert shortage.may_resubmit(datetime(2027, 2, 2, tzinfo=JST)) is (left > 0)


@pytest.mark.parametrize(
    "moment,open_",
    [
        (datetime(2027, 2, 15, 23, 59, 59, 999999, tzinfo=JST), True),
        (datetime(2027, 2, 16, 0, 0, 0, tzinfo=JST), False),
    ],
)
def test_resubmission_ends_fourteen_days_after_the_notice_of_the_unit(moment, open_):
    units = {"assignment_1": UnitScore(Decimal(64), NOTICE)}
    (shortage,) = judge_units(SPECIALIST, units).shortages
    assert shortage.resubmit_by == date(2027, 2, 15)
    assert shortage.may_resubmit(moment) is open_


def test_every_unit_counts_from_its_own_notice():
    units = {
        "assignment_1": UnitScore(Decimal(64), NOTICE),
        "assignment_3": UnitScore(Decimal(64), date(2027, 4, 20)),
    }
    assert [shortage.resubmit_by for shortage in judge_units(SPECIALIST, units).shortages] == [
        date(2027, 2, 15),
        date(2027, 5, 4),
    ]


@pytest.mark.parametrize(
    "notified_on,extends,last_day",
    [
        (date(2027, 4, 20), False, date(2027, 5, 4)),  # みどりの日: holidays change nothing
        (date(2027, 4, 20), True, date(2027, 5, 6)),  # unless the rule says so: past 5 May as well
        (date(2027, 2, 1), True, date(2027, 2, 15)),  # a Monday
    ],
)
def test_holidays_move_the_last_day_only_where_the_rule_says_so(notified_on, extends, last_day):
    rule = replace(SPECIALIST, extends_over_holidays=extends)
    (shortage,) = judge_units(rule, {"assignment_1": UnitScore(Decimal(64), notified_on)}).shortages
    assert shortage.resubmit_by == last_day


def test_resubmission_has_no_last_day_before_the_notice():
    (shortage,) = judge_units(SPECIALIST, {"assignment_1": UnitScore(Decimal(64), None)}).shortages
    assert shortage.resubmit_by is None
    assert shortage.may_resubmit(datetime(2027, 2, 1, tzinfo=JST)) is False


RUBRIC = Criteria(
    pass_total=Decimal(70),
    critical_minimum_level=3,
    forbidden_level=1,
    assignment_pass_score=Decimal(70),
    third_evaluator_total_gap=Decimal(15),
    third_evaluator_level_gap=2,
    rubric=(
        Criterion("C1", Decimal(20), is_critical=True),
        Criterion("C2", Decimal(15)),
        Criterion("C3", Decimal(15)),
        Criterion("C4", Decimal(20), is_critical=True),
        Criterion("C5", Decimal(10)),
        Criterion("C6", Decimal(10)),
        Criterion("C7", Decimal(10)),
        Criterion("C8", Decimal(0), is_gate=True),
    ),
)


def sheet(levels: str, *, gate: bool = True) -> Sheet:
    """A sheet from its seven levels: "4444444"."""
    return Sheet({f"C{n}": int(level) for n, level in enumerate(levels, 1)}, gate)


@pytest.mark.parametrize(
    "levels,total",
    [
        ("1111111", 0),
        ("3333333", 50),
        ("4444444", 75),
        ("5555555", 100),
        ("4444222", 60),
        ("4443444", 70),
        ("2111111", 5),
        ("1111112", Fraction(5, 2)),
    ],
)
def test_sheet_total(levels, total):
    assert sheet_total(RUBRIC, sheet(levels).levels) == total


@pytest.mark.parametrize("level", [0, 6])
def test_sheet_total_refuses_unknown_levels(level):
    with pytest.raises(ValueError, match="C1"):
        sheet_total(RUBRIC, {**sheet("3333333").levels, "C1": level})


@pytest.mark.parametrize(
    "one,verdict,failed",
    [
        (sheet("4443444"), Verdict.PASSED, []),  # exactly 70
        (sheet("4433444"), Verdict.FAILED, ["total"]),  # 66.25
        (sheet("2555555"), Verdict.FAILED, ["C1"]),  # 85 points do not lift a critical criterion
        (sheet("5552555"), Verdict.FAILED, ["C4"]),
        (sheet("3555555"), Verdict.PASSED, []),
        (sheet("5155555"), Verdict.FAILED, ["C2"]),  # nothing may be at level 1
        (sheet("5255555"), Verdict.PASSED, []),
        (sheet("5555555", gate=False), Verdict.FAILED, ["C8"]),
    ],
)
def test_single_sheet(one, verdict, failed):
    result = judge_sheet(RUBRIC, one)
    assert result.verdict is verdict
    assert [c.subject for c in result.conditions if c.is_met is False] == failed


@pytest.mark.parametrize(
    "weight,gap_over",
    [("15", False), ("15.01", True)],
)
def test_third_evaluator_totals_boundary(weight, gap_over):
    # Four levels apart on one criterion is exactly its weight; the level rule is set out of the way.
    criteria = replace(
        RUBRIC,
        third_evaluator_level_gap=5,
        pass_total=Decimal(0),
        forbidden_level=0,
        rubric=(Criterion("C1", Decimal(weight)),),
    )
    reasons = third_reasons(criteria, Sheet({"C1": 5}, gate_passed=True), Sheet({"C1": 1}, gate_passed=True))
    assert reasons == ((ThirdReason.TOTALS,) if gap_over else ())


@pytest.mark.parametrize(
    "one,other,reasons",
    [
        (sheet("4444444"), sheet("4444444"), ()),
        (sheet("4444444"), sheet("5444444"), ()),
        (sheet("5444444"), sheet("3444444"), (ThirdReason.LEVELS,)),
        (sheet("5555555"), sheet("4444444"), (ThirdReason.TOTALS,)),
        (sheet("4443444"), sheet("4433444"), (ThirdReason.VERDICTS,)),  # 70 and 66.25
        (sheet("5555555"), sheet("3333333"), (ThirdReason.TOTALS, ThirdReason.LEVELS, ThirdReason.VERDICTS)),
        (sheet("4444444"), sheet("4444444", gate=False), (ThirdReason.VERDICTS,)),
        (sheet("3333333", gate=False), sheet("3333333"), ()),  # both fail anyway
    ],
)
def test_third_evaluator(one, other, reasons):
    assert third_reasons(RUBRIC, one, other) == reasons
    assert third_reasons(RUBRIC, other, one) == reasons


@pytest.mark.parametrize(
    "sheets,verdict,total",
    [
        ([], Verdict.PENDING, None),
        ([sheet("5555555")], Verdict.PENDING, None),
        ([sheet("4444444"), sheet("4443444")], Verdict.PASSED, Fraction(145, 2)),
        ([sheet("4443444"), sheet("4443444")], Verdict.PASSED, 70),
        ([sheet("4433444"), sheet("4433444")], Verdict.FAILED, Fraction(265, 4)),
        ([sheet("4443444"), sheet("4433444")], Verdict.PENDING, None),  # verdicts differ
        ([sheet("4443444"), sheet("4433444"), sheet("4444444")], Verdict.PASSED, 70),  # the median, not the mean
        ([sheet("4443444"), sheet("4433444"), sheet("3333333")], Verdict.FAILED, Fraction(265, 4)),
        ([sheet("4444444"), sheet("4444444", gate=False), sheet("4444444")], Verdict.PASSED, 75),
        ([sheet("4444444"), sheet("4444444", gate=False), sheet("4444444", gate=False)], Verdict.FAILED, 75),
        ([sheet("4444444"), sheet("2444444"), sheet("4444444")], Verdict.PASSED, 75),
        ([sheet("4444444"), sheet("2544444"), sheet("2554444")], Verdict.FAILED, Fraction(145, 2)),
        ([sheet("4444444"), sheet("4144444"), sheet("4144444")], Verdict.FAILED, Fraction(255, 4)),
    ],
)
def test_lesson_model(sheets, verdict, total):
    result = judge_lesson_model(RUBRIC, sheets)
    assert (result.verdict, result.total) == (verdict, total)


def test_lesson_model_takes_at_most_three_sheets():
    with pytest.raises(ValueError, match="three"):
        judge_lesson_model(RUBRIC, [sheet("4444444")] * 4)


@pytest.mark.parametrize(
    "score,verdict",
    [
        ("70", Verdict.PASSED),
        ("69.99", Verdict.FAILED),
        ("100", Verdict.PASSED),
        ("0", Verdict.FAILED),
        (None, Verdict.PENDING),
    ],
)
def test_assignment(score, verdict):
    assert judge_assignment(RUBRIC, None if score is None else Decimal(score)).verdict is verdict


@pytest.mark.parametrize(
    "score,text",
    [
        (Fraction(69996, 1000), "69.99"),
        (Fraction(209, 3), "69.66"),
        (Decimal(70), "70.00"),
        (Decimal("66.25"), "66.25"),
        (Fraction(0), "0.00"),
    ],
)
def test_shown_score_is_cut_never_rounded_up(score, text):
    assert str(shown(score)) == text


SEVEN_LEVELS = st.lists(st.integers(1, 5), min_size=7, max_size=7).map(lambda levels: sheet("".join(map(str, levels))))


@given(SEVEN_LEVELS, SEVEN_LEVELS, SEVEN_LEVELS)
def test_lesson_model_does_not_depend_on_the_order_of_evaluators(one, two, three):
    results = {
        (judged.verdict, judged.total)
        for sheets in ([one, two, three], [three, one, two], [two, one, three])
        for judged in [judge_lesson_model(RUBRIC, sheets)]
    }
    assert len(results) == 1


@given(SEVEN_LEVELS, SEVEN_LEVELS)
def test_two_agreeing_sheets_say_what_each_of_them_says(one, two):
    result = judge_lesson_model(RUBRIC, [one, two])
    if result.verdict is not Verdict.PENDING:
        assert judge_sheet(RUBRIC, one).verdict is judge_sheet(RUBRIC, two).verdict is result.verdict
