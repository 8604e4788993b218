"""Verdicts on exams, lesson models and assignments. Pure: scores and criteria in, verdict and reasons out.

Scores are compared exactly as recorded (Decimal in, Fraction inside); only what is shown is cut to two decimals.
Every threshold comes in with the rule or the criteria; none stands here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import median

from lms.kernel import calendar

Score = Decimal | Fraction


class Verdict(StrEnum):
    """What can be said of a result; "not yet" and "cannot be said" are answers of their own."""

    PASSED = "passed"
    FAILED = "failed"
    PENDING = "pending"
    INCOMPLETE = "incomplete"
    UNIT_SHORT = "unit_short"
    RULE_UNKNOWN = "rule_unknown"


class Check(StrEnum):
    """What a condition looks at."""

    SUM = "sum"
    UNIT = "unit"
    TOTAL = "total"
    CRITICAL = "critical"
    FORBIDDEN = "forbidden"
    GATE = "gate"
    ASSIGNMENT = "assignment"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a verdict; `is_met` is None where a score is still missing."""

    check: Check
    subject: str
    is_met: bool | None
    actual: Score | None = None
    required: Score | None = None


# Exams

#: The scores of each part in order; None stands for one that was not taken.
Scores = Mapping[str, Sequence[Decimal | None]]


@dataclass(frozen=True, slots=True)
class Floor:
    """The sum of all scores of these parts must reach the minimum (points as recorded; maxima are not published)."""

    parts: tuple[str, ...]
    minimum: Decimal


@dataclass(frozen=True, slots=True)
class FloorRule:
    """All floors bind together: a total never makes up for a part below its own floor."""

    floors: tuple[Floor, ...]


@dataclass(frozen=True, slots=True)
class ExamResult:
    """`total` is the sum of every part the rule names, None while one of them is missing."""

    verdict: Verdict
    conditions: tuple[Condition, ...] = ()
    total: Decimal | None = None


def judge_exam(rule: FloorRule | None, scores: Scores) -> ExamResult:
    """The verdict on one sitting.

    A part not taken is not 0 points: the result is INCOMPLETE, neither pass nor fail, even where a taken part already
    lies below its floor. A level without a registered rule is never judged by machine.
    """
    if rule is None:
        return ExamResult(Verdict.RULE_UNKNOWN)
    conditions = tuple(_floor_condition(floor, scores) for floor in rule.floors)
    parts = tuple(dict.fromkeys(part for floor in rule.floors for part in floor.parts))
    return ExamResult(_all_of(conditions, unknown=Verdict.INCOMPLETE), conditions, _sum_of(parts, scores))


def _floor_condition(floor: Floor, scores: Scores) -> Condition:
    total = _sum_of(floor.parts, scores)
    is_met = None if total is None else total >= floor.minimum
    return Condition(Check.SUM, "+".join(floor.parts), is_met, total, floor.minimum)


def _sum_of(parts: Sequence[str], scores: Scores) -> Decimal | None:
    """Parts with several scores add up; None where a part or one of its scores is missing."""
    total = Decimal(0)
    for part in parts:
        taken = scores.get(part) or (None,)
        for score in taken:
            if score is None:
                return None
            total += score
    return total


# Credit units (Specialist level)


@dataclass(frozen=True, slots=True)
class Unit:
    """One credit unit: a score of a part. `number` counts the units of a part from 1, None where it has only one."""

    part: str
    number: int | None
    minimum: Decimal
    resubmissions: int = 1

    @property
    def code(self) -> str:
        return self.part if self.number is None else f"{self.part}_{self.number}"


@dataclass(frozen=True, slots=True)
class UnitRule:
    """Every unit must be earned; a high mark in one never makes up for another."""

    units: tuple[Unit, ...]
    resubmission_days: int
    extends_over_holidays: bool = False


@dataclass(frozen=True, slots=True)
class UnitScore:
    """The counted score of a unit and the day its result was notified (None: not yet notified).

    `attempt` is 1 for what was handed in first, 2 for the first resubmission.
    """

    score: Decimal
    notified_on: date | None
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Shortage:
    """A unit below its minimum; `resubmit_by` is the last day (through 23:59:59 in Japan), None until notified.

    `left` counts the resubmissions that are still allowed; without any, the shortage is final.
    """

    unit: str
    resubmit_by: date | None
    left: int = 1

    def may_resubmit(self, moment: datetime) -> bool:
        return self.left > 0 and self.resubmit_by is not None and moment < calendar.end_of(self.resubmit_by)


@dataclass(frozen=True, slots=True)
class UnitResult:
    verdict: Verdict
    earned: int
    conditions: tuple[Condition, ...] = ()
    shortages: tuple[Shortage, ...] = ()


