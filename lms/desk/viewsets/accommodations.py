"""What participants need in order to take part, for those in charge of it and nobody else; never exported."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column

from cohorts.models import Accommodation
from lms.desk.columns import MomentColumn, status_column
from lms.desk.filters.enrollment import AccommodationFilterSet
from lms.desk.listing import DeskIndexView, DeskViewSet
from lms.desk.views.accommodation import AccommodationView, readable_accommodations


class AccommodationIndexView(DeskIndexView):
    folded = ("enrollment__person__search_key",)

    def get_base_queryset(self) -> Any:
        return readable_accommodations(self.request.user)

    def get_edit_url(self, instance: Any) -> Any:
        return self.get_inspect_url(instance)


class AccommodationViewSet(DeskViewSet):
    model = Accommodation
    folder = "accommodations"
    icon = "user"
    menu_label = _("Accommodations")
    index_view_class = AccommodationIndexView
    inspect_view_class = AccommodationView
    filterset_class = AccommodationFilterSet
    search_fields = ["enrollment__number"]
    list_display: ClassVar[list[Any]] = [
        "enrollment",
        Column("cohort", label=_("Cohort"), accessor="enrollment.cohort", sort_key="enrollment__cohort__title"),
        status_column("status", _("Status"), urgent=lambda one: one.is_open),
        MomentColumn("asked_at", label=pgettext_lazy("accommodation", "Asked at"), sort_key="asked_at"),
    ]
    list_export: ClassVar[list[str]] = []
