"""The lesson model: opened per attempt, scored blind on sheets, each sheet locked when submitted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from cohorts import certification_emails, conflicts
from cohorts.actions.case import NoStandard, refresh_case
from cohorts.actions.reevaluation import require_repeatable
from cohorts.models import CriterionScore, Enrollment, EvaluationSheet, LessonModelEvaluation, SeatKind, StaffAssignment
from cohorts.repeating import lesson_model_attempts
from courses.grading.lesson_model import Criteria, judge_lesson_model, sheet_total
from courses.models import RubricCriterion, SchemeVersion
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

EVIDENCE_LEVELS = {1, 2, 5}  # a level far from the standard is only believed with what was seen


class AuditHasNoEvaluation(Obstacle):
    message = _("Audit seats have no lesson model: this course is attended without certification.")


class EvaluationUnsettled(Obstacle):
    message = _("The previous attempt is not settled yet.")


class NotAnEvaluator(Obstacle):
    message = _("This person is not on the evaluators' list of the cohort.")


class TrainersDoNotScore(Obstacle):
    message = _("Under this standard, whoever teaches the cohort cannot score it.")


class IndependentEvaluatorNeeded(Obstacle):
    message = _("At least one evaluator must have taught none of this course. Assign that person first.")


class NewEvaluatorNeeded(Obstacle):
    message = _("A re-evaluation needs at least one evaluator who did not score the previous attempt.")


class ConflictOfInterest(Obstacle):
    message = _("This evaluator is too close to the trainee: same person or same employer. Assign somebody else.")


class AlreadyAssigned(Obstacle):
    message = _("This evaluator already has a sheet for this lesson model.")


class EnoughEvaluators(Obstacle):
    message = _("Two evaluators are enough unless their submitted sheets disagree.")


class VoidWithoutReason(Obstacle):
    message = _("Say why the sheet is voided.")


class SheetLocked(Obstacle):
    message = _("This sheet is submitted and can no longer be changed.")


class SheetChangedElsewhere(Obstacle):
    message = _("This sheet was saved in another window. Reload it to see what is stored, then continue.")


class UnknownCriterion(Obstacle):
    message = _("This sheet has no such criterion.")


class SheetIncomplete(Obstacle):
    """Names the criteria that still lack a level (or the gate) in `codes`."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        self.codes = codes
        super().__init__(_("Not every criterion is scored: %(codes)s") % {"codes": ", ".join(codes)})


