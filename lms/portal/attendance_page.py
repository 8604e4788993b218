"""The roster of a cohort and the attendance of one session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.actions.attendance import record_attendance
from cohorts.models import Accommodation, Attendance, ClassSession, Cohort, Enrollment
from cohorts.schedule import ribbon
from lms.kernel.actor import Actor
from lms.portal.evaluator_desk import attendees_of, company_of, participants_of, sessions_with_attendance
from lms.portal.forms.evaluate import AttendanceForm


@dataclass(frozen=True, slots=True)
class Participant:
    """A line of the roster."""

    enrollment: Enrollment
    company: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """Somebody in one session; `form` is None once the course is closed for them."""

    enrollment: Enrollment
    company: str
    form: AttendanceForm | None
    recorded: str


def cohort_page(cohort: Any) -> dict[str, Any]:
    """A cohort as its trainers and evaluators see it; give it one of `cohorts_with_roles`."""
    sessions = list(sessions_with_attendance(cohort))
    participants = [
        Participant(each, company_of(each), is_marked=each.marked_at is not None) for each in participants_of(cohort)
    ]
    return {
        "cohort": cohort,
        "sessions": sessions,
        "days": ribbon(sessions),
        # Who evaluates and does not teach has no business with audit-only participants.
        "roster": participants if cohort.trains else [],
        "needs": list(needs_of(cohort)) if cohort.trains else [],
        "candidates": [each for each in participants if cohort.evaluates and each.enrollment.leads_to_license],
        "participant_count": len(participants),
    }


def needs_of(cohort: Cohort) -> QuerySet[Accommodation]:
    """What was agreed with participants and is for those who teach to do: not what was asked, nor why."""
    agreed = Accommodation.objects.to_be_done_by_trainers().filter(enrollment__cohort=cohort)
    named = agreed.select_related("enrollment__person").only("for_trainers", "enrollment__person")
    return named.order_by("enrollment__person__family_kana", "enrollment__person__given_kana", "pk")


def rows_of(session: ClassSession, data: QueryDict | None) -> list[AttendanceRow]:
    """One form per participant; `fill` in the data marks everyone still open as present, without saving."""
    return [AttendanceRow(each, company_of(each), _form(each, data), _recorded(each)) for each in attendees_of(session)]


def _recorded(enrollment: Any) -> str:
    return str(Attendance.Status(enrollment.status_there).label) if enrollment.status_there else ""


def _form(enrollment: Any, data: QueryDict | None) -> AttendanceForm | None:
    if enrollment.status != Enrollment.Status.CONFIRMED:
        return None
    recorded = (enrollment.status_there, enrollment.late, enrollment.early) if enrollment.status_there else None
    prefix = f"p{enrollment.pk}"
    if data is not None and "fill" in data and not data.get(f"{prefix}-status"):
        data = data.copy()
        data[f"{prefix}-status"] = Attendance.Status.PRESENT.value
    return AttendanceForm.shown(recorded, prefix=prefix, data=data)


def are_valid(rows: Sequence[AttendanceRow]) -> bool:
    """Every row is looked at, so that all mistakes show at once."""
    return not [row for row in rows if row.form and not row.form.is_valid()]


@transaction.atomic
def record(session: ClassSession, rows: Sequence[AttendanceRow], *, by: Actor, now: datetime) -> int:
    """Write the rows that were touched; how many that were."""
    changed = [(row, row.form.cleaned_data) for row in rows if row.form and row.form.is_changed]
    for row, given in changed:
        record_attendance(
            session=session,
            enrollment=row.enrollment,
            status=given["status"],
            late_minutes=given["late"],
            early_leave_minutes=given["early"],
            by=by,
            now=now,
        )
    return len(changed)


def recorded_words(count: int) -> str:
    if not count:
        return _("Nothing had changed.")
    return ngettext("%(count)d attendance recorded.", "%(count)d attendances recorded.", count) % {"count": count}
