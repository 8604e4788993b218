import re
import unicodedata
from typing import Any, cast

from django import forms
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.inquiries.actions.inquiry import InquiryFields
from lms.inquiries.actions.misuse import Seen, Sender
from lms.inquiries.models import Inquiry
from lms.kernel.form_stamp import StampedForm
from lms.kernel.mail_address import EmailField

PHONE = re.compile(r"\+?[\d\-() ]{6,30}")
SEEN = ("accused", "seen_where", "seen_at_url", "license_number", "details")
FIELDS = ("topic", "name", "company", "email", "phone", "message")


class PublicForm(StampedForm):
    """A form anybody may fill in, with a trap for machines. `website` is it, labelled for whoever hears it read out."""

    consent = forms.BooleanField(
        label=_("I agree to how my personal data is handled"),
        error_messages={"required": _("We can only take your question with your consent.")},
    )
    website = forms.CharField(
        label=_("Please leave this field empty"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].help_text = privacy_link()

    @property
    def questions(self) -> list[Any]:
        """What is asked; hidden fields and the trap stand apart."""
        return [bound for bound in self.visible_fields() if bound.name != "website"]

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def answers(self) -> tuple[Any, ...]:
        """What was asked, as the action that receives it takes it."""
        return (self.cleaned_data,)

    def facts(self) -> list[tuple[str, Any]]:
        """What was typed, with its question, for the screen on which it is checked."""
        typed = {bound.label: self.shown(bound.name) for bound in self.questions if bound.name != "consent"}
        return [(str(label), value) for label, value in typed.items() if value]

    def shown(self, name: str) -> Any:
        """An answer as its sender reads it."""
        return self.cleaned_data[name]


class MisuseForm(PublicForm):
    """Who uses the title without a license, and where it was seen. An address is enough; nothing is attached."""

    accused = forms.CharField(
        label=_("Who uses the title?"), max_length=200, help_text=_("The name of the person or company, as you saw it.")
    )
    seen_where = forms.CharField(
        label=_("Where did you see it?"),
        max_length=300,
        help_text=_("A web page, a business card, a leaflet, a course: and when, if you know."),
    )
    seen_at_url = forms.URLField(
        label=_("Address of the page"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    license_number = forms.CharField(
        label=_("License number, if one was given"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    details = forms.CharField(
        label=_("What did you see?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The wording of the title, for example."),
    )
    name = forms.CharField(label=_("Your name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Our answer goes there. The person you report does not learn who you are."),
    )

    field_order = ("accused", "seen_where", "seen_at_url", "license_number", "details", "name", "email", "consent")

    def answers(self) -> tuple[Sender, Seen]:
        sender: Sender = {"name": self.cleaned_data["name"], "email": self.cleaned_data["email"]}
        return sender, cast("Seen", {name: self.cleaned_data[name] for name in SEEN})


class InquiryForm(PublicForm):
    """What somebody asks, and where the answer goes."""

    topic = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[("", _("Please choose")), *Inquiry.Topic.choices],
        error_messages={"required": _("Please choose what it is about.")},
    )
    name = forms.CharField(label=_("Your name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    company = forms.CharField(
        label=_("Company"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    email = EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Our answer goes there."),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        help_text=_("Only if you would like to be called."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    message = forms.CharField(
        label=_("Your question"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Please do not write card numbers or health data here."),
    )
    field_order = ("topic", "name", "company", "email", "phone", "message", "consent")

    def clean_phone(self) -> str:
        """Full-width digits and hyphens are as good as others."""
        phone = unicodedata.normalize("NFKC", self.cleaned_data["phone"]).replace("ー", "-").replace("−", "-").strip()
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError(_("Please write the telephone number with digits and hyphens."))
        return phone

    def answers(self) -> tuple[InquiryFields]:
        return (cast("InquiryFields", {name: self.cleaned_data[name] for name in FIELDS}),)

    def shown(self, name: str) -> Any:
        return Inquiry.Topic(self.cleaned_data[name]).label if name == "topic" else super().shown(name)


def privacy_link() -> str:
    try:
        url = reverse("lms_portal:legal", args=["privacy"])
    except NoReverseMatch:
        return ""
    return format_html('<a href="{}" target="_blank">{}</a>', url, gettext("Read how personal data is handled"))