def judge_units(rule: UnitRule | None, scores: Mapping[str, UnitScore | None]) -> UnitResult:
    """The verdict of a level judged by credit units, each by its code.

    A shortage is a state with a way back, and comes before INCOMPLETE because its clock runs already: it starts at the
    notice of that unit's own result, never at the end of the course (association's published resubmission rule), and
    the first day is not counted (民法140条). It is a final fail once no resubmission is left.
    """
    if rule is None:
        return UnitResult(Verdict.RULE_UNKNOWN, earned=0)
    conditions = tuple(_unit_condition(unit, scores.get(unit.code)) for unit in rule.units)
    shortages = tuple(_shortages(rule, scores))
    earned = sum(condition.is_met is True for condition in conditions)
    return UnitResult(_units_verdict(conditions, shortages), earned, conditions, shortages)


def _units_verdict(conditions: Sequence[Condition], shortages: Sequence[Shortage]) -> Verdict:
    if any(shortage.left <= 0 for shortage in shortages):
        return Verdict.FAILED
    return Verdict.UNIT_SHORT if shortages else _all_of(conditions, unknown=Verdict.INCOMPLETE)


def _unit_condition(unit: Unit, scored: UnitScore | None) -> Condition:
    if scored is None:
        return Condition(Check.UNIT, unit.code, None, required=unit.minimum)
    return Condition(Check.UNIT, unit.code, scored.score >= unit.minimum, scored.score, unit.minimum)


def _shortages(rule: UnitRule, scores: Mapping[str, UnitScore | None]) -> Iterator[Shortage]:
    for unit in rule.units:
        scored = scores.get(unit.code)
        if scored is not None and scored.score < unit.minimum:
            last_day = resubmit_by(scored.notified_on, days=rule.resubmission_days, extends=rule.extends_over_holidays)
            yield Shortage(unit.code, last_day, left=unit.resubmissions + 1 - scored.attempt)


def resubmit_by(notified_on: date | None, *, days: int, extends: bool = False) -> date | None:
    """The last day of the window that opens with a notice; None while there is no notice.

    `extends` moves a last day on which banks are closed to the next open one; otherwise holidays change nothing.
    """
    if notified_on is None:
        return None
    last_day = notified_on + timedelta(days=days)
    return calendar.roll(last_day, is_closed=calendar.is_bank_holiday, to=calendar.Roll.NEXT) if extends else last_day


# Any level


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule says of scores: verdict, total (None where points do not add up) and every condition.

    `earned` counts credit units, None for a level that has none.
    """

    verdict: Verdict
    total: Decimal | None = None
    conditions: tuple[Condition, ...] = ()
    earned: int | None = None


def judge(rule: FloorRule | UnitRule | None, scores: Scores) -> Judgement:
    """The verdict on scores as they are typed: first attempts, and no notices whose clocks could run."""
    if isinstance(rule, UnitRule):
        units = judge_units(rule, {unit.code: _first_attempt(unit, scores) for unit in rule.units})
        return Judgement(units.verdict, None, units.conditions, units.earned)
    exam = judge_exam(rule, scores)
    return Judgement(exam.verdict, exam.total, exam.conditions)


def _first_attempt(unit: Unit, scores: Scores) -> UnitScore | None:
    given = scores.get(unit.part, ())
    position = (unit.number or 1) - 1
    score = given[position] if position < len(given) else None
    return None if score is None else UnitScore(score, None)


# Lesson model


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the rubric. A gate is passed or not and carries no weight."""

    code: str
    weight: Decimal
    is_critical: bool = False
    is_gate: bool = False


