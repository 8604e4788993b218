"""Applicants whose purpose is talked about, those the office owes an answer first."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column

from cohorts.models import Consultation
from lms.desk.columns import MomentColumn, status_column
from lms.desk.filters.enrollment import ConsultationFilterSet
from lms.desk.listing import DeskIndexView, DeskViewSet
from lms.desk.permissions import readable_enrollments
from lms.desk.views.consultation import ConsultationView, turn_written


class ConsultationIndexView(DeskIndexView):
    related = ("enrollment__person", "enrollment__cohort", "owner")
    folded = ("enrollment__person__search_key",)

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().among(readable_enrollments(self.request.user))

    def get_edit_url(self, instance: Any) -> Any:
        return self.get_inspect_url(instance)


class ConsultationViewSet(DeskViewSet):
    model = Consultation
    folder = "consultations"
    icon = "comment"
    menu_label = _("Consultations")
    index_view_class = ConsultationIndexView
    inspect_view_class = ConsultationView
    filterset_class = ConsultationFilterSet
    search_fields = ["enrollment__number"]
    list_display: ClassVar[list[Any]] = [
        "enrollment",
        Column("cohort", label=_("Cohort"), accessor="enrollment.cohort", sort_key="enrollment__cohort__title"),
        Column("cause", label=pgettext_lazy("consultation", "Why"), accessor="get_cause_display", sort_key="cause"),
        status_column("status", _("Status"), urgent=lambda one: one.is_open and not one.waits_for_applicant),
        Column("turn", label=pgettext_lazy("consultation", "Whose turn"), accessor=turn_written, sort_key="due_on"),
        Column("owner", label=_("In charge")),
        MomentColumn("opened_at", label=pgettext_lazy("consultation", "Opened"), sort_key="opened_at"),
    ]
    list_export: ClassVar[list[str]] = [
        "enrollment.number", "enrollment.person.full_name", "enrollment.cohort.title", "get_cause_display",
        "get_status_display", "due_on", "opened_at", "closed_at",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, Any]] = {
        "enrollment.number": _("Application number"),
        "enrollment.person.full_name": _("Applicant"),
        "enrollment.cohort.title": _("Cohort"),
        "get_cause_display": pgettext_lazy("consultation", "Why"),
        "get_status_display": _("Status"),
    }
    export_filename = "consultations"
