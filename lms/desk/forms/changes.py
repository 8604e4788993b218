"""What changes of plan ask for."""

import secrets
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from cohorts.eligibility import Need
from cohorts.models import AttendanceStatement, Cohort, Declaration, SeatKind
from lms.checkout.actions.substitution import Newcomer
from lms.checkout.models import OrganizerChange
from lms.desk.forms.common import words
from lms.desk.forms.enrollment import NEEDS
from lms.kernel import clock, names
from lms.kernel.calendar import long_date
from lms.kernel.mail_address import EmailField

Kind = OrganizerChange.Kind
DAYS_TO_ANSWER, DAYS_TO_PAY = 14, 7


class CancelForm(forms.Form):
    reason = words(_("Reason"))
    fee_jpy = forms.IntegerField(
        label=_("Another fee (yen)"),
        required=False,
        min_value=0,
        help_text=_("Empty: by the accepted terms. 0: everything goes back."),
    )


class MoveForm(forms.Form):
    """Cohorts of the course with a free seat of the same kind; they are few."""

    cohort = forms.ModelChoiceField(
        Cohort.objects.none(), label=_("Cohort"), widget=forms.RadioSelect, empty_label=None
    )
    reason = words(_("Reason"), help_text=_("For the file; the participant does not see it."))

    def __init__(self, *args: Any, targets: list[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cohort"]
        field.queryset = Cohort.objects.filter(pk__in=[cohort.pk for cohort in targets])  # type: ignore[attr-defined]
        field.label_from_instance = _with_days  # type: ignore[attr-defined]


def _with_days(cohort: Cohort) -> str:
    days = [long_date(day.held_on) for day in cohort.days.order_by("position") if day.held_on]
    return f"{cohort.title} {'・'.join(days)}"


class SubstituteForm(forms.Form):
    """Who comes instead. What the seat needs is asked anew: nothing is taken from the one who had it."""

    family_name = forms.CharField(label=_("Family name"), max_length=100)
    given_name = forms.CharField(label=_("Given name"), max_length=100)
    family_kana = forms.CharField(label=_("Family name in kana"), max_length=100)
    given_kana = forms.CharField(label=_("Given name in kana"), max_length=100)
    email = EmailField(label=_("E-mail address"), help_text=_("The details of the days are sent here."))
    specialist_status = forms.ChoiceField(
        label=_("Specialist level"), choices=Declaration.SpecialistStatus.choices, widget=forms.RadioSelect
    )
    specialist_number = forms.CharField(
        label=_("Candidate or certificate number"), max_length=40, required=False, help_text=_("If there is one.")
    )
    lecturer_relation = words(
        _("Relations to lecturers or evaluators"),
        required=False,
        help_text=_("Employer, family or business relations."),
    )
    cleared = forms.MultipleChoiceField(
        label=_("What was checked"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(need.value, label) for need, label in NEEDS.items()],
    )
    reason = words(_("Reason"))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == SeatKind.AUDIT:
            for name in ("specialist_status", "specialist_number", "cleared"):
                del self.fields[name]

    def clean_family_kana(self) -> str:
        return self._kana("family_kana")

    def clean_given_kana(self) -> str:
        return self._kana("given_kana")

    def _kana(self, name: str) -> str:
        text = names.katakana(self.cleaned_data[name])
        if not names.is_katakana(text):
            raise forms.ValidationError(_("Write this in kana, for example サトウ."))
        return text

    def newcomer(self) -> Newcomer:
        return Newcomer(**{field.name: self.cleaned_data[field.name] for field in fields(Newcomer)})

    def cleared_needs(self) -> list[Need]:
        return [Need(value) for value in self.cleaned_data.get("cleared", [])]


class UpgradeForm(forms.Form):
    """What a certification seat asks for, and until when the difference is to be paid."""

    specialist_status = forms.ChoiceField(
        label=_("Specialist level"), choices=Declaration.SpecialistStatus.choices, widget=forms.RadioSelect
    )
    specialist_number = forms.CharField(
        label=_("Candidate or certificate number"), max_length=40, required=False, help_text=_("If there is one.")
    )
    specialist_expected_on = forms.DateField(
        label=_("Expected end of the Specialist level"), required=False, widget=AdminDateInput
    )
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Declaration.Purpose.choices, widget=forms.RadioSelect)
    lecturer_relation = words(
        _("Relations to lecturers or evaluators"),
        required=False,
        help_text=_("Employer, family or business relations."),
    )
    cleared = forms.MultipleChoiceField(
        label=_("What was checked"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(need.value, label) for need, label in NEEDS.items()],
    )
    pay_by = forms.DateField(
        label=_("Transfer to arrive by"),
        widget=AdminDateInput,
        help_text=_("The seat is held until the end of this day in Japan. It lies before the first day."),
    )
    form_token = forms.CharField(widget=forms.HiddenInput, max_length=24)

    def __init__(self, *args: Any, declared: dict[str, Any], **kwargs: Any) -> None:
        begins = {"pay_by": clock.today() + timedelta(days=DAYS_TO_PAY), "form_token": secrets.token_urlsafe(16)}
        super().__init__(*args, **{**kwargs, "initial": {**declared, **begins}})

    def clean_cleared(self) -> list[Need]:
        return [Need(value) for value in self.cleaned_data["cleared"]]


class StatementForm(forms.Form):
    kind = forms.ChoiceField(label=_("Statement"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, kinds: list[AttendanceStatement.Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]


class NamePersonForm(SubstituteForm):
    """Whom a company's seat is for. A seat is named without a reason; what a lecturer is to them is asked later."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        del self.fields["reason"], self.fields["lecturer_relation"]


class CallOffForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Why it is not held"),
        choices=[(Kind.CANCELED, _("canceled")), (Kind.NOT_ENOUGH, _("not enough participants"))],
        initial=Kind.CANCELED,
        widget=forms.RadioSelect,
    )
    reason = words(_("Reason"), help_text=_("As participants and visitors read it."))

    def clean_kind(self) -> OrganizerChange.Kind:
        return Kind(self.cleaned_data["kind"])


class PostponeForm(forms.Form):
    """New dates for all days or for none of them."""

    reason = words(_("Reason"), help_text=_("As participants and visitors read it."))
    answer_by = forms.DateField(
        label=_("Last day to answer"),
        widget=AdminDateInput,
        help_text=_("Confirmed participants choose until the end of this day in Japan."),
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer_by"].initial = clock.today() + timedelta(days=DAYS_TO_ANSWER)
        self.day_names = []
        for day in cohort.days.order_by("position"):
            name = f"day_{day.position}"
            label = _("New date of day %(number)s") % {"number": day.position}
            self.fields[name] = forms.DateField(
                label=label, required=False, widget=AdminDateInput, help_text=_("Empty: still to be decided.")
            )
            self.day_names.append(name)

    def clean(self) -> dict[str, Any]:
        dates = [self.cleaned_data.get(name) for name in self.day_names]
        given = [day for day in dates if day]
        if given and len(given) < len(dates):
            self.add_error(self.day_names[dates.index(None)], _("Give a date for every day, or for none."))
        elif given != sorted(set(given)) or any(day <= clock.today() for day in given):
            self.add_error(self.day_names[0], _("The days lie ahead and follow one another."))
        return self.cleaned_data

    def dates(self) -> list[date]:
        return [day for name in self.day_names if (day := self.cleaned_data[name])]
