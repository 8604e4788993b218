"""Syllabus outlines in the Wagtail admin: what is here, what is odd about it, and importing with a preview."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import IndexView, InspectView, SnippetViewSet

from courses.actions.outline import Plan, import_outline, plan_import
from courses.models import SyllabusOutline
from courses.outline_forms import OutlineImportForm
from courses.outline_frameworks import framework_of, known_frameworks
from courses.outline_words import by_heading, changes_in_words, compared_with, counted, line_skipped
from courses.outlines.decoding import decode
from courses.outlines.drawing import branches
from courses.outlines.order import syllabus_order
from courses.outlines.reconciliation import reconcile
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle


class OutlineIndexView(IndexView):
    """The title leads to the outline with its report; a new one comes from a file."""

    @property
    def add_item_label(self) -> str:
        return gettext("Import an outline")

    def get_edit_url(self, instance: SyllabusOutline) -> Any:
        return self.get_inspect_url(instance)


class OutlineView(InspectView):
    """One outline: the report as of now, the tree in syllabus order, and every import that changed it."""

    page_title = _("Outline")
    template_name = "lms_courses/outlines/admin_outline.html"
    import_url_name = ""

    def get_fields(self) -> list[str]:
        return []

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.user_has_permission("change"):
            return []
        url = reverse(self.import_url_name, args=[self.object.pk])
        return [HeaderButton(_("Import again"), url=url, icon_name="upload")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entries = self.object.entries()
        framework = framework_of(self.object)
        imports = list(self.object.imports.all())
        return {
            **super().get_context_data(**kwargs),
            "outline": self.object,
            "counted": counted(entries),
            "compared": compared_with(framework),
            "report": by_heading(reconcile(entries, framework)),
            "branches": branches(syllabus_order(entries)),
            "imports": imports,
            "skipped": imports[0].skipped if imports else [],
        }


class OutlineImportView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """Reads a file, shows what it would change, and imports it on a second press. Nothing is kept in between."""

    model = SyllabusOutline
    form_class = OutlineImportForm
    template_name = "lms_courses/outlines/admin_import.html"
    header_icon = "upload"
    any_permission_required = ["add", "change"]
    index_url_name = ""
    inspect_url_name = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.outline = get_object_or_404(SyllabusOutline, pk=kwargs["pk"]) if "pk" in kwargs else None

    def get_page_title(self) -> str:
        return gettext("Import an outline")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [{"url": reverse(self.index_url_name), "label": SyllabusOutline._meta.verbose_name_plural}]
        if self.outline:
            items.append({"url": self.get_success_url(), "label": str(self.outline)})
        return [*self.breadcrumbs_items, *items, {"url": "", "label": self.get_page_title()}]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "outline": self.outline}

    def get_success_url(self) -> str:
        return reverse(self.inspect_url_name, args=[self.outline.pk]) if self.outline else reverse(self.index_url_name)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if not isinstance(form, OutlineImportForm):
            raise TypeError
        data, file_name = form.source()
        try:
            plan = plan_import(
                data,
                file_name=file_name,
                slug=self.outline.slug if self.outline else form.cleaned_data["slug"],
                follows=form.follows(),
                frameworks=known_frameworks(),
            )
            if "confirm" not in self.request.POST or form.cleaned_data["file"]:
                return self.preview(form, plan, decode(data))
            self.outline = import_outline(plan, by=Actor.person(self.request.user), now=clock.now())
        except Obstacle as obstacle:
            form.add_error("file", str(obstacle.message))
            return self.form_invalid(form)
        messages.success(self.request, gettext("The outline was imported."))
        return redirect(self.get_success_url())

    def preview(self, form: OutlineImportForm, plan: Plan, text: str) -> HttpResponse:
        carried = {**form.cleaned_data, "text": text, "file_name": plan.file_name}
        again = OutlineImportForm(initial=carried, outline=self.outline)
        shown = {
            "form": again,
            "plan": plan,
            "counted": counted(plan.entries),
            "skipped": [line_skipped(each) for each in plan.sheet.skipped],
            "changes": list(changes_in_words(plan.changes)) if plan.outline else [],
            "compared": compared_with(plan.framework),
            "report": by_heading(plan.report),
            "branches": branches(syllabus_order(plan.entries)),
        }
        return self.render_to_response(self.get_context_data(**shown))


class OutlineViewSet(SnippetViewSet):
    model = SyllabusOutline
    icon = "list-ul"
    menu_label = _("Syllabus outlines")
    list_display = ["title", "framework_code", "framework_version", "imported_at"]
    search_backend_name = None
    search_fields = ["title", "title_printed", "slug"]
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = OutlineIndexView
    inspect_view_class = OutlineView
    panels = [
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldPanel("source_note"),
        FieldRowPanel([FieldPanel("framework_code"), FieldPanel("framework_version")]),
    ]

    @property
    def add_view(self) -> Any:
        """A new outline is imported, never typed."""
        return self.import_view

    @cached_property
    def import_view(self) -> Any:
        return self.construct_view(OutlineImportView, inspect_url_name=self.get_url_name("inspect"))

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        own: dict[str, Any] = super().get_inspect_view_kwargs(import_url_name=self.get_url_name("import"), **kwargs)
        return own

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("import/<int:pk>/", self.import_view, name="import")]
