from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from cohorts.actions.assignment import CaseDecided, ScoreOutOfRange, record_assignment_result
from cohorts.actions.case import NoStandard
from cohorts.actions.evaluation import (
    AlreadyAssigned,
    AuditHasNoEvaluation,
    ConflictOfInterest,
    EnoughEvaluators,
    EvaluationUnsettled,
    EvidenceMissing,
    IndependentEvaluatorNeeded,
    NewEvaluatorNeeded,
    NotAnEvaluator,
    SheetChangedElsewhere,
    SheetIncomplete,
    SheetLocked,
    TrainersDoNotScore,
    UnknownCriterion,
    VoidWithoutReason,
    assign_evaluator,
    open_evaluation,
    save_sheet_draft,
    submit_sheet,
    void_sheet,
)
from cohorts.models import (
    AssignmentResult,
    CertificationCase,
    CriterionScore,
    EvaluationSheet,
    LessonModelEvaluation,
)
from cohorts.permissions import may_read_sheet, may_score
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from tests.factories.certification import (
    GOOD,
    NOW,
    OFFICE,
    audit_enrollment,
    certified,
    draft,
    evaluated,
    room,
    submitted,
    user_with,
)
from tests.factories.cohorts import OrganizationFactory, PersonFactory, StaffAssignmentFactory
from tests.factories.standalone import UserFactory

pytestmark = pytest.mark.django_db
BY = {"by": OFFICE, "now": NOW}


@pytest.fixture
def world():
    return room()


@pytest.fixture
def evaluation(world):
    return open_evaluation(world.enrollment, **BY)


@pytest.fixture
def sheet(world, evaluation):
    return assign_evaluator(evaluation, evaluator=world.evaluators[0], **BY)


def test_audit_seats_have_no_lesson_model(world):
    enrollment = audit_enrollment(world.cohort)
    with pytest.raises(AuditHasNoEvaluation):
        open_evaluation(enrollment, **BY)
    forced = LessonModelEvaluation.objects.create(enrollment=enrollment, scheme_version=world.scheme, opened_at=NOW)
    with pytest.raises(AuditHasNoEvaluation):
        assign_evaluator(forced, evaluator=world.evaluators[0], **BY)
    assert EvaluationSheet.objects.count() == 0


def test_evaluation_needs_a_standard(world):
    type(world.cohort).objects.filter(pk=world.cohort.pk).update(scheme_version=None)
    with pytest.raises(NoStandard):
        open_evaluation(world.enrollment, **BY)


def test_second_attempt_waits_for_the_first(world, sheet):
    with pytest.raises(EvaluationUnsettled):
        open_evaluation(world.enrollment, **BY)


def test_assigning_tells_the_evaluator(world, sheet):
    assert (sheet.status, sheet.is_trainer) == (EvaluationSheet.Status.ASSIGNED, False)
    mail = Message.objects.get(kind="cohorts.email.evaluator_assigned")
    assert mail.to_email == world.evaluators[0].email
    assert "髙橋 美咲" in mail.body


def test_stranger_is_not_assigned(evaluation):
    with pytest.raises(NotAnEvaluator):
        assign_evaluator(evaluation, evaluator=UserFactory(), **BY)


def test_strict_standard_keeps_trainers_from_scoring():
    world = room(trainers_may_score="strict")
    evaluation = open_evaluation(world.enrollment, **BY)
    with pytest.raises(TrainersDoNotScore):
        assign_evaluator(evaluation, evaluator=world.trainer, **BY)


def test_trainer_who_is_also_evaluator_counts_as_trainer():
    world = room(trainers_may_score="strict")
    StaffAssignmentFactory(cohort=world.cohort, user=world.trainer, role="evaluator")
    with pytest.raises(TrainersDoNotScore):
        assign_evaluator(open_evaluation(world.enrollment, **BY), evaluator=world.trainer, **BY)


