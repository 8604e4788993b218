"""Forms about textbooks: who gets which, how, and when."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.models import TextbookDelivery
from courses.models import Textbook
from lms.desk.textbooks import BookLine
from lms.kernel.row_keys import row_keys


def day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class HandOutForm(forms.Form):
    """Participants are ticked in the table itself; whoever still misses a book is ticked to begin with."""

    textbook = forms.MultipleChoiceField(
        label=_("Textbooks"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one textbook.")},
    )
    participant = forms.MultipleChoiceField(
        label=_("Participants"), error_messages={"required": _("Tick at least one participant.")}
    )
    on = day(_("Handed out on"))

    def __init__(self, *args: Any, lines: Sequence[BookLine], books: Sequence[Textbook], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = [(str(book.pk), book.title) for book in books if book.is_current]
        self.fields["textbook"].choices = current  # type: ignore[attr-defined]
        self.fields["textbook"].initial = [key for key, _title in current]
        names = [(str(line.enrollment.pk), line.enrollment.person.full_name) for line in lines]
        self.fields["participant"].choices = names  # type: ignore[attr-defined]
        self.fields["participant"].initial = [str(line.enrollment.pk) for line in lines if line.is_missing_any]

    def ticked(self) -> set[int]:
        """Who is ticked in the table as it is shown now."""
        return set(row_keys(map(str, self["participant"].value() or ())))

    def people(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["participant"]]

    def books(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["textbook"]]


class CarrierFields(forms.Form):
    carrier = forms.CharField(label=_("Carrier"), max_length=100, required=False)
    tracking_number = forms.CharField(label=_("Tracking number"), max_length=100, required=False)


class ShipmentForm(CarrierFields):
    textbook = forms.MultipleChoiceField(label=_("Textbooks"), widget=forms.CheckboxSelectMultiple)
    on = day(_("Sent on"))

    field_order = ("textbook", "on", "carrier", "tracking_number")

    def __init__(self, *args: Any, books: Sequence[Textbook], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = [(str(book.pk), book.title) for book in books if book.is_current]
        self.fields["textbook"].choices = current  # type: ignore[attr-defined]
        self.fields["textbook"].initial = [key for key, _title in current]
        self.fields["on"].initial = today

    def books(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["textbook"]]


class CorrectDeliveryForm(CarrierFields):
    kind = forms.ChoiceField(label=_("What is right"), choices=TextbookDelivery.Kind.choices)
    on = day(_("Handed out or sent on"))
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("For the file; the participant does not see it.")
    )

    field_order = ("kind", "on", "carrier", "tracking_number", "reason")
