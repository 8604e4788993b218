import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from cohorts.actions.case import NoCase, open_case, refresh_case
from cohorts.actions.decision import (
    AlreadyDecided,
    CaseNotReady,
    DeciderInvolved,
    NotADecider,
    ReasonsMissing,
    RequirementsNotMet,
    decide_case,
)
from cohorts.actions.evaluation import open_evaluation, void_sheet
from cohorts.models import (
    CertificationCase,
    CertificationDecision,
    Declaration,
    Enrollment,
    EvaluationSheet,
    ExamRecord,
)
from cohorts.permissions import may_decide
from cohorts.requirements import Code, State, requirements_of, with_facts
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from tests.factories.certification import (
    GOOD,
    NOW,
    OFFICE,
    audit_enrollment,
    certified,
    evaluated,
    marked,
    passed_specialist,
    ready,
    released,
    room,
    user_with,
)
from tests.factories.cohorts import (
    CohortDayFactory,
    ConfirmedEnrollmentFactory,
    ConfirmedPassFactory,
    ExamRecordFactory,
    StaffAssignmentFactory,
)
from tests.factories.standalone import UserFactory

pytestmark = pytest.mark.django_db
Outcome = CertificationDecision.Outcome


def states(enrollment, now=NOW):
    fresh = with_facts(Enrollment.objects.all()).get(pk=enrollment.pk)
    return {row.code: row.state for row in requirements_of(fresh, now)}


def row(enrollment, code, now=NOW):
    fresh = with_facts(Enrollment.objects.all()).get(pk=enrollment.pk)
    return next(row for row in requirements_of(fresh, now) if row.code == code)


def decide(world, outcome=Outcome.CERTIFIED, *, by=None, **fields):
    return decide_case(world.case, outcome=outcome, by=Actor.person(by or world.decider), now=NOW, **fields)


# The checklist


def test_checklist_of_a_beginner():
    world = room(status="confirmed")
    assert states(world.enrollment) == {
        Code.SEAT: State.MET,
        Code.PURPOSE: State.MET,
        Code.ATTENDANCE: State.PENDING,
        Code.LESSON_MODEL: State.PENDING,
        Code.ASSIGNMENT: State.PENDING,
        Code.SPECIALIST: State.WAITING,
    }


def test_checklist_of_somebody_who_met_everything():
    world = ready()
    assert set(states(world.enrollment).values()) == {State.MET}


def test_audit_seat_has_one_row_that_says_no(db):
    enrollment = audit_enrollment(room().cohort)
    assert states(enrollment) == {Code.SEAT: State.NOT_MET}


def test_purpose_waits_for_the_application():
    world = room(status="under_review")
    assert states(world.enrollment)[Code.PURPOSE] is State.PENDING
    Declaration.objects.all().delete()
    assert states(world.enrollment)[Code.PURPOSE] is State.PENDING


@pytest.mark.parametrize(
    "status,state", [("confirmed", State.PENDING), ("completed", State.MET), ("incomplete", State.NOT_MET)]
)
def test_attendance(status, state):
    assert states(room(status=status).enrollment)[Code.ATTENDANCE] is state


@pytest.mark.parametrize(
    "sheets,gate,state",
    [
        ([], True, State.PENDING),
        ([GOOD], True, State.PENDING),
        ([GOOD, GOOD], True, State.MET),
        ([GOOD, "4443444"], True, State.MET),
        (["4433444", "4433444"], True, State.NOT_MET),
        ([GOOD, GOOD], False, State.NOT_MET),
        (["5555555", "3333333"], True, State.PENDING),  # a third evaluator is needed
        (["5555555", "3333333", "4444444"], True, State.MET),
    ],
)
def test_lesson_model(sheets, gate, state):
    world = room()
    evaluated(world, *sheets, gate=gate)
    assert states(world.enrollment)[Code.LESSON_MODEL] is state


