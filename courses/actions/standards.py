"""Load the standards a site starts with, or whatever of them is missing."""

from collections import Counter
from datetime import datetime

from django.db import transaction

from courses.actions.pass_rule import RuleDraft, publish_rule
from courses.models import AwardingBody, ExamLevel, ExamPart, PassRule, ReferenceQualification
from courses.rule_checks import Line
from courses.standards import levels, qualifications
from lms.kernel.actor import Actor

RICH = {"audience", "ability", "use", "asked"}


@transaction.atomic
def load_standards(*, by: Actor, now: datetime) -> Counter[str]:
    """Create missing bodies, levels, first rules and reference qualifications; returns how many of each are new.

    What is there already stays as staff has made it, so that it may run with every deployment.
    """
    new: Counter[str] = Counter()
    body = AwardingBody.objects.filter(is_ours=True).first()
    if body is None:
        body = AwardingBody.objects.create(code=levels.BODY, name=levels.BODY_NAME, is_ours=True)
        new["bodies"] += 1
    for position, entry in enumerate(levels.LEVELS):
        level = ExamLevel.objects.filter(code=entry.code).first()
        if level is None:
            level = _make_level(entry, body, position)
            new["levels"] += 1
        if not level.pass_rules.exists():
            publish_rule(level, draft=_first_rule(entry), by=by, now=now)
            new["rules"] += 1
    new.update(_load_qualifications())
    return new


def _make_level(entry: levels.Level, body: AwardingBody, position: int) -> ExamLevel:
    level = ExamLevel(code=entry.code, body=body, position=position)
    for field in ("name", "summary", "audience", "ability", "use", "asked"):
        japanese, english = map(_as_html, getattr(entry, field)) if field in RICH else getattr(entry, field)
        setattr(level, field, japanese)
        setattr(level, f"{field}_en", english)
    level.parts = [
        ExamPart(position=place, code=part.code, held=part.held[0], held_en=part.held[1], score_count=part.score_count)
        for place, part in enumerate(entry.parts)
    ]
    level.save()
    return level


def _as_html(text: str) -> str:
    return f"<p>{text}</p>" if text and not text.startswith("<") else text


def _first_rule(entry: levels.Level) -> RuleDraft:
    if entry.floors:
        lines = tuple(Line(parts, minimum) for parts, minimum in entry.floors)
        return RuleDraft(PassRule.Judgement.FLOORS, conditions=lines, source=levels.SOURCE)
    if entry.units:
        lines = tuple(Line((part,), minimum) for part, minimum in entry.units)
        return RuleDraft(PassRule.Judgement.UNITS, conditions=lines, source=levels.SOURCE)
    return RuleDraft(PassRule.Judgement.UNPUBLISHED)


def _load_qualifications() -> Counter[str]:
    new: Counter[str] = Counter()
    body, is_new = AwardingBody.objects.get_or_create(
        code=qualifications.BODY,
        defaults={"name": qualifications.BODY_NAME, "website": qualifications.WEBSITE},
    )
    new["bodies"] += is_new
    for position, entry in enumerate(qualifications.QUALIFICATIONS):
        words = {
            name: text
            for field in ("name", "summary", "band", "experience")
            for name, text in zip((field, f"{field}_en"), getattr(entry, field), strict=True)
        }
        _row, is_new = ReferenceQualification.objects.get_or_create(
            body=body, code=entry.code, defaults={"position": position, **words}
        )
        new["qualifications"] += is_new
    return new
