from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.models import SeatKind
from lms.kernel.form_stamp import StampedForm
from lms.kernel.mail_address import EmailField


class InterestForm(StampedForm):
    """Where to write to, and about which seats. Everything but the address may stay empty."""

    email = EmailField(
        label=_("E-mail address"),
        help_text=_("We send one mail there first; please open it and confirm."),
        max_length=254,
        error_messages={"required": _("Please say where we may write to.")},
    )
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=120,
        help_text=_("Only to address you in the mail."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind of seat"),
        required=False,
        choices=[("", _("either")), *SeatKind.choices],
        widget=forms.RadioSelect,
        initial="",
    )
    consent = forms.BooleanField(
        label=_("I agree that my address is used to tell me of this course"),
        error_messages={"required": _("We can only write to you with your consent.")},
    )

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def answers(self) -> dict[str, Any]:
        return {key: self.cleaned_data[key] for key in ("email", "name", "kind")}
