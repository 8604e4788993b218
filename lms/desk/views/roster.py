"""The roster of a cohort on one page, and as a sheet for Excel."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.desk.permissions import SECRETARIAT
from lms.desk.roster import COLUMNS, Question, Tally, lines_of, narrowed, page_of, people_of, rows_of
from lms.desk.sheets import Sheet, csv_response, xlsx_response
from lms.desk.views.cohort import CohortSheetView
from lms.kernel import audit
from lms.kernel.access import staff_only
from lms.kernel.actor import Actor

FORMATS = {"csv": csv_response, "xlsx": xlsx_response}
SORTABLE = {"kana": _("Person"), "company": _("Employer")}


@staff_only(SECRETARIAT)
class RosterView(CohortSheetView):
    template_name = "lms_desk/roster.html"
    page_title = _("Roster")
    header_icon = "group"

    @cached_property
    def question(self) -> Question:
        return Question.of(self.request.GET)

    @cached_property
    def people(self) -> Any:
        return people_of(self.cohort, reader=self.staff)

    @property
    def staff(self) -> Any:
        return self.request.user

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (wanted := request.GET.get("export", "")) in FORMATS:
            return self._export(wanted)
        return super().get(request, *args, **kwargs)

    def _export(self, wanted: str) -> HttpResponse:
        """A list of people that leaves the house is written down."""
        people = narrowed(self.people, self.question)
        by = Actor.person(self.staff)
        audit.record("lms_desk.export_roster", self.cohort, by=by, format=wanted, asked=self.question.query())
        sheet = Sheet(
            name=f"roster-{self.cohort.code}",
            title=gettext("Roster"),
            headings=[str(label) for label, _width in COLUMNS.values()],
            widths=[width for _label, width in COLUMNS.values()],
            rows=lines_of(self.cohort, people),
        )
        response: HttpResponse = FORMATS[wanted](sheet)  # type: ignore[assignment]  # both are responses
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        tally = Tally(self.people, self.question)
        page = page_of(self.people, tally, self.request.GET.get("p"))
        return {
            **context,
            "cohort": self.cohort,
            "question": self.question,
            "groups": tally.groups(),
            "everybody": tally.everybody,
            "page": page,
            "elided_page_range": page.paginator.get_elided_page_range(page.number),
            "rows": rows_of(self.cohort, self.people, page.object_list),
            "sorts": {name: self._sort(name) for name in SORTABLE},
            "here": self.request.path,
        }

    def _sort(self, name: str) -> dict[str, str]:
        """Where the heading of a sorted column leads, and how it is sorted now."""
        now = {name: "ascending", f"-{name}": "descending"}.get(self.question.sort, "none")
        turned = f"-{name}" if now == "ascending" else name
        return {"label": str(SORTABLE[name]), "query": self.question.query(sort=turned), "now": now}
