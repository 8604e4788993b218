"""What somebody who teaches or evaluates may see, each loaded through who they are.

Scoring is blind: nothing here reads another evaluator's sheet except through `EvaluationSheet.objects.readable_by`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.auth.models import AbstractBaseUser as User
from django.db.models import Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cohorts.models import (
    AssignmentResult,
    ClassSession,
    Cohort,
    CriterionScore,
    Enrollment,
    EvaluationSheet,
    SeatKind,
    StaffAssignment,
)
from cohorts.requirements import SEATED
from cohorts.schedule import ribbon
from courses.models import RubricCriterion
from courses.timetable import TimetableDay

Role = StaffAssignment.Role


@dataclass(frozen=True, slots=True)
class AssignedCohort:
    """A cohort somebody works in, as the overview shows it."""

    cohort: Cohort
    roles: list[str]
    days: tuple[TimetableDay, ...]
    is_over: bool


# Cohorts ---------------------------------------------------------------------------------------------------------


def cohorts_of(user: User) -> list[AssignedCohort]:
    """Where this person teaches or evaluates, those under way first; two queries for any number."""
    assignments = StaffAssignment.objects.filter(user_id=user.pk).select_related("cohort__venue")
    by_cohort: dict[int, list[StaffAssignment]] = {}
    for assignment in assignments.order_by("-cohort__fiscal_year", "cohort__code", "-role"):
        by_cohort.setdefault(assignment.cohort_id, []).append(assignment)
    ribbons = _ribbons(list(by_cohort)) if by_cohort else {}
    found = [_assigned(rows, ribbons.get(pk, ())) for pk, rows in by_cohort.items()]
    return sorted(found, key=lambda each: each.is_over)


def _assigned(rows: Sequence[StaffAssignment], days: tuple[TimetableDay, ...]) -> AssignedCohort:
    cohort = rows[0].cohort
    over = {Cohort.Status.EVALUATED, Cohort.Status.ARCHIVED, Cohort.Status.CANCELED}
    return AssignedCohort(cohort, [row.get_role_display() for row in rows], days, is_over=cohort.status in over)


def _ribbons(cohorts: Sequence[int]) -> dict[int, tuple[TimetableDay, ...]]:
    sessions = ClassSession.objects.filter(cohort__in=cohorts).select_related("day")
    ordered = sessions.order_by("cohort_id", "day__position", "position")
    return {pk: ribbon(held) for pk, held in groupby(ordered, key=lambda session: session.cohort_id)}


def cohorts_with_roles(user: User) -> QuerySet[Cohort]:
    """Cohorts this person works in, with `trains` and `evaluates`."""
    mine = Q(staff__user=user.pk)
    return (
        Cohort.objects.filter(staff__user=user.pk)
        .select_related("venue", "course")
        .annotate(
            trains=Count("staff", filter=mine & Q(staff__role=Role.TRAINER)),
            evaluates=Count("staff", filter=mine & Q(staff__role=Role.EVALUATOR)),
        )
    )


def sessions_with_attendance(cohort: Cohort) -> QuerySet[ClassSession]:
    """In order, each with `recorded`: how many participants have an attendance."""
    sessions = ClassSession.objects.filter(cohort=cohort).select_related("day")
    return sessions.annotate(recorded=Count("attendances")).order_by("day__position", "position")


def participants_of(cohort: Cohort) -> QuerySet[Any]:
    """Everyone with a confirmed seat by name, with company and the latest mark of the assignment (`marked_at`)."""
    latest = AssignmentResult.objects.filter(enrollment=OuterRef("pk")).latest_first()
    return (
        Enrollment.objects.filter(cohort=cohort, status__in=SEATED)
        .select_related("person__employer", "declaration")
        .annotate(marked_at=Subquery(latest.values("marked_at")[:1]))
        .order_by("person__family_kana", "person__given_kana", "person__family_name", "pk")
    )


def company_of(enrollment: Enrollment) -> str:
    """The employer on file, or as the participant wrote it; empty for people who work for nobody."""
    if enrollment.person.employer:
        return enrollment.person.employer.name
    declaration = getattr(enrollment, "declaration", None)
    return declaration.employer_name if declaration else ""


# Attendance ------------------------------------------------------------------------------------------------------


def sessions_taught_by(user: User) -> QuerySet[ClassSession]:
    taught = StaffAssignment.objects.filter(user_id=user.pk, role=Role.TRAINER)
    return ClassSession.objects.filter(cohort__in=taught.values("cohort")).select_related("day", "cohort")


def attendees_of(session: ClassSession) -> QuerySet[Any]:
    """The participants, each with what is recorded for this session (`status_there`, `late`, `early`)."""
    attendees: QuerySet[Any] = participants_of(session.cohort).annotate(
        there=FilteredRelation("attendances", condition=Q(attendances__session=session.pk)),
        status_there=F("there__status"),
        late=F("there__late_minutes"),
        early=F("there__early_leave_minutes"),
    )
    return attendees


# Sheets ----------------------------------------------------------------------------------------------------------


def sheets_of(user: User) -> QuerySet[EvaluationSheet]:
    """The person's own sheets, open ones first, each with how many criteria are `scored` out of `criteria`."""
    scores = CriterionScore.objects.filter(sheet=OuterRef("pk"), level__isnull=False).order_by()
    rubric = RubricCriterion.objects.filter(scheme=OuterRef("evaluation__scheme_version"), is_gate=False).order_by()
    return (
        EvaluationSheet.objects.of(user)
        .counting()
        .select_related("evaluation__enrollment__person", "evaluation__enrollment__cohort")
        .annotate(
            scored=_counted(scores, "sheet"),
            criteria=_counted(rubric, "scheme"),
        )
        .order_by("submitted_at", "assigned_at", "pk")
    )


def _counted(rows: QuerySet[Any], group: str) -> Coalesce:
    return Coalesce(Subquery(rows.values(group).annotate(count=Count("pk")).values("count")), 0)


def sheets_readable_by(user: User) -> QuerySet[EvaluationSheet]:
    """With the rubric and the scores, as a sheet is filled in and read."""
    return (
        EvaluationSheet.objects.readable_by(user)
        .counting()
        .select_related(
            "evaluation__enrollment__person", "evaluation__enrollment__cohort", "evaluation__scheme_version"
        )
        .prefetch_related("evaluation__scheme_version__rubric__levels", "scores__criterion")
    )


def sheets_written_by(user: User) -> QuerySet[EvaluationSheet]:
    """The person's own, with what a saving needs."""
    return sheets_readable_by(user).filter(evaluator_id=user.pk)


# Assignments -----------------------------------------------------------------------------------------------------


def enrollments_marked_by(user: User) -> QuerySet[Enrollment]:
    """Certification participants of the cohorts this person evaluates, with the marks given so far."""
    evaluated = StaffAssignment.objects.filter(user_id=user.pk, role=Role.EVALUATOR)
    return (
        Enrollment.objects.filter(cohort__in=evaluated.values("cohort"), kind=SeatKind.CERTIFICATION, status__in=SEATED)
        .select_related("person", "cohort")
        .prefetch_related("assignment_results", "submissions")
    )
