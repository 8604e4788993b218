"""The coverage report: a framework version beside an edition of a curriculum, on screen, on paper and as a sheet."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Count
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from courses.coverage import Coverage, coverage_of
from courses.models import Curriculum, FrameworkVersion
from lms.desk.sheets import FILES, Sheet
from lms.kernel.access import staff_only

WIDTHS = (26, 8, 34, 10, 40, 12, 60)


class CoverageForm(forms.Form):
    """Newest version and a current curriculum unless something else is asked for."""

    version = forms.ModelChoiceField(FrameworkVersion.objects.select_related("framework"), label=_("Framework version"))
    curriculum = forms.ModelChoiceField(
        Curriculum.objects.select_related("course").order_by("course__title", "-is_current", "-version"),
        label=_("Curriculum"),
    )


@staff_only("lms_courses.change_curriculum")
class CoverageView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "lms_desk/coverage.html"
    page_title = _("Competency coverage")
    header_icon = "table"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    @cached_property
    def form(self) -> CoverageForm:
        versions = FrameworkVersion.objects.in_order()
        # Opens with the edition that has most to show.
        named = Count("days__sessions__competencies")
        curriculum = (
            Curriculum.objects.annotate(named=named).order_by("-is_current", "-named", "course", "-version").first()
        )
        chosen = {
            "version": versions[-1].pk if versions else "",
            "curriculum": curriculum.pk if curriculum else "",
            **{name: value for name, value in self.request.GET.items() if value},
        }
        return CoverageForm(chosen)

    @cached_property
    def chosen(self) -> tuple[FrameworkVersion, Curriculum] | None:
        if not self.form.is_valid():
            return None
        version, curriculum = self.form.cleaned_data["version"], self.form.cleaned_data["curriculum"]
        return (
            FrameworkVersion.objects.with_content().get(pk=version.pk),
            Curriculum.objects.with_timetable().get(pk=curriculum.pk),
        )

    def get(  # type: ignore[override]  # a sheet is streamed
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        file = FILES.get(request.GET.get("export", ""))
        if self.chosen is None or file is None:
            return super().get(request, *args, **kwargs)
        return file(sheet_of(*self.chosen))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = {**super().get_context_data(**kwargs), "form": self.form}
        if self.chosen is None:
            return context
        version, curriculum = self.chosen
        query = urlencode({"version": version.pk, "curriculum": curriculum.pk})
        return {
            **context,
            "version": version,
            "curriculum": curriculum,
            "coverage": coverage_of(version, curriculum),
            "query": query,
        }


def sheet_of(version: FrameworkVersion, curriculum: Curriculum) -> Sheet:
    """One line per competency and place; a competency taught nowhere has one line that says so."""
    return Sheet(
        name=f"coverage-{version.framework.code}-{version.version}-{curriculum.course.code}-{curriculum.version}",
        title=gettext("Competency coverage"),
        headings=[
            gettext("Area"),
            gettext("Code"),
            gettext("Competency"),
            gettext("Day"),
            gettext("Session"),
            gettext("half of the day"),
            gettext("Learning outcomes"),
        ],
        widths=WIDTHS,
        rows=_rows(coverage_of(version, curriculum)),
        is_ruled=True,
    )


def _rows(coverage: Coverage) -> Iterator[list[str]]:
    for domain in coverage.domains:
        for each in domain.items:
            head = [f"{domain.area} / {domain.title}", each.item.code, each.item.title]
            if not each.places:
                yield [*head, "", gettext("taught nowhere"), "", ""]
            for place in each.places:
                yield [*head, str(place.day), place.session, place.half_label, "\n".join(place.outcomes)]
