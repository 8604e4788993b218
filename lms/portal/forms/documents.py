"""Whom a document is made out to; validates and translates, writes nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.kernel.typesetting import undrawable
from payments.actions.document import Addressee, CannotBePrinted
from payments.models import Party


class AddresseeForm(forms.Form):
    addressee = forms.CharField(
        label=_("Made out to"),
        max_length=200,
        help_text=_("Exactly as it should be printed, without 様 or 御中."),
    )
    party = forms.ChoiceField(
        label=_("The name is that of"), choices=Party.choices, widget=forms.RadioSelect, initial=Party.PERSON
    )

    def clean_addressee(self) -> str:
        name: str = self.cleaned_data["addressee"]
        if missing := undrawable(name):
            raise forms.ValidationError(CannotBePrinted(missing).message)
        for honorific in ("様", "御中"):
            name = name.removesuffix(honorific).rstrip()
        if not name:
            raise forms.ValidationError(_("Please write the name that the document is made out to."))
        return name

    def chosen(self) -> Addressee:
        typed: dict[str, Any] = self.cleaned_data
        return Addressee(typed["addressee"], Party(typed["party"]))
