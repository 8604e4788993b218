from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.exam_words import refusal
from courses.grading.exams import FloorRule, Scores, UnitRule
from courses.models import ExamLevel, ExamPart
from courses.scores import NotAScore, parse_score, shown_points, split_scores
from courses.self_check import ScoreRefused, read_score

SCORE_INPUT = {"autocomplete": "off", "inputmode": "decimal", "class": "score-input"}
#: Scores that are typed into one field; nobody has more.
MOST_CHARACTERS = 100


class ScoreField(forms.CharField):
    """One score of a part, or all of them where their number is not published. Empty means not taken."""

    def __init__(self, part: ExamPart, **kwargs: Any) -> None:
        self.part = part
        widget = forms.TextInput(attrs=dict(SCORE_INPUT))
        super().__init__(required=False, max_length=MOST_CHARACTERS, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        typed = [text] if self.part.score_count is not None else split_scores(text)
        try:
            return [read_score(self.part, one) for one in typed]
        except ScoreRefused as refused:
            raise forms.ValidationError(str(refused.message), code="score") from refused


class PointsField(forms.CharField):
    """A number of points as people type it: full-width digits, a trailing 「点」; cleaned to a Decimal."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MOST_CHARACTERS, widget=forms.TextInput(attrs=dict(SCORE_INPUT)), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return shown_points(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        try:
            return parse_score(super().clean(value))
        except NotAScore as error:
            raise forms.ValidationError(refusal(error), code="score") from error


class SelfCheckForm(forms.Form):
    """One field for each score that the rule asks for, named after its part."""

    def __init__(self, level: ExamLevel, rule: FloorRule | UnitRule, data: Mapping[str, Any]) -> None:
        self.names: dict[str, list[str]] = {}
        fields = dict(self._fields_of(level, rule))
        super().__init__(data if any(name in data for name in fields) else None)
        self.fields.update(fields)

    def _fields_of(self, level: ExamLevel, rule: FloorRule | UnitRule) -> Iterator[tuple[str, ScoreField]]:
        asked = _parts_of(rule)
        for part in level.parts.all():
            if part.code not in asked:
                continue
            count = part.score_count or 1
            self.names[part.code] = [part.code] if count == 1 else [f"{part.code}_{n}" for n in range(1, count + 1)]
            for number, name in enumerate(self.names[part.code], 1):
                yield name, ScoreField(part, label=_label(part, number, count), help_text=_hint(part))

    def scores(self) -> Scores:
        """What was typed, as `courses.grading.exams` takes it."""
        typed: dict[str, list[Decimal | None]] = {}
        for code, names in self.names.items():
            typed[code] = [score for name in names for score in self.cleaned_data[name]]
        return typed


def _parts_of(rule: FloorRule | UnitRule) -> set[str]:
    if isinstance(rule, UnitRule):
        return {unit.part for unit in rule.units}
    return {part for floor in rule.floors for part in floor.parts}


def _label(part: ExamPart, number: int, count: int) -> str:
    if count == 1:
        return str(part.title)
    return gettext("%(part)s, no. %(number)s") % {"part": part.title, "number": number}


def _hint(part: ExamPart) -> Any:
    return "" if part.score_count is not None else _("Several scores: part them with a space or +. They are added up.")
