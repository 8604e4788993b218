"""What participants read before they come, and why a mail is held back."""

from django import forms
from django.utils.translation import gettext_lazy as _


class JoiningForm(forms.Form):
    things_to_bring = forms.CharField(
        label=_("Things to bring"),
        help_text=_("One per line, as participants read them two weeks before the first day."),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )
    joining_notes = forms.CharField(
        label=_("What participants should know before they come"),
        help_text=_("The way to the room, the lesson model, assignments, how to reach somebody on the day."),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
    )


class HoldBackForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Colleagues read it beside the mail. The participant does not."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
