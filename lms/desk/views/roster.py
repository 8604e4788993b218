"""The roster of a cohort on one page, and as a sheet for Excel."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort
from lms.desk.models import BulkAct
from lms.desk.permissions import SECRETARIAT
from lms.desk.roster import COLUMNS, Question, Tally, lines_of, narrowed, page_of, people_of, rows_of
from lms.desk.sheets import FILES, Sheet
from lms.desk.views.cohort import CohortSheetView
from lms.kernel import audit
from lms.kernel.access import staff_only
from lms.kernel.actor import Actor

OTHER_ACTS = (("print", _("Print papers for them")), ("export", _("Download as Excel")))
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

    def get(  # type: ignore[override]  # a sheet is streamed
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if (wanted := request.GET.get("export", "")) in FILES:
            people = narrowed(self.people, self.question)
            return roster_sheet(request, self.cohort, people, wanted, asked=self.question.query())
        return super().get(request, *args, **kwargs)

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
            "rows": rows_of(self.cohort, page.object_list),
            "sorts": {name: self._sort(name) for name in SORTABLE},
            "here": self.request.path,
            "acts": [*BulkAct.Kind.choices, *OTHER_ACTS],
            "bulk_url": reverse("lms_desk:bulk", args=[self.cohort.pk]),
        }

    def _sort(self, name: str) -> dict[str, str]:
        """Where the heading of a sorted column leads, and how it is sorted now."""
        now = {name: "ascending", f"-{name}": "descending"}.get(self.question.sort, "none")
        turned = f"-{name}" if now == "ascending" else name
        return {"label": str(SORTABLE[name]), "query": self.question.query(sort=turned), "now": now}


def roster_of(cohort: Cohort, question: Question) -> str:
    """The address of the roster, narrowed as it was asked for."""
    return f"{reverse('lms_desk:roster', args=[cohort.pk])}?{question.query()}".rstrip("?")


def roster_sheet(request: HttpRequest, cohort: Cohort, people: Any, wanted: str, *, asked: str) -> HttpResponseBase:
    """These people as a sheet. A list of people that leaves the house is written down, with what was asked for."""
    by = Actor.person(request.user)
    audit.record("lms_desk.export_roster", cohort, by=by, format=wanted, asked=asked)
    sheet = Sheet(
        name=f"roster-{cohort.code}",
        title=gettext("Roster"),
        headings=[str(label) for label, _width in COLUMNS.values()],
        widths=[width for _label, width in COLUMNS.values()],
        rows=lines_of(cohort, people),
    )
    return FILES[wanted](sheet)
