from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from cohorts.models import DataImport
from lms.desk.filters.common import choice_filter, yes_no_filter


class DataImportFilterSet(WagtailFilterSet):
    kind = choice_filter(DataImport.Kind, pgettext_lazy("import", "Kind"))
    waiting = yes_no_filter(_("Rows wait to be accepted"), "filter_waiting")

    class Meta:
        model = DataImport
        fields = ["kind"]

    def filter_waiting(self, queryset: QuerySet[DataImport], name: str, value: str) -> QuerySet[DataImport]:
        del name
        waiting = DataImport.objects.unfinished().values("pk")
        return queryset.filter(pk__in=waiting) if value == "yes" else queryset.exclude(pk__in=waiting)
