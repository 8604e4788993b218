"""Scores somebody gives for a level, and what its rule in force says of them. The page and the interface share it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, ngettext

from courses.exam_words import Reason, above_maximum, part_title, points, reasons, refusal
from courses.grading.exams import Judgement, Scores, judge
from courses.models import ExamLevel, ExamPart, PassRule
from courses.scores import NotAScore, parse_score
from lms.kernel.obstacles import Obstacle


class ScoreRefused(Obstacle):
    """A score that cannot be one; the message says which part and why."""


@dataclass(frozen=True, slots=True)
class Answer:
    judgement: Judgement
    reasons: tuple[Reason, ...]

    @property
    def total(self) -> str:
        return "" if self.judgement.total is None else points(self.judgement.total)


def judge_level(level: ExamLevel, version: PassRule | None, scores: Scores) -> Answer:
    """The verdict by a version of the level's rule, with a reason for every condition."""
    rule = version.as_rule() if version else None
    judgement = judge(rule, scores)
    return Answer(judgement, reasons(level, rule, judgement))


def read_score(part: ExamPart, typed: str) -> Decimal | None:
    """One score of a part; nothing typed means not taken. Raises ScoreRefused."""
    if not typed.strip():
        return None
    try:
        score = parse_score(typed)
    except NotAScore as error:
        raise ScoreRefused(refusal(error)) from error
    if part.maximum is not None and score > part.maximum:
        raise ScoreRefused(above_maximum(part.maximum))
    return score


def check_syntax(typed: Mapping[str, Sequence[str]]) -> Scores:
    """For a level without a rule, whose parts are not settled either. Raises ScoreRefused for what is no score."""
    return {code: [read_score(ExamPart(code=code), one) for one in values] for code, values in typed.items()}


def read_scores(level: ExamLevel, typed: Mapping[str, Sequence[str]]) -> dict[str, list[Decimal | None]]:
    """The scores of all parts, each list as long as its part has scores.

    Raises ScoreRefused for a part the level does not have, for more scores than a part has, and for what is no score.
    """
    parts = {part.code: part for part in level.parts.all()}
    given = {code: values for code, values in typed.items() if values}
    for code in given:
        if code not in parts:
            words = {"level": str(level.title), "part": part_title(level, code)}
            raise ScoreRefused(gettext("%(level)s has no part “%(part)s”.") % words)
    return {code: _scores_of(part, given.get(code, ())) for code, part in parts.items()}


def _scores_of(part: ExamPart, typed: Sequence[str]) -> list[Decimal | None]:
    try:
        scores = [read_score(part, one) for one in typed]
    except ScoreRefused as error:
        message = gettext("%(title)s: %(message)s") % {"title": part.title, "message": error.message}
        raise ScoreRefused(message) from error
    if part.score_count is None:
        return [score for score in scores if score is not None]
    if len(scores) > part.score_count:
        raise ScoreRefused(
            ngettext(
                "%(part)s has %(count)s score; %(given)s were given.",
                "%(part)s has %(count)s scores; %(given)s were given.",
                part.score_count,
            )
            % {"part": part.title, "count": part.score_count, "given": len(scores)}
        )
    return scores + [None] * (part.score_count - len(scores))
