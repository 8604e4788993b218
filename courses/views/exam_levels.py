"""The ladder of exam levels, and one level with its rule and a self-check."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from courses.bilingual import Said, said
from courses.exam_words import VERDICT_TONES, RuleWords, rule_words, verdict_words
from courses.models import AwardingBody, ExamLevel, PassRule, ReferenceQualification
from courses.score_forms import SelfCheckForm
from courses.self_check import Answer, judge_level
from lms.kernel import clock
from lms.kernel.access import public


@dataclass(frozen=True, slots=True)
class LevelCard:
    level: ExamLevel
    summary: Said
    rule: RuleWords | None


@dataclass(frozen=True, slots=True)
class LevelText:
    title: str
    said: Said


@public
@require_safe
def levels(request: HttpRequest) -> HttpResponse:
    """Our own levels, and apart from them the qualifications of other associations."""
    ladder = [_card(level) for level in ExamLevel.objects.with_standards(clock.today())]
    others = AwardingBody.objects.filter(is_ours=False, reference_qualifications__isnull=False).distinct()
    ordered = Prefetch("reference_qualifications", ReferenceQualification.objects.order_by("position", "code"))
    return render(
        request, "lms_courses/levels.html", {"ladder": ladder, "other_bodies": others.prefetch_related(ordered)}
    )


def _card(level: ExamLevel) -> LevelCard:
    in_force: list[PassRule] = level.rules_in_force  # prefetched by with_standards
    rule = rule_words(level, in_force[0]) if in_force else None
    return LevelCard(level, said(level.summary, level.summary_en), rule)


@public
@require_safe
def level(request: HttpRequest, code: str) -> HttpResponse:
    """One level; scores in the query are judged by the rule in force today and shown beside it."""
    asked = get_object_or_404(ExamLevel.objects.select_related("body").prefetch_related("parts"), code=code)
    versions = list(asked.pass_rules.prefetch_related("conditions").order_by("-version"))
    today = clock.today()
    in_force = next((each for each in versions if each.has_begun(today)), None)
    rule = in_force.as_rule() if in_force else None
    form = SelfCheckForm(asked, rule, request.GET) if rule else None
    answer = judge_level(asked, in_force, form.scores()) if form and form.is_valid() else None
    context = {
        "level": asked,
        "summary": said(asked.summary, asked.summary_en),
        "texts": _texts(asked),
        "rule": rule_words(asked, in_force) if in_force else None,
        "versions": [rule_words(asked, each) for each in versions if each is not in_force],
        "today": today,
        "form": form,
        **_verdict(answer),
    }
    return render(request, "lms_courses/level.html", context, status=400 if form and form.errors else 200)


def _texts(asked: ExamLevel) -> list[LevelText]:
    texts = [
        LevelText(gettext("Evaluated ability"), said(asked.ability, asked.ability_en)),
        LevelText(gettext("Use in companies"), said(asked.use, asked.use_en)),
        LevelText(gettext("What is asked"), said(asked.asked, asked.asked_en)),
        LevelText(gettext("For whom"), said(asked.audience, asked.audience_en)),
    ]
    return [text for text in texts if text.said]


def _verdict(answer: Answer | None) -> dict[str, Any]:
    if answer is None:
        return {}
    verdict = answer.judgement.verdict
    return {"answer": answer, "verdict": verdict_words(verdict), "tone": VERDICT_TONES[verdict]}
