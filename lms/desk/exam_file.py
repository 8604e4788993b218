"""An exam record as the desk reads it: each credit unit with its attempts, and what it still allows."""

from dataclasses import dataclass
from datetime import date

from cohorts.exam_standing import result_of
from cohorts.models import ExamRecord, ExamScore
from courses.exam_words import points, unit_title
from courses.grading.exams import Shortage, UnitRule
from courses.models import PassRule


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit; `is_earned` is None while it has no points."""

    code: str
    title: str
    minimum: str
    scores: tuple[ExamScore, ...]
    is_earned: bool | None
    shortage: Shortage | None

    @property
    def may_enter(self) -> bool:
        return self.is_earned is None or self.may_resubmit

    @property
    def may_resubmit(self) -> bool:
        return self.shortage is not None and self.shortage.left > 0


@dataclass(frozen=True, slots=True)
class ExamFile:
    """`lines` is empty for a level that is not judged by units."""

    record: ExamRecord
    version: PassRule | None
    lines: tuple[UnitLine, ...]

    @property
    def earned(self) -> int:
        return sum(line.is_earned is True for line in self.lines)


def exam_file(record: ExamRecord, *, now_on: date) -> ExamFile:
    """Four queries, whatever the record holds."""
    version = record.pass_rule if record.standing else rule_in_force(record, now_on)
    rule = version.as_rule() if version else None
    if version is None or not isinstance(rule, UnitRule):
        return ExamFile(record, version, ())
    scores = tuple(record.scores.select_related("entered_by", "correction"))
    counting = [score for score in scores if not hasattr(score, "correction")]
    result = result_of(rule, counting)
    shortages = {shortage.unit: shortage for shortage in result.shortages}
    met = {condition.subject: condition.is_met for condition in result.conditions}
    return ExamFile(
        record,
        version,
        tuple(
            UnitLine(
                code=unit.code,
                title=unit_title(version.level, unit),
                minimum=points(unit.minimum),
                scores=tuple(score for score in scores if score.unit == unit.code),
                is_earned=met[unit.code],
                shortage=shortages.get(unit.code),
            )
            for unit in rule.units
        ),
    )


def rule_in_force(record: ExamRecord, day: date) -> PassRule | None:
    return PassRule.objects.in_force(day).select_related("level").filter(level__code=record.level).first()
