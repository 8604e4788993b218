"""The papers of a cohort at the desk: what can be printed, for everybody or for the people chosen on the roster."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Enrollment
from cohorts.paper_response import PaperResponse
from cohorts.papers import Paper, attendance_lines, draw, undrawable_names, with_papers
from lms.desk.permissions import SECRETARIAT
from lms.desk.sheets import Sheet, xlsx_response
from lms.desk.views.act import row_of
from lms.desk.views.cohort import CohortSheetView
from lms.kernel import audit, clock
from lms.kernel.access import staff_only
from lms.kernel.actor import Actor
from lms.kernel.row_keys import row_keys


@dataclass(frozen=True, slots=True)
class Print:
    """What can be printed: what it is called, what it is for, and the ways in which it comes."""

    title: str | Promise
    about: str | Promise
    links: tuple[tuple[str | Promise, str], ...]


@staff_only(SECRETARIAT)
class PapersView(CohortSheetView):
    template_name = "lms_desk/papers.html"
    page_title = _("Papers to print")
    header_icon = "doc-full"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        people = list(with_papers(_chosen(self.request, self.cohort)))
        return {
            **context,
            "cohort": self.cohort,
            "count": len(people),
            "is_chosen": bool(self.request.GET.getlist("person")),
            "undrawable": undrawable_names(people),
            "papers": self._papers(),
            "roster_url": reverse("lms_desk:roster", args=[self.cohort.pk]),
            "joining_url": reverse("lms_desk:cohort_joining", args=[self.cohort.pk]),
            "back": row_of("cohort", self.cohort.pk),
        }

    def _papers(self) -> list[Print]:
        pdf = _("PDF")
        return [
            Print(
                _("Admission slips"),
                _("One A4 page each: both days with their hours, the venue, what to bring, and a code for the door."),
                ((pdf, self._to(Paper.ADMISSION)),),
            ),
            Print(
                _("Name tags"),
                _("Ten to a sheet of A4, 91 × 55 mm, the size of ready-made card sheets."),
                (
                    (pdf, self._to(Paper.NAME_TAGS)),
                    (_("PDF with Latin letters"), self._to(Paper.NAME_TAGS, romaji="1")),
                ),
            ),
            Print(
                _("Attendance sheet"),
                _("A4 landscape with the sessions of all days as columns; what is recorded already is marked."),
                ((pdf, self._to(Paper.ATTENDANCE)), (_("Excel"), self._to(None))),
            ),
            Print(
                _("List for trainers"),
                _("Who comes, from where and for what purpose; no addresses and no payments."),
                ((pdf, self._to(Paper.PARTICIPANTS)),),
            ),
        ]

    def _to(self, paper: Paper | None, **query: str) -> str:
        chosen: dict[str, Any] = {"person": self.request.GET.getlist("person"), **query}
        if paper is None:
            return reverse("lms_desk:attendance_xlsx", args=[self.cohort.pk], query=chosen)
        return reverse(f"lms_desk:paper_{paper}", args=[self.cohort.pk], query=chosen)


@staff_only(SECRETARIAT)
def paper(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One paper, drawn as things stand now; where nobody is confirmed the page says so."""
    cohort = _cohort(pk)
    people = list(with_papers(_chosen(request, cohort)))
    if not people:
        return redirect("lms_desk:papers", cohort.pk)
    with_romaji = request.GET.get("romaji") == "1"
    pdf = draw(Paper(name), cohort, people, on=clock.today(), with_romaji=with_romaji)
    _write_down(request, cohort, name, len(people))
    return PaperResponse(f"{name}-{cohort.code}", pdf)


@staff_only(SECRETARIAT)
def attendance_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The attendance sheet for Excel: headings frozen and repeated, one page wide."""
    cohort = _cohort(pk)
    people = list(with_papers(_chosen(request, cohort)))
    headings, rows = attendance_lines(cohort, people)
    _write_down(request, cohort, "attendance_xlsx", len(people))
    sheet = Sheet(
        name=f"attendance-{cohort.code}",
        title="出席簿",
        headings=headings,
        widths=[6, 16, 22, 24, 26, 16, *[18] * (len(headings) - 7), 24],
        rows=rows,
        notes=[f"出席簿　{cohort.title}"],
        is_ruled=True,
        row_height=24,
    )
    response: HttpResponse = xlsx_response(sheet)  # type: ignore[assignment]  # streamed, but a response
    return response


def _cohort(pk: int) -> Cohort:
    return get_object_or_404(Cohort.objects.select_related("course", "venue"), pk=pk)


def _chosen(request: HttpRequest, cohort: Cohort) -> Any:
    """Those named in the address; everybody where nobody is named."""
    people = Enrollment.objects.filter(cohort=cohort)
    named = row_keys(request.GET.getlist("person"))
    return people.filter(pk__in=named) if named else people


def _write_down(request: HttpRequest, cohort: Cohort, name: str, count: int) -> None:
    audit.record("lms_desk.print_paper", cohort, by=Actor.person(request.user), paper=name, count=count)
