"""What the lists of the desk can be narrowed to. The today page counts through the same filters it links to."""

from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from cohorts.models import (
    Accommodation,
    CertificationCase,
    Cohort,
    Consultation,
    DataRequest,
    Enrollment,
    ExamRecord,
    Interest,
    License,
    RecordMatch,
    SeatKind,
)
from lms.checkout.models import Charge
from lms.inquiries.models import Inquiry
from lms.kernel import clock
from lms.kernel.models import Message
from payments.models import Finding, Order


def choice_filter(
    choices: type[models.TextChoices], label: Any, field: str | None = None
) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(
        field_name=field, choices=choices.choices, widget=forms.CheckboxSelectMultiple, label=label
    )


def cohort_filter(field: str) -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(field_name=field, queryset=Cohort.objects.all(), label=_("Cohort"))


def owner_filter(rows: QuerySet[Any]) -> django_filters.ModelChoiceFilter:
    """Those who are in charge of something; a list of every account would grow with the site."""
    in_charge = rows.exclude(owner=None).values("owner")
    return django_filters.ModelChoiceFilter(
        field_name="owner",
        queryset=lambda _request: get_user_model().objects.filter(pk__in=in_charge),
        label=pgettext_lazy("inquiry", "In charge"),
    )


def yes_no_filter(label: Any, method: str) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        choices=[("yes", _("Yes")), ("no", _("No"))], label=label, method=method, widget=forms.RadioSelect
    )


class CohortFilterSet(WagtailFilterSet):
    status = choice_filter(Cohort.Status, _("Status"))
    dated = yes_no_filter(_("Date decided"), "filter_dated")
    short = yes_no_filter(_("Too few participants, to be decided now"), "filter_short")

    class Meta:
        model = Cohort
        fields = ["status", "fiscal_year"]

    def filter_dated(self, queryset: QuerySet[Cohort], name: str, value: str) -> QuerySet[Cohort]:
        """Undated: no day yet, or a day without a date."""
        del name
        undated = models.Q(days__isnull=True) | models.Q(days__held_on__isnull=True)
        found = Cohort.objects.filter(undated).values("pk")
        return queryset.exclude(pk__in=found) if value == "yes" else queryset.filter(pk__in=found)

    def filter_short(self, queryset: QuerySet[Cohort], name: str, value: str) -> QuerySet[Cohort]:
        del name
        found = Cohort.objects.short_of_minimum(on=clock.today()).values("pk")
        return queryset.filter(pk__in=found) if value == "yes" else queryset.exclude(pk__in=found)


class EnrollmentFilterSet(WagtailFilterSet):
    status = choice_filter(Enrollment.Status, _("Status"))
    kind = choice_filter(SeatKind, _("Kind of seat"))
    cohort = cohort_filter("cohort")

    class Meta:
        model = Enrollment
        fields = ["status", "kind", "cohort"]


class AccommodationFilterSet(WagtailFilterSet):
    status = choice_filter(Accommodation.Status, _("Status"))
    cohort = cohort_filter("enrollment__cohort")

    class Meta:
        model = Accommodation
        fields = ["status"]


class ConsultationFilterSet(WagtailFilterSet):
    status = choice_filter(Consultation.Status, _("Status"))
    turn = django_filters.ChoiceFilter(
        choices=[
            ("office", pgettext_lazy("consultation", "the office")),
            ("applicant", pgettext_lazy("consultation", "the applicant")),
        ],
        label=pgettext_lazy("consultation", "Whose turn"),
        method="filter_turn",
        widget=forms.RadioSelect,
    )
    overdue = yes_no_filter(_("Answer overdue"), "filter_overdue")
    cohort = cohort_filter("enrollment__cohort")
    owner = owner_filter(Consultation.objects.all())

    class Meta:
        model = Consultation
        fields = ["status", "owner"]

    def filter_turn(self, queryset: QuerySet[Consultation], name: str, value: str) -> QuerySet[Consultation]:
        del name
        offices = Consultation.objects.with_the_office().values("pk")
        waiting = queryset.filter(status=Consultation.Status.OPEN)
        return waiting.filter(pk__in=offices) if value == "office" else waiting.exclude(pk__in=offices)

    def filter_overdue(self, queryset: QuerySet[Consultation], name: str, value: str) -> QuerySet[Consultation]:
        del name
        late = Consultation.objects.overdue(clock.today()).values("pk")
        return queryset.filter(pk__in=late) if value == "yes" else queryset.exclude(pk__in=late)


class ExamRecordFilterSet(WagtailFilterSet):
    status = choice_filter(ExamRecord.Status, _("Status"))
    confirmed = yes_no_filter(_("Pass confirmed"), "filter_confirmed")
    unclear = yes_no_filter(_("Owner unclear"), "filter_unclear")

    class Meta:
        model = ExamRecord
        fields = ["status"]

    def filter_unclear(self, queryset: QuerySet[ExamRecord], name: str, value: str) -> QuerySet[ExamRecord]:
        """Somebody may be the owner, and nobody has said yet whether they are."""
        del name
        asked = RecordMatch.objects.open().values("record")
        return queryset.filter(pk__in=asked) if value == "yes" else queryset.exclude(pk__in=asked)

    def filter_confirmed(self, queryset: QuerySet[ExamRecord], name: str, value: str) -> QuerySet[ExamRecord]:
        del name
        return queryset.filter(confirmed_at__isnull=value == "no")


class InterestFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        choices=Interest.State.choices, label=_("Status"), method="filter_state", widget=forms.RadioSelect
    )
    kind = choice_filter(SeatKind, _("Kind of seat"))
    cohort = cohort_filter("cohort")

    class Meta:
        model = Interest
        fields = ["course", "cohort", "kind"]

    def filter_state(self, queryset: QuerySet[Interest], name: str, value: str) -> QuerySet[Interest]:
        del name
        return queryset.filter(pk__in=Interest.objects.in_state(Interest.State(value)).values("pk"))


class CaseFilterSet(WagtailFilterSet):
    status = choice_filter(CertificationCase.Status, _("Status"))
    cohort = cohort_filter("enrollment__cohort")

    class Meta:
        model = CertificationCase
        fields = ["status"]


class LicenseFilterSet(WagtailFilterSet):
    valid = yes_no_filter(_("Valid today"), "filter_valid")
    annulled = yes_no_filter(_("Specialist pass annulled"), "filter_annulled")

    class Meta:
        model = License
        fields = ["listed"]

    def filter_valid(self, queryset: QuerySet[License], name: str, value: str) -> QuerySet[License]:
        del name
        valid = License.objects.valid_on(clock.today()).values("pk")
        return queryset.filter(pk__in=valid) if value == "yes" else queryset.exclude(pk__in=valid)

    def filter_annulled(self, queryset: QuerySet[License], name: str, value: str) -> QuerySet[License]:
        """Whose Specialist pass was annulled and not confirmed again: the license has to be reviewed."""
        del name
        annulled = ExamRecord.objects.filter(person__isnull=False, annulled_at__isnull=False, confirmed_at=None).values(
            "person"
        )
        return queryset.filter(person__in=annulled) if value == "yes" else queryset.exclude(person__in=annulled)


class OrderFilterSet(WagtailFilterSet):
    status = choice_filter(Order.Status, _("Status"))
    overdue = yes_no_filter(_("Transfer overdue"), "filter_overdue")

    class Meta:
        model = Order
        fields = ["status"]

    def filter_overdue(self, queryset: QuerySet[Order], name: str, value: str) -> QuerySet[Order]:
        del name
        late = Order.objects.overdue(clock.today()).values("pk")
        return queryset.filter(pk__in=late) if value == "yes" else queryset.exclude(pk__in=late)


class FindingFilterSet(WagtailFilterSet):
    severity = choice_filter(Finding.Severity, _("Severity"))
    resolved = yes_no_filter(_("Resolved"), "filter_resolved")

    class Meta:
        model = Finding
        fields = ["severity", "kind"]

    def filter_resolved(self, queryset: QuerySet[Finding], name: str, value: str) -> QuerySet[Finding]:
        del name
        return queryset.filter(resolved_at__isnull=value == "no")


class ChargeFilterSet(WagtailFilterSet):
    status = choice_filter(Charge.Status, _("Status"))

    class Meta:
        model = Charge
        fields = ["status", "product"]


class MessageFilterSet(WagtailFilterSet):
    status = choice_filter(Message.Status, _("Status"))

    class Meta:
        model = Message
        fields = ["status"]


class InquiryFilterSet(WagtailFilterSet):
    status = choice_filter(Inquiry.Status, _("Status"))
    topic = choice_filter(Inquiry.Topic, _("Topic"))
    overdue = yes_no_filter(_("Answer overdue"), "filter_overdue")
    suspicious = yes_no_filter(_("Looks like spam"), "filter_suspicious")
    owner = owner_filter(Inquiry.objects.all())

    class Meta:
        model = Inquiry
        fields = ["status", "topic", "owner"]

    def filter_overdue(self, queryset: QuerySet[Inquiry], name: str, value: str) -> QuerySet[Inquiry]:
        del name
        late = Inquiry.objects.overdue(clock.today()).values("pk")
        return queryset.filter(pk__in=late) if value == "yes" else queryset.exclude(pk__in=late)

    def filter_suspicious(self, queryset: QuerySet[Inquiry], name: str, value: str) -> QuerySet[Inquiry]:
        del name
        return queryset.exclude(suspicion="") if value == "yes" else queryset.filter(suspicion="")


class DataRequestFilterSet(WagtailFilterSet):
    status = choice_filter(DataRequest.Status, _("Status"))
    kind = choice_filter(DataRequest.Kind, pgettext_lazy("data request", "What is asked"))
    overdue = yes_no_filter(_("Answer overdue"), "filter_overdue")

    class Meta:
        model = DataRequest
        fields = ["status", "kind"]

    def filter_overdue(self, queryset: QuerySet[DataRequest], name: str, value: str) -> QuerySet[DataRequest]:
        del name
        late = DataRequest.objects.overdue(clock.today()).values("pk")
        return queryset.filter(pk__in=late) if value == "yes" else queryset.exclude(pk__in=late)
