"""Forms of the profile on my page: they validate and translate, and write nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.models import PostalAddress
from lms.portal.forms.fields import clean_postal_code
from lms.portal.forms.person import PersonForm

#: What stands on documents: it changes by request once somebody has applied.
NAMES = ("family_name", "given_name", "family_kana", "given_kana")


class ProfileForm(PersonForm):
    """Names and telephone. Names that stand on documents are left out unless `names_are_free`."""

    former_family_name = forms.CharField(
        label=_("Former family name"),
        max_length=100,
        required=False,
        help_text=_("If you use it, or are still known by it. It is not shown to others."),
    )

    def __init__(self, *args: Any, names_are_free: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gone = ("postal_code", "address", *(() if names_are_free else NAMES))
        for name in gone:
            del self.fields[name]
        self.order_fields([*NAMES, "family_romaji", "given_romaji", "former_family_name", "certificate_name", "phone"])


class PostalAddressForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind of address"), choices=PostalAddress.Kind.choices, widget=forms.RadioSelect, initial="home"
    )
    postal_code = forms.CharField(
        label=_("Postal code"),
        max_length=10,
        help_text=_("Seven digits, with or without a hyphen."),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
    )
    address = forms.CharField(
        label=_("Address"), max_length=300, widget=forms.TextInput(attrs={"autocomplete": "street-address"})
    )
    addressee = forms.CharField(
        label=_("Company, department"),
        max_length=200,
        required=False,
        help_text=_("Written above your name on the envelope."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def clean_postal_code(self) -> str:
        return clean_postal_code(self.cleaned_data["postal_code"])


class EmployerForm(forms.Form):
    """Where somebody works today; an empty name means nowhere."""

    organization = forms.CharField(
        label=_("Company"),
        max_length=200,
        required=False,
        help_text=_("Leave empty if you work for nobody."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    department = forms.CharField(label=_("Department"), max_length=200, required=False)
    title = forms.CharField(
        label=_("Position"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
