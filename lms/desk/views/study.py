"""Who has prepared how far, on one screen and as a sheet for Excel."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lms.desk.listing import SheetExport
from lms.desk.permissions import SECRETARIAT
from lms.desk.study import Line, lessons_of_cohort, lines_of
from lms.desk.views.cohort import CohortSheetView
from lms.kernel.access import staff_only

HEADINGS = {
    "number": _("Application number"),
    "name": _("Name"),
    "kana": _("Name in katakana"),
    "kind": _("Kind of seat"),
    "done": _("Lessons done"),
    "count": _("Lessons of the seat"),
    "right": _("Right answers in self-tests"),
    "total": _("Questions of self-tests"),
    "last_at": _("Last studied"),
}


@staff_only(SECRETARIAT)
class StudyView(SheetExport, CohortSheetView):
    template_name = "lms_desk/study.html"
    page_title = _("Preparatory study")
    header_icon = "pilcrow"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.lessons = lessons_of_cohort(self.cohort)
        self.lines = lines_of(self.cohort, self.lessons, reader=request.user)
        self.list_export = [*HEADINGS, *(f"lesson-{lesson.pk}" for lesson in self.lessons)]
        if self.is_export:
            sheet: HttpResponse = self.as_spreadsheet(self.lines, request.GET["export"])
            return sheet
        return super().get(request, *args, **kwargs)

    def get_filename(self) -> str:
        return f"preparation-{self.cohort.code}"

    def get_heading(self, queryset: Sequence[Line], field: str) -> str:
        del queryset
        titles = {f"lesson-{lesson.pk}": lesson.title for lesson in self.lessons}
        return titles.get(field) or str(HEADINGS[field])

    def to_row_dict(self, item: Line) -> dict[str, Any]:
        enrollment = item.enrollment
        fixed = {
            "number": enrollment.number,
            "name": enrollment.person.full_name,
            "kana": enrollment.person.kana,
            "kind": enrollment.get_kind_display(),
            "done": item.done,
            "count": item.count,
            "right": item.right,
            "total": item.total,
            "last_at": item.last_at or "",
        }
        cells = zip(self.lessons, item.cells, strict=True)
        return {**fixed, **{f"lesson-{lesson.pk}": cell.words for lesson, cell in cells}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "cohort": self.cohort,
            "lessons": self.lessons,
            "lines": self.lines,
            "xlsx_url": self.xlsx_export_url,
            "csv_url": self.csv_export_url,
            "lessons_url": reverse("wagtailsnippets_lms_courses_lesson:list"),
            "textbooks_url": reverse("lms_desk:textbooks", args=[self.cohort.pk]),
        }
