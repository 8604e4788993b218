"""What a trainee is told of their results: put together from sheets and marks, as plain JSON without evaluators' names.

Points of 100 as people read them (two decimals, cut and never rounded up), levels from 1 to 5.
"""

import json
from datetime import date
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from typing import TypedDict

from cohorts.models import Enrollment, EvaluationSheet, LessonModelEvaluation, ResultRelease
from cohorts.requirements import judged, latest_assignment, submitted_sheets
from courses.grading.lesson_model import LessonModelResult, judge_assignment
from courses.grading.verdicts import Check, Verdict, shown
from courses.models import RubricCriterion
from lms.kernel.calendar import jst_date

EDITION = 1  # of this layout


class Seen(TypedDict):
    """What one evaluator saw in a criterion; the order of evaluators is not kept."""

    level: int
    note: str


class CriterionFacts(TypedDict):
    code: str
    title: str
    weight: str
    is_critical: bool
    is_met: bool
    seen: list[Seen]


class GateFacts(TypedDict):
    code: str
    title: str
    is_met: bool


class LessonModelFacts(TypedDict):
    evaluation: int
    attempt: int
    topic: str
    verdict: str
    total: str
    needed: str
    lowest_critical: int
    settled_on: str
    criteria: list[CriterionFacts]
    gates: list[GateFacts]
    comments: list[str]


class AssignmentFacts(TypedDict):
    result: int
    attempt: int
    verdict: str
    score: str
    needed: str
    marked_on: str
    comment: str
    submission: int | None


class Facts(TypedDict):
    edition: int
    lesson_model: LessonModelFacts | None
    assignment: AssignmentFacts | None


class News(StrEnum):
    """How what stands now differs from what was released last."""

    UNSETTLED = "unsettled"  # nothing is settled, and nothing was released
    NEW = "new"  # a first result, or a part or attempt settled since
    CORRECTION = "correction"  # something that was released reads differently now
    NONE = "none"


def results_of(enrollment: Enrollment) -> Facts:
    """The last settled attempt of each part; on rows of `with_facts`, costs no query."""
    return {"edition": EDITION, "lesson_model": _lesson_model(enrollment), "assignment": _assignment(enrollment)}


def last_release(enrollment: Enrollment) -> ResultRelease | None:
    return max(enrollment.releases.all(), key=lambda release: release.version, default=None)


def news_of(enrollment: Enrollment) -> News:
    """What a release would change; the question behind every release, and behind the decision on certification."""
    release = last_release(enrollment)
    return difference(release.facts if release else None, results_of(enrollment))


def difference(before: Facts | None, after: Facts) -> News:
    """Compare what was released with what stands now. A released part that is gone is a correction under way."""
    if before is None:
        return News.NEW if after["lesson_model"] or after["assignment"] else News.UNSETTLED
    if _lesson_model_corrected(before["lesson_model"], after["lesson_model"]):
        return News.CORRECTION
    if _assignment_corrected(before["assignment"], after["assignment"]):
        return News.CORRECTION
    is_same = all(before[part] == after[part] for part in ("lesson_model", "assignment"))
    return News.NONE if is_same else News.NEW


def _lesson_model_corrected(before: LessonModelFacts | None, after: LessonModelFacts | None) -> bool:
    if before is None or before == after:
        return False
    return after is None or after["attempt"] <= before["attempt"]


def _assignment_corrected(before: AssignmentFacts | None, after: AssignmentFacts | None) -> bool:
    """A further mark of the same file, or of one that had passed, corrects; one of another file is a re-evaluation."""
    if before is None or before == after:
        return False
    if after is None or after["attempt"] <= before["attempt"] or before["verdict"] == Verdict.PASSED:
        return True
    return before["submission"] is not None and after["submission"] == before["submission"]


def fingerprint(facts: Facts) -> str:
    return sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


# The lesson model


def _lesson_model(enrollment: Enrollment) -> LessonModelFacts | None:
    attempts = sorted(enrollment.lesson_model_evaluations.all(), key=lambda one: one.attempt, reverse=True)
    for evaluation in attempts:
        result = judged(evaluation)
        if result.verdict is not Verdict.PENDING:
            return _settled(evaluation, result)
    return None


def _settled(evaluation: LessonModelEvaluation, result: LessonModelResult) -> LessonModelFacts:
    sheets, scheme = submitted_sheets(evaluation), evaluation.scheme_version
    missed = {(one.check, one.subject) for one in result.conditions if not one.is_met}
    rubric = list(scheme.rubric.all())
    return {
        "evaluation": evaluation.pk,
        "attempt": evaluation.attempt,
        "topic": evaluation.topic,
        "verdict": result.verdict.value,
        "total": str(shown(result.total or Fraction(0))),
        "needed": str(scheme.lesson_model_pass_total),
        "lowest_critical": scheme.critical_minimum_level,
        "settled_on": _settled_on(sheets).isoformat(),
        "criteria": [_criterion(one, sheets, missed) for one in rubric if not one.is_gate],
        "gates": [
            {"code": one.code, "title": one.title, "is_met": (Check.GATE, one.code) not in missed}
            for one in rubric
            if one.is_gate
        ],
        "comments": sorted(sheet.comment for sheet in sheets if sheet.comment),
    }


def _settled_on(sheets: list[EvaluationSheet]) -> date:
    return max(jst_date(sheet.submitted_at) for sheet in sheets if sheet.submitted_at)


def _criterion(
    criterion: RubricCriterion, sheets: list[EvaluationSheet], missed: set[tuple[Check, str]]
) -> CriterionFacts:
    scores = [score for sheet in sheets for score in sheet.scores.all() if score.criterion_id == criterion.pk]
    seen: list[Seen] = [{"level": score.level or 0, "note": score.note} for score in scores]
    return {
        "code": criterion.code,
        "title": criterion.title,
        "weight": str(criterion.weight),
        "is_critical": criterion.is_critical,
        "is_met": not missed & {(Check.CRITICAL, criterion.code), (Check.FORBIDDEN, criterion.code)},
        # By level, so that nobody can tell which lines are of the same evaluator.
        "seen": sorted(seen, key=lambda one: (-one["level"], one["note"])),
    }


# The assignment


def _assignment(enrollment: Enrollment) -> AssignmentFacts | None:
    result, scheme = latest_assignment(enrollment), enrollment.cohort.scheme_version
    if result is None or scheme is None:
        return None
    return {
        "result": result.pk,
        "attempt": result.attempt,
        "verdict": judge_assignment(scheme.criteria(), result.score).verdict.value,
        "score": str(shown(result.score)),
        "needed": str(scheme.assignment_pass_score),
        "marked_on": jst_date(result.marked_at).isoformat(),
        "comment": result.comment,
        "submission": result.submission_id,
    }
