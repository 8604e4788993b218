"""Pass rules and verdicts in words: what has to be reached, what was reached, and what is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext, ngettext

from courses import scores
from courses.grading.exams import FloorRule, Judgement, Unit, UnitRule
from courses.grading.verdicts import Condition, Verdict
from courses.models import ExamLevel, ExamPartCode, PassRule
from courses.scores import NotAScore, shown_points


def part_title(level: ExamLevel, code: str) -> str:
    """The name of a part on this level; its usual name where an old rule names a part the level no longer has."""
    names = {part.code: str(part.title) for part in level.parts.all()}
    return names.get(code) or str(ExamPartCode(code).label)


def sum_title(level: ExamLevel, parts: Sequence[str]) -> str:
    titles = [part_title(level, part) for part in parts]
    if len(titles) == 1:
        return titles[0]
    return gettext("%(parts)s together") % {"parts": gettext(" + ").join(titles)}


def unit_title(level: ExamLevel, unit: Unit) -> str:
    title = part_title(level, unit.part)
    if unit.number is None:
        return title
    return gettext("%(part)s, no. %(number)s") % {"part": title, "number": unit.number}


def points(number: Decimal) -> str:
    """「69.5点」."""
    return ngettext("%(points)s point", "%(points)s points", 1 if number == 1 else 2) % {"points": shown_points(number)}


# A rule


@dataclass(frozen=True, slots=True)
class RuleLine:
    title: str
    required: str


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A version as a visitor reads it. `lines` is empty where no rule is published."""

    version: int
    effective_from: date | None
    source: str
    reason: str
    lines: tuple[RuleLine, ...]
    notes: tuple[str, ...]

    @property
    def is_published(self) -> bool:
        return bool(self.lines)

    @property
    def sentences(self) -> list[str]:
        words = ({"title": line.title, "message": line.required} for line in self.lines)
        return [gettext("%(title)s: %(message)s") % each for each in words]


def rule_words(level: ExamLevel, version: PassRule) -> RuleWords:
    rule = version.as_rule()
    if isinstance(rule, UnitRule):
        lines, notes = tuple(_unit_lines(level, version)), tuple(_unit_notes(level, rule))
    else:
        lines = tuple(_floor_lines(level, rule)) if rule else ()
        notes = (gettext("All conditions have to be met together."),) if len(lines) > 1 else ()
    return RuleWords(version.version, version.effective_from, version.source, version.reason, lines, notes)


def _floor_lines(level: ExamLevel, rule: FloorRule) -> Iterator[RuleLine]:
    for floor in rule.floors:
        required = gettext("%(points)s or more") % {"points": points(floor.minimum)}
        yield RuleLine(sum_title(level, floor.parts), required)


def _unit_lines(level: ExamLevel, version: PassRule) -> Iterator[RuleLine]:
    for condition in version.conditions.all():
        given = {"points": points(condition.minimum), "units": condition.units or 1}
        required = (
            gettext("%(points)s or more each: one unit, %(units)s in all")
            if given["units"] != 1
            else gettext("%(points)s or more: one unit")
        )
        yield RuleLine(part_title(level, condition.parts[0]), required % given)


def _unit_notes(level: ExamLevel, rule: UnitRule) -> Iterator[str]:
    units = len(rule.units)
    yield ngettext(
        "Passing takes the one unit.",
        "Passing takes all %(units)s units; a high mark in one does not make up for another.",
        units,
    ) % {"units": units}
    allowed = {unit.part: unit.resubmissions for unit in rule.units}
    again = [
        ngettext("%(part)s once", "%(part)s up to %(times)s times", times)
        % {"part": part_title(level, part), "times": times}
        for part, times in allowed.items()
        if times
    ]
    if again:
        yield gettext(
            "A unit that is short can be made up within %(days)s days of the notice of its result (%(again)s)."
        ) % {"days": rule.resubmission_days, "again": gettext(", ").join(again)}


