from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from cohorts.models import Organization
from lms.kernel.names import digits
from lms.kernel.registration_number import validate_corporate_number


class MergeForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the two are one person"),
        max_length=300,
        help_text=_("How you know it, such as a call or a document. It stays on file."),
    )


class MergeOrganizationsForm(MergeForm):
    reason = forms.CharField(
        label=_("Why the two are one organization"),
        max_length=300,
        help_text=_("How you know it, such as a call or a document. It stays on file."),
    )


class OrganizationForm(WagtailAdminModelForm):
    """What an entry says of itself; the number may be pasted as people write it."""

    #: People copy the number from invoices, where it stands behind a T, or in groups.
    corporate_number = forms.CharField(
        label=_("Corporate number"),
        required=False,
        help_text=_("法人番号, 13 digits. Empty while it is not known."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    class Meta:
        model = Organization
        fields = ("name", "name_kana", "corporate_number")

    def clean_corporate_number(self) -> str:
        typed: str = self.cleaned_data["corporate_number"]
        number = digits(typed)
        if typed.strip() and not number:
            number = typed.strip()
        if number:
            validate_corporate_number(number)
        return number
