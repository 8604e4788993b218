"""How far a candidate is at a level judged by credit units: what is earned, what is short, and until when it helps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cohorts.models import ExamScore
from courses.grading.exams import Shortage, UnitResult, UnitRule, UnitScore, judge_units
from courses.grading.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Standing:
    """Kept with the record each time a score is entered, so that lists and pages need no scores to tell it."""

    verdict: Verdict
    earned: int
    needed: int
    shortages: tuple[Shortage, ...] = ()

    def open_shortages(self, moment: datetime) -> tuple[Shortage, ...]:
        return tuple(each for each in self.shortages if each.may_resubmit(moment))


def result_of(rule: UnitRule, scores: Iterable[ExamScore]) -> UnitResult:
    """The verdict on the scores that count: of each unit the latest attempt."""
    latest: dict[str, ExamScore] = {}
    for score in scores:
        if score.unit not in latest or score.attempt > latest[score.unit].attempt:
            latest[score.unit] = score
    counted = {unit: UnitScore(each.points, each.notified_on, each.attempt) for unit, each in latest.items()}
    return judge_units(rule, counted)


def standing_of(rule: UnitRule, scores: Iterable[ExamScore]) -> Standing:
    result = result_of(rule, scores)
    return Standing(result.verdict, result.earned, len(rule.units), result.shortages)


def as_json(standing: Standing) -> dict[str, Any]:
    return {
        "verdict": standing.verdict.value,
        "earned": standing.earned,
        "needed": standing.needed,
        "shortages": [
            {
                "unit": each.unit,
                "resubmit_by": each.resubmit_by.isoformat() if each.resubmit_by else None,
                "left": each.left,
            }
            for each in standing.shortages
        ],
    }


def kept_standing(kept: dict[str, Any]) -> Standing | None:
    """The reverse of `as_json`; None for a record without scores."""
    if not kept:
        return None
    shortages = (
        Shortage(each["unit"], date.fromisoformat(each["resubmit_by"]) if each["resubmit_by"] else None, each["left"])
        for each in kept["shortages"]
    )
    return Standing(Verdict(kept["verdict"]), kept["earned"], kept["needed"], tuple(shortages))
