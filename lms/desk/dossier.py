"""The file of one enrollment, put together for one reader, as a paper file would lie on the desk."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, Prefetch, QuerySet

from cohorts import conflicts, reasons
from cohorts.applications import kept_eligibility
from cohorts.ledger import LicenseStatus
from cohorts.models import (
    AssignmentResult,
    Attendance,
    AttendanceStatement,
    CertificationCase,
    CertificationDecision,
    ClassSession,
    Consultation,
    CriterionScore,
    Declaration,
    Enrollment,
    EvaluationSheet,
    ExamRecord,
    FurtherReevaluation,
    LessonModelEvaluation,
    License,
    ResultRelease,
    Submission,
    Waiver,
)
from cohorts.requirements import Requirement, judged, requirements_of, with_facts
from cohorts.results import News, news_of
from courses.grading.lesson_model import LessonModelResult
from courses.grading.verdicts import shown
from lms.desk.permissions import DECIDE, SECRETARIAT, User, holds, may_read_sheets
from lms.desk.timeline import Event, timeline_of
from lms.kernel import calendar
from payments.models import Order


@dataclass(frozen=True, slots=True)
class Attended:
    session: ClassSession
    attendance: Attendance | None


@dataclass(frozen=True, slots=True)
class SheetPaper:
    """One evaluator's sheet: total in points of 100, two decimals, and the level of each criterion."""

    sheet: EvaluationSheet
    scores: tuple[CriterionScore, ...]


@dataclass(frozen=True, slots=True)
class EvaluationPaper:
    """One attempt at the lesson model; `result` is PENDING until its sheets are in."""

    evaluation: LessonModelEvaluation
    result: LessonModelResult
    total: str
    sheets: tuple[SheetPaper, ...]
    open_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """`order` is there for the secretariat only; `evaluations` is None while scoring is blind for the reader."""

    enrollment: Enrollment
    upgrades: tuple[Enrollment, ...]
    statements: tuple[AttendanceStatement, ...]
    declaration: Declaration | None
    consultation: Consultation | None
    reasons: tuple[str, ...]
    order: Order | None
    sessions: tuple[Attended, ...]
    requirements: tuple[Requirement, ...]
    evaluations: tuple[EvaluationPaper, ...] | None
    submissions: tuple[Submission, ...]
    releases: tuple[ResultRelease, ...]
    news: News
    assignments: tuple[AssignmentResult, ...]
    exam_records: tuple[ExamRecord, ...]
    case: CertificationCase | None
    decision: CertificationDecision | None
    license: License | None
    standing: LicenseStatus | None
    waivers: tuple[Waiver, ...]
    further: tuple[FurtherReevaluation, ...]
    timeline: tuple[Event, ...]
    is_office: bool
    is_decider: bool
    is_barred: bool


def dossier_of(enrollments: QuerySet[Enrollment], pk: int, *, reader: User, now: datetime) -> Dossier:
    """The file as this reader may see it. Raises Enrollment.DoesNotExist outside the given files."""
    enrollment = _load(enrollments, pk)
    is_office, is_decider = holds(reader, SECRETARIAT), holds(reader, DECIDE)
    order = order_of(enrollment) if is_office else None
    case = getattr(enrollment, "certification_case", None)
    decision = getattr(case, "decision", None)
    waivers = list(enrollment.person.waivers.filter(course=enrollment.cohort.course_id).select_related("granted_by"))
    further = tuple(enrollment.further_reevaluations.all())
    license_ = getattr(decision, "license", None)
    return Dossier(
        enrollment=enrollment,
        upgrades=tuple(enrollment.upgrades.all()),
        statements=tuple(enrollment.statements.all()) if is_office else (),
        declaration=getattr(enrollment, "declaration", None),
        consultation=getattr(enrollment, "consultation", None),
        reasons=kept_reasons(enrollment),
        order=order,
        sessions=_sessions(enrollment),
        requirements=requirements_of(enrollment, now),
        evaluations=_evaluations(enrollment) if may_read_sheets(reader, enrollment) else None,
        releases=tuple(enrollment.releases.all()),
        news=news_of(enrollment),
        submissions=tuple(enrollment.submissions.all()) if is_office else (),
        assignments=tuple(enrollment.assignment_results.all()),
        exam_records=tuple(enrollment.person.exam_records.all()),
        case=case,
        decision=decision,
        license=license_,
        standing=license_.status_on(calendar.jst_date(now)) if license_ else None,
        waivers=tuple(waivers),
        further=further,
        timeline=timeline_of(
            [*_rows(enrollment, case, license_), *waivers, *further], order=order, with_mail=is_office
        ),
        is_office=is_office,
        is_decider=is_decider,
        is_barred=is_decider and _is_barred(reader, case, now=now),
    )


