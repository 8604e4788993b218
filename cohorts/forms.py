from django import forms
from django.utils.translation import gettext_lazy as _


class VerificationForm(forms.Form):
    """A license number as it stands on a certificate or a business card, and a name to compare where one is known."""

    number = forms.CharField(
        label=_("License number"),
        help_text=_("As printed, for example CSI-2027-0001-W. Full-width or small letters are fine."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=_("Name to compare"),
        help_text=_("We answer only whether it matches. It is not stored."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NameForm(forms.Form):
    """A name to compare with the holder of a license whose number is already known."""

    name = forms.CharField(
        label=_("Name to compare"),
        help_text=_("We answer only whether it matches. It is not stored."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
