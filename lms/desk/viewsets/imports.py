"""Every file that was imported: who, when, which file, and what is left of it."""

from typing import Any, ClassVar

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button

from cohorts.actions.data_import import KINDS
from cohorts.models import DataImport
from lms.desk.columns import MomentColumn
from lms.desk.filters.imports import DataImportFilterSet
from lms.desk.imports import KIND_TITLES
from lms.desk.listing import DeskIndexView, DeskViewSet
from lms.desk.views.imports import ImportView


def state_of(row: DataImport) -> str:
    return str(row.get_closing_display()) if row.closing else pgettext("import", "open")


class DataImportIndexView(DeskIndexView):
    related = ("uploaded_by",)

    def get_base_queryset(self) -> Any:
        waiting = Q(rows__effect=None, rows__discarded_at=None)
        counts = {"accepted": Count("rows__effect"), "left": Count("rows", filter=waiting)}
        return super().get_base_queryset().annotate(**counts)

    def get_edit_url(self, instance: Any) -> Any:
        return self.get_inspect_url(instance)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        choices = [
            Button(KIND_TITLES[kind], url=reverse("lms_desk:new_import", args=[kind]), icon_name="upload", priority=5)
            for kind in KINDS
        ]
        return [*choices, *super().header_more_buttons]


class DataImportViewSet(DeskViewSet):
    model = DataImport
    folder = "imports"
    icon = "upload"
    menu_label = _("Imports")
    index_view_class = DataImportIndexView
    inspect_view_class = ImportView
    filterset_class = DataImportFilterSet
    search_fields = ["file_name", "sha256"]
    list_display: ClassVar[list[Any]] = [
        "file_name",
        Column("kind", label=pgettext_lazy("import", "Kind"), accessor="get_kind_display"),
        Column("accepted", label=_("Rows accepted")),
        Column("left", label=_("Rows left")),
        Column("state", label=_("Status"), accessor=state_of),
        MomentColumn("uploaded_at", label=_("Uploaded"), sort_key="uploaded_at"),
        Column("uploaded_by", label=_("Uploaded by")),
    ]
    list_export: ClassVar[list[str]] = [
        "file_name", "get_kind_display", "sha256", "uploaded_at", "uploaded_by", "accepted", "left",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, Any]] = {
        "get_kind_display": pgettext_lazy("import", "Kind"),
        "accepted": _("Rows accepted"),
        "left": _("Rows left"),
    }
    export_filename = "imports"
