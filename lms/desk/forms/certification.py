"""What evaluation, decision and license ask of the office."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from cohorts.candidate_number import number_key
from cohorts.models import (
    CertificateProof,
    CertificateReissue,
    CertificationDecision,
    Cohort,
    ExamRecord,
    FurtherReevaluation,
    StaffAssignment,
)
from lms.desk.forms.common import words


class TopicForm(forms.Form):
    topic = forms.CharField(label=_("Topic of the lesson model"), max_length=200, required=False)


class ReleaseForm(forms.Form):
    """At once, or at a day and hour in Japan."""

    NOW, LATER = "now", "later"

    when = forms.ChoiceField(
        label=_("When"),
        choices=[(NOW, _("at once")), (LATER, _("at the moment below"))],
        widget=forms.RadioSelect,
        initial=NOW,
    )
    due_at = forms.DateTimeField(
        label=_("Day and hour (Japan time)"),
        widget=AdminDateTimeInput,
        required=False,
        help_text=_(
            "Until then it can be canceled, and nobody is told anything. Results that change meanwhile stop it."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_later = cleaned.get("when") == self.LATER
        if is_later and not cleaned.get("due_at") and "due_at" not in self.errors:
            self.add_error("due_at", _("Say on which day and at which hour."))
        if not is_later:
            cleaned["due_at"] = None
        return cleaned


class FurtherReevaluationForm(forms.Form):
    """Beyond the limit of the standard only on one of two grounds."""

    ground = forms.ChoiceField(
        label=_("What it rests on"), choices=FurtherReevaluation.Ground.choices, widget=forms.RadioSelect
    )
    reason = words(_("Reason"), help_text=_("For the file: what was proved, or what was decided and when."))
    last_day = forms.DateField(label=_("Possible until the end of"), widget=AdminDateInput)


class EvaluatorForm(forms.Form):
    """Chosen among the staff of the cohort; accounts are never listed."""

    evaluator = forms.ModelChoiceField(
        StaffAssignment.objects.none(), label=_("Evaluator"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = StaffAssignment.objects.filter(cohort=cohort).select_related("user")
        field: Any = self.fields["evaluator"]
        field.queryset = staff
        field.label_from_instance = _staff_line


def _staff_line(assignment: StaffAssignment) -> str:
    return _("%(name)s (%(role)s)") % {"name": assignment.user, "role": assignment.get_role_display()}


class AssignmentResultForm(forms.Form):
    score = forms.DecimalField(
        label=_("Score (points of 100)"), min_value=Decimal(0), max_value=Decimal(100), decimal_places=2
    )
    comment = words(_("Comment"), required=False)


class LinkRecordForm(forms.Form):
    candidate_number = forms.CharField(
        label=_("Candidate number"), max_length=40, help_text=_("Width, case and hyphens do not matter.")
    )

    def clean_candidate_number(self) -> ExamRecord:
        key = number_key(self.cleaned_data["candidate_number"])
        found = ExamRecord.objects.filter(level=ExamRecord.SPECIALIST, number_key=key).first()
        if found is None:
            raise forms.ValidationError(_("There is no record with this number. Enter it under exam records first."))
        return found


class EnterRecordForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = ExamRecord
        fields = ["candidate_number", "holder_name", "source"]

    def clean_candidate_number(self) -> str:
        number: str = self.cleaned_data["candidate_number"]
        if ExamRecord.objects.filter(level=ExamRecord.SPECIALIST, number_key=number_key(number)).exists():
            raise forms.ValidationError(_("There already is a record with this number."))
        return number


class ConfirmPassForm(forms.Form):
    passed_on = forms.DateField(label=_("Passed on"), widget=AdminDateInput)


class DecisionForm(forms.Form):
    """Nothing is chosen beforehand: a decision is a deliberate act."""

    outcome = forms.ChoiceField(
        label=_("Decision"), choices=CertificationDecision.Outcome.choices, widget=forms.RadioSelect
    )
    reasons = words(_("Reasons"), help_text=_("Needed for a refusal; the trainee reads them."), required=False)

    def clean_outcome(self) -> CertificationDecision.Outcome:
        return CertificationDecision.Outcome(self.cleaned_data["outcome"])


class LicenseChangeForm(forms.Form):
    reason = words(_("Reason"), help_text=_("Kept in the ledger of the license and named in the mail to the holder."))
    effective_on = forms.DateField(
        label=_("Effective on"), required=False, widget=AdminDateInput, help_text=_("Empty: today.")
    )


class ReinstateForm(LicenseChangeForm):
    reason = words(_("Reason"), required=False)


class ReissueForm(forms.Form):
    """Whether it costs a fee follows from the cause and the proof; nobody chooses it."""

    cause = forms.ChoiceField(label=_("Cause"), choices=CertificateReissue.Cause.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name on the certificate"), max_length=120)
    reason = words(_("Reason"))
    fee_let_go = words(
        _("Let a fee go, because"),
        help_text=_("Only where a fee is due and the office asks for none; kept on file. Otherwise leave it empty."),
        required=False,
    )


class CorrectedProofForm(forms.Form):
    """The next version of a proof."""

    name = forms.CharField(
        label=_("Name as registered"), max_length=120, help_text=_("In the form the holder wants to be printed.")
    )
    lettering = forms.ChoiceField(
        label=_("Letters"), choices=CertificateProof.Lettering.choices, widget=forms.RadioSelect
    )
    remark = words(_("To the holder"), help_text=_("Stands in the mail and above the proof."), required=False)

    def clean_lettering(self) -> CertificateProof.Lettering:
        return CertificateProof.Lettering(self.cleaned_data["lettering"])
