"""Quotes: what companies were offered, what they answered, what became of it."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import Button

from lms.desk.columns import MomentColumn, YenColumn, status_column
from lms.desk.filters.quotes import QuoteFilterSet
from lms.desk.forms.quotes import QuoteForm
from lms.desk.listing import DeskIndexView, DeskViewSet
from lms.desk.views.act import row_of
from lms.desk.views.quotes import QuoteAddView, QuoteView
from payments.models import Quote


class QuoteIndexView(DeskIndexView):
    related = ("order",)
    folded = ("buyer_key",)

    def get_edit_url(self, instance: Any) -> Any:
        return self.get_inspect_url(instance)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        query = self.request.GET.urlencode()
        url = reverse("lms_desk:quote_bundle") + (f"?{query}" if query else "")
        button = Button(_("Download the PDFs with an index (ZIP)"), url=url, icon_name="download", priority=80)
        return [*super().header_more_buttons, button]


class QuoteViewSet(DeskViewSet):
    model = Quote
    folder = "quotes"
    icon = "doc-full-inverse"
    menu_label = _("Quotes")
    index_view_class = QuoteIndexView
    inspect_view_class = QuoteView
    add_view_class = QuoteAddView
    filterset_class = QuoteFilterSet
    search_fields = ["number", "title", "buyer_contact", "buyer_email", "order__number"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn(
            "number",
            label=_("Number"),
            accessor=lambda quote: quote.number or pgettext("quote", "not sent yet"),
            sort_key="number",
            get_url=lambda quote: row_of("quote", quote.pk),
        ),
        Column("buyer_name", label=pgettext_lazy("quote", "To"), sort_key="buyer_key"),
        Column("title", label=_("Subject"), sort_key="title"),
        YenColumn("total_jpy", label=_("Total (tax included)"), sort_key="total_jpy", classname="desk-amount"),
        MomentColumn("last_moment", label=_("Valid until"), sort_key="expires_at"),
        status_column("status", _("Status"), urgent=lambda quote: quote.status == Quote.Status.ACCEPTED),
        MomentColumn("sent_at", label=pgettext_lazy("quote", "Sent"), sort_key="sent_at"),
        Column("order", label=_("Order"), sort_key="order__number"),
    ]
    list_export: ClassVar[list[str]] = [
        "number", "buyer_name", "buyer_contact", "buyer_email", "title", "total_jpy", "tax_jpy", "sent_at",
        "expires_at", "get_status_display", "answered_at", "answered_by", "answered_title", "decline_reason",
        "order.number",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, Any]] = {"get_status_display": _("Status"), "order.number": _("Order")}
    export_filename = "quotes"

    def get_form_class(self, for_update: bool = False) -> type[QuoteForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        del for_update
        return QuoteForm
