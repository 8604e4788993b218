"""Day, amount and counterparty, each with a range and all together: what a tax audit may ask for (電子帳簿保存法)."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import AdminDateInput

from lms.desk.filters.common import choice_filter
from payments.models import Document


class DocumentFilterSet(WagtailFilterSet):
    counterparty = django_filters.CharFilter(label=_("Made out to"), method="filter_counterparty")
    since = django_filters.DateFilter("transaction_on", "gte", label=_("Transaction from"), widget=AdminDateInput)
    until = django_filters.DateFilter("transaction_on", "lte", label=_("Transaction to"), widget=AdminDateInput)
    at_least = django_filters.NumberFilter("total_jpy", "gte", label=_("Amount from (yen)"))
    at_most = django_filters.NumberFilter("total_jpy", "lte", label=_("Amount to (yen)"))
    kind = choice_filter(Document.Kind, _("Kind of document"))
    status = choice_filter(Document.Status, _("Status"))

    class Meta:
        model = Document
        fields = ["counterparty", "since", "until", "at_least", "at_most", "kind", "status"]

    def filter_counterparty(self, queryset: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        del name
        return queryset.filter(pk__in=Document.objects.made_out_to(value).values("pk"))
