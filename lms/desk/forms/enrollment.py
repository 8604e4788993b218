"""What the office says when it reviews an application."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from cohorts.eligibility import Need
from cohorts.models import (
    Cohort,
)
from lms.desk.forms.common import words
from lms.kernel import clock
from lms.kernel.calendar import jst_date

NEEDS = {
    Need.NUMBER_CHECK: _("The candidate number was checked against our records"),
    Need.CONSULTATION: _("The consultation took place, and the purpose was agreed"),
}


class DeclineForm(forms.Form):
    reason = words(_("Reason"), help_text=_("The applicant reads this sentence in the mail."))


class ClearReviewForm(forms.Form):
    """Only what this application was asked to wait for can be ticked."""

    needs = forms.MultipleChoiceField(label=_("What was checked"), widget=forms.CheckboxSelectMultiple)
    note = words(_("Note for the file"), help_text=_("The applicant does not see it."), required=False)

    def __init__(self, *args: Any, open_needs: Sequence[Need], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].choices = [(need.value, NEEDS[need]) for need in open_needs]  # type: ignore[attr-defined]

    def clean_needs(self) -> list[Need]:
        return [Need(value) for value in self.cleaned_data["needs"]]


class WaiverForm(forms.Form):
    """Through the last day to apply for this cohort, unless somebody writes another day."""

    reason = words(_("Reason"), help_text=_("The person reads it in the answer on eligibility."))
    last_day = forms.DateField(
        label=_("Holds until the end of"), widget=AdminDateInput, help_text=_("A seat has to be taken by then.")
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        deadline = cohort.application_deadline_at
        self.fields["last_day"].initial = jst_date(deadline - timedelta(seconds=1)) if deadline else None

    def clean_last_day(self) -> date:
        last_day: date = self.cleaned_data["last_day"]
        if last_day < jst_date(clock.now()):
            raise forms.ValidationError(_("This day is over. Check the year."))
        return last_day
