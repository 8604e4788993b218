"""What changes of plan ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.desk.forms import words


class CancelForm(forms.Form):
    reason = words(_("Reason"))
    fee_jpy = forms.IntegerField(
        label=_("Another fee (yen)"),
        required=False,
        min_value=0,
        help_text=_("Empty: by the accepted terms. 0: everything goes back."),
    )
