"""What the acts on exam records ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from courses.score_forms import PointsField
from lms.desk.exam_file import UnitLine
from lms.desk.forms.common import words


class ScoreForm(forms.Form):
    points = PointsField(label=_("Points"), help_text=_("As noticed to the candidate, with decimals if there are any."))
    notified_on = forms.DateField(
        label=_("Result noticed on"),
        required=False,
        widget=AdminDateInput,
        help_text=_("The time to resubmit runs from this day. Empty while the candidate was not told."),
    )


class EnterScoreForm(ScoreForm):
    """Only units with an attempt left are offered."""

    unit = forms.ChoiceField(label=_("Credit unit"), widget=forms.RadioSelect)
    field_order = ("unit", "points", "notified_on")

    def __init__(self, *args: Any, lines: list[UnitLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(line.code, line.title) for line in lines if line.may_enter]
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]


class CorrectScoreForm(ScoreForm):
    reason = words(_("Reason for the correction"), help_text=_("It stays on file with the points it replaces."))
