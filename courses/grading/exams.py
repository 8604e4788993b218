"""The verdict on one sitting of an exam: by floors, by credit units, or by whichever rule a level has."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from courses.grading.verdicts import Check, Condition, Verdict, all_of
from lms.kernel import calendar

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
    return ExamResult(all_of(conditions, unknown=Verdict.INCOMPLETE), conditions, _sum_of(parts, scores))


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
    return Verdict.UNIT_SHORT if shortages else all_of(conditions, unknown=Verdict.INCOMPLETE)


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
