"""What participants read before they come, and why a mail is held back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort


class JoiningForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = Cohort
        fields = ["things_to_bring", "joining_notes"]
        widgets = {"things_to_bring": forms.Textarea(attrs={"rows": 5}), "joining_notes": forms.Textarea}


class HoldBackForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Colleagues read it beside the mail. The participant does not."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
