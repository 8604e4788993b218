"""Those who apply, attend or hold a license, and the organizations they work for."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from cohorts.actions.person import create_person, update_person
from cohorts.models import DataImport, Organization, Person
from lms.desk.columns import LeadingNameColumn
from lms.desk.forms.people import OrganizationForm
from lms.desk.imports import import_button
from lms.desk.listing import DeskIndexView, DeskViewSet
from lms.desk.views.act import row_of
from lms.desk.views.organization import OrganizationView
from lms.desk.views.person import PersonView
from lms.kernel import clock
from lms.kernel.actor import Actor


class PersonIndexView(DeskIndexView):
    related = ("employer",)
    folded = ("search_key",)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        duplicates = HeaderButton(_("Possible duplicates"), url=reverse("lms_desk:duplicates"), icon_name="group")
        return [*super().header_buttons, import_button(DataImport.Kind.PEOPLE), duplicates]


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
        LeadingNameColumn(
            "full_name",
            label=_("Person"),
            sort_key="family_kana",
            accessor=lambda person: person,
            get_url=lambda person: row_of("person", person.pk),
        ),
        Column("romaji", label=_("Latin letters"), accessor=lambda p: f"{p.family_romaji} {p.given_romaji}".strip()),
        Column("employer", label=_("Employer"), sort_key="employer__name"),
        Column("email", label=_("E-mail"), sort_key="email"),
    ]
    list_export: ClassVar[list[str]] = [
        "family_name", "given_name", "family_kana", "given_kana", "family_romaji", "given_romaji",
        "former_family_name", "employer.name", "email", "phone", "postal_code", "address",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, Any]] = {"employer.name": _("Employer")}
    export_filename = "people"
    panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("family_name"), FieldPanel("given_name")]),
                FieldRowPanel([FieldPanel("family_kana"), FieldPanel("given_kana")]),
                FieldRowPanel([FieldPanel("family_romaji"), FieldPanel("given_romaji")]),
                FieldRowPanel([FieldPanel("former_family_name"), FieldPanel("certificate_name")]),
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


class OrganizationIndexView(DeskIndexView):
    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        url = reverse("lms_desk:duplicate_organizations")
        return [*super().header_buttons, HeaderButton(_("Possible duplicates"), url=url, icon_name="group")]

    def search_queryset(self, queryset: Any) -> Any:
        """Once each, also where several names that were merged into one entry are found."""
        found = super().search_queryset(queryset)
        return found.distinct() if self.is_searching else found

    def get_edit_url(self, instance: Any) -> Any:
        return self.get_inspect_url(instance)


class OrganizationEditView(generic.EditView):
    def get_success_url(self) -> str:
        return reverse("lms_desk_organization:inspect", args=[self.object.pk])


class OrganizationViewSet(DeskViewSet):
    model = Organization
    folder = "organizations"
    icon = "group"
    menu_label = _("Organizations")
    index_view_class = OrganizationIndexView
    inspect_view_class = OrganizationView
    edit_view_class = OrganizationEditView
    search_fields = ["name", "name_kana", "corporate_number", "merges__gone_name"]
    list_display: ClassVar[list[Any]] = ["name", "name_kana", "corporate_number"]
    form_fields: ClassVar[list[str]] = ["name", "name_kana", "corporate_number"]

    def get_form_class(self, for_update: bool = False) -> type[OrganizationForm]:  # noqa: FBT001, FBT002 - Wagtail's
        del for_update
        return OrganizationForm
