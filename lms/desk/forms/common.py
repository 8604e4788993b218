"""What several acts ask for alike. Forms translate and check shapes; the actions hold the rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def words(label: Any, *, help_text: Any = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, widget=forms.Textarea(attrs={"rows": 4})
    )


class ReasonForm(forms.Form):
    reason = words(_("Reason"))
