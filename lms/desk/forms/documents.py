from django import forms
from django.utils.translation import gettext_lazy as _

from lms.desk.forms.common import words
from payments.actions.document import Addressee
from payments.models import Party


class ReissueForm(forms.Form):
    addressee = forms.CharField(
        label=_("Made out to"), max_length=200, help_text=_("Exactly as it should be printed, without 様 or 御中.")
    )
    party = forms.ChoiceField(label=_("The name is that of"), choices=Party.choices, widget=forms.RadioSelect)
    reason = words(_("Reason"))

    def chosen(self) -> Addressee:
        return Addressee(self.cleaned_data["addressee"], Party(self.cleaned_data["party"]))
