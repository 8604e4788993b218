"""Runs of the courses, where they are held, and who applied for them."""

from typing import Any, ClassVar

from django.db.models import F, Min, OuterRef, Subquery
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel
from wagtail.admin.ui.tables import Column

from cohorts.models import Cohort, Enrollment, SeatKind, SeatPool, Venue
from lms.desk.columns import DayColumn, DecidedColumn, MomentColumn, NameColumn, status_column
from lms.desk.filters.enrollment import CohortFilterSet, EnrollmentFilterSet
from lms.desk.forms.cohort import VenueEditForm
from lms.desk.listing import DeskIndexView, DeskViewSet
from lms.desk.views.cohort import CohortBoardView
from lms.desk.views.dossier import DossierView

ATTENTION = {Enrollment.Status.UNDER_REVIEW, Enrollment.Status.HELD}


def seats(kind: SeatKind, field: str) -> Subquery:
    return Subquery(SeatPool.objects.filter(cohort=OuterRef("pk"), kind=kind).values(field)[:1])


def seats_written(kind: SeatKind) -> Any:
    def written(cohort: Any) -> str | None:
        taken, capacity = getattr(cohort, f"{kind.value}_taken"), getattr(cohort, f"{kind.value}_capacity")
        return None if capacity is None else f"{taken} / {capacity}"

    return written


class CohortIndexView(DeskIndexView):
    related = ("course", "venue")

    def get_base_queryset(self) -> Any:
        fields = {f"{kind.value}_{field}": seats(kind, field) for kind in SeatKind for field in ("taken", "capacity")}
        first_day = Subquery(
            Cohort.objects.filter(pk=OuterRef("pk")).annotate(first=Min("days__held_on")).values("first")
        )
        return super().get_base_queryset().annotate(first_day=first_day, **fields)

    def order_queryset(self, queryset: Any) -> Any:
        if self.ordering in {"first_day", "-first_day"}:
            day = F("first_day")
            order = day.desc(nulls_last=True) if self.ordering.startswith("-") else day.asc(nulls_last=True)
            return queryset.order_by(order, "pk")
        return super().order_queryset(queryset)

    def get_edit_url(self, instance: Any) -> Any:
        """The title opens the board of the cohort; its plain facts are edited from there."""
        return self.get_inspect_url(instance)


class CohortViewSet(DeskViewSet):
    model = Cohort
    folder = "cohorts"
    icon = "calendar-alt"
    menu_label = _("Cohorts")
    index_view_class = CohortIndexView
    inspect_view_class = CohortBoardView
    filterset_class = CohortFilterSet
    search_fields = ["title", "code", "course__title"]
    list_display: ClassVar[list[Any]] = [
        "title",
        status_column("status", _("Status"), urgent=lambda cohort: cohort.status == Cohort.Status.OPEN),
        DayColumn("first_day", label=_("First day"), sort_key="first_day"),
        DecidedColumn("venue", label=_("Venue"), accessor=lambda cohort: cohort.venue),
        DecidedColumn("seats", label=_("Certification seats"), accessor=seats_written(SeatKind.CERTIFICATION)),
        DecidedColumn("audit", label=_("Audit seats"), accessor=seats_written(SeatKind.AUDIT)),
    ]
    list_export: ClassVar[list[str]] = [
        "code", "title", "course.title", "fiscal_year", "get_status_display", "first_day", "venue.name",
        "certification_taken", "certification_capacity", "audit_taken", "audit_capacity", "application_deadline_at",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, Any]] = {
        "course.title": _("Course"),
        "get_status_display": _("Status"),
        "first_day": _("First day"),
        "venue.name": _("Venue"),
        "certification_taken": _("Certification seats taken"),
        "certification_capacity": _("Certification seats"),
        "audit_taken": _("Audit seats taken"),
        "audit_capacity": _("Audit seats"),
    }
    export_filename = "cohorts"
    panels: ClassVar[list[Any]] = [
        HelpPanel(
            content=_(
                "Dates, venue, seats and applications are decided on the board of the cohort, "
                "where each step says what it will do."
            )
        ),
        FieldPanel("title"),
        FieldPanel("title_en"),
        FieldRowPanel([FieldPanel("code"), FieldPanel("fiscal_year")]),
        FieldPanel("course"),
        FieldPanel("scheme_version"),
    ]


def place_written(venue: Venue) -> str:
    return gettext("Online") if venue.is_online else gettext("At a venue")


class VenueViewSet(DeskViewSet):
    model = Venue
    folder = "venues"
    icon = "home"
    menu_label = _("Venues")
    inspect_view_enabled = False
    search_fields = ["name", "address"]
    list_display: ClassVar[list[Any]] = [
        "name",
        "address",
        Column("is_online", label=_("Place"), accessor=place_written, sort_key="is_online"),
    ]

    def get_form_class(self, for_update: bool = False) -> type[VenueEditForm]:  # noqa: FBT001, FBT002 - Wagtail's
        del for_update
        return VenueEditForm


class EnrollmentIndexView(DeskIndexView):
    related = ("person", "person__employer", "cohort", "declaration")
    folded = ("person__search_key",)

    def get_edit_url(self, instance: Any) -> Any:
        return self.get_inspect_url(instance)


class EnrollmentViewSet(DeskViewSet):
    model = Enrollment
    folder = "enrollments"
    icon = "clipboard-list"
    menu_label = _("Applications and enrollments")
    index_view_class = EnrollmentIndexView
    inspect_view_class = DossierView
    filterset_class = EnrollmentFilterSet
    search_fields = ["number", "person__email"]
    list_display: ClassVar[list[Any]] = [
        "number",
        NameColumn("person", label=_("Person"), sort_key="person__family_kana"),
        Column("cohort", label=_("Cohort"), sort_key="cohort__title"),
        Column("kind", label=_("Kind of seat"), accessor="get_kind_display", sort_key="kind"),
        status_column("status", _("Status"), urgent=lambda enrollment: enrollment.status in ATTENTION),
        MomentColumn("submitted_at", label=_("Applied at"), sort_key="submitted_at"),
    ]
    list_export: ClassVar[list[str]] = [
        "number", "person.full_name", "person.kana", "person.email", "person.employer.name", "cohort.title",
        "get_kind_display", "get_status_display", "submitted_at", "confirmed_at",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, Any]] = {
        "person.full_name": _("Person"),
        "person.kana": _("Reading"),
        "person.email": _("E-mail"),
        "person.employer.name": _("Employer"),
        "cohort.title": _("Cohort"),
        "get_kind_display": _("Kind of seat"),
        "get_status_display": _("Status"),
    }
    export_filename = "enrollments"
