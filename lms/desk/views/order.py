from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from payments.models import Order


class OrderView(generic.InspectView):
    """An order as it was agreed, with every attempt to pay it. Nothing here is edited."""

    template_name = "lms_desk/order.html"
    page_title = _("Order")

    def get_object(self, queryset: QuerySet[Order] | None = None) -> Order:
        del queryset
        orders = Order.objects.select_related("purchase__enrollment__person", "purchase__enrollment__cohort")
        return get_object_or_404(
            orders.prefetch_related("lines", "payments__refunds", "changes", "findings", "documents"), pk=self.pk
        )

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        purchase = getattr(self.object, "purchase", None)
        return {**context, "order": self.object, "enrollment": purchase.enrollment if purchase else None}