def test_lesson_model_scored_by_trainers_alone_does_not_count():
    world = room()
    evaluated(world, GOOD, GOOD)
    EvaluationSheet.objects.update(is_trainer=True)
    assert states(world.enrollment)[Code.LESSON_MODEL] is State.PENDING


def test_reevaluation_replaces_a_failed_attempt():
    world = room()
    evaluated(world, "3333333", "3333333")
    assert states(world.enrollment)[Code.LESSON_MODEL] is State.NOT_MET
    world.evaluators.reverse()
    evaluated(world, GOOD, GOOD)
    assert states(world.enrollment)[Code.LESSON_MODEL] is State.MET


@pytest.mark.parametrize("score,state", [("69.99", State.NOT_MET), ("70", State.MET)])
def test_assignment(score, state):
    world = room()
    marked(world, score)
    assert states(world.enrollment)[Code.ASSIGNMENT] is state


def test_latest_mark_counts():
    world = room()
    marked(world, "80")
    marked(world, "60")
    assert states(world.enrollment)[Code.ASSIGNMENT] is State.NOT_MET


@pytest.mark.parametrize(
    "record,state",
    [
        ({"status": "in_progress"}, State.WAITING),
        ({"status": "passed", "passed_on": date(2027, 2, 1)}, State.WAITING),  # announced, not confirmed
        ({"status": "passed", "passed_on": date(2027, 2, 1), "confirmed_at": NOW}, State.MET),
        ({"status": "failed"}, State.NOT_MET),
        ({"status": "passed", "passed_on": date(2027, 2, 1), "confirmed_at": NOW, "level": "basic"}, State.WAITING),
    ],
)
def test_specialist(record, state):
    world = room()
    ExamRecordFactory(person=world.enrollment.person, **record)
    assert states(world.enrollment)[Code.SPECIALIST] is state


def test_course_results_wait_two_years_for_the_pass():
    world = room()
    evaluated(world, GOOD, GOOD)
    marked(world)
    released(world)
    last = datetime(2029, 2, 28, 14, 59, 59, tzinfo=UTC)  # 23:59:59 in Japan
    assert row(world.enrollment, Code.SPECIALIST).due_on == date(2029, 2, 28)
    assert states(world.enrollment, last)[Code.LESSON_MODEL] is State.MET
    assert states(world.enrollment, last + timedelta(seconds=1))[Code.LESSON_MODEL] is State.NOT_MET
    assert states(world.enrollment, last + timedelta(seconds=1))[Code.ASSIGNMENT] is State.NOT_MET


def test_pass_confirmed_in_time_keeps_the_results_for_ever():
    world = ready()
    assert set(states(world.enrollment, datetime(2035, 1, 1, tzinfo=UTC)).values()) == {State.MET}


def test_j1_14_checklist_holds_no_score():
    world = room()
    evaluated(world, "5544444", "4444444")
    marked(world, "83.25")
    fresh = with_facts(Enrollment.objects.all()).get(pk=world.enrollment.pk)
    told = " ".join(f"{r.title} {r.detail} {r.missing} {r.state_label}" for r in requirements_of(fresh, NOW))
    assert not [digits for digits in ("83", "78", "75", "80") if digits in told]


@pytest.mark.parametrize("count", [1, 3])
def test_checklists_of_many_take_as_many_queries_as_of_one(count, django_assert_num_queries):
    for _ in range(count):
        ready()
    with django_assert_num_queries(11):
        for enrollment in with_facts(Enrollment.objects.all()):
            requirements_of(enrollment, NOW)


# The case


def test_case_follows_the_facts():
    world = room(status="confirmed")
    assert refresh_case(world.enrollment, by=OFFICE, now=NOW).status == "collecting"
    evaluated(world, GOOD, GOOD)
    marked(world)
    released(world)
    assert world.case.status == "collecting"
    Enrollment.objects.update(status="completed")
    assert refresh_case(world.enrollment, by=OFFICE, now=NOW).status == "awaiting_specialist"
    passed_specialist(world)
    case = refresh_case(world.enrollment, by=OFFICE, now=NOW)
    assert (case.status, case.ready_at) == ("ready", NOW)
    sent = Message.objects.filter(kind__startswith="cohorts.email.case").order_by("pk").values_list("kind", flat=True)
    assert list(sent) == ["cohorts.email.case_waiting", "cohorts.email.case_ready"]