class EvidenceMissing(Obstacle):
    """Names the criteria whose level asks for a note in `codes`."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        self.codes = codes
        super().__init__(_("Levels 1, 2 and 5 need a note of what you saw: %(codes)s") % {"codes": ", ".join(codes)})


@dataclass(frozen=True, slots=True)
class SheetDraft:
    """What an evaluator has filled in so far, by criterion code; None where nothing is chosen yet."""

    levels: Mapping[str, int | None]
    notes: Mapping[str, str]
    gate_passed: bool | None = None
    comment: str = ""


@transaction.atomic
def open_evaluation(enrollment: Enrollment, *, topic: str = "", by: Actor, now: datetime) -> LessonModelEvaluation:
    """Begin the next attempt of a trainee at the lesson model, under the standard of the cohort.

    Raises AuditHasNoEvaluation, NoStandard, EvaluationUnsettled while an earlier attempt waits for sheets, or
    ReevaluationsUsedUp, ReevaluationTooLate past the limits of the standard.
    """
    enrollment = Enrollment.objects.select_for_update(of=("self",)).get(pk=enrollment.pk)
    if enrollment.kind != SeatKind.CERTIFICATION:
        raise AuditHasNoEvaluation
    if enrollment.cohort.scheme_version is None:
        raise NoStandard
    if EvaluationSheet.objects.open().filter(evaluation__enrollment=enrollment).exists():
        raise EvaluationUnsettled
    if attempts := lesson_model_attempts(enrollment):
        require_repeatable(enrollment, attempts=attempts, now=now)
    last = enrollment.lesson_model_evaluations.aggregate(last=Max("attempt"))["last"] or 0
    evaluation = LessonModelEvaluation.objects.create(
        enrollment=enrollment,
        attempt=last + 1,
        scheme_version=enrollment.cohort.scheme_version,
        topic=topic,
        opened_at=now,
    )
    audit.record("lms_cohorts.open_evaluation", evaluation, by=by, attempt=evaluation.attempt)
    refresh_case(enrollment, by=by, now=now)
    return evaluation


@transaction.atomic
def assign_evaluator(
    evaluation: LessonModelEvaluation, *, evaluator: AbstractBaseUser, by: Actor, now: datetime
) -> EvaluationSheet:
    """Give an evaluator an empty sheet, and tell them.

    Training and certifying are kept apart as ISO/IEC 17024 (5.2) asks: under a STRICT standard trainers never score,
    under a MITIGATED one at least one evaluator has taught none of the cohort.

    Raises NotAnEvaluator, TrainersDoNotScore, IndependentEvaluatorNeeded, NewEvaluatorNeeded, ConflictOfInterest,
    AlreadyAssigned, EnoughEvaluators, AuditHasNoEvaluation.
    """
    evaluation = _locked(evaluation)
    if evaluation.enrollment.kind != SeatKind.CERTIFICATION:
        raise AuditHasNoEvaluation
    sheets = list(evaluation.sheets.counting())
    if any(sheet.evaluator_id == evaluator.pk for sheet in sheets):
        raise AlreadyAssigned
    _require_room(evaluation, sheets)
    is_trainer = _require_role(evaluation, evaluator, sheets)
    if conflicts.too_close(evaluator, evaluation.enrollment):
        raise ConflictOfInterest
    _require_new_eyes(evaluation, evaluator, sheets)
    sheet = EvaluationSheet.objects.create(
        evaluation=evaluation, evaluator_id=evaluator.pk, is_trainer=is_trainer, assigned_at=now
    )
    audit.record("lms_cohorts.assign_evaluator", sheet, by=by, evaluator=evaluator.pk)
    certification_emails.evaluator_assigned(sheet, now=now)
    return sheet


def _locked(evaluation: LessonModelEvaluation) -> LessonModelEvaluation:
    return (
        LessonModelEvaluation.objects.select_for_update(of=("self",))
        .select_related("enrollment__cohort", "enrollment__person", "scheme_version")
        .get(pk=evaluation.pk)
    )


def _require_room(evaluation: LessonModelEvaluation, sheets: list[EvaluationSheet]) -> None:
    if len(sheets) < 2:
        return
    submitted = [sheet for sheet in sheets if sheet.status == EvaluationSheet.Status.SUBMITTED]
    if len(sheets) > 2 or len(submitted) < 2:
        raise EnoughEvaluators
    criteria = evaluation.scheme_version.criteria()
    if not judge_lesson_model(criteria, [sheet.as_rule() for sheet in submitted]).third_needed:
        raise EnoughEvaluators


def _require_role(
    evaluation: LessonModelEvaluation, evaluator: AbstractBaseUser, sheets: list[EvaluationSheet]
) -> bool:
    """Whether the evaluator taught the cohort."""
    roles = set(
        StaffAssignment.objects.filter(cohort=evaluation.enrollment.cohort, user_id=evaluator.pk).values_list(
            "role", flat=True
        )
    )
    is_trainer = StaffAssignment.Role.TRAINER in roles
    if is_trainer and evaluation.scheme_version.trainers_may_score == SchemeVersion.TrainerScoring.STRICT:
        raise TrainersDoNotScore
    if not roles:
        raise NotAnEvaluator
    if is_trainer and sheets and all(sheet.is_trainer for sheet in sheets):
        raise IndependentEvaluatorNeeded
    return is_trainer


def _require_new_eyes(
    evaluation: LessonModelEvaluation, evaluator: AbstractBaseUser, sheets: list[EvaluationSheet]
) -> None:
    earlier = EvaluationSheet.objects.submitted().filter(
        evaluation__enrollment=evaluation.enrollment, evaluation__attempt=evaluation.attempt - 1
    )
    scored_before = set(earlier.values_list("evaluator_id", flat=True))
    if sheets and {evaluator.pk, *(sheet.evaluator_id for sheet in sheets)} <= scored_before:
        raise NewEvaluatorNeeded


@transaction.atomic
def save_sheet_draft(
    sheet: EvaluationSheet, *, draft: SheetDraft, edition: int, by: Actor, now: datetime
) -> EvaluationSheet:
    """Store what is filled in so far, however incomplete.

    Args:
        edition: the edition the window was opened with; another window's saving makes it stale.

    Raises SheetLocked, SheetChangedElsewhere, UnknownCriterion.
    """
    del now
    stored = _take_edition(sheet, edition, gate_passed=draft.gate_passed, comment=draft.comment)
    criteria = {criterion.code: criterion for criterion in _scored_criteria(stored)}
    if unknown := (set(draft.levels) | set(draft.notes)) - set(criteria):
        raise UnknownCriterion(_("This sheet has no criterion %(codes)s.") % {"codes": ", ".join(sorted(unknown))})
    CriterionScore.objects.bulk_create(
        [
            CriterionScore(
                sheet=stored,
                criterion=criterion,
                level=draft.levels.get(code),
                note=draft.notes.get(code, "").strip(),
            )
            for code, criterion in criteria.items()
        ],
        update_conflicts=True,
        unique_fields=["sheet", "criterion"],
        update_fields=["level", "note"],
    )
    if edition == 0:
        audit.record("lms_cohorts.begin_sheet", stored, by=by)
    return stored


def _take_edition(sheet: EvaluationSheet, edition: int, *, gate_passed: bool | None, comment: str) -> EvaluationSheet:
    """The conditional UPDATE comes first: of two windows saving at once exactly one wins."""
    mine = EvaluationSheet.objects.open().filter(pk=sheet.pk, edition=edition)
    taken = mine.update(
        edition=F("edition") + 1,
        status=EvaluationSheet.Status.DRAFT,
        gate_passed=gate_passed,
        comment=comment.strip(),
    )
    stored = EvaluationSheet.objects.select_related("evaluation__scheme_version").get(pk=sheet.pk)
    if not taken:
        raise SheetChangedElsewhere if stored.is_open else SheetLocked
    return stored


def _scored_criteria(sheet: EvaluationSheet) -> list[RubricCriterion]:
    return [criterion for criterion in sheet.evaluation.scheme_version.rubric.all() if not criterion.is_gate]


@transaction.atomic
def submit_sheet(sheet: EvaluationSheet, *, edition: int, by: Actor, now: datetime) -> EvaluationSheet:
    """Lock a complete sheet with its total, and look at the case again.

    Raises SheetLocked, SheetChangedElsewhere, SheetIncomplete, EvidenceMissing.
    """
    # The evaluation is locked so that two last sheets submitted at once see each other.
    _locked(sheet.evaluation)
    stored = EvaluationSheet.objects.select_related("evaluation__scheme_version").get(pk=sheet.pk)
    if not stored.is_open:
        raise SheetLocked
    if stored.edition != edition:
        raise SheetChangedElsewhere
    criteria = stored.evaluation.scheme_version.criteria()
    _require_complete(stored, criteria)
    total = sheet_total(criteria, stored.as_rule().levels)
    EvaluationSheet.objects.filter(pk=stored.pk).update(
        status=EvaluationSheet.Status.SUBMITTED,
        submitted_at=now,
        gate_passed=stored.gate_passed is not False,  # a rubric without a gate has nothing to fail
        total=Decimal(total.numerator) / Decimal(total.denominator),
    )
    stored.refresh_from_db()
    audit.record("lms_cohorts.submit_sheet", stored, by=by, total=str(stored.total))
    refresh_case(stored.evaluation.enrollment, by=by, now=now)
    return stored


def _require_complete(sheet: EvaluationSheet, criteria: Criteria) -> None:
    scores = {score.criterion.code: score for score in sheet.scores.select_related("criterion")}
    unscored = [c.code for c in criteria.scored if c.code not in scores or scores[c.code].level is None]
    if sheet.gate_passed is None:
        unscored += [c.code for c in criteria.rubric if c.is_gate]
    if unscored:
        raise SheetIncomplete(tuple(unscored))
    bare = [code for code, score in scores.items() if score.level in EVIDENCE_LEVELS and not score.note.strip()]
    if bare:
        raise EvidenceMissing(tuple(bare))


@transaction.atomic
def void_sheet(sheet: EvaluationSheet, *, reason: str, by: Actor, now: datetime) -> EvaluationSheet:
    """Take a sheet out of the count (a conflict found late, a wrong person scored); it stays on file with the reason.

    Raises SheetLocked when the case is already decided, VoidWithoutReason.
    """
    evaluation = _locked(sheet.evaluation)
    if not reason.strip():
        raise VoidWithoutReason
    case = getattr(evaluation.enrollment, "certification_case", None)
    if case is not None and case.status == case.Status.DECIDED:
        raise SheetLocked(_("The case is decided; its sheets stay as they were."))
    live = EvaluationSheet.objects.counting().filter(pk=sheet.pk)
    if live.update(status=EvaluationSheet.Status.VOIDED, voided_at=now, void_reason=reason.strip()):
        audit.record("lms_cohorts.void_sheet", sheet, by=by, reason=reason.strip())
    sheet.refresh_from_db()
    refresh_case(evaluation.enrollment, by=by, now=now)
    return sheet
