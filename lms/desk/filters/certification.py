"""Exam records, cases and licenses."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from cohorts.models import (
    CertificationCase,
    ExamRecord,
    License,
    RecordMatch,
)
from lms.desk.filters.common import choice_filter, cohort_filter, yes_no_filter
from lms.kernel import clock


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
