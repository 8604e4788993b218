"""Publish the next version of a pass rule. There is no other way to change one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.models import ExamLevel, PassCondition, PassRule
from courses.rule_checks import Finding, Line, PartShape, Way, findings
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle


class RuleMakesNoSense(Obstacle):
    message = _("The rule cannot be applied as it stands. Check its conditions and the parts of the level.")


class RuleNeedsADay(Obstacle):
    message = _("Say from which day the changed rule is in force.")


class RuleBeginsTooEarly(Obstacle):
    message = _("The changed rule cannot be in force earlier than the version before it.")


class RuleChangedMeanwhile(Obstacle):
    message = _("Somebody has published a newer version meanwhile. Start again from that one.")


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule before it has a version. `replaces` is the version its author saw, 0 for a level without any."""

    judgement: str
    replaces: int = 0
    effective_from: date | None = None
    conditions: tuple[Line, ...] = ()
    resubmission_days: int = 14
    resubmissions: int = 1
    practical_oral_retakes: int = 1
    extends_over_holidays: bool = False
    source: str = ""
    reason: str = ""


def check_draft(level: ExamLevel, draft: RuleDraft) -> tuple[Finding, ...]:
    """What is wrong or odd about a draft, given the parts of its level."""
    shapes = {part.code: PartShape(part.score_count, part.maximum) for part in level.parts.all()}
    return findings(Way(draft.judgement), draft.conditions, shapes)


@transaction.atomic
def publish_rule(level: ExamLevel, *, draft: RuleDraft, by: Actor, now: datetime) -> PassRule:
    """Add the next version of a level's rule; earlier ones and every result judged by them stay as they are.

    Raises RuleMakesNoSense, RuleNeedsADay, RuleBeginsTooEarly, or RuleChangedMeanwhile where `replaces` is not the
    latest version.
    """
    ExamLevel.objects.select_for_update().get(pk=level.pk)
    latest = PassRule.objects.filter(level=level).order_by("-version").first()
    if any(not finding.is_warning for finding in check_draft(level, draft)):
        raise RuleMakesNoSense
    _check_order(latest, draft)
    rule = PassRule.objects.create(
        level=level,
        version=draft.replaces + 1,
        judgement=draft.judgement,
        effective_from=draft.effective_from,
        resubmission_days=draft.resubmission_days,
        resubmissions=draft.resubmissions,
        practical_oral_retakes=draft.practical_oral_retakes,
        extends_over_holidays=draft.extends_over_holidays,
        source=draft.source,
        reason=draft.reason,
        created_at=now,
    )
    PassCondition.objects.bulk_create(_conditions(rule, level, draft.conditions))
    audit.record("lms_courses.publish_rule", rule, by=by, version=rule.version, reason=draft.reason)
    stored: PassRule = PassRule.objects.get(pk=rule.pk)
    return stored


def _check_order(latest: PassRule | None, draft: RuleDraft) -> None:
    if draft.replaces != (latest.version if latest else 0):
        raise RuleChangedMeanwhile
    if latest is None:
        return
    if draft.effective_from is None:
        raise RuleNeedsADay
    if latest.effective_from is not None and draft.effective_from < latest.effective_from:
        raise RuleBeginsTooEarly


def _conditions(rule: PassRule, level: ExamLevel, lines: Sequence[Line]) -> list[PassCondition]:
    """The number of units is frozen with the rule: a part that changes later changes no version."""
    counts = {part.code: part.score_count for part in level.parts.all()}
    is_units = rule.judgement == PassRule.Judgement.UNITS
    return [
        PassCondition(
            rule=rule,
            position=position,
            parts=list(line.parts),
            minimum=line.minimum or Decimal(0),
            units=counts[line.parts[0]] if is_units else None,
        )
        for position, line in enumerate(lines)
    ]
