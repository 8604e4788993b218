"""A sheet on the screen: how far it is, what is missing, and what another window stored meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cohorts.models import CriterionScore, EvaluationSheet
from courses.grading.lesson_model import sheet_total
from courses.grading.verdicts import shown
from courses.models import RubricCriterion
from lms.portal.forms.evaluate import LEVEL_NAMES, SheetForm, needs_note


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of a sheet as it is stored."""

    criterion: RubricCriterion
    level: int | None
    level_name: str
    descriptor: str
    note: str

    @property
    def missing(self) -> str:
        """What submitting still asks for; nothing when the line is complete."""
        if self.level is None:
            return _("no level chosen yet")
        return _("a note is needed for this level") if needs_note(self.level, self.note) else ""


@dataclass(frozen=True, slots=True)
class StoredSheet:
    """What the database holds, and how far it is from being complete."""

    lines: list[Line]
    gates: list[RubricCriterion]
    gate_passed: bool | None
    comment: str
    total: Decimal | None

    @property
    def scored(self) -> int:
        return sum(line.level is not None for line in self.lines)

    @property
    def gate_missing(self) -> bool:
        return bool(self.gates) and self.gate_passed is None

    @property
    def is_complete(self) -> bool:
        return not self.gate_missing and not any(line.missing for line in self.lines)


@dataclass(frozen=True, slots=True)
class Differences:
    """Where what another window stored differs from what this one sent; empty words where it does not."""

    lines: list[Line]
    gate: str
    comment: str


def stored(sheet: EvaluationSheet) -> StoredSheet:
    """From a sheet of `sheets_readable_by`; no further query."""
    rubric = list(sheet.evaluation.scheme_version.rubric.all())
    scores = {score.criterion_id: score for score in sheet.scores.all()}
    lines = [_line(each, scores.get(each.pk)) for each in rubric if not each.is_gate]
    return StoredSheet(
        lines=lines,
        gates=[each for each in rubric if each.is_gate],
        gate_passed=sheet.gate_passed,
        comment=sheet.comment,
        total=_total(sheet, lines),
    )


def _line(criterion: RubricCriterion, score: CriterionScore | None) -> Line:
    level = score.level if score else None
    words = {each.level: each.descriptor for each in criterion.levels.all()}
    return Line(
        criterion=criterion,
        level=level,
        level_name=str(LEVEL_NAMES[level]) if level else "",
        descriptor=words.get(level, "") if level else "",
        note=score.note if score else "",
    )


def _total(sheet: EvaluationSheet, lines: Sequence[Line]) -> Decimal | None:
    """Points of 100 as shown (cut, never rounded up), once every criterion has its level."""
    if sheet.total is not None:
        return shown(sheet.total)
    levels = {line.criterion.code: line.level for line in lines if line.level is not None}
    if not lines or len(levels) < len(lines):
        return None
    return shown(sheet_total(sheet.evaluation.scheme_version.criteria(), levels))


def rubric_of(sheet: EvaluationSheet) -> list[RubricCriterion]:
    return list(sheet.evaluation.scheme_version.rubric.all())


def blank_or_stored(sheet: EvaluationSheet) -> dict[str, Any]:
    """What the form starts from."""
    initial: dict[str, Any] = {"edition": sheet.edition, "comment": sheet.comment}
    if sheet.gate_passed is not None:
        initial["gate"] = "yes" if sheet.gate_passed else "no"
    for score in sheet.scores.all():
        initial[f"level_{score.criterion_id}"] = score.level
        initial[f"note_{score.criterion_id}"] = score.note
    return initial


def kept_against(sheet: EvaluationSheet, form: SheetForm) -> SheetForm:
    """The same input once more, now knowing the edition another window stored: saving again is a choice."""
    data = {**dict(form.data.items()), "edition": str(sheet.edition)}
    return SheetForm(data, rubric=rubric_of(sheet))


def differences(sheet: EvaluationSheet, form: SheetForm) -> Differences:
    """Compare what is stored with what this window sent."""
    draft, there = form.draft(), stored(sheet)
    lines = [
        line
        for line in there.lines
        if (line.level, line.note) != (draft.levels[line.criterion.code], draft.notes[line.criterion.code].strip())
    ]
    gate = "" if there.gate_passed == draft.gate_passed else gate_words(there.gate_passed)
    comment = "" if there.comment == draft.comment.strip() else there.comment or _("no comment")
    return Differences(lines, gate, comment)


def gate_words(gate_passed: bool | None) -> str:  # noqa: FBT001 - a stored value, not a switch
    if gate_passed is None:
        return _("not answered")
    return _("Passed") if gate_passed else _("Not passed")
