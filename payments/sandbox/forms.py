import re
import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _


class CardForm(forms.Form):
    """Card details of a test payment; nothing of it is stored."""

    error_css_class = "has-error"

    name = forms.CharField(
        label=_("Name on the card"),
        max_length=100,
        widget=forms.TextInput(
            attrs={"autocomplete": "cc-name", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    number = forms.CharField(
        label=_("Card number"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "cc-number", "inputmode": "numeric", "placeholder": "4242 4242 4242 4242"}
        ),
    )
    expiry = forms.CharField(
        label=_("Valid until (MM/YY)"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "cc-exp", "inputmode": "numeric", "placeholder": "12/34"}),
    )
    cvc = forms.CharField(
        label=_("Security code"),
        max_length=8,
        widget=forms.TextInput(attrs={"autocomplete": "cc-csc", "inputmode": "numeric", "placeholder": "123"}),
    )

    def clean_number(self) -> str:
        """Digits only; full-width digits, spaces and hyphens are understood."""
        digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", self.cleaned_data["number"]))
        if not re.fullmatch(r"\d{12,19}", digits):
            raise forms.ValidationError(_("Enter the card number in digits."))
        return digits

    def clean_expiry(self) -> str:
        text = re.sub(r"\s", "", unicodedata.normalize("NFKC", self.cleaned_data["expiry"]))
        if not re.fullmatch(r"(0[1-9]|1[0-2])/?\d{2}", text):
            raise forms.ValidationError(_("Enter month and year, such as 12/34."))
        return text

    def clean_cvc(self) -> str:
        text = unicodedata.normalize("NFKC", self.cleaned_data["cvc"]).strip()
        if not re.fullmatch(r"\d{3,4}", text):
            raise forms.ValidationError(_("Enter the three or four digits of the security code."))
        return text
