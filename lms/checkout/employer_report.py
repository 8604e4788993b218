"""What a company reads of the people it sent: one report for its own page and for the desk alike."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cohorts.employer_results import Answer, answer_of, consents_to, released_outcomes
from cohorts.models import Attendance, ClassSession
from lms.checkout.models import Purchase

WORDS: dict[Answer, str | Promise] = {
    Answer.NO_RESULT: gettext_lazy("An audit-only seat has no result."),
    Answer.WITHHELD: gettext_lazy("Without the consent of the person we tell attendance only."),
    Answer.NOT_OUT: gettext_lazy("The result is shown here once it is out."),
    Answer.CERTIFIED: pgettext_lazy("told to a company", "certified"),
    Answer.NOT_CERTIFIED: pgettext_lazy("told to a company", "not certified"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """One person; `attendance` is empty until the first session is recorded."""

    attendance: str
    answer: Answer

    @property
    def result(self) -> str:
        return str(WORDS[self.answer])

    @property
    def tone(self) -> str:
        return {Answer.CERTIFIED: "success", Answer.NOT_CERTIFIED: "warning"}.get(self.answer, "")


def reports_of(purchases: Iterable[Purchase]) -> dict[int, Report]:
    """By enrollment, for the seats with a person in them; a fixed number of queries for any number of seats."""
    people = [purchase.enrollment for purchase in purchases if purchase.enrollment]
    if not people:
        return {}
    held: dict[int, int] = defaultdict(int)
    for cohort in ClassSession.objects.filter(cohort__in={one.cohort_id for one in people}).values_list("cohort"):
        held[cohort[0]] += 1
    recorded: dict[int, list[Attendance]] = defaultdict(list)
    for attendance in Attendance.objects.filter(enrollment__in=people):
        recorded[attendance.enrollment_id].append(attendance)
    agreed, outcomes = consents_to(people), released_outcomes(people)
    return {
        one.pk: Report(
            _attended(recorded[one.pk], sessions=held[one.cohort_id]),
            answer_of(
                leads_to_license=one.leads_to_license, has_consent=one.pk in agreed, outcome=outcomes.get(one.pk)
            ),
        )
        for one in people
    }


def _attended(records: list[Attendance], *, sessions: int) -> str:
    if not records:
        return ""
    there = sum(record.status != Attendance.Status.ABSENT for record in records)
    words = _("attended %(there)d of %(sessions)d sessions") % {"there": there, "sessions": sessions}
    missed = sum(record.late_minutes + record.early_leave_minutes for record in records)
    if missed:
        words += _(" (%(minutes)d minutes missed by coming late or leaving early)") % {"minutes": missed}
    return words
