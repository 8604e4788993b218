"""What the association knows of candidates, and by which version of the pass rule a result was judged."""

from typing import Any, ClassVar

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button, HeaderButton

from cohorts.actions.exam_record import enter_record
from cohorts.models import DataImport, ExamRecord
from courses.models import ExamLevel
from lms.desk.columns import MomentColumn, NameColumn, status_column
from lms.desk.filters.certification import ExamRecordFilterSet
from lms.desk.forms.certification import EnterRecordForm
from lms.desk.imports import import_button
from lms.desk.listing import DeskIndexView, DeskViewSet
from lms.desk.views.exam_records import ExamRecordView
from lms.kernel import clock
from lms.kernel.actor import Actor


def rule_version(record: ExamRecord) -> str:
    return gettext("version %(version)s") % {"version": record.pass_rule.version} if record.pass_rule else ""


class ExamRecordIndexView(DeskIndexView):
    related = ("person", "pass_rule")
    folded = ("person__search_key", "number_key")

    def get_base_queryset(self) -> Any:
        """A record keeps the code of its level; the level may have gone, or never have been entered."""
        name = Subquery(ExamLevel.objects.filter(code=OuterRef("level")).values("name")[:1])
        return super().get_base_queryset().annotate(level_name=Coalesce(name, "level"))

    def get_edit_url(self, instance: Any) -> Any:
        return self.get_inspect_url(instance)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [*super().header_buttons, import_button(DataImport.Kind.EXAM_RECORDS)]

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        if instance.is_confirmed_pass:
            return []
        url = reverse("lms_desk:confirm_pass", args=[instance.pk])
        return [Button(_("Confirm the pass"), url=url, icon_name="check", priority=5)]


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
    inspect_view_class = ExamRecordView
    search_fields = ["candidate_number", "holder_name"]

    def get_form_class(self, for_update: bool = False) -> type[EnterRecordForm]:  # noqa: FBT001, FBT002 - Wagtail's
        del for_update
        return EnterRecordForm

    list_display: ClassVar[list[Any]] = [
        "candidate_number",
        Column("holder_name", label=_("Name on the record"), sort_key="holder_name"),
        NameColumn("person", label=_("Person"), sort_key="person__family_kana"),
        Column("level_name", label=_("Exam level"), sort_key="level_name"),
        status_column("status", _("Result"), urgent=lambda record: not record.is_confirmed_pass),
        Column("passed_on", label=_("Passed on"), sort_key="passed_on"),
        Column("pass_rule", label=_("Judged by"), accessor=rule_version, sort_key="pass_rule__version"),
        MomentColumn("confirmed_at", label=_("Confirmed"), sort_key="confirmed_at"),
    ]
    list_export: ClassVar[list[str]] = [
        "candidate_number", "holder_name", "person.full_name", "level_name", "get_status_display", "passed_on",
        "pass_rule.version", "confirmed_at", "source",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, Any]] = {
        "person.full_name": _("Person"),
        "level_name": _("Exam level"),
        "get_status_display": _("Result"),
        "pass_rule.version": _("Version of the pass rule"),
    }
    export_filename = "exam-records"
