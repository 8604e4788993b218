"""Who wants to hear when a cohort is decided, or of the next one of a course."""

from typing import Any, ClassVar

from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from cohorts.models import Interest
from lms.desk.columns import MomentColumn
from lms.desk.filters.enrollment import InterestFilterSet
from lms.desk.listing import DeskIndexView, DeskViewSet


def wanted_cohort(interest: Interest) -> str:
    return str(interest.cohort) if interest.cohort else gettext("the next cohort")


def wanted_kind(interest: Interest) -> str:
    return interest.get_kind_display() or pgettext("kind of seat", "any")


def state_written(interest: Interest) -> str:
    return str(interest.state.label)


class InterestIndexView(DeskIndexView):
    related = ("course", "cohort")

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        written = {"cohort": wanted_cohort(item), "kind": wanted_kind(item), "state": state_written(item)}
        return {**super().to_row_dict(item), **written}


class InterestViewSet(DeskViewSet):
    model = Interest
    folder = "interests"
    icon = "mail"
    menu_label = pgettext_lazy("desk", "Waiting for news")
    index_view_class = InterestIndexView
    filterset_class = InterestFilterSet
    search_fields = ["email", "name"]
    inspect_view_fields: ClassVar[list[str]] = [
        "email", "name", "course", "cohort", "kind", "language", "created_at", "confirmed_at", "withdrawn_at",
        "consent_version",
    ]  # fmt: skip
    list_display: ClassVar[list[Any]] = [
        "email",
        Column("name", label=_("Name"), sort_key="name"),
        Column("course", label=_("Course"), sort_key="course__title"),
        Column("cohort", label=_("Cohort"), accessor=wanted_cohort, sort_key="cohort__title"),
        Column("kind", label=_("Kind of seat"), accessor=wanted_kind, sort_key="kind"),
        Column("state", label=_("Status"), accessor=state_written),
        MomentColumn("created_at", label=pgettext_lazy("interest", "Registered"), sort_key="created_at"),
    ]
    list_export: ClassVar[list[str]] = [
        "email", "name", "course.title", "cohort", "kind", "state", "language", "created_at", "confirmed_at",
        "withdrawn_at",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, Any]] = {"course.title": _("Course"), "state": _("Status")}
    export_filename = "waiting-for-news"
