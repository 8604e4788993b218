"""Handing in: the form validates and translates, and writes nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.handing_in import content_type_of
from lms.kernel.obstacles import Obstacle
from lms.portal.assignment_page import ACCEPT, limits_words


class HandInForm(forms.Form):
    """A file; after the due moment also why it is late, which stays on the page where the file is refused."""

    reason = forms.CharField(
        label=_("Why it is late, or handed in again"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The office reads it and decides whether the file still counts."),
    )
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        allow_empty_file=True,  # said in our words below
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"required": _("Please choose the file.")},
    )

    def __init__(self, *args: Any, is_late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = limits_words()
        if not is_late:
            del self.fields["reason"]

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        try:
            content_type_of(upload)
        except Obstacle as obstacle:
            raise forms.ValidationError(str(obstacle.message)) from obstacle
        return upload
