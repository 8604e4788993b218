"""What somebody answers a quote with."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.portal.forms.fields import LONGEST_NAME, ConsentField
from payments.actions.quote_answer import Answer


class AcceptQuoteForm(forms.Form):
    """Who accepts for the company. It stands on our record of the order."""

    name = forms.CharField(
        label=_("Your name"), max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    title = forms.CharField(
        label=_("Your title"),
        max_length=100,
        help_text=_("Department and position, for example 人事部 部長."),
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    buyer_reference = forms.CharField(
        label=_("Your own order number"), max_length=60, required=False, help_text=_("Printed on the invoice.")
    )
    accept = ConsentField(label=_("We order what is quoted on the terms above, and I may do so for the company."))

    def answer(self, address: str) -> Answer:
        typed = {name: self.cleaned_data[name] for name in ("name", "title", "buyer_reference")}
        return Answer(**typed, address=address or None)


class DeclineQuoteForm(forms.Form):
    reason = forms.CharField(
        label=_("What would have to be different?"),
        max_length=300,
        required=False,
        help_text=_("You need not write anything. We read it before we write to you."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