@dataclass(frozen=True, slots=True)
class Criteria:
    """The thresholds and the rubric of one scheme version (points of 100, levels 1 to 5)."""

    pass_total: Decimal
    critical_minimum_level: int
    forbidden_level: int
    assignment_pass_score: Decimal
    third_evaluator_total_gap: Decimal
    third_evaluator_level_gap: int
    rubric: tuple[Criterion, ...]

    @property
    def scored(self) -> tuple[Criterion, ...]:
        return tuple(criterion for criterion in self.rubric if not criterion.is_gate)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one evaluator submitted: a level for every scored criterion, and the gate."""

    levels: Mapping[str, int]
    gate_passed: bool


class ThirdReason(StrEnum):
    """Why two sheets do not settle a lesson model."""

    TOTALS = "totals"
    LEVELS = "levels"
    VERDICTS = "verdicts"


@dataclass(frozen=True, slots=True)
class LessonModelResult:
    verdict: Verdict
    total: Fraction | None = None
    conditions: tuple[Condition, ...] = ()
    third_needed: tuple[ThirdReason, ...] = ()


def sheet_total(criteria: Criteria, levels: Mapping[str, int]) -> Fraction:
    """Points of 100: the sum of weight x (level - 1) / 4.

    Raises KeyError for a criterion without a level, ValueError for a level outside 1 to 5.
    """
    return sum((_points(criterion, levels[criterion.code]) for criterion in criteria.scored), Fraction(0))


def _points(criterion: Criterion, level: int) -> Fraction:
    if not 1 <= level <= 5:
        msg = f"{criterion.code}: no level {level}"
        raise ValueError(msg)
    return Fraction(criterion.weight) * (level - 1) / 4


def judge_sheet(criteria: Criteria, sheet: Sheet) -> LessonModelResult:
    """What this sheet alone would say; used to see whether two evaluators disagree."""
    return _judge(criteria, (sheet,))


def judge_lesson_model(criteria: Criteria, sheets: Sequence[Sheet]) -> LessonModelResult:
    """The verdict on the submitted sheets of one lesson model.

    Fewer than two sheets, or two that disagree, are PENDING. Two that agree count with the mean of their totals and
    must each clear every hurdle. Three count with the median, each hurdle (each critical criterion, each criterion's
    forbidden level, the gate) decided by the majority of evaluators.

    Raises ValueError for more than three sheets.
    """
    if len(sheets) > 3:
        msg = "A lesson model is judged by at most three sheets."
        raise ValueError(msg)
    if len(sheets) < 2:
        return LessonModelResult(Verdict.PENDING)
    if len(sheets) == 2 and (reasons := third_reasons(criteria, sheets[0], sheets[1])):
        return LessonModelResult(Verdict.PENDING, third_needed=reasons)
    return _judge(criteria, sheets)


def third_reasons(criteria: Criteria, one: Sheet, other: Sheet) -> tuple[ThirdReason, ...]:
    """Why a third evaluator is needed; empty where two sheets agree well enough."""
    gap = abs(sheet_total(criteria, one.levels) - sheet_total(criteria, other.levels))
    level_gap = max((abs(one.levels[c.code] - other.levels[c.code]) for c in criteria.scored), default=0)
    found = {
        ThirdReason.TOTALS: gap > criteria.third_evaluator_total_gap,
        ThirdReason.LEVELS: level_gap >= criteria.third_evaluator_level_gap,
        ThirdReason.VERDICTS: judge_sheet(criteria, one).verdict is not judge_sheet(criteria, other).verdict,
    }
    return tuple(reason for reason, holds in found.items() if holds)


def _judge(criteria: Criteria, sheets: Sequence[Sheet]) -> LessonModelResult:
    # The median of two is their mean, so one function serves every number of sheets.
    total = median(sheet_total(criteria, sheet.levels) for sheet in sheets)
    conditions = (
        Condition(Check.TOTAL, "total", total >= criteria.pass_total, total, criteria.pass_total),
        *_hurdles(criteria, sheets),
    )
    return LessonModelResult(_all_of(conditions, unknown=Verdict.PENDING), total, conditions)


def _hurdles(criteria: Criteria, sheets: Sequence[Sheet]) -> Iterator[Condition]:
    for criterion in criteria.scored:
        levels = [sheet.levels[criterion.code] for sheet in sheets]
        if criterion.is_critical:
            enough = [level >= criteria.critical_minimum_level for level in levels]
            yield Condition(Check.CRITICAL, criterion.code, _agreed(enough))
        allowed = [level > criteria.forbidden_level for level in levels]
        yield Condition(Check.FORBIDDEN, criterion.code, _agreed(allowed))
    for criterion in criteria.rubric:
        if criterion.is_gate:
            yield Condition(Check.GATE, criterion.code, _agreed([sheet.gate_passed for sheet in sheets]))


def _agreed(votes: Sequence[bool]) -> bool:
    """All of one or two, the majority of three."""
    return sum(votes) * 2 > len(votes) if len(votes) > 2 else all(votes)


# Assignment


@dataclass(frozen=True, slots=True)
class AssignmentVerdict:
    verdict: Verdict
    condition: Condition


def judge_assignment(criteria: Criteria, score: Decimal | None) -> AssignmentVerdict:
    """The verdict on the designated assignment (points of 100); PENDING until it is marked."""
    required = criteria.assignment_pass_score
    is_met = None if score is None else score >= required
    condition = Condition(Check.ASSIGNMENT, "assignment", is_met, score, required)
    return AssignmentVerdict(_all_of((condition,), unknown=Verdict.PENDING), condition)


# Shared


def shown(score: Score) -> Decimal:
    """A score as people read it: two decimals, cut and never rounded up, so that 69.996 does not look like a pass."""
    return Decimal(int(Fraction(score) * 100)).scaleb(-2)


def _all_of(conditions: Sequence[Condition], *, unknown: Verdict) -> Verdict:
    if any(condition.is_met is None for condition in conditions):
        return unknown
    return Verdict.PASSED if all(condition.is_met for condition in conditions) else Verdict.FAILED
