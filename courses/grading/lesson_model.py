"""The verdict on a lesson model and its assignment, by the criteria of one scheme version."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import median

from courses.grading.verdicts import Check, Condition, Verdict, all_of


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
    return LessonModelResult(all_of(conditions, unknown=Verdict.PENDING), total, conditions)


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
    return AssignmentVerdict(all_of((condition,), unknown=Verdict.PENDING), condition)
