"""Invoices, receipts and credit documents as they were issued."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button

from lms.desk.columns import DayColumn, YenColumn, status_column
from lms.desk.filters.documents import DocumentFilterSet
from lms.desk.listing import DeskIndexView, DeskViewSet
from lms.desk.views.document import DocumentView
from payments.models import Document


class DocumentIndexView(DeskIndexView):
    related = ("order",)
    folded = ("addressee_key",)

    def get_edit_url(self, instance: Any) -> Any:
        return self.get_inspect_url(instance)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        query = self.request.GET.urlencode()
        url = reverse("lms_desk:document_bundle") + (f"?{query}" if query else "")
        bundle = Button(_("Download the PDFs with an index (ZIP)"), url=url, icon_name="download", priority=80)
        return [*super().header_more_buttons, bundle]


class DocumentViewSet(DeskViewSet):
    model = Document
    folder = "documents"
    icon = "doc-full"
    menu_label = _("Invoices and receipts")
    index_view_class = DocumentIndexView
    inspect_view_class = DocumentView
    filterset_class = DocumentFilterSet
    search_fields = ["number", "order__number"]
    list_display: ClassVar[list[Any]] = [
        "number",
        Column("get_kind_display", label=_("Kind of document"), sort_key="kind"),
        Column("addressee_in_full", label=_("Made out to"), sort_key="addressee_key"),
        YenColumn("total_jpy", label=_("Total (tax included)"), sort_key="total_jpy", classname="desk-amount"),
        DayColumn("transaction_on", label=_("Transaction"), sort_key="transaction_on"),
        DayColumn("issued_on", label=_("Issued"), sort_key="issued_on"),
        Column("order", label=_("Order"), sort_key="order__number"),
        status_column("status", _("Status"), urgent=lambda document: not document.is_valid),
    ]
    list_export: ClassVar[list[str]] = [
        "number", "get_kind_display", "addressee_in_full", "total_jpy", "tax_jpy", "transaction_on", "issued_on",
        "registration_number", "order.number", "get_status_display", "void_reason",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, Any]] = {
        "get_kind_display": _("Kind of document"),
        "addressee_in_full": _("Made out to"),
        "order.number": _("Order"),
        "get_status_display": _("Status"),
    }
    export_filename = "documents"
