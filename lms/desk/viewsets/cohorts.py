"""Runs of the courses, who applied for them, and who those people are."""

from typing import Any, ClassVar

from django.db.models import F, Min, OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from cohorts.actions.exam_record import enter_record
from cohorts.actions.person import create_person, update_person
from cohorts.models import Cohort, Enrollment, ExamRecord, Organization, Person, SeatKind, SeatPool, Venue
from lms.desk.columns import DayColumn, DecidedColumn, MomentColumn, NameColumn, status_column
from lms.desk.filters import CohortFilterSet, EnrollmentFilterSet, ExamRecordFilterSet
from lms.desk.forms import EnterRecordForm, VenueEditForm
from lms.desk.listing import DeskIndexView, DeskViewSet
from lms.desk.views.cohort import CohortBoardView
from lms.desk.views.dossier import DossierView
from lms.desk.views.person import PersonView
from lms.kernel import clock
from lms.kernel.actor import Actor

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


class VenueViewSet(DeskViewSet):
    model = Venue
    folder = "venues"
    icon = "home"
    menu_label = _("Venues")
    inspect_view_enabled = False
    search_fields = ["name", "address"]
    list_display: ClassVar[list[Any]] = ["name", "address", "is_online"]

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


class PersonIndexView(DeskIndexView):
    related = ("employer",)
    folded = ("search_key",)

    def get_edit_url(self, instance: Any) -> Any:
        return self.get_inspect_url(instance)


class _WritesPerson:
    """The folded search key is written by the actions, so both forms save through them."""

    form: Any
    request: HttpRequest

    def fields_typed(self) -> dict[str, Any]:
        return {name: self.form.cleaned_data[name] for name in self.form.fields}


class PersonAddView(_WritesPerson, generic.CreateView):
    def save_instance(self) -> Person:
        return create_person(**self.fields_typed(), by=Actor.person(self.request.user), now=clock.now())

    def get_success_url(self) -> str:
        return reverse("lms_desk_person:inspect", args=[self.object.pk])


class PersonEditView(_WritesPerson, generic.EditView):
    def save_instance(self) -> Person:
        # The form has already written into its own instance; the action compares with what is stored.
        stored = Person.objects.get(pk=self.object.pk)
        return update_person(stored, **self.fields_typed(), by=Actor.person(self.request.user))

    def get_success_url(self) -> str:
        return reverse("lms_desk_person:inspect", args=[self.object.pk])


class PersonViewSet(DeskViewSet):
    model = Person
    folder = "people"
    icon = "user"
    menu_label = _("Trainees")
    index_view_class = PersonIndexView
    inspect_view_class = PersonView
    add_view_class = PersonAddView
    edit_view_class = PersonEditView
    search_fields = ["email", "phone"]
    list_display: ClassVar[list[Any]] = [
        NameColumn("full_name", label=_("Person"), sort_key="family_kana", accessor=lambda person: person),
        Column("romaji", label=_("Latin letters"), accessor=lambda p: f"{p.family_romaji} {p.given_romaji}".strip()),
        Column("employer", label=_("Employer"), sort_key="employer__name"),
        Column("email", label=_("E-mail"), sort_key="email"),
    ]
    list_export: ClassVar[list[str]] = [
        "family_name", "given_name", "family_kana", "given_kana", "family_romaji", "given_romaji",
        "employer.name", "email", "phone", "postal_code", "address",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, Any]] = {"employer.name": _("Employer")}
    export_filename = "people"
    panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("family_name"), FieldPanel("given_name")]),
                FieldRowPanel([FieldPanel("family_kana"), FieldPanel("given_kana")]),
                FieldRowPanel([FieldPanel("family_romaji"), FieldPanel("given_romaji")]),
                FieldPanel("certificate_name"),
            ],
            heading=_("Names"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
                FieldRowPanel([FieldPanel("postal_code"), FieldPanel("language")]),
                FieldPanel("address"),
            ],
            heading=_("Contact"),
        ),
        FieldPanel("employer"),
    ]


class OrganizationViewSet(DeskViewSet):
    model = Organization
    folder = "organizations"
    icon = "group"
    menu_label = _("Organizations")
    inspect_view_enabled = False
    search_fields = ["name", "name_kana"]
    list_display: ClassVar[list[Any]] = ["name", "name_kana"]
    form_fields: ClassVar[list[str]] = ["name", "name_kana"]


class ExamRecordIndexView(DeskIndexView):
    related = ("person", "confirmed_by")
    folded = ("person__search_key", "number_key")

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        from wagtail.admin.menu import MenuItem  # noqa: PLC0415 - Wagtail's menu reads settings on import

        if instance.is_confirmed_pass:
            return []
        url = reverse("lms_desk:confirm_pass", args=[instance.pk])
        return [MenuItem(_("Confirm the pass"), url=url, icon_name="check", priority=5)]


class ExamRecordAddView(generic.CreateView):
    """The folded number that finds a record again is written by the action."""

    def save_instance(self) -> ExamRecord:
        typed = {name: self.form.cleaned_data[name] for name in self.form.fields}
        return enter_record(**typed, by=Actor.person(self.request.user), now=clock.now())


class ExamRecordViewSet(DeskViewSet):
    model = ExamRecord
    folder = "exam-records"
    icon = "doc-full"
    menu_label = _("Exam records")
    index_view_class = ExamRecordIndexView
    add_view_class = ExamRecordAddView
    filterset_class = ExamRecordFilterSet
    inspect_view_enabled = False
    search_fields = ["candidate_number", "holder_name"]

    def get_form_class(self, for_update: bool = False) -> type[EnterRecordForm]:  # noqa: FBT001, FBT002 - Wagtail's
        del for_update
        return EnterRecordForm

    list_display: ClassVar[list[Any]] = [
        "candidate_number",
        Column("holder_name", label=_("Name on the record"), sort_key="holder_name"),
        NameColumn("person", label=_("Person"), sort_key="person__family_kana"),
        status_column("status", _("Result"), urgent=lambda record: not record.is_confirmed_pass),
        Column("passed_on", label=_("Passed on"), sort_key="passed_on"),
        MomentColumn("confirmed_at", label=_("Confirmed"), sort_key="confirmed_at"),
    ]
    list_export: ClassVar[list[str]] = [
        "candidate_number", "holder_name", "person.full_name", "level", "get_status_display", "passed_on",
        "confirmed_at", "source",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, Any]] = {"person.full_name": _("Person"), "get_status_display": _("Result")}
    export_filename = "exam-records"