def test_mitigated_standard_wants_one_evaluator_who_did_not_teach(world, evaluation):
    first = assign_evaluator(evaluation, evaluator=world.trainer, **BY)
    assert first.is_trainer is True
    with pytest.raises(IndependentEvaluatorNeeded):
        assign_evaluator(evaluation, evaluator=world.staff("trainer"), **BY)
    second = assign_evaluator(evaluation, evaluator=world.evaluators[0], **BY)
    assert second.is_trainer is False


def test_same_employer_is_a_conflict(world, evaluation):
    employer = OrganizationFactory()
    world.enrollment.person.employer = employer
    world.enrollment.person.save()
    PersonFactory(user=world.evaluators[0], employer=employer)
    with pytest.raises(ConflictOfInterest):
        assign_evaluator(evaluation, evaluator=world.evaluators[0], **BY)


def test_same_employer_is_found_under_another_spelling(world, evaluation):
    world.enrollment.declaration.employer_name = "みほん 商事"
    world.enrollment.declaration.save()
    PersonFactory(user=world.evaluators[0], employer=OrganizationFactory(name="ミホン商事"))
    with pytest.raises(ConflictOfInterest):
        assign_evaluator(evaluation, evaluator=world.evaluators[0], **BY)


def test_people_without_employer_share_none(world, evaluation):
    PersonFactory(user=world.evaluators[0])
    assert assign_evaluator(evaluation, evaluator=world.evaluators[0], **BY).status == "assigned"


def test_nobody_scores_themselves(world, evaluation):
    StaffAssignmentFactory(cohort=world.cohort, user=world.trainee, role="evaluator")
    with pytest.raises(ConflictOfInterest):
        assign_evaluator(evaluation, evaluator=world.trainee, **BY)


def test_an_evaluator_has_one_sheet(world, evaluation, sheet):
    with pytest.raises(AlreadyAssigned):
        assign_evaluator(evaluation, evaluator=world.evaluators[0], **BY)
    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluationSheet.objects.create(evaluation=evaluation, evaluator=world.evaluators[0], assigned_at=NOW)


def test_a_third_evaluator_waits_for_disagreement(world, evaluation, sheet):
    other = assign_evaluator(evaluation, evaluator=world.evaluators[1], **BY)
    with pytest.raises(EnoughEvaluators):
        assign_evaluator(evaluation, evaluator=world.evaluators[2], **BY)
    submitted(sheet, "4444444")
    submitted(other, "4444443")
    with pytest.raises(EnoughEvaluators):
        assign_evaluator(evaluation, evaluator=world.evaluators[2], **BY)


def test_a_third_evaluator_joins_after_disagreement(world):
    evaluation = evaluated(world, "5555555", "3333333")
    third = assign_evaluator(evaluation, evaluator=world.evaluators[2], **BY)
    assert evaluation.sheets.count() == 3
    submitted(third, "4444444")
    with pytest.raises(EnoughEvaluators):
        assign_evaluator(evaluation, evaluator=world.staff(), **BY)


def test_reevaluation_needs_new_eyes(world):
    evaluated(world, "3333333", "3333333")
    again = open_evaluation(world.enrollment, **BY)
    assert again.attempt == 2
    assign_evaluator(again, evaluator=world.evaluators[0], **BY)
    with pytest.raises(NewEvaluatorNeeded):
        assign_evaluator(again, evaluator=world.evaluators[1], **BY)
    assert assign_evaluator(again, evaluator=world.evaluators[2], **BY).status == "assigned"


def test_draft_is_kept_however_incomplete(sheet):
    saved = save_sheet_draft(sheet, draft=draft("4.5....", gate=None), edition=0, **BY)
    assert (saved.status, saved.edition, saved.gate_passed) == ("draft", 1, None)
    levels = dict(saved.scores.values_list("criterion__code", "level"))
    assert levels == {"C1": 4, "C2": None, "C3": 5, "C4": None, "C5": None, "C6": None, "C7": None}


def test_draft_can_be_taken_back(sheet):
    save_sheet_draft(sheet, draft=draft("5555555"), edition=0, **BY)
    save_sheet_draft(sheet, draft=draft(".......", note=""), edition=1, **BY)
    assert set(CriterionScore.objects.values_list("level", "note")) == {(None, "")}