def test_refreshing_again_changes_and_mails_nothing():
    world = ready()
    for _ in range(2):
        refresh_case(world.enrollment, by=OFFICE, now=NOW + timedelta(hours=1))
    assert world.case.ready_at == NOW
    assert Message.objects.filter(kind="cohorts.email.case_ready").count() == 1


def test_a_voided_sheet_takes_readiness_back():
    world = ready()
    sheet = EvaluationSheet.objects.first()
    void_sheet(sheet, reason="利害関係", by=OFFICE, now=NOW)
    assert (world.case.status, world.case.ready_at) == ("collecting", None)


def test_a_no_is_ready_for_decision_too():
    world = room()
    passed_specialist(world)
    evaluated(world, "3333333", "3333333")
    marked(world)
    released(world)
    assert world.case.status == "ready"


def test_reevaluation_reopens_collecting():
    world = room()
    passed_specialist(world)
    evaluated(world, "3333333", "3333333")
    marked(world)
    released(world)
    open_evaluation(world.enrollment, by=OFFICE, now=NOW)
    assert world.case.status == "collecting"


def test_j4_12_audit_and_unconfirmed_seats_have_no_case():
    world = room(status="under_review")
    audit = audit_enrollment(world.cohort)
    for enrollment in (world.enrollment, audit):
        assert refresh_case(enrollment, by=OFFICE, now=NOW) is None
        with pytest.raises(NoCase):
            open_case(enrollment, by=OFFICE, now=NOW)
    assert CertificationCase.objects.count() == 0


def test_mail_while_waiting_says_that_the_course_alone_does_not_certify():
    world = room()
    evaluated(world, GOOD, GOOD)
    marked(world)
    released(world)
    mail = Message.objects.get(kind="cohorts.email.case_waiting")
    assert mail.to_email == world.enrollment.person.email
    assert world.enrollment.number in mail.body
    told = mail.body.replace(world.enrollment.number, "").replace(world.cohort.title, "")
    assert {"75", "75.00", "80", "80.00"}.isdisjoint(re.findall(r"[0-9.]+", told))


# The decision


def test_j2_08_decision_freezes_its_evidence():
    world = ready()
    decision = decide(world)
    evidence = decision.evidence
    assert world.case.status == "decided"
    assert (decision.decided_by, decision.decided_at) == (world.decider, NOW)
    assert evidence["scheme"]["version"] == world.scheme.version
    assert evidence["lesson_model"]["total"] == "75.00"
    assert [sheet["levels"]["C1"] for sheet in evidence["lesson_model"]["sheets"]] == [4, 4]
    assert evidence["assignment"]["score"] == "80.00"
    assert evidence["specialist"]["status"] == "passed"
    assert {row["code"]: row["state"] for row in evidence["requirements"]} == dict.fromkeys(Code.values, "met")


@pytest.mark.parametrize("who", ["trainer", "evaluator", "evaluator without a sheet", "marker", "trainee", "voided"])
def test_j1_18_nobody_involved_decides(who):
    world = ready()
    marker = UserFactory()
    world.enrollment.assignment_results.update(marked_by=marker)
    voided = UserFactory()
    sheet = EvaluationSheet.objects.first()
    EvaluationSheet.objects.create(
        evaluation=sheet.evaluation,
        evaluator=voided,
        status="voided",
        assigned_at=NOW,
        voided_at=NOW,
        void_reason="利害関係",
    )
    user = {
        "trainer": world.trainer,
        "evaluator": world.evaluators[0],
        "evaluator without a sheet": world.evaluators[2],
        "marker": marker,
        "trainee": world.trainee,
        "voided": voided,
    }[who]
    user.is_superuser = True
    user.save()
    assert may_decide(user, world.case) is False
    with pytest.raises(DeciderInvolved):
        decide(world, by=user)
    assert CertificationDecision.objects.count() == 0


