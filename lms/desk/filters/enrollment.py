"""Cohorts and who is on the way to a seat."""

import django_filters
from django import forms
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from cohorts.models import (
    Accommodation,
    Cohort,
    Consultation,
    Enrollment,
    Interest,
    SeatKind,
)
from lms.desk.filters.common import choice_filter, cohort_filter, owner_filter, yes_no_filter
from lms.kernel import clock


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
