from django import forms
from django.utils.translation import gettext_lazy as _

from lms.portal.forms.fields import ConsentField


class FeeForm(forms.Form):
    """The consent, and what the person was shown when giving it."""

    accept_terms = ConsentField(label=_("I accept the terms and what is said about withdrawal above."))
    shown_total_jpy = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    form_token = forms.CharField(widget=forms.HiddenInput, max_length=24)
