from django import forms
from django.utils.translation import gettext_lazy as _


class MergeForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the two are one person"),
        max_length=300,
        help_text=_("How you know it, such as a call or a document. It stays on file."),
    )
