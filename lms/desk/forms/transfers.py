"""What the acts on bank transfers ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from lms.desk.forms.common import words


class TransferForm(forms.Form):
    amount_jpy = forms.IntegerField(
        label=_("Amount (yen)"),
        min_value=1,
        help_text=_("As the statement shows it, after any fee the bank kept."),
    )
    received_on = forms.DateField(label=_("Received on"), widget=AdminDateInput)
    payer_kana = forms.CharField(
        label=_("Payer"), max_length=200, required=False, help_text=_("As the bank writes it, usually in kana.")
    )
    reference = forms.CharField(widget=forms.HiddenInput, max_length=100)


class ShortfallForm(forms.Form):
    reason = words(_("Why is less accepted?"), help_text=_("For example: the bank kept its fee."))


class SentBackForm(forms.Form):
    sent_on = forms.DateField(label=_("Sent on"), widget=AdminDateInput)
    bank_charge_jpy = forms.IntegerField(
        label=_("The bank's charge that was taken off (yen)"),
        min_value=0,
        required=False,
        help_text=_("The buyer bears it by the terms accepted with the order. Empty where the whole amount was sent."),
    )

    def __init__(self, *args: Any, is_on_buyer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_on_buyer:
            del self.fields["bank_charge_jpy"]

    def clean_bank_charge_jpy(self) -> int:
        return self.cleaned_data["bank_charge_jpy"] or 0