# A verdict


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition of a verdict, for machines and for people.

    `check` is sum, unit, units (how many of them) or rule (there is none); `unit` says which score of its part.
    """

    check: Literal["sum", "unit", "units", "rule"]
    why: str
    title: str = ""
    parts: tuple[str, ...] = ()
    unit: int | None = None
    is_met: bool | None = None
    actual: Decimal | None = None
    required: Decimal | None = None

    @property
    def sentence(self) -> str:
        if not self.title:
            return self.why
        return gettext("%(title)s: %(message)s") % {"title": self.title, "message": self.why}

    @property
    def state(self) -> str:
        """As the checklist names it."""
        return "pending" if self.is_met is None else "met" if self.is_met else "not_met"

    @property
    def reached(self) -> str:
        return "—" if self.actual is None else shown_points(self.actual)

    @property
    def needed(self) -> str:
        return "" if self.required is None else shown_points(self.required)


def reasons(level: ExamLevel, rule: FloorRule | UnitRule | None, judgement: Judgement) -> tuple[Reason, ...]:
    """Why the verdict is what it is, one reason per condition in the order of the rule."""
    if rule is None:
        return (Reason("rule", gettext("No pass rule is published for this level, so nothing is judged by machine.")),)
    if isinstance(rule, UnitRule):
        pairs = zip(rule.units, judgement.conditions, strict=True)
        units = tuple(_unit_reason(level, unit, condition) for unit, condition in pairs)
        return (*units, _count_reason(rule, judgement))
    pairs_of_sums = zip(rule.floors, judgement.conditions, strict=True)
    return tuple(_sum_reason(sum_title(level, floor.parts), floor.parts, one) for floor, one in pairs_of_sums)


def _sum_reason(title: str, parts: tuple[str, ...], condition: Condition) -> Reason:
    return Reason("sum", _why(condition), title, parts, None, condition.is_met, *_numbers(condition))


def _unit_reason(level: ExamLevel, unit: Unit, condition: Condition) -> Reason:
    why = _why(condition)
    if condition.is_met is False and unit.resubmissions:
        why = gettext("%(sentence)s It can be made up.") % {"sentence": why}
    return Reason(
        "unit", why, unit_title(level, unit), (unit.part,), unit.number, condition.is_met, *_numbers(condition)
    )


def _count_reason(rule: UnitRule, judgement: Judgement) -> Reason:
    earned, needed = judgement.earned or 0, len(rule.units)
    why = ngettext("%(earned)s of %(needed)s unit is earned.", "%(earned)s of %(needed)s units are earned.", needed) % {
        "earned": earned,
        "needed": needed,
    }
    is_met = None if judgement.verdict is Verdict.INCOMPLETE else earned == needed
    parts = tuple(dict.fromkeys(unit.part for unit in rule.units))
    title = gettext("Credit units")
    return Reason("units", why, title, parts, None, is_met, Decimal(earned), Decimal(needed))


def _why(condition: Condition) -> str:
    actual, required = _numbers(condition)
    if required is None or actual is None:
        return gettext("Not taken yet, so this is still open.")
    words = {"actual": points(actual), "required": points(required)}
    if condition.is_met:
        return gettext("%(actual)s reach the %(required)s needed.") % words
    missing = points(required - actual)
    return gettext("%(actual)s of the %(required)s needed; %(missing)s are missing.") % {
        **words,
        "missing": missing,
    }


def _numbers(condition: Condition) -> tuple[Decimal | None, Decimal | None]:
    """Reached and needed; exam scores are Decimals, the Fractions of lesson models never get here."""
    actual, required = (each if isinstance(each, Decimal) else None for each in (condition.actual, condition.required))
    return actual, required


VERDICT_TONES = {
    Verdict.PASSED: "success",
    Verdict.FAILED: "error",
    Verdict.UNIT_SHORT: "warning",
    Verdict.INCOMPLETE: "info",
    Verdict.RULE_UNKNOWN: "info",
}


def verdict_words(verdict: Verdict) -> str:
    return {
        Verdict.PASSED: gettext("These scores reach the pass rule"),
        Verdict.FAILED: gettext("These scores do not reach the pass rule"),
        Verdict.UNIT_SHORT: gettext("A credit unit is short"),
        Verdict.INCOMPLETE: gettext("Not complete yet: neither pass nor fail"),
        Verdict.RULE_UNKNOWN: gettext("No pass rule is published"),
    }[verdict]


# Scores that are none


def refusal(error: NotAScore) -> str:
    """What is wrong with a score, and how to write it."""
    sentences = {
        scores.Flaw.NOT_A_NUMBER: gettext("“%(typed)s” is not a number of points. Write for example 69.5."),
        scores.Flaw.NEGATIVE: gettext("Points are 0 or more; “%(typed)s” is less."),
        scores.Flaw.COMMA: gettext(
            "“%(typed)s” could be one score or two. Write a decimal with a point, and part several scores with a space."
        ),
        scores.Flaw.TOO_LONG: gettext("“%(typed)s” is too long for a score. Write for example 69.5."),
    }
    return sentences[error.flaw] % {"typed": error.typed.strip()[:30]}


def above_maximum(maximum: Decimal) -> str:
    return gettext("A score of this part has at most %(points)s.") % {"points": points(maximum)}
