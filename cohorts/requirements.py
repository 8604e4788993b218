"""The one checklist between a trainee and a license: what is met, what is missing, and by when.

Secretariat and decider see the rows as they stand, the trainee as they were released; no row holds a score.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohorts.exam_standing import kept_standing
from cohorts.models import (
    AssignmentResult,
    CertificationCase,
    Declaration,
    Enrollment,
    EvaluationSheet,
    ExamRecord,
    LessonModelEvaluation,
    SeatKind,
)
from cohorts.reasons import joined, long_day
from courses.grading.lesson_model import LessonModelResult, judge_assignment, judge_lesson_model
from courses.grading.verdicts import Verdict
from courses.models import SchemeVersion
from lms.kernel import calendar


class Code(models.TextChoices):
    """The requirements, in the order people meet them (association's published requirements, items 1 to 3)."""

    SEAT = "seat", _("Certification course")
    PURPOSE = "purpose", _("Purpose of use")
    ATTENDANCE = "attendance", _("Attendance on both days")
    LESSON_MODEL = "lesson_model", _("Lesson model evaluation")
    ASSIGNMENT = "assignment", _("Designated assignment")
    SPECIALIST = "specialist", _("Specialist level passed")


class State(models.TextChoices):
    """WAITING depends on somebody outside the course; PENDING is still to come inside it."""

    MET = "met", _("met")
    NOT_MET = "not_met", _("not met")
    PENDING = "pending", _("to come")
    WAITING = "waiting", _("waiting for confirmation")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row of the checklist; `since` the day the state came about, `by_when` the last day that helps."""

    code: Code
    state: State
    detail: str | Promise
    since: date | None = None
    by_when: date | None = None

    # As the page element `{% checklist %}` reads a row.

    @property
    def title(self) -> str:
        return str(self.code.label)

    @property
    def state_label(self) -> str:
        return str(self.state.label)

    @property
    def on(self) -> date | None:
        return self.since

    @property
    def missing(self) -> str:
        return str(_("The course results wait for it.")) if self.due_on else ""

    @property
    def due_on(self) -> date | None:
        return None if self.is_met else self.by_when

    @property
    def is_met(self) -> bool:
        return self.state is State.MET


BEING_EVALUATED = _("You are told by mail when the results are released.")
SETTLED = {State.MET, State.NOT_MET}
SEATED = {
    Enrollment.Status.CONFIRMED,
    Enrollment.Status.COMPLETED,
    Enrollment.Status.INCOMPLETE,
}


def with_facts(enrollments: models.QuerySet[Enrollment]) -> models.QuerySet[Enrollment]:
    """Enrollments with everything `requirements_of` reads, in a fixed number of queries for any number of rows."""
    sheets = EvaluationSheet.objects.counting().prefetch_related("scores__criterion")
    return enrollments.select_related("cohort__scheme_version", "declaration", "person").prefetch_related(
        "cohort__scheme_version__rubric",
        "person__exam_records",
        "assignment_results",
        "releases",
        "lesson_model_evaluations__scheme_version__rubric",
        Prefetch("lesson_model_evaluations__sheets", queryset=sheets),
    )


def requirements_of(enrollment: Enrollment, now: datetime) -> tuple[Requirement, ...]:
    """The checklist of an enrollment at a moment. An audit seat has one row, which says that it leads to no license."""
    if enrollment.kind != SeatKind.CERTIFICATION:
        return (Requirement(Code.SEAT, State.NOT_MET, _("An audit seat does not lead to a license.")),)
    asked_on = _asked_on(enrollment, now)
    return _checklist(enrollment, (_lesson_model(enrollment, asked_on), _assignment(enrollment, asked_on)))


def requirements_told(enrollment: Enrollment, now: datetime) -> tuple[Requirement, ...]:
    """The checklist as its trainee reads it: the results of the course as they were released last, nothing before.

    Once the case is decided everything is known, also where results were not released by this software.
    """
    if enrollment.kind != SeatKind.CERTIFICATION or _is_decided(enrollment):
        return requirements_of(enrollment, now)
    asked_on = _asked_on(enrollment, now)
    return _checklist(enrollment, (_lesson_model_told(enrollment, asked_on), _assignment_told(enrollment, asked_on)))


def _asked_on(enrollment: Enrollment, now: datetime) -> date:
    """A course result waits for the Specialist pass only so long; a pass that came in time stops that clock."""
    return _confirmed_on(specialist_record(enrollment)) or calendar.jst_date(now)


def _is_decided(enrollment: Enrollment) -> bool:
    case = getattr(enrollment, "certification_case", None)
    return case is not None and case.status == CertificationCase.Status.DECIDED


def _checklist(enrollment: Enrollment, course: tuple[Requirement, Requirement]) -> tuple[Requirement, ...]:
    specialist = specialist_record(enrollment)
    return (
        Requirement(Code.SEAT, State.MET, _("A seat of the certification course.")),
        _purpose(enrollment),
        _attendance(enrollment),
        *course,
        _specialist(enrollment, specialist, by_when=min((row.by_when for row in course if row.by_when), default=None)),
    )


def results_valid_until(enrollment: Enrollment, now: datetime) -> date | None:
    """The last day on which a Specialist pass still joins the released results; None while there are none to join."""
    rows = {row.code: row for row in requirements_told(enrollment, now)}
    results = [rows[code].by_when for code in (Code.LESSON_MODEL, Code.ASSIGNMENT) if code in rows]
    return min((day for day in results if day), default=None)


def _purpose(enrollment: Enrollment) -> Requirement:
    if declaration_of(enrollment) is None:
        return Requirement(Code.PURPOSE, State.PENDING, _("Not declared yet."))
    if enrollment.status in SEATED:
        since = calendar.jst_date(enrollment.confirmed_at) if enrollment.confirmed_at else None
        return Requirement(Code.PURPOSE, State.MET, _("Accepted with your application."), since)
    return Requirement(Code.PURPOSE, State.PENDING, _("Looked at with your application."))


def _attendance(enrollment: Enrollment) -> Requirement:
    if enrollment.status == Enrollment.Status.COMPLETED:
        return Requirement(Code.ATTENDANCE, State.MET, _("All sessions attended."))
    if enrollment.status == Enrollment.Status.INCOMPLETE:
        return Requirement(
            Code.ATTENDANCE, State.NOT_MET, _("A session is missing. The office tells you how to make up.")
        )
    return Requirement(Code.ATTENDANCE, State.PENDING, _("Recorded session by session."))


def _lesson_model(enrollment: Enrollment, asked_on: date) -> Requirement:
    evaluation = latest_evaluation(enrollment)
    if evaluation is None:
        return Requirement(Code.LESSON_MODEL, State.PENDING, _("Held during the course."))
    sheets = submitted_sheets(evaluation)
    verdict = judged(evaluation).verdict
    if verdict is Verdict.PENDING:
        return Requirement(Code.LESSON_MODEL, State.PENDING, _("The evaluators have not finished yet."))
    settled_on = max(calendar.jst_date(sheet.submitted_at) for sheet in sheets if sheet.submitted_at)
    if verdict is Verdict.FAILED:
        return Requirement(Code.LESSON_MODEL, State.NOT_MET, _("The standard was not reached."), settled_on)
    return _still_valid(Code.LESSON_MODEL, evaluation.scheme_version, settled_on, asked_on)


def _assignment(enrollment: Enrollment, asked_on: date) -> Requirement:
    result = latest_assignment(enrollment)
    scheme = enrollment.cohort.scheme_version
    if result is None or scheme is None:
        return Requirement(Code.ASSIGNMENT, State.PENDING, _("Not marked yet."))
    marked_on = calendar.jst_date(result.marked_at)
    if judge_assignment(scheme.criteria(), result.score).verdict is not Verdict.PASSED:
        return Requirement(Code.ASSIGNMENT, State.NOT_MET, _("The standard was not reached."), marked_on)
    return _still_valid(Code.ASSIGNMENT, scheme, marked_on, asked_on)


def _lesson_model_told(enrollment: Enrollment, asked_on: date) -> Requirement:
    latest, told = latest_evaluation(enrollment), _told(enrollment, "lesson_model")
    if told is None:
        detail = _("Held during the course.") if latest is None else BEING_EVALUATED
        return Requirement(Code.LESSON_MODEL, State.PENDING, detail)
    if latest is not None and latest.attempt > told["attempt"]:
        return Requirement(Code.LESSON_MODEL, State.PENDING, _("It is being repeated. You are told of the result."))
    return _released(enrollment, Code.LESSON_MODEL, told["verdict"], told["settled_on"], asked_on)


def _assignment_told(enrollment: Enrollment, asked_on: date) -> Requirement:
    told = _told(enrollment, "assignment")
    if told is None:
        return Requirement(Code.ASSIGNMENT, State.PENDING, BEING_EVALUATED)
    return _released(enrollment, Code.ASSIGNMENT, told["verdict"], told["marked_on"], asked_on)


def _told(enrollment: Enrollment, part: str) -> dict[str, Any] | None:
    """What was released last of a part (`cohorts.results`)."""
    release = max(enrollment.releases.all(), key=lambda one: one.version, default=None)
    told: dict[str, Any] | None = release.facts[part] if release else None
    return told


def _released(enrollment: Enrollment, code: Code, verdict: str, settled: str, asked_on: date) -> Requirement:
    since, scheme = date.fromisoformat(settled), enrollment.cohort.scheme_version
    if verdict != Verdict.PASSED or scheme is None:
        return Requirement(code, State.NOT_MET, _("The standard was not reached."), since)
    return _still_valid(code, scheme, since, asked_on)


def _still_valid(code: Code, scheme: SchemeVersion, since: date, asked_on: date) -> Requirement:
    until = calendar.add_months(since, scheme.result_validity_months)
    if asked_on >= until:
        return Requirement(code, State.NOT_MET, _("The result is too old by now; it has to be repeated."), until)
    return Requirement(code, State.MET, _("The standard was reached."), since, by_when=until - calendar.ONE_DAY)


def _specialist(enrollment: Enrollment, record: ExamRecord | None, *, by_when: date | None) -> Requirement:
    if (confirmed_on := _confirmed_on(record)) is not None:
        return Requirement(Code.SPECIALIST, State.MET, _("Pass confirmed."), confirmed_on)
    if record is not None and record.status == ExamRecord.Status.FAILED:
        return Requirement(Code.SPECIALIST, State.NOT_MET, _("Not passed. It can be taken again."), by_when=by_when)
    declaration = declaration_of(enrollment)
    if record is not None and (short := shortage_sentence(record)):
        return Requirement(Code.SPECIALIST, State.WAITING, short, by_when=by_when)
    claims_pass = declaration is not None and declaration.specialist_status == Declaration.SpecialistStatus.PASSED
    if claims_pass:
        return Requirement(
            Code.SPECIALIST, State.WAITING, _("The office is checking the pass you declared."), None, by_when
        )
    return Requirement(
        Code.SPECIALIST,
        State.WAITING,
        _("Decided together with the course results once your pass is confirmed."),
        by_when=by_when,
    )


def shortage_sentence(record: ExamRecord) -> str:
    """What a candidate below the minimum of a unit has to know; empty while nothing is short. Names no points."""
    standing = kept_standing(record.standing)
    if standing is None or not standing.shortages:
        return ""
    days = [each.resubmit_by for each in standing.shortages if each.resubmit_by]
    earned = gettext("%(earned)s of %(needed)s credit units are earned.") % {
        "earned": standing.earned,
        "needed": standing.needed,
    }
    again = (
        gettext("What is short can be handed in again until %(day)s; the exam office tells you how.")
        % {"day": long_day(min(days))}
        if days
        else gettext("The exam office tells you how to make up what is short.")
    )
    return joined(earned, again)


def _confirmed_on(record: ExamRecord | None) -> date | None:
    if record is None or record.status != ExamRecord.Status.PASSED or record.confirmed_at is None:
        return None
    return calendar.jst_date(record.confirmed_at)


# The facts behind the rows; decisions freeze the same ones.


def declaration_of(enrollment: Enrollment) -> Declaration | None:
    return getattr(enrollment, "declaration", None)


def specialist_record(enrollment: Enrollment) -> ExamRecord | None:
    """The record of the trainee's Specialist level that says most: a confirmed pass before anything else."""
    records = [record for record in enrollment.person.exam_records.all() if record.level == ExamRecord.SPECIALIST]
    return max(records, key=lambda record: (_confirmed_on(record) is not None, record.pk), default=None)


def latest_evaluation(enrollment: Enrollment) -> LessonModelEvaluation | None:
    return max(enrollment.lesson_model_evaluations.all(), key=lambda evaluation: evaluation.attempt, default=None)


def latest_assignment(enrollment: Enrollment) -> AssignmentResult | None:
    return max(enrollment.assignment_results.all(), key=lambda result: result.attempt, default=None)


def submitted_sheets(evaluation: LessonModelEvaluation) -> list[EvaluationSheet]:
    return [sheet for sheet in evaluation.sheets.all() if sheet.status == EvaluationSheet.Status.SUBMITTED]


def judged(evaluation: LessonModelEvaluation) -> LessonModelResult:
    """The verdict on an evaluation; PENDING while a sheet is open or nobody independent of the teaching has scored."""
    submitted = submitted_sheets(evaluation)
    if any(sheet.is_open for sheet in evaluation.sheets.all()) or all(sheet.is_trainer for sheet in submitted):
        return LessonModelResult(Verdict.PENDING)
    return judge_lesson_model(evaluation.scheme_version.criteria(), [sheet.as_rule() for sheet in submitted])
