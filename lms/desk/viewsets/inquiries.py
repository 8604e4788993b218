"""What people asked through the form."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column

from lms.desk.columns import DayColumn, MomentColumn, status_column
from lms.desk.filters.letters import InquiryFilterSet
from lms.desk.listing import DeskIndexView, DeskViewSet
from lms.desk.views.inquiry import InquiryView
from lms.inquiries.models import Inquiry


class InquiryIndexView(DeskIndexView):
    related = ("owner",)

    def get_edit_url(self, instance: Any) -> Any:
        return self.get_inspect_url(instance)


class InquiryViewSet(DeskViewSet):
    model = Inquiry
    folder = "inquiries"
    icon = "help"
    menu_label = _("Inquiries")
    index_view_class = InquiryIndexView
    inspect_view_class = InquiryView
    filterset_class = InquiryFilterSet
    search_fields = ["number", "name", "company", "email", "message"]
    list_display: ClassVar[list[Any]] = [
        "number",
        Column("name", label=pgettext_lazy("inquiry", "Sender"), sort_key="name"),
        Column("topic", label=_("Topic"), accessor="get_topic_display", sort_key="topic"),
        status_column("status", _("Status"), urgent=lambda inquiry: inquiry.status == Inquiry.Status.NEW),
        Column("owner", label=pgettext_lazy("inquiry", "In charge")),
        DayColumn("due_on", label=pgettext_lazy("inquiry", "Answer by"), sort_key="due_on"),
        MomentColumn("received_at", label=pgettext_lazy("inquiry", "Received"), sort_key="received_at"),
    ]
    list_export: ClassVar[list[str]] = [
        "number", "received_at", "get_topic_display", "name", "company", "email", "phone", "message",
        "get_status_display", "due_on",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, Any]] = {"get_status_display": _("Status"), "get_topic_display": _("Topic")}
    export_filename = "inquiries"
