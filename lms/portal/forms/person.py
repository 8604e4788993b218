"""Who somebody is and where they can be reached."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.kernel.typesetting import undrawable
from lms.portal.forms.fields import LONGEST_NAME, KanaField, RomajiField, clean_phone, clean_postal_code


class PersonForm(forms.Form):
    """Who applies. Kanji names are kept exactly as typed."""

    family_name = forms.CharField(
        label=_("Family name"), max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    given_name = forms.CharField(
        label=_("Given name"), max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    family_kana = KanaField(
        label=_("Family name in kana"), max_length=100, help_text=_("Hiragana is turned into katakana.")
    )
    given_kana = KanaField(label=_("Given name in kana"), max_length=100)
    family_romaji = RomajiField(
        label=_("Family name in Latin letters"), max_length=100, help_text=_("As in your passport, if you have one.")
    )
    given_romaji = RomajiField(label=_("Given name in Latin letters"), max_length=100)
    certificate_name = forms.CharField(
        label=_("Name on the certificate"),
        max_length=200,
        required=False,
        help_text=_("Leave empty to print your family and given name."),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        help_text=_("We call only about your application."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    postal_code = forms.CharField(
        label=_("Postal code"),
        max_length=10,
        help_text=_("Seven digits, with or without a hyphen."),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=300,
        help_text=_("Textbooks and the certificate are sent here."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def clean_postal_code(self) -> str:
        return clean_postal_code(self.cleaned_data["postal_code"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["certificate_name"] = data.get("certificate_name") or " ".join(
            filter(None, (data.get("family_name"), data.get("given_name")))
        )
        if missing := undrawable(data["certificate_name"]):
            field = "certificate_name" if self.data.get("certificate_name") else "family_name"
            self.add_error(
                field,
                forms.ValidationError(
                    _("The certificate cannot show %(characters)s. Choose another spelling for the certificate."),
                    code="undrawable",
                    params={"characters": " ".join(missing)},
                ),
            )
        return data
