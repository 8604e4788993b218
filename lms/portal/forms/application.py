"""The other steps of an application, and what can be asked for afterwards. They write nothing."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.models import Declaration, SeatKind
from lms.portal.forms.fields import ConsentField


class DeclarationForm(forms.Form):
    """What the applicant declares: seat, Specialist level, purpose of use, employer, relations."""

    kind = forms.ChoiceField(label=_("How will you attend?"), choices=SeatKind.choices, widget=forms.RadioSelect)
    specialist_status = forms.ChoiceField(
        label=_("CS Specialist Examination, Specialist level"),
        choices=Declaration.SpecialistStatus.choices,
        widget=forms.RadioSelect,
        help_text=_("The certification course is for people who hold or are taking the Specialist level."),
    )
    specialist_number = forms.CharField(
        label=_("Candidate or certificate number"),
        max_length=40,
        required=False,
        help_text=_("It stands on your admission slip or certificate."),
    )
    specialist_expected_on = forms.DateField(
        label=_("Expected end of the Specialist level"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    purpose = forms.ChoiceField(
        label=_("What will you use the license for?"), choices=Declaration.Purpose.choices, widget=forms.RadioSelect
    )
    purpose_note = forms.CharField(
        label=_("Tell us more"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed if you teach professionally or chose another purpose."),
    )
    profession = forms.CharField(
        label=_("Profession"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    employer_name = forms.CharField(
        label=_("Company"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    lecturer_relation = forms.CharField(
        label=_("Relation to a trainer or evaluator"),
        max_length=500,
        required=False,
        help_text=_("The same company, family or a business tie. Leave empty if there is none."),
    )

    accommodation = forms.CharField(
        label=_("What do you need in order to take part?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "For example a seat at the front, written instructions, space for a wheelchair. Leave empty if nothing. It "
            "is kept apart from the application, read only by those in charge of it, and deleted after the course."
        ),
    )

    def __init__(self, *args: Any, seat_kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [choice for choice in SeatKind.choices if choice[0] in seat_kinds]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]

    def clean_specialist_number(self) -> str:
        return unicodedata.normalize("NFKC", self.cleaned_data["specialist_number"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        status = data.get("specialist_status")
        wants_license = data.get("kind") == SeatKind.CERTIFICATION
        if wants_license and status != Declaration.SpecialistStatus.NEITHER and not data.get("specialist_number"):
            self.add_error("specialist_number", _("Write the number so that we can find your examination."))
        if (
            status == Declaration.SpecialistStatus.IN_PROGRESS
            and wants_license
            and not data.get("specialist_expected_on")
        ):
            self.add_error("specialist_expected_on", _("Write when you expect to finish."))
        consults = {Declaration.Purpose.PROFESSIONAL_TRAINER, Declaration.Purpose.OTHER}
        if data.get("purpose") in consults and not data.get("purpose_note"):
            self.add_error("purpose_note", _("Tell us in a sentence how you will use the license."))
        return data


class UpgradeForm(DeclarationForm):
    """The same declarations from somebody with an audit-only seat, who wants a certification seat."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, seat_kinds=[SeatKind.CERTIFICATION], **kwargs)
        del self.fields["kind"]
        del self.fields["accommodation"]  # said on the page of the seat one has

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["kind"] = SeatKind.CERTIFICATION
        return super().clean()


class ConfirmForm(forms.Form):
    """The consents and what the applicant was shown when agreeing."""

    accept_terms = ConsentField(label=_("I accept the terms of the course."))
    accept_policy = ConsentField(label=_("I accept the cancellation terms shown above."))
    accept_privacy = ConsentField(label=_("I agree to the handling of my personal data."))
    shown_total_jpy = forms.IntegerField(widget=forms.HiddenInput, required=False)
    shown_offer = forms.CharField(widget=forms.HiddenInput, max_length=64)
    form_token = forms.CharField(widget=forms.HiddenInput, max_length=24)


class AnswerForm(forms.Form):
    """What an applicant says in a consultation."""

    text = forms.CharField(
        label=_("What you would like to say"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("In your own words. The office reads it and writes to you."),
    )


class AccommodationForm(forms.Form):
    """What somebody needs in order to take part."""

    wish = forms.CharField(
        label=_("What do you need in order to take part?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("As much as you want to say. You need not tell the reason."),
    )


class CancelForm(forms.Form):
    """What the page showed; only exactly that is done."""

    shown_refund_jpy = forms.IntegerField(min_value=0)
