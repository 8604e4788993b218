"""Forms of the evaluator desk: they validate and translate, and write nothing."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cohorts.actions.evaluation import EVIDENCE_LEVELS, SheetDraft
from cohorts.models import Attendance
from courses.models import RubricCriterion

LEVEL_NAMES = {
    5: _("Exemplary"),
    4: _("Ample"),
    3: _("Standard"),
    2: _("Insufficient"),
    1: _("Far from sufficient"),
}
LEVELS = list(LEVEL_NAMES.items())
GATE = [("yes", _("Passed")), ("no", _("Not passed"))]
NOTE_LENGTH = 4000
MINUTES_OF_A_HALF_DAY = 360


def plain(value: Any) -> Any:
    """Full-width digits and points become ASCII; Japanese keyboards give them."""
    return unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else value


class MinutesField(forms.IntegerField):
    """Whole minutes; empty is none."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(required=False, min_value=0, max_value=MINUTES_OF_A_HALF_DAY, widget=widget, **kwargs)

    def to_python(self, value: Any) -> int | None:
        return super().to_python(plain(value))

    def clean(self, value: Any) -> int:
        return super().clean(value) or 0


class PointsField(forms.DecimalField):
    """Points of 100, with at most two decimals."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs say int
        points: Decimal | None = super().to_python(plain(value))
        return points


# The sheet -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tile:
    """One level to choose, with what it looks like."""

    radio: Any
    level: int
    name: str
    descriptor: str


@dataclass(frozen=True, slots=True)
class CriterionCard:
    """One criterion as the evaluator fills it in."""

    criterion: RubricCriterion
    tiles: list[Tile]
    note: BoundField

    @property
    def hint_id(self) -> str:
        return f"{self.note.auto_id}_helptext"

    @property
    def error_id(self) -> str:
        return f"{self.note.auto_id}_error"


class SheetForm(forms.Form):
    """Everything may stay open while it is a draft; what is still missing is said before submitting."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("Comment on the whole lesson"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What the trainee should keep, and what to work on next."),
    )

    def __init__(self, *args: Any, rubric: Sequence[RubricCriterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scored = [criterion for criterion in rubric if not criterion.is_gate]
        self.gates = [criterion for criterion in rubric if criterion.is_gate]
        for criterion in self.scored:
            self.fields[f"level_{criterion.pk}"] = forms.TypedChoiceField(
                label=criterion.title,
                choices=LEVELS,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"note_{criterion.pk}"] = forms.CharField(
                label=_("What you saw and heard"),
                required=False,
                max_length=NOTE_LENGTH,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("Needed for levels 1, 2 and 5: a concrete observation."),
            )
        if self.gates:
            self.fields["gate"] = forms.ChoiceField(
                label=" / ".join(criterion.title for criterion in self.gates),
                choices=GATE,
                required=False,
                widget=forms.RadioSelect,
            )

    @cached_property
    def cards(self) -> list[CriterionCard]:
        return [self._card(criterion) for criterion in self.scored]

    def _card(self, criterion: RubricCriterion) -> CriterionCard:
        words = {each.level: each.descriptor for each in criterion.levels.all()}
        radios = self[f"level_{criterion.pk}"].subwidgets
        tiles = [
            Tile(radio, level, str(name), words.get(level, ""))
            for radio, (level, name) in zip(radios, LEVELS, strict=True)
        ]
        return CriterionCard(criterion, tiles, self[f"note_{criterion.pk}"])

    def draft(self) -> SheetDraft:
        """What is filled in, by the codes of the criteria."""
        data = self.cleaned_data
        return SheetDraft(
            levels={criterion.code: data[f"level_{criterion.pk}"] for criterion in self.scored},
            notes={criterion.code: data[f"note_{criterion.pk}"] for criterion in self.scored},
            gate_passed={"yes": True, "no": False}.get(data.get("gate", "")),
            comment=data["comment"],
        )


def needs_note(level: int | None, note: str) -> bool:
    return level in EVIDENCE_LEVELS and not note.strip()


# Attendance ------------------------------------------------------------------------------------------------------


class AttendanceForm(forms.Form):
    """One participant in one session. `was` tells what the page showed, so that only what was touched is written."""

    was = forms.CharField(widget=forms.HiddenInput, required=False)
    status = forms.ChoiceField(
        label=_("Attendance"), choices=Attendance.Status.choices, required=False, widget=forms.RadioSelect
    )
    late = MinutesField(label=_("Minutes late"))
    early = MinutesField(label=_("Minutes left early"))

    @classmethod
    def shown(cls, attendance: tuple[str, int, int] | None, **kwargs: Any) -> "AttendanceForm":
        """A form that starts from what is recorded: status, minutes late, minutes left early."""
        status, late, early = attendance or ("", 0, 0)
        initial = {"was": f"{status}:{late}:{early}", "status": status, "late": late or "", "early": early or ""}
        return cls(initial=initial, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        missed = data.get("late", 0) + data.get("early", 0)
        status = data.get("status")
        if missed and not status:
            self.add_error("status", _("Choose the attendance, too."))
        elif missed and status == Attendance.Status.ABSENT:
            self.add_error("late", _("Somebody absent has no minutes; clear them or choose another attendance."))
        elif status == Attendance.Status.PARTIAL and not missed and not self.errors:
            self.add_error("late", _("Write how many minutes were missed."))
        elif missed and status == Attendance.Status.PRESENT:
            data["status"] = Attendance.Status.PARTIAL
        return data

    @property
    def is_changed(self) -> bool:
        """Whether there is something to record that the page did not show already."""
        data = self.cleaned_data
        return bool(data["status"]) and f"{data['status']}:{data['late']}:{data['early']}" != data["was"]


# The assignment --------------------------------------------------------------------------------------------------


class AssignmentForm(forms.Form):
    """A mark for the designated assignment. `attempt` is how many marks the page showed."""

    attempt = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    score = PointsField(
        label=_("Score (0 to 100)"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=_("Points of 100, with at most two decimals."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 5})
    )
