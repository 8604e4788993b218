"""What people ask about their own data, the most urgent first."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column

from cohorts.models import DataRequest
from lms.desk.columns import DayColumn, MomentColumn, NameColumn, status_column
from lms.desk.filters.letters import DataRequestFilterSet
from lms.desk.listing import DeskIndexView, DeskViewSet
from lms.desk.views.data_request import DataRequestView


class DataRequestIndexView(DeskIndexView):
    related = ("person", "owner")
    folded = ("person__search_key",)

    def get_edit_url(self, instance: Any) -> Any:
        return self.get_inspect_url(instance)


class DataRequestViewSet(DeskViewSet):
    model = DataRequest
    folder = "data-requests"
    icon = "lock"
    menu_label = _("Personal data")
    index_view_class = DataRequestIndexView
    inspect_view_class = DataRequestView
    filterset_class = DataRequestFilterSet
    search_fields = ["number"]
    list_display: ClassVar[list[Any]] = [
        "number",
        NameColumn("person", label=_("Person"), sort_key="person__family_kana"),
        Column("kind", label=pgettext_lazy("data request", "What is asked"), accessor="get_kind_display"),
        status_column("status", _("Status"), urgent=lambda asked: asked.is_open),
        Column("owner", label=_("In charge")),
        DayColumn("due_on", label=pgettext_lazy("data request", "Answer by"), sort_key="due_on"),
        MomentColumn("received_at", label=pgettext_lazy("data request", "Received"), sort_key="received_at"),
    ]
    list_export: ClassVar[list[str]] = ["number", "get_kind_display", "received_at", "due_on", "get_status_display"]
    export_headings: ClassVar[dict[str, Any]] = {
        "get_kind_display": pgettext_lazy("data request", "What is asked"),
        "get_status_display": _("Status"),
    }
    export_filename = "data-requests"
