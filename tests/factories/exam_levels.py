from datetime import UTC, datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from courses.actions.pass_rule import RuleDraft, publish_rule
from courses.actions.standards import load_standards
from courses.models import AwardingBody, ExamLevel, ExamPart, PassRule, ReferenceQualification
from courses.rule_checks import Line
from lms.kernel.actor import Actor

OFFICE = Actor.process("test office")
NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)


class AwardingBodyFactory(DjangoModelFactory):
    class Meta:
        model = AwardingBody
        django_get_or_create = ("code",)

    code = "ours"
    name = "見本検定協会"
    is_ours = True


class ExamLevelFactory(DjangoModelFactory):
    class Meta:
        model = ExamLevel

    code = factory.Sequence(lambda n: f"level-{n}")
    body = factory.SubFactory(AwardingBodyFactory)
    position = factory.Sequence(lambda n: n)
    name = factory.Sequence(lambda n: f"見本レベル{n}")


class ExamPartFactory(DjangoModelFactory):
    class Meta:
        model = ExamPart

    level = factory.SubFactory(ExamLevelFactory)
    position = factory.Sequence(lambda n: n)
    code = "written"


class ReferenceQualificationFactory(DjangoModelFactory):
    class Meta:
        model = ReferenceQualification

    body = factory.SubFactory(AwardingBodyFactory, code="others", name="ほかの協会", is_ours=False)
    code = factory.Sequence(lambda n: f"Q{n}")
    name = factory.Sequence(lambda n: f"ほかの資格{n}")


def floors(*conditions: tuple[int, str]) -> tuple[Line, ...]:
    """`(70, "written+practical")` asks for 70 points of both together."""
    return tuple(Line(tuple(parts.split("+")), Decimal(minimum)) for minimum, parts in conditions)


def publish(level: ExamLevel, *conditions: tuple[int, str], way: str = "floors", **fields: object) -> PassRule:
    """The next version of a level's rule."""
    latest = PassRule.objects.filter(level=level).order_by("-version").first()
    draft = RuleDraft(way, replaces=latest.version if latest else 0, conditions=floors(*conditions), **fields)
    return publish_rule(level, draft=draft, by=OFFICE, now=NOW)


def judged_level(**fields: object) -> ExamLevel:
    """A level with one written part that passes at 30 points."""
    level = ExamPartFactory(level=ExamLevelFactory(**fields)).level
    publish(level, (30, "written"))
    return level


def standards() -> None:
    load_standards(by=OFFICE, now=NOW)