def test_second_window_does_not_overwrite(sheet):
    save_sheet_draft(sheet, draft=draft("4444444"), edition=0, **BY)
    with pytest.raises(SheetChangedElsewhere):
        save_sheet_draft(sheet, draft=draft("1111111"), edition=0, **BY)
    with pytest.raises(SheetChangedElsewhere):
        submit_sheet(sheet, edition=0, **BY)
    assert set(CriterionScore.objects.values_list("level", flat=True)) == {4}


def test_unknown_criterion_is_refused_and_nothing_stored(sheet):
    wrong = draft("4444444")
    with pytest.raises(UnknownCriterion):
        save_sheet_draft(sheet, draft=type(wrong)({"C9": 4}, {}), edition=0, **BY)
    sheet.refresh_from_db()
    assert (sheet.edition, sheet.status) == (0, "assigned")


def test_gate_is_not_scored_with_a_level(sheet):
    with pytest.raises(UnknownCriterion):
        save_sheet_draft(sheet, draft=type(draft(GOOD))({"C8": 4}, {}), edition=0, **BY)


@pytest.mark.parametrize(
    "levels,gate,missing",
    [
        ("444444.", True, ("C7",)),
        (".......", None, ("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8")),
        (GOOD, None, ("C8",)),
    ],
)
def test_incomplete_sheet_is_not_submitted(sheet, levels, gate, missing):
    saved = save_sheet_draft(sheet, draft=draft(levels, gate=gate), edition=0, **BY)
    with pytest.raises(SheetIncomplete) as refusal:
        submit_sheet(saved, edition=1, **BY)
    assert refusal.value.codes == missing
    saved.refresh_from_db()
    assert (saved.status, saved.total) == ("draft", None)


@pytest.mark.parametrize("level,needed", [(1, True), (2, True), (3, False), (4, False), (5, True)])
def test_levels_far_from_the_standard_need_evidence(sheet, level, needed):
    saved = save_sheet_draft(sheet, draft=draft(f"{level}333333", note="  "), edition=0, **BY)
    if needed:
        with pytest.raises(EvidenceMissing) as refusal:
            submit_sheet(saved, edition=1, **BY)
        assert refusal.value.codes == ("C1",)
    else:
        assert submit_sheet(saved, edition=1, **BY).status == "submitted"


def test_submitted_sheet_is_locked_with_its_exact_total(sheet):
    done = submitted(sheet, "4444443")
    assert (done.status, done.total, done.submitted_at) == ("submitted", Decimal("72.5"), NOW)
    with pytest.raises(SheetLocked):
        save_sheet_draft(done, draft=draft("5555555"), edition=done.edition, **BY)
    with pytest.raises(SheetLocked):
        submit_sheet(done, edition=done.edition, **BY)


def test_voided_sheet_stays_on_file_and_makes_room(world, evaluation, sheet):
    submitted(sheet)
    with pytest.raises(VoidWithoutReason):
        void_sheet(sheet, reason=" ", **BY)
    assert void_sheet(sheet, reason="利害関係が判明", **BY).status == "voided"
    assert sheet.scores.count() == 7
    assert assign_evaluator(evaluation, evaluator=world.evaluators[0], **BY).pk != sheet.pk


def test_sheets_of_a_decided_case_are_not_voided():
    decision = certified()
    sheet = EvaluationSheet.objects.filter(evaluation__enrollment=decision.case.enrollment).first()
    with pytest.raises(SheetLocked):
        void_sheet(sheet, reason="遅い", **BY)


# Blindness


def test_evaluators_do_not_see_each_other_before_all_have_submitted(world, evaluation, sheet):
    one, two = world.evaluators[:2]
    other = assign_evaluator(evaluation, evaluator=two, **BY)

    def seen(user):
        return set(EvaluationSheet.objects.readable_by(user).values_list("pk", flat=True))

    assert (seen(one), seen(two)) == ({sheet.pk}, {other.pk})
    submitted(sheet)
    assert (seen(one), seen(two)) == ({sheet.pk}, {other.pk})
    submitted(other)
    assert (seen(one), seen(two)) == ({sheet.pk, other.pk}, {sheet.pk, other.pk})