@pytest.mark.parametrize("held_on,allowed", [(date(2025, 3, 2), False), (date(2025, 3, 1), True)])
def test_whoever_trained_the_person_in_the_last_two_years_does_not_decide(held_on, allowed):
    world = ready()
    earlier = ConfirmedEnrollmentFactory(person=world.enrollment.person, status="completed")
    CohortDayFactory(cohort=earlier.cohort, held_on=held_on)
    StaffAssignmentFactory(cohort=earlier.cohort, user=world.decider)
    if allowed:
        assert decide(world).outcome == "certified"
    else:
        with pytest.raises(DeciderInvolved):
            decide(world)


def test_deciding_needs_the_right(at):
    at("2027-03-01T12:00:00+09:00")
    world = ready()
    inactive = user_with("lms_cohorts.decide_certification")
    inactive.is_active = False
    secretariat = user_with("lms_cohorts.work_as_secretariat")
    for user in (UserFactory(), secretariat, inactive):
        assert may_decide(user, world.case) is False
        with pytest.raises(NotADecider):
            decide(world, by=user)
    with pytest.raises(NotADecider):
        decide_case(world.case, outcome=Outcome.CERTIFIED, by=OFFICE, now=NOW)
    assert may_decide(world.decider, world.case) is True


def test_an_unready_case_is_not_decided():
    world = room()
    evaluated(world, GOOD, GOOD)
    marked(world)
    released(world)
    with pytest.raises(CaseNotReady):
        decide(world)
    with pytest.raises(CaseNotReady):
        decide(world, Outcome.NOT_CERTIFIED, reasons="待てない")


def test_a_case_that_only_looks_ready_is_not_decided():
    world = ready()
    ExamRecord.objects.update(status="in_progress", confirmed_at=None)
    with pytest.raises(CaseNotReady):
        decide(world)


def test_a_missed_requirement_cannot_be_certified():
    world = room()
    passed_specialist(world)
    evaluated(world, "3333333", "3333333")
    marked(world)
    released(world)
    with pytest.raises(RequirementsNotMet):
        decide(world)
    with pytest.raises(ReasonsMissing):
        decide(world, Outcome.NOT_CERTIFIED, reasons=" ")
    assert decide(world, Outcome.NOT_CERTIFIED, reasons="基準に達しませんでした").outcome == "not_certified"
    mail = Message.objects.get(kind="cohorts.email.not_certified")
    assert "基準に達しませんでした" in mail.body


def test_a_case_is_decided_once():
    world = ready()
    decide(world)
    with pytest.raises(AlreadyDecided):
        decide(world, Outcome.NOT_CERTIFIED, reasons="二度目")
    assert CertificationDecision.objects.get().outcome == "certified"


def test_a_decided_case_does_not_move():
    decision = certified()
    ExamRecord.objects.update(status="failed", confirmed_at=None)
    assert refresh_case(decision.case.enrollment, by=OFFICE, now=NOW).status == "decided"


def test_a_refusal_without_reasons_cannot_be_stored():
    world = ready()
    with pytest.raises(IntegrityError), transaction.atomic():
        CertificationDecision.objects.create(
            case=world.case, outcome="not_certified", decided_by=world.decider, decided_at=NOW, evidence={}
        )


def test_a_declared_pass_is_checked_by_the_office():
    world = room()
    assert str(row(world.enrollment, Code.SPECIALIST).detail) != ""
    Declaration.objects.update(specialist_status="in_progress")
    assert row(world.enrollment, Code.SPECIALIST).state is State.WAITING
    ConfirmedPassFactory(person=world.enrollment.person)
    ExamRecordFactory(person=world.enrollment.person, status="failed")
    assert row(world.enrollment, Code.SPECIALIST).state is State.MET  # a confirmed pass outweighs a later failure