def _is_barred(reader: User, case: CertificationCase | None, *, now: datetime) -> bool:
    """Whether this reader took part in what the case would decide on."""
    if case is None or not isinstance(reader, AbstractBaseUser):
        return False
    return conflicts.is_involved(reader, case, day=calendar.jst_date(now))


def kept_reasons(enrollment: Enrollment) -> tuple[str, ...]:
    """Why the application was answered as it was, in the sentences the applicant read."""
    eligibility = kept_eligibility(enrollment)
    return tuple(reasons.sentences(eligibility)) if eligibility else ()


def order_of(enrollment: Enrollment) -> Order | None:
    purchase = getattr(enrollment, "purchase", None)
    return purchase.order if purchase else None


def _load(enrollments: QuerySet[Enrollment], pk: int) -> Enrollment:
    related = with_facts(enrollments).select_related(
        "cohort__course",
        "cohort__scheme_version__course",
        "declaration",
        "consultation",
        "person__employer",
        "purchase__order",
        "purchase__line",
        "upgrade_of",
        "certification_case__scheme_version__course",
        "certification_case__decision__decided_by",
        "certification_case__decision__license",
    )
    return related.prefetch_related(
        "attendances",
        "upgrades",
        Prefetch("statements", AttendanceStatement.objects.defer("pdf", "facts")),
        Prefetch("cohort__sessions", queryset=ClassSession.objects.select_related("day")),
        "purchase__order__payments",
        "purchase__order__changes",
        "certification_case__decision__license__events",
        "lesson_model_evaluations__scheme_version__rubric",
        "lesson_model_evaluations__sheets__evaluator",
        "assignment_results__marked_by",
        "submissions",
    ).get(pk=pk)


def _sessions(enrollment: Enrollment) -> tuple[Attended, ...]:
    known = {attendance.session_id: attendance for attendance in enrollment.attendances.all()}
    return tuple(Attended(session, known.get(session.pk)) for session in enrollment.cohort.sessions.all())


def _evaluations(enrollment: Enrollment) -> tuple[EvaluationPaper, ...]:
    return tuple(_evaluation(one) for one in enrollment.lesson_model_evaluations.all())


def _evaluation(evaluation: LessonModelEvaluation) -> EvaluationPaper:
    sheets = [sheet for sheet in evaluation.sheets.all() if not sheet.is_open]
    result = judged(evaluation)
    papers = tuple(SheetPaper(sheet, tuple(sheet.scores.all())) for sheet in sheets)
    total = "" if result.total is None else str(shown(result.total))
    return EvaluationPaper(evaluation, result, total, papers, len(evaluation.sheets.all()) - len(sheets))


def _rows(enrollment: Enrollment, case: CertificationCase | None, license_: License | None) -> list[Model]:
    evaluations = list(enrollment.lesson_model_evaluations.all())
    sheets = [sheet for evaluation in evaluations for sheet in evaluation.sheets.all()]
    rows: list[Model | None] = [
        enrollment,
        enrollment.person,
        getattr(enrollment, "consultation", None),
        case,
        license_,
        *evaluations,
        *sheets,
        *enrollment.assignment_results.all(),
        *enrollment.submissions.all(),
        *enrollment.releases.all(),
        *enrollment.person.exam_records.all(),
    ]
    return [row for row in rows if row is not None]
