"""The attendance sheet: participants down, sessions across, one screen."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.actions.attendance import record_attendance
from cohorts.models import Attendance, ClassSession, Enrollment
from lms.desk.permissions import SECRETARIAT
from lms.desk.views.act import row_of
from lms.desk.views.cohort import CohortSheetView
from lms.kernel import clock
from lms.kernel.access import staff_only
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

LISTED = (Enrollment.Status.CONFIRMED, Enrollment.Status.COMPLETED, Enrollment.Status.INCOMPLETE)
MINUTES = {"attrs": {"inputmode": "numeric", "min": 0, "max": 600}}


class CellForm(forms.Form):
    """One participant in one session.

    What was shown travels along (`show_hidden_initial`), so that only what was changed here is recorded and a
    colleague's entry made meanwhile stays.
    """

    status = forms.ChoiceField(
        choices=[("", _("not recorded")), *Attendance.Status.choices], required=False, show_hidden_initial=True
    )
    late_minutes = forms.IntegerField(
        min_value=0, max_value=600, required=False, show_hidden_initial=True, widget=forms.NumberInput(**MINUTES)
    )
    early_leave_minutes = forms.IntegerField(
        min_value=0, max_value=600, required=False, show_hidden_initial=True, widget=forms.NumberInput(**MINUTES)
    )

    def presence(self) -> dict[str, Any]:
        """Minutes given without saying so mean partly present."""
        late, early = self.cleaned_data["late_minutes"] or 0, self.cleaned_data["early_leave_minutes"] or 0
        status = self.cleaned_data["status"]
        if late + early and status == Attendance.Status.PRESENT:
            status = Attendance.Status.PARTIAL
        return {"status": status, "late_minutes": late, "early_leave_minutes": early}


@dataclass(frozen=True, slots=True)
class Cell:
    session: ClassSession
    form: CellForm
    is_recorded: bool


@dataclass(frozen=True, slots=True)
class Row:
    enrollment: Enrollment
    cells: tuple[Cell, ...]
    is_closed: bool


@staff_only(SECRETARIAT)
class AttendanceView(CohortSheetView):
    template_name = "lms_desk/attendance.html"
    page_title = _("Attendance")
    header_icon = "tick-inverse"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.problems: list[str] = []

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self._load()
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self._load(request.POST)
        try:
            with transaction.atomic():
                recorded = self._record()
                if self.problems:
                    transaction.set_rollback(True)
        except Obstacle as obstacle:
            self.problems = [str(obstacle.message)]
        else:
            if not self.problems:
                messages.success(request, str(_("%(count)d entries are recorded.") % {"count": recorded}))
                return redirect(request.path)
        return self.render_to_response(self.get_context_data(**kwargs))

    def _load(self, data: Any = None) -> None:
        self.sessions = list(self.cohort.sessions.select_related("day"))
        participants = (
            self.cohort.enrollments.filter(status__in=LISTED)
            .exclude(person__user_id=self.request.user.pk or 0)
            .select_related("person")
            .prefetch_related("attendances")
            .order_by("person__family_kana", "person__given_kana", "pk")
        )
        self.rows = [self._row(enrollment, data) for enrollment in participants]

    def _row(self, enrollment: Enrollment, data: Any) -> Row:
        known = {attendance.session_id: attendance for attendance in enrollment.attendances.all()}
        is_closed = enrollment.status != Enrollment.Status.CONFIRMED
        cells = tuple(self._cell(enrollment, session, known.get(session.pk), data) for session in self.sessions)
        return Row(enrollment, cells, is_closed)

    def _cell(self, enrollment: Enrollment, session: ClassSession, known: Attendance | None, data: Any) -> Cell:
        fields = ("status", "late_minutes", "early_leave_minutes")
        initial = {name: getattr(known, name) or "" for name in fields} if known else {}
        form = CellForm(data, prefix=f"{enrollment.pk}-{session.pk}", initial=initial)
        name = f"{enrollment.person.full_name}, {session.title}"
        for field, label in (
            ("status", _("attendance")),
            ("late_minutes", _("minutes late")),
            ("early_leave_minutes", _("minutes left early")),
        ):
            form.fields[field].widget.attrs["aria-label"] = f"{name}: {label}"
        return Cell(session, form, is_recorded=known is not None)

    def _record(self) -> int:
        """Every changed cell, and the empty ones of the sessions marked to be filled in as present."""
        by, now, count = Actor.person(self.request.user), clock.now(), 0
        filled = {session.pk for session in self.sessions if self.request.POST.get(f"fill-{session.pk}")}
        for row in self.rows:
            if row.is_closed:
                continue
            for cell in row.cells:
                if presence := self._presence(row, cell, fill=cell.session.pk in filled):
                    record_attendance(session=cell.session, enrollment=row.enrollment, **presence, by=by, now=now)
                    count += 1
        return count

    def _presence(self, row: Row, cell: Cell, *, fill: bool) -> dict[str, Any] | None:
        if not cell.form.is_valid():
            self.problems.append(
                _("%(name)s, %(session)s: check the minutes.")
                % {"name": row.enrollment.person.full_name, "session": cell.session.title}
            )
            return None
        if cell.form.has_changed() and cell.form.cleaned_data["status"]:
            return cell.form.presence()
        if fill and not cell.is_recorded and not cell.form.cleaned_data["status"]:
            return {"status": Attendance.Status.PRESENT}
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "cohort": self.cohort,
            "sessions": self.sessions,
            "rows": self.rows,
            "problems": self.problems,
            "can_close": any(not row.is_closed for row in self.rows),
            "close_url": reverse("lms_desk:cohort_close_attendance", args=[self.cohort.pk]),
            "back": row_of("cohort", self.cohort.pk),
        }
