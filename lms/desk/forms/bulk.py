"""What the acts on many people ask for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.models import Attendance, ClassSession
from lms.desk.forms.common import words
from lms.templatetags.lms import short_date


class WriteForm(forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=200)
    text = words(
        _("Text"),
        help_text=_("The name, the application number and the signature of the office are added around it."),
    )


class AttendanceForm(forms.Form):
    """Whoever came late or left early is recorded on the attendance sheet, with the minutes."""

    sessions = forms.MultipleChoiceField(label=_("Sessions"), widget=forms.CheckboxSelectMultiple)
    status = forms.ChoiceField(
        label=_("Attendance"),
        widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in (Attendance.Status.PRESENT, Attendance.Status.ABSENT)],
    )

    def __init__(self, *args: Any, sessions: Sequence[ClassSession] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["sessions"]
        field.choices = [(str(session.pk), _label(session)) for session in sessions]


def _label(session: ClassSession) -> str:
    day = f"{short_date(session.day.held_on)} " if session.day.held_on else ""
    return f"{day}{session.get_half_display()} {session.title}"
