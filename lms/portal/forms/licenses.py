"""What the holder of a license says about its proof and about the public register. Nothing is written here."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohorts.models import CertificateProof, License, Person
from cohorts.proof_lines import letterings, lines_of
from cohorts.register import PREFECTURES, Choice

BETWEEN_LINES = " ／ "


class LettersForm(forms.Form):
    """Each choice is the name as it would be printed."""

    lettering = forms.ChoiceField(label=_("How the name is printed"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, person: Person, proof: CertificateProof, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        written = proof.name if proof.lettering != CertificateProof.Lettering.LATIN else ""
        field: Any = self.fields["lettering"]
        field.choices = [
            (each.value, BETWEEN_LINES.join(filter(None, lines_of(person, each, written=written))))
            for each in letterings(person)
        ]
        field.initial = proof.lettering

    def clean_lettering(self) -> CertificateProof.Lettering:
        return CertificateProof.Lettering(self.cleaned_data["lettering"])


class CorrectionForm(forms.Form):
    wish = forms.CharField(
        label=_("What is to be corrected"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Write the name as it should be printed. For rare characters, say which one, for example 髙 rather than 高."
        ),
    )


class RegisterForm(forms.Form):
    """What anybody may read who checks the number; nothing is ticked beforehand."""

    name = forms.BooleanField(label=_("Show my name"), required=False)
    listed = forms.BooleanField(
        label=_("List me among the certified instructors"),
        required=False,
        help_text=_("Companies looking for an instructor find you there. Only together with the name."),
    )
    former_name = forms.BooleanField(label=_("Show my former family name"), required=False)
    prefecture = forms.ChoiceField(
        label=_("Show the prefecture I work in"),
        required=False,
        choices=[("", _("Show none")), *((one, one) for one in PREFECTURES)],
    )
    employer = forms.BooleanField(label=_("Show my employer"), required=False)

    def __init__(self, *args: Any, license_: License, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = license_.person
        values = {"name": license_.holder_name, "former_name": person.former_family_name, "employer": person.employer}
        for name, value in values.items():
            if value:
                words = {"what": self.fields[name].label, "value": value}
                self.fields[name].label = gettext("%(what)s (%(value)s)") % words
            else:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        for needs_name in ("listed", "former_name"):
            if typed.get(needs_name) and not typed.get("name"):
                self.add_error(needs_name, _("This is shown only together with your name."))
        return typed

    def choice(self) -> Choice:
        return Choice(**{name: value for name, value in self.cleaned_data.items() if value})
