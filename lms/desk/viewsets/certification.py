"""Cases on their way to a decision, and the licenses that came of them."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from cohorts.ledger import Standing
from cohorts.models import CertificationCase, DataImport, License
from lms.desk.columns import DayColumn, MomentColumn, NameColumn, status_column
from lms.desk.filters.certification import CaseFilterSet, LicenseFilterSet
from lms.desk.imports import import_button
from lms.desk.listing import DeskIndexView, DeskViewSet
from lms.desk.views.license import LicenseView
from lms.desk.wording import standing_label
from lms.kernel import calendar, clock


def file_of(case: CertificationCase) -> str:
    """A case is read in the file of its enrollment."""
    return reverse("lms_desk_enrollment:inspect", args=[case.enrollment_id])


class CaseIndexView(DeskIndexView):
    related = ("enrollment__person", "enrollment__cohort", "scheme_version__course", "decision")
    folded = ("enrollment__person__search_key",)


class CaseViewSet(DeskViewSet):
    model = CertificationCase
    folder = "cases"
    icon = "tasks"
    menu_label = _("Certification cases")
    index_view_class = CaseIndexView
    inspect_view_enabled = False
    filterset_class = CaseFilterSet
    ordering = ["ready_at", "-opened_at"]
    search_fields = ["enrollment__number"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn("number", label=_("Application number"), accessor="enrollment.number", get_url=file_of),
        NameColumn(
            "person", label=_("Person"), accessor="enrollment.person", sort_key="enrollment__person__family_kana"
        ),
        Column("cohort", label=_("Cohort"), accessor="enrollment.cohort", sort_key="enrollment__cohort__title"),
        status_column("status", _("Status"), urgent=lambda case: case.status == CertificationCase.Status.READY),
        MomentColumn("ready_at", label=_("Ready since"), sort_key="ready_at"),
        Column("decision", label=_("Decision"), accessor="decision.get_outcome_display"),
    ]
    list_export: ClassVar[list[str]] = [
        "enrollment.number", "enrollment.person.full_name", "enrollment.person.kana", "enrollment.cohort.title",
        "scheme_version", "get_status_display", "ready_at", "decision.get_outcome_display", "decision.decided_at",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, Any]] = {
        "enrollment.number": _("Application number"),
        "enrollment.person.full_name": _("Person"),
        "enrollment.person.kana": _("Reading"),
        "enrollment.cohort.title": _("Cohort"),
        "get_status_display": _("Status"),
        "decision.get_outcome_display": _("Decision"),
        "decision.decided_at": _("Decided at"),
    }
    export_filename = "certification-cases"


def standing_written(license_: License) -> str:
    return standing_label(license_.status_on(clock.today()).standing)


def is_stopped(license_: License) -> bool:
    return license_.status_on(clock.today()).standing in {Standing.SUSPENDED, Standing.REVOKED}


class LicenseIndexView(DeskIndexView):
    related = ("person", "scheme_version__course")
    folded = ("person__search_key",)

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().with_history()

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [*super().header_buttons, import_button(DataImport.Kind.LICENSES)]

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        return {**super().to_row_dict(item), "standing": standing_written(item)}

    def get_edit_url(self, instance: Any) -> Any:
        return self.get_inspect_url(instance)


class LicenseViewSet(DeskViewSet):
    model = License
    folder = "licenses"
    icon = "key"
    menu_label = _("Licenses")
    index_view_class = LicenseIndexView
    inspect_view_class = LicenseView
    filterset_class = LicenseFilterSet
    ordering = ["-number"]
    search_fields = ["number", "holder_name"]
    list_display: ClassVar[list[Any]] = [
        "number",
        NameColumn("person", label=_("License holder"), sort_key="person__family_kana"),
        Column("title", label=_("License record"), sort_key="title"),
        StatusTagColumn("standing", label=_("Standing today"), accessor=standing_written, primary=is_stopped),
        DayColumn("issued_on", label=_("Issued on"), sort_key="issued_on"),
        DayColumn(
            "last_day", label=_("Valid through"), accessor=lambda one: one.valid_until - calendar.ONE_DAY,
            sort_key="valid_until",
        ),
    ]  # fmt: skip
    list_export: ClassVar[list[str]] = [
        "number", "holder_name", "person.kana", "title", "standing", "issued_on", "valid_from", "valid_until",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, Any]] = {"person.kana": _("Reading"), "standing": _("Standing today")}
    export_filename = "licenses"
