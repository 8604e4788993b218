"""The published exam levels and what their rules say of scores."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import get_language_from_request, override
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from courses.bilingual import said
from courses.exam_words import Reason, rule_words
from courses.models import ExamLevel, ExamPart, PassRule
from courses.self_check import ScoreRefused, check_syntax, judge_level, read_scores
from lms.kernel import clock
from lms.kernel.access import public

router = Router()

#: JSON has one kind of number: 30 and 69.5, never 30.0 and never a text.
Number = int | float


class PartSchema(Schema):
    """A part of an exam. `score_count` is null where there are several and their number is not published."""

    code: str
    title: str
    held: str
    score_count: int | None
    maximum: Number | None


class ConditionSchema(Schema):
    """The least points of the sum of these parts, or with `units` of each score of one part."""

    parts: list[str]
    minimum: Number
    units: int | None


class RuleSchema(Schema):
    """A version of a pass rule. `effective_from` is null where it has always been in force."""

    version: int
    effective_from: dt.date | None
    judgement: str
    conditions: list[ConditionSchema]
    sentences: list[str]


class LevelSchema(Schema):
    """`rule` is what counts today; null, or judged `unpublished`, where none is published."""

    code: str
    title: str
    summary: str
    body: str
    parts: list[PartSchema]
    rule: RuleSchema | None


class LevelTextsSchema(LevelSchema):
    """With the descriptions as HTML, and every version of the rule, newest first."""

    ability: str
    use: str
    asked: str
    audience: str
    rule_versions: list[RuleSchema]


class ReasonSchema(Schema):
    """One condition. `is_met` is null while a score is missing; `unit` counts the scores of a part from 1."""

    check: str
    parts: list[str]
    unit: int | None
    is_met: bool | None
    actual: Number | None
    required: Number | None
    sentence: str


class VerdictSchema(Schema):
    """`total` is null where points do not add up to one, and while a part is missing."""

    verdict: str
    total: Number | None
    reasons: list[ReasonSchema]


class GivenScores(Schema):
    """Points of each part, repeated where a part has several scores; an empty value is a score not taken."""

    written: list[str] = []
    practical: list[str] = []
    oral: list[str] = []
    assignment: list[str] = []
    practical_oral: list[str] = []


@router.get("", response=list[LevelSchema], summary="Exam levels with their parts and pass rules")
@public
def exam_levels(request: HttpRequest) -> list[LevelSchema]:  # noqa: ARG001 - the name is ninja's
    return [
        LevelSchema(**_level(level, next(iter(level.rules_in_force), None)))
        for level in ExamLevel.objects.with_standards(clock.today())
    ]


@router.get("/{code}", response=LevelTextsSchema, summary="One exam level with every version of its rule")
@public
def exam_level(request: HttpRequest, code: str) -> LevelTextsSchema:  # noqa: ARG001 - the name is ninja's
    level = _find(code)
    versions = list(level.pass_rules.prefetch_related("conditions").order_by("-version"))
    today = clock.today()
    return LevelTextsSchema(
        **_level(level, next((each for each in versions if each.has_begun(today)), None)),
        ability=said(level.ability, level.ability_en).text,
        use=said(level.use, level.use_en).text,
        asked=said(level.asked, level.asked_en).text,
        audience=said(level.audience, level.audience_en).text,
        rule_versions=[_rule(level, each) for each in versions],
    )


def in_the_readers_language(view: Callable[..., VerdictSchema]) -> Callable[..., VerdictSchema]:
    """The language of the address, else what the reader asks for: sentences are for people."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> VerdictSchema:
        with override(get_language_from_request(request, check_path=True)):
            return view(request, *args, **kwargs)

    return answer


@router.get("/{code}/verdict", response=VerdictSchema, summary="What the pass rule in force today says of scores")
@public
@in_the_readers_language
def verdict(request: HttpRequest, code: str, given: Query[GivenScores]) -> VerdictSchema:  # noqa: ARG001 - ninja's name
    """passed, failed, incomplete (a score is missing), unit_short (a credit unit can be made up) or rule_unknown.

    A level without a published rule is never judged, whatever the scores. Scores that cannot be scores, more of them
    than a part has, and parts the level does not have are answered with 422 and a sentence.
    """
    level = _find(code)
    version = level.rule_on(clock.today())
    typed = {part: values for part, values in given.dict().items() if values}
    try:
        scores = read_scores(level, typed) if version and version.is_published else check_syntax(typed)
    except ScoreRefused as refused:
        raise HttpError(422, str(refused.message)) from refused
    answer = judge_level(level, version, scores)
    return VerdictSchema(
        verdict=answer.judgement.verdict.value,
        total=number_or_null(answer.judgement.total),
        reasons=[_reason(each) for each in answer.reasons],
    )


def _find(code: str) -> ExamLevel:
    level = ExamLevel.objects.select_related("body").prefetch_related("parts").filter(code=code).first()
    if level is None:
        raise Http404
    return level


def _level(level: ExamLevel, version: PassRule | None) -> dict[str, Any]:
    return {
        "code": level.code,
        "title": str(level.title),
        "summary": said(level.summary, level.summary_en).text,
        "body": str(level.body.title),
        "parts": [_part(part) for part in level.parts.all()],
        "rule": _rule(level, version) if version else None,
    }


def _part(part: ExamPart) -> PartSchema:
    return PartSchema(
        code=part.code,
        title=str(part.title),
        held=str(part.place),
        score_count=part.score_count,
        maximum=number_or_null(part.maximum),
    )


def _rule(level: ExamLevel, version: PassRule) -> RuleSchema:
    words = rule_words(level, version)
    return RuleSchema(
        version=version.version,
        effective_from=version.effective_from,
        judgement=version.judgement,
        conditions=[
            ConditionSchema(parts=each.parts, minimum=number(each.minimum), units=each.units)
            for each in version.conditions.all()
        ],
        sentences=[*words.sentences, *words.notes],
    )


def _reason(reason: Reason) -> ReasonSchema:
    return ReasonSchema(
        check=reason.check,
        parts=list(reason.parts),
        unit=reason.unit,
        is_met=reason.is_met,
        actual=number_or_null(reason.actual),
        required=number_or_null(reason.required),
        sentence=reason.sentence,
    )


def number(points: Decimal) -> Number:
    """Points as a JSON number: the shortest that reads as typed. Only here, behind the verdict, a float."""
    return int(points) if points == points.to_integral_value() else float(points)


def number_or_null(points: Decimal | None) -> Number | None:
    return None if points is None else number(points)
