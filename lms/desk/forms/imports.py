"""A file, and then which of its rows are accepted. The forms read; the actions hold the rules."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lms.kernel.row_keys import row_keys
from lms.kernel.tables import MOST_BYTES, TableTooLarge


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("file"),
        help_text=_("Excel (.xlsx) or CSV, at most 10,000 rows and 10 MB. Nothing is written before you have seen it."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
        allow_empty_file=True,  # the reader has a better sentence
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(TableTooLarge.message)
        return upload


class AcceptForm(forms.Form):
    """`rows` is None for all that can be accepted as they are; `choices` answers unclear rows among the chosen."""

    scope = forms.ChoiceField(choices=[("all", "all"), ("ticked", "ticked")])
    digest = forms.CharField(max_length=64)
    confirm = forms.BooleanField(required=False)

    data: QueryDict

    def rows(self) -> list[int] | None:
        if self.cleaned_data["scope"] == "all":
            return None
        ticked = row_keys(self.data.getlist("row"))
        return [*ticked, *self.choices()]

    def choices(self) -> dict[int, str]:
        """Selects of unclear rows; an empty one leaves its row for later."""
        if self.cleaned_data["scope"] == "all":
            return {}
        prefix = "choice-"
        chosen = {name.removeprefix(prefix): str(value) for name, value in self.data.items() if name.startswith(prefix)}
        return {key: chosen[name] for name in chosen if chosen[name] for key in row_keys([name])}
