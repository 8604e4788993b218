"""The form of an import: a file first, then the same file as text with what it would change before one's eyes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import SyllabusOutline
from courses.outline_frameworks import known_frameworks
from courses.outlines.sheet import MOST_BYTES


class OutlineImportForm(forms.Form):
    """`text` and `file_name` carry what was uploaded from the preview to the import; a new upload replaces them."""

    file = forms.FileField(
        label=_("file"),
        required=False,
        help_text=_("Numbered text of a mind map, OPML or FreeMind (.mm)."),
        widget=forms.FileInput(attrs={"accept": ".txt,.opml,.mm,.xml"}),
    )
    slug = forms.SlugField(
        label=_("slug"),
        required=False,
        max_length=80,
        help_text=_("Part of its address. Without one the name of the file decides."),
    )
    framework = forms.ChoiceField(
        label=_("framework version"),
        required=False,
        help_text=_("Without one the only version that knows all its codes, or the one it has followed so far."),
    )
    text = forms.CharField(required=False, strip=False, max_length=MOST_BYTES, widget=forms.HiddenInput)
    file_name = forms.CharField(required=False, max_length=255, widget=forms.HiddenInput)

    def __init__(self, *args: Any, outline: SyllabusOutline | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(f"{one.code}/{one.version}", one.name) for one in known_frameworks()]
        self.fields["framework"].choices = [("", _("As found")), *choices]  # type: ignore[attr-defined]
        if outline is not None:
            del self.fields["slug"]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not answers.get("file") and not answers.get("text"):
            self.add_error("file", _("Choose a file."))
        return answers

    def source(self) -> tuple[bytes, str]:
        """What is to be imported, and the name of its file."""
        file = self.cleaned_data["file"]
        if file:
            return file.read(MOST_BYTES + 1), file.name
        return self.cleaned_data["text"].encode(), self.cleaned_data["file_name"]

    def follows(self) -> tuple[str, str] | None:
        code, slash, version = self.cleaned_data["framework"].partition("/")
        return (code, version) if slash else None
