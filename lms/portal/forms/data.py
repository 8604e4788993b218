"""Requests about one's own data: the forms validate and translate, and write nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.file_types import recognise
from lms.portal.forms.person import PersonForm

EVIDENCE_MAX_MB = 10
MEGABYTE = 1024 * 1024
ACCEPTED = {"application/pdf", "image/jpeg", "image/png"}
NOT_NAMES = ("phone", "postal_code", "address")


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("What is it about?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For a correction: what stands there, and what it should be."),
    )


class DeletionForm(forms.Form):
    words = forms.CharField(
        label=_("Anything we should know"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    understood = forms.BooleanField(label=_("I have read what is erased and what has to be kept."))


class NameChangeForm(PersonForm):
    """The new name, and the document that shows it."""

    evidence = forms.FileField(
        label=_("Copy of an official document"),
        help_text=_(
            "Extract of the family register, driving license with the change on its back, or similar. PDF, JPEG or "
            "PNG, at most 10 MB. It is destroyed after the check. Cover numbers we do not need, such as My Number."
        ),
    )
    words = forms.CharField(
        label=_("Anything we should know"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NOT_NAMES:
            del self.fields[name]

    def clean_evidence(self) -> Any:
        upload = self.cleaned_data["evidence"]
        if upload.size > EVIDENCE_MAX_MB * MEGABYTE:
            raise forms.ValidationError(
                _("The file is larger than 10 MB. Please send a smaller one."), code="too_large"
            )
        found = recognise(upload.name, upload.file)
        if found is None or found.content_type not in ACCEPTED:
            raise forms.ValidationError(_("Please send a PDF, JPEG or PNG file."), code="unknown_type")
        upload.recognised = found.content_type
        return upload
