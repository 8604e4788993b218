"""The file behind a decision: every fact with its id, version and score, as it stood. Plain JSON, read years later."""

from datetime import datetime
from typing import Any

from cohorts.models import Attendance, Enrollment, EvaluationSheet, Submission
from cohorts.requirements import (
    Requirement,
    declaration_of,
    judged,
    latest_assignment,
    latest_evaluation,
    specialist_record,
    submitted_sheets,
)
from courses.grading.verdicts import shown
from courses.models import SchemeVersion

EDITION = 1  # of this layout


def evidence_of(
    enrollment: Enrollment, *, scheme: SchemeVersion, requirements: tuple[Requirement, ...], now: datetime
) -> dict[str, Any]:
    return {
        "edition": EDITION,
        "taken_at": now.isoformat(),
        "enrollment": {"id": enrollment.pk, "person": enrollment.person_id, "cohort": enrollment.cohort_id},
        "scheme": _scheme(scheme),
        "requirements": [_requirement(row) for row in requirements],
        "purpose": _purpose(enrollment),
        "attendance": _attendance(enrollment),
        "lesson_model": _lesson_model(enrollment),
        "assignment": _assignment(enrollment),
        "specialist": _specialist(enrollment),
    }


def _scheme(scheme: SchemeVersion) -> dict[str, Any]:
    return {
        "id": scheme.pk,
        "version": scheme.version,
        "frozen_at": scheme.frozen_at.isoformat() if scheme.frozen_at else None,
        "lesson_model_pass_total": str(scheme.lesson_model_pass_total),
        "critical_minimum_level": scheme.critical_minimum_level,
        "forbidden_level": scheme.forbidden_level,
        "assignment_pass_score": str(scheme.assignment_pass_score),
        "third_evaluator_total_gap": str(scheme.third_evaluator_total_gap),
        "third_evaluator_level_gap": scheme.third_evaluator_level_gap,
        "trainers_may_score": scheme.trainers_may_score,
    }


def _requirement(row: Requirement) -> dict[str, Any]:
    return {
        "code": row.code.value,
        "state": row.state.value,
        "since": row.since.isoformat() if row.since else None,
        "by_when": row.by_when.isoformat() if row.by_when else None,
    }


def _purpose(enrollment: Enrollment) -> dict[str, Any] | None:
    declaration = declaration_of(enrollment)
    if declaration is None:
        return None
    return {"declaration": declaration.pk, "purpose": declaration.purpose}


def _attendance(enrollment: Enrollment) -> list[dict[str, Any]]:
    rows = Attendance.objects.filter(enrollment=enrollment).order_by("session")
    return [
        {
            "session": row.session_id,
            "status": row.status,
            "late_minutes": row.late_minutes,
            "early_leave_minutes": row.early_leave_minutes,
        }
        for row in rows
    ]


def _lesson_model(enrollment: Enrollment) -> dict[str, Any] | None:
    evaluation = latest_evaluation(enrollment)
    if evaluation is None:
        return None
    result = judged(evaluation)
    return {
        "id": evaluation.pk,
        "attempt": evaluation.attempt,
        "scheme_version": evaluation.scheme_version_id,
        "verdict": result.verdict.value,
        "total": None if result.total is None else str(shown(result.total)),
        "sheets": [_sheet(sheet) for sheet in submitted_sheets(evaluation)],
    }


def _sheet(sheet: EvaluationSheet) -> dict[str, Any]:
    return {
        "id": sheet.pk,
        "evaluator": sheet.evaluator_id,
        "taught_this_cohort": sheet.is_trainer,
        "submitted_at": sheet.submitted_at.isoformat() if sheet.submitted_at else None,
        "total": str(sheet.total),
        "gate_passed": sheet.gate_passed,
        "levels": {score.criterion.code: score.level for score in sheet.scores.all()},
    }


def _assignment(enrollment: Enrollment) -> dict[str, Any] | None:
    result = latest_assignment(enrollment)
    if result is None:
        return None
    return {
        "id": result.pk,
        "attempt": result.attempt,
        "score": str(result.score),
        "marked_by": result.marked_by_id,
        "marked_at": result.marked_at.isoformat(),
        "submission": _submission(result.submission),
    }


def _submission(submission: Submission | None) -> dict[str, Any] | None:
    if submission is None:
        return None
    return {
        "id": submission.pk,
        "number": submission.number,
        "handed_in_at": submission.handed_in_at.isoformat(),
        "sha256": submission.sha256,
    }


def _specialist(enrollment: Enrollment) -> dict[str, Any] | None:
    record = specialist_record(enrollment)
    if record is None:
        return None
    return {
        "id": record.pk,
        "status": record.status,
        "passed_on": record.passed_on.isoformat() if record.passed_on else None,
        "confirmed_at": record.confirmed_at.isoformat() if record.confirmed_at else None,
        "pass_rule": {"id": record.pass_rule.pk, "version": record.pass_rule.version} if record.pass_rule else None,
    }
