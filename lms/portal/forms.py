"""Forms of the application: they validate and translate, and write nothing."""

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.models import Declaration, SeatKind
from lms.kernel import names
from lms.kernel.typesetting import undrawable

POSTAL_CODE = re.compile(r"[0-9]{3}-?[0-9]{4}")
PHONE = re.compile(r"(\+?[0-9-]{9,16})(?:(?:内線|ext\.?|x|#):?([0-9]{1,6}))?", re.IGNORECASE)
# Family and given name with a space between them fit the 200 characters of documents and mails.
LONGEST_NAME = 99
ROMAJI = re.compile(r"^[A-Za-z][A-Za-z' .-]*$")


def plain_digits(text: str) -> str:
    """Full-width digits and any kind of dash become ASCII; people type what their keyboard gives."""
    return re.sub(r"[‐-―ー−－]", "-", unicodedata.normalize("NFKC", text)).replace(" ", "")


def clean_postal_code(text: str) -> str:
    """「100-0001」 from any way of typing it. Raises ValidationError."""
    code = plain_digits(text).lstrip("〒")
    if not POSTAL_CODE.fullmatch(code):
        raise forms.ValidationError(_("Write the seven digits of the postal code."), code="postal_code")
    return code if "-" in code else f"{code[:3]}-{code[3:]}"


def clean_phone(text: str) -> str:
    """「03-0000-0000」 or 「03-0000-0000 内線12」 from any way of typing it. Raises ValidationError."""
    typed = re.sub(r"[()-]+", "-", plain_digits(text)).strip("-")
    found = PHONE.fullmatch(typed)
    if found is None:
        raise forms.ValidationError(_("Write a telephone number such as 03-0000-0000."), code="phone")
    number, extension = found.groups()
    return f"{number.strip('-')} 内線{extension}" if extension else number


class KanaField(forms.CharField):
    """Accepts hiragana and half-width kana, and gives full-width katakana."""

    default_error_messages = {"kana": _("Write this in kana, for example サトウ.")}

    def clean(self, value: Any) -> str:
        text = names.katakana(super().clean(value))
        if text and not names.is_katakana(text):
            raise forms.ValidationError(self.error_messages["kana"], code="kana")
        return text


class RomajiField(forms.CharField):
    default_error_messages = {"romaji": _("Write this in Latin letters as in your passport, for example SATO.")}

    def clean(self, value: Any) -> str:
        text = unicodedata.normalize("NFKC", super().clean(value)).upper()
        if text and not ROMAJI.match(text):
            raise forms.ValidationError(self.error_messages["romaji"], code="romaji")
        return text


class PersonForm(forms.Form):
    """Who applies. Kanji names are kept exactly as typed."""

    family_name = forms.CharField(
        label=_("Family name"), max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    given_name = forms.CharField(
        label=_("Given name"), max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    family_kana = KanaField(
        label=_("Family name in kana"), max_length=100, help_text=_("Hiragana is turned into katakana.")
    )
    given_kana = KanaField(label=_("Given name in kana"), max_length=100)
    family_romaji = RomajiField(
        label=_("Family name in Latin letters"), max_length=100, help_text=_("As in your passport, if you have one.")
    )
    given_romaji = RomajiField(label=_("Given name in Latin letters"), max_length=100)
    certificate_name = forms.CharField(
        label=_("Name on the certificate"),
        max_length=200,
        required=False,
        help_text=_("Leave empty to print your family and given name."),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        help_text=_("We call only about your application."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    postal_code = forms.CharField(
        label=_("Postal code"),
        max_length=10,
        help_text=_("Seven digits, with or without a hyphen."),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=300,
        help_text=_("Textbooks and the certificate are sent here."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def clean_postal_code(self) -> str:
        return clean_postal_code(self.cleaned_data["postal_code"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["certificate_name"] = data.get("certificate_name") or " ".join(
            filter(None, (data.get("family_name"), data.get("given_name")))
        )
        if missing := undrawable(data["certificate_name"]):
            field = "certificate_name" if self.data.get("certificate_name") else "family_name"
            self.add_error(
                field,
                forms.ValidationError(
                    _("The certificate cannot show %(characters)s. Choose another spelling for the certificate."),
                    code="undrawable",
                    params={"characters": " ".join(missing)},
                ),
            )
        return data


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


class ConsentField(forms.BooleanField):
    """Something that has to be agreed to before anything binds."""

    default_error_messages = {"required": _("Please tick this to go on.")}


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
