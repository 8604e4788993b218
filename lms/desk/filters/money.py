"""Orders, fees and what does not fit."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from lms.checkout.models import Charge
from lms.desk.filters.common import choice_filter, yes_no_filter
from lms.kernel import clock
from payments.models import Finding, Order


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