def test_a_lone_early_sheet_is_not_shown_to_a_later_evaluator(world, evaluation, sheet):
    submitted(sheet)
    late = assign_evaluator(evaluation, evaluator=world.evaluators[1], **BY)
    assert list(EvaluationSheet.objects.readable_by(world.evaluators[1])) == [late]


def test_the_third_evaluator_is_blind_too(world):
    evaluation = evaluated(world, "5555555", "3333333")
    third = assign_evaluator(evaluation, evaluator=world.evaluators[2], **BY)
    assert list(EvaluationSheet.objects.readable_by(world.evaluators[2])) == [third]
    assert list(EvaluationSheet.objects.readable_by(world.evaluators[0])) == [
        evaluation.sheets.get(evaluator=world.evaluators[0])
    ]


def test_who_reads_a_submitted_sheet(world):
    evaluation = evaluated(world, GOOD, GOOD)
    sheet = evaluation.sheets.first()
    readers = {
        "secretariat": user_with("lms_cohorts.work_as_secretariat"),
        "decider": world.decider,
        "own": sheet.evaluator,
        "other evaluator": world.evaluators[1],
        "evaluator without a sheet": world.evaluators[2],
        "trainer": world.trainer,
        "trainee": world.trainee,
        "stranger": UserFactory(),
    }
    allowed = {name for name, user in readers.items() if may_read_sheet(user, sheet)}
    assert allowed == {"secretariat", "decider", "own", "other evaluator"}


def test_staff_does_not_read_an_open_sheet(sheet):
    assert may_read_sheet(user_with("lms_cohorts.work_as_secretariat"), sheet) is False


def test_who_may_score(world, sheet):
    assert may_score(world.evaluators[0], sheet) is True
    assert may_score(world.evaluators[1], sheet) is False
    assert may_score(UserFactory(), sheet) is False
    assert may_score(world.evaluators[0], submitted(sheet)) is False


# Assignment


def test_later_mark_supersedes_the_earlier_one(world):
    by = Actor.person(world.trainer)
    for score in ("60", "70.25"):
        record_assignment_result(world.enrollment, score=Decimal(score), marked_by=world.trainer, by=by, now=NOW)
    marks = list(AssignmentResult.objects.values_list("attempt", "score"))
    assert marks == [(1, Decimal(60)), (2, Decimal("70.25"))]


@pytest.mark.parametrize("score", ["-0.01", "100.01", "69.999"])
def test_marks_outside_the_scale_are_refused(world, score):
    with pytest.raises(ScoreOutOfRange):
        record_assignment_result(world.enrollment, score=Decimal(score), marked_by=world.trainer, **BY)


def test_audit_seats_are_not_marked(world):
    with pytest.raises(AuditHasNoEvaluation):
        record_assignment_result(audit_enrollment(world.cohort), score=Decimal(90), marked_by=world.trainer, **BY)


def test_nobody_marks_themselves(world):
    with pytest.raises(ConflictOfInterest):
        record_assignment_result(world.enrollment, score=Decimal(90), marked_by=world.trainee, **BY)


def test_decided_cases_take_no_more_marks():
    decision = certified()
    with pytest.raises(CaseDecided):
        record_assignment_result(decision.case.enrollment, score=Decimal(90), marked_by=UserFactory(), **BY)
    assert CertificationCase.objects.get().status == "decided"


# Constraints


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "submitted"},
        {"status": "voided"},
        {"total": Decimal("100.0001")},
        {"total": Decimal("-0.0001")},
    ],
)
def test_impossible_sheets(sheet, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluationSheet.objects.filter(pk=sheet.pk).update(**fields)


@pytest.mark.parametrize("level", [0, 6])
def test_impossible_levels(sheet, level):
    save_sheet_draft(sheet, draft=draft(GOOD), edition=0, **BY)
    with pytest.raises(IntegrityError), transaction.atomic():
        CriterionScore.objects.update(level=level)
