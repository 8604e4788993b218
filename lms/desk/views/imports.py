"""Lists from Excel and CSV: a file comes in, its rows are looked at, and a person accepts them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cohorts.actions import data_import as actions
from cohorts.imports.plan import Plan
from cohorts.models import DataImport
from lms.desk.forms.imports import AcceptForm, UploadForm
from lms.desk.imports import KIND_TITLES, import_page, with_counts
from lms.desk.permissions import SECRETARIAT
from lms.desk.timeline import timeline_of
from lms.desk.views.act import ActView, list_of, row_of
from lms.kernel import clock
from lms.kernel.access import post_only, staff_only
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from lms.kernel.workbooks import template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _known(kind: str) -> str:
    if kind not in actions.KINDS:
        raise Http404
    return kind


@staff_only(SECRETARIAT)
class NewImportView(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]  # not generic at run time
    """Choose a file. What cannot be read as a whole is said here, and nothing is stored of it."""

    template_name = "lms_desk/import_new.html"
    form_class = UploadForm
    header_icon = "upload"

    @property
    def kind(self) -> str:
        return _known(self.kwargs["kind"])

    def get_page_title(self) -> str:
        return str(KIND_TITLES[self.kind])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": list_of("dataimport"), "label": _("Imports")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        kind = actions.KINDS[self.kind]
        needed = {either[0] for either in kind.needed}
        columns = [(column, column.name in needed) for column in kind.columns()]
        return {**context, "columns": columns, "kind": self.kind}

    def form_valid(self, form: UploadForm) -> HttpResponse:
        upload = form.cleaned_data["file"]
        by, now = Actor.person(self.request.user), clock.now()
        try:
            found, is_new = actions.take_in(self.kind, file_name=upload.name, data=upload.read(), by=by, now=now)
        except Obstacle as obstacle:
            form.add_error("file", str(obstacle.message))
            return self.form_invalid(form)
        if not is_new:
            messages.info(self.request, gettext("This very file is here already. Nothing was stored a second time."))
        return redirect(row_of("dataimport", found.pk))


@staff_only(SECRETARIAT)
def import_template(request: HttpRequest, kind: str) -> HttpResponse:
    """A workbook with the headings, an example, and what goes into each column."""
    del request
    columns = actions.KINDS[_known(kind)].columns()
    answer = HttpResponse(
        template(
            str(DataImport.Kind(kind).label)[:30],
            [column.headings[0] for column in columns],
            [column.example for column in columns],
            [(column.headings[0], str(column.note or column.label)) for column in columns],
        ),
        content_type=XLSX,
    )
    answer["Content-Disposition"] = f'attachment; filename="{kind.replace("_", "-")}.xlsx"'
    return answer


class ImportView(generic.InspectView):
    """One file with its rows as they compare today; what is accepted stays on the page for good."""

    template_name = "lms_desk/import.html"
    page_title = _("Import of a list")

    def get_object(self, queryset: Any = None) -> DataImport:
        del queryset
        return get_object_or_404(with_counts(DataImport.objects.select_related("uploaded_by")), pk=self.pk)

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        found: DataImport = self.object
        plan = actions.plan_of(found, now=clock.now()) if found.is_open else Plan()
        asked = self.request.GET
        return {
            **context,
            "import": found,
            "page": import_page(found, plan, show=asked.get("show", ""), page=asked.get("p", "1")),
            "digest": actions.looked_at(plan),
            "is_exam": found.kind == DataImport.Kind.EXAM_RECORDS,
            "timeline": timeline_of([found], order=None, with_mail=False),
        }


@staff_only(SECRETARIAT)
@post_only
def accept_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry out what was looked at; the page that comes back shows it as accepted."""
    found = get_object_or_404(DataImport, pk=pk)
    home = row_of("dataimport", pk)
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return redirect(home)
    try:
        count = actions.accept_rows(
            found,
            digest=form.cleaned_data["digest"],
            rows=form.rows(),
            choices=form.choices(),
            confirm=form.cleaned_data["confirm"],
            by=Actor.person(request.user),
            now=clock.now(),
        )
    except Obstacle as obstacle:
        messages.warning(request, str(obstacle.message))
        return redirect(home)
    done = ngettext("%(count)d row is accepted.", "%(count)d rows are accepted.", count)
    messages.success(request, done % {"count": count})
    return redirect(f"{home}?show=accepted")


class ImportActView(ActView):
    def load(self, pk: int) -> DataImport:
        return get_object_or_404(DataImport, pk=pk)

    def home(self) -> str:
        return row_of("dataimport", self.subject.pk)

    def trail(self) -> tuple[str, str]:
        return list_of("dataimport"), str(_("Imports"))


@staff_only(SECRETARIAT)
class DiscardRestView(ImportActView):
    title = _("Throw the remaining rows away")
    consequence = _(
        "Rows that nobody accepted are deleted with everything they say. What was accepted stays, with its history."
    )
    undo = _("Upload the file again.")
    button = _("Throw them away")
    done = _("The remaining rows are deleted, and the import is closed.")

    def act(self) -> object:
        return actions.discard_rest(self.subject, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class UndoImportView(ImportActView):
    """Each accepted row stands on the page with what will become of it."""

    template_name = "lms_desk/import_undo.html"
    title = _("Undo the import")
    consequence = _("What the rows below entered is deleted, what they changed is as before. Rows that stay say why.")
    undo = _("Upload the file again and accept it.")
    button = _("Undo the import")
    is_grave = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        effects = actions.standing_effects(self.subject)
        stays = actions.kind_of(self.subject).why_they_stay(effects) if effects else []
        rows = list(zip(effects, stays, strict=True))
        return {**context, "rows": rows[:200], "more": len(rows[200:]), "going": sum(not why for _effect, why in rows)}

    def get_hindrance(self) -> str:
        effects = actions.standing_effects(self.subject)
        if not effects:
            return gettext("Nothing of this import is left to undo.")
        stays = actions.kind_of(self.subject).why_they_stay(effects)
        return "" if not all(stays) else stays[0]

    def act(self) -> object:
        undone, kept = actions.undo_import(self.subject, by=self.by, now=self.now)
        words = {"undone": undone, "kept": kept}
        self.done = gettext("%(undone)d rows are undone, %(kept)d stay.") % words  # type: ignore[misc]  # told once, here
        return undone
