"""Every act of the desk: the secretariat may, others may not, and what it does is seen in the file."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext

from cohorts.actions.review import NotUnderReview
from cohorts.models import (
    CertificationCase,
    Cohort,
    Enrollment,
    EvaluationSheet,
    License,
    LicenseEvent,
    SeatPool,
    StaffAssignment,
)
from lms.kernel.models import Message
from tests.factories.certification import GOOD, evaluated, licensed, ready, released, room, with_proof
from tests.factories.cohorts import (
    CohortDayFactory,
    CohortFactory,
    ConsultationFactory,
    DeclarationFactory,
    EnrollmentFactory,
    ExamRecordFactory,
    PersonFactory,
    SeatPoolFactory,
    StaffAssignmentFactory,
    VenueFactory,
)
from tests.factories.courses import two_day_curriculum
from tests.factories.standalone import UserFactory

pytestmark = pytest.mark.django_db

ENROLLMENT_ACTS = [
    "clear_review", "decline", "cancel_enrollment", "open_evaluation", "assignment_result", "link_record",
]  # fmt: skip
COHORT_ACTS = [
    "cohort_schedule", "cohort_dates", "cohort_venue", "cohort_period", "cohort_capacity", "cohort_staff",
    "cohort_open", "cohort_close", "cohort_start", "cohort_finish", "cohort_archive", "cohort_postpone",
    "cohort_replan", "cohort_cancel", "attendance", "cohort_close_attendance",
]  # fmt: skip
CONSULTATION_ACTS = [
    "consultation_take", "consultation_note", "consultation_ask", "consultation_answer", "consultation_clear",
    "consultation_condition", "consultation_decline",
]  # fmt: skip
LICENSE_ACTS = ["license_suspend", "license_reinstate", "license_revoke", "license_surrender", "license_reissue"]
PROOF_ACTS = ["license_proof_correct", "license_proof_print"]


def under_review(**fields):
    pool = SeatPoolFactory()
    kept = {"verdict": "review", "reasons": [], "needs": ["consultation"], "offers": None}
    enrollment = EnrollmentFactory(
        pool=pool, status="under_review", submitted_at=pool.cohort.applications_open_at, eligibility=kept, **fields
    )
    DeclarationFactory(enrollment=enrollment, purpose="professional_trainer", specialist_number="SP-1")
    person = enrollment.person
    ExamRecordFactory(candidate_number="SP-1", number_key="sp1", person=person, holder_name=person.full_name)
    return enrollment


@pytest.fixture
def addresses(ready_world):
    """The address of every act, on rows that exist."""
    case = ready_world.case
    sheet = EvaluationSheet.objects.first()
    license_ = licensed()
    rows = dict.fromkeys(ENROLLMENT_ACTS, ready_world.enrollment.pk)
    rows |= dict.fromkeys(COHORT_ACTS, ready_world.cohort.pk)
    rows |= dict.fromkeys(CONSULTATION_ACTS, ConsultationFactory().pk)
    rows |= dict.fromkeys(LICENSE_ACTS, license_.pk)
    rows |= dict.fromkeys(PROOF_ACTS, with_proof().pk)
    rows |= {"assign_evaluator": sheet.evaluation_id, "void_sheet": sheet.pk, "decide": case.pk}
    rows |= {"confirm_pass": ExamRecordFactory(person=PersonFactory()).pk}
    message = Message.objects.first()
    rows |= {"retry_message": message.pk}
    return {name: reverse(f"lms_desk:{name}", args=[pk]) for name, pk in rows.items()}


def test_secretariat_opens_every_act_but_the_decision(office, addresses):
    opened = {name for name, address in addresses.items() if office.get(address).status_code == 200}
    assert opened == set(addresses) - {"decide"}


def test_decider_opens_the_decision_and_no_other_act(client, decider, addresses):
    client.force_login(decider)
    assert {name for name, address in addresses.items() if client.get(address).status_code == 200} == {"decide"}


@pytest.mark.parametrize("send", ["get", "post"])
def test_editor_is_sent_away_from_every_act(client, editor, addresses, send):
    client.force_login(editor)
    answers = {getattr(client, send)(address)["Location"] for address in addresses.values()}
    assert answers == {reverse("wagtailadmin_home")}


@pytest.mark.parametrize("send", ["get", "post"])
def test_visitor_is_asked_to_sign_in_for_every_act(client, addresses, send):
    answers = {getattr(client, send)(address)["Location"].partition("?")[0] for address in addresses.values()}
    assert answers == {reverse("wagtailadmin_login")}


def test_looking_at_an_act_changes_nothing(office, addresses):
    before = Message.objects.count(), LicenseEvent.objects.count(), EvaluationSheet.objects.counting().count()
    for address in addresses.values():
        office.get(address)
    after = Message.objects.count(), LicenseEvent.objects.count(), EvaluationSheet.objects.counting().count()
    assert after == before


def act(client, name, pk, **answers):
    return client.post(reverse(f"lms_desk:{name}", args=[pk]), answers)


def refusal(answer):
    """What an act that was not done says."""
    assert answer.status_code == 200
    return answer.context["form"].non_field_errors()


def file_of(enrollment):
    return reverse("lms_desk_enrollment:inspect", args=[enrollment.pk])


# Applications


def test_declining_tells_the_applicant_why(office):
    enrollment = under_review()
    answer = act(office, "decline", enrollment.pk, reason="定員の都合によります。")
    enrollment.refresh_from_db()
    assert (answer["Location"], enrollment.status) == (file_of(enrollment), "declined")
    assert "定員の都合によります。" in Message.objects.about(enrollment).get().body


def test_declining_without_a_reason_is_not_done(office):
    enrollment = under_review()
    answer = act(office, "decline", enrollment.pk, reason="")
    enrollment.refresh_from_db()
    assert (answer.status_code, enrollment.status) == (200, "under_review")


def test_declining_what_is_confirmed_says_why_not(office, world):
    answer = act(office, "decline", world.enrollment.pk, reason="理由")
    assert refusal(answer) == [gettext(str(NotUnderReview.message))]


def test_a_consultation_is_no_box_to_tick(office):
    enrollment = under_review()
    page = office.get(reverse("lms_desk:clear_review", args=[enrollment.pk]))
    assert "事前相談の結果は、相談のページ" in page.context["hindrance"]
    act(office, "clear_review", enrollment.pk, needs=["consultation"], note="電話で確認")
    enrollment.refresh_from_db()
    assert (enrollment.eligibility["needs"], Message.objects.about(enrollment).count()) == (["consultation"], 0)


def test_nobody_acts_on_their_own_file(office, secretariat):
    enrollment = under_review(person=PersonFactory(user=secretariat))
    assert office.get(file_of(enrollment)).status_code == 404
    assert act(office, "clear_review", enrollment.pk, needs=["consultation"]).status_code == 404


# Evaluation


def test_evaluator_of_the_same_employer_is_refused_with_the_reason(office, world):
    act(office, "open_evaluation", world.enrollment.pk, topic="接客")
    evaluation = world.enrollment.lesson_model_evaluations.get()
    person = world.enrollment.person
    PersonFactory(user=world.evaluators[0], employer=_employed(person))
    assignment = StaffAssignment.objects.get(user=world.evaluators[0])
    assert len(refusal(act(office, "assign_evaluator", evaluation.pk, evaluator=assignment.pk))) == 1
    assert evaluation.sheets.count() == 0


def _employed(person):
    from tests.factories.cohorts import OrganizationFactory

    person.employer = OrganizationFactory()
    person.save()
    return person.employer


def test_without_staff_there_is_nobody_to_choose(office, world):
    act(office, "open_evaluation", world.enrollment.pk)
    address = reverse("lms_desk:assign_evaluator", args=[world.enrollment.lesson_model_evaluations.get().pk])
    assert 'name="evaluator"' in office.get(address).content.decode()
    world.cohort.staff.all().delete()
    page = office.get(address).content.decode()
    assert "この開催回の担当者がまだいません" in page
    assert 'name="evaluator"' not in page


def test_assigning_gives_the_evaluator_a_sheet(office, world):
    act(office, "open_evaluation", world.enrollment.pk)
    evaluation = world.enrollment.lesson_model_evaluations.get()
    assignment = StaffAssignment.objects.get(user=world.evaluators[0])
    act(office, "assign_evaluator", evaluation.pk, evaluator=assignment.pk)
    assert evaluation.sheets.get().evaluator == world.evaluators[0]


def test_voiding_a_sheet_keeps_it_with_its_reason(office, world):
    sheet = evaluated(world, GOOD, GOOD).sheets.first()
    act(office, "void_sheet", sheet.pk, reason="後から利害関係が判明")
    sheet.refresh_from_db()
    assert (sheet.status, sheet.void_reason) == ("voided", "後から利害関係が判明")


def test_assignment_result_is_recorded_as_the_next_attempt(office, world):
    for score in ("65.5", "80"):
        act(office, "assignment_result", world.enrollment.pk, score=score)
    scores = [(one.attempt, str(one.score)) for one in world.enrollment.assignment_results.all()]
    assert scores == [(1, "65.50"), (2, "80.00")]


def test_j2_07_confirming_a_pass_moves_the_waiting_case(office, world):
    evaluated(world, GOOD, GOOD)
    act(office, "assignment_result", world.enrollment.pk, score="80")
    released(world)
    record = ExamRecordFactory(person=world.enrollment.person)
    act(office, "confirm_pass", record.pk, passed_on="2027-02-20")
    assert world.case.status == CertificationCase.Status.READY


# The decision


def test_deciding_issues_the_license_and_shows_it(client, decider, ready_world):
    client.force_login(decider)
    answer = act(client, "decide", ready_world.case.pk, outcome="certified")
    assert answer["Location"] == file_of(ready_world.enrollment)
    number = License.objects.get().number
    assert number in client.get(answer["Location"]).content.decode()


def test_second_decision_is_refused(client, decider, ready_world):
    client.force_login(decider)
    case = ready_world.case
    act(client, "decide", case.pk, outcome="certified")
    assert refusal(act(client, "decide", case.pk, outcome="certified")) == ["この認定審査はすでに決定済みです。"]
    assert License.objects.count() == 1


def test_involved_decider_is_refused_with_words(client, decider, ready_world):
    StaffAssignmentFactory(cohort=ready_world.cohort, user=decider)
    client.force_login(decider)
    address = reverse("lms_desk:decide", args=[ready_world.case.pk])
    assert "この審査の決定はできません。" in client.get(address).content.decode()
    assert len(refusal(client.post(address, {"outcome": "certified"}))) == 1
    assert ready_world.case.status == CertificationCase.Status.READY


def test_refusal_without_reasons_is_not_decided(client, decider, ready_world):
    client.force_login(decider)
    assert len(refusal(act(client, "decide", ready_world.case.pk, outcome="not_certified"))) == 1
    assert ready_world.case.status == CertificationCase.Status.READY


def test_certification_is_not_decided_when_its_certificate_cannot_be_drawn(client, decider):
    world = ready()
    person = world.enrollment.person
    person.certificate_name = "\U0001f600"
    person.save()
    client.force_login(decider)
    assert len(refusal(act(client, "decide", world.case.pk, outcome="certified"))) == 1
    assert world.case.status == CertificationCase.Status.READY


# Licenses


def test_suspending_and_reinstating_leaves_both_lines(office):
    license_ = licensed()
    act(office, "license_suspend", license_.pk, reason="会費未納", effective_on="2027-04-01")
    act(office, "license_reinstate", license_.pk, effective_on="2027-05-01")
    assert [event.kind for event in license_.events.all()] == ["issued", "suspended", "reinstated"]


def test_revoking_without_a_reason_is_not_done(office):
    license_ = licensed()
    act(office, "license_revoke", license_.pk, reason="", effective_on="2027-04-01")
    assert license_.events.count() == 1


def test_holder_in_the_office_cannot_change_their_own_license(office, secretariat):
    license_ = licensed()
    person = license_.person
    person.user = secretariat
    person.save()
    assert act(office, "license_suspend", license_.pk, reason="理由").status_code == 404


# Cohorts


@pytest.fixture
def planned(db):
    cohort = CohortFactory()
    two_day_curriculum(course=cohort.course, is_current=True)
    return cohort


def test_j9_02_cohort_is_taken_from_undecided_to_open(office, planned, at):
    at("2026-11-01T10:00:00+09:00")
    curriculum = planned.course.curricula.get()
    act(office, "cohort_schedule", planned.pk, curriculum=curriculum.pk)
    act(office, "cohort_dates", planned.pk, day_1="2027-02-18", day_2="2027-02-19")
    act(office, "cohort_venue", planned.pk, venue=VenueFactory().pk)
    act(office, "cohort_capacity", planned.pk, kind="audit", capacity="20")
    period = {"applications_open_at": "2026-12-01 00:00", "application_deadline_at": "2027-02-01 00:00"}
    act(office, "cohort_period", planned.pk, **period)
    act(office, "cohort_open", planned.pk)
    planned.refresh_from_db()
    assert planned.status == Cohort.Status.OPEN
    assert [str(day) for day in planned.days.values_list("held_on", flat=True)] == ["2027-02-18", "2027-02-19"]
    assert planned.sessions.count() == 4


def test_board_names_what_keeps_applications_closed(office, planned):
    board = office.get(reverse("lms_desk_cohort:inspect", args=[planned.pk])).context["board"]
    assert len(board.obstacles) == 4
    assert len(refusal(act(office, "cohort_open", planned.pk))) == 1


def test_fewer_seats_than_taken_are_refused_with_the_count(office):
    pool = SeatPoolFactory(capacity=10, taken=7)
    answer = act(office, "cohort_capacity", pool.cohort_id, kind="certification", capacity="6")
    assert refusal(answer) == ["7席が使用中・ご案内中または企業用に確保中のため、それより少なくすることはできません。"]
    assert SeatPool.objects.get().capacity == 10


def test_staff_is_found_by_address(office, planned):
    user = UserFactory(email="teacher@example.test")
    act(office, "cohort_staff", planned.pk, email="Teacher@example.test", role="trainer")
    assert planned.staff.get().user == user


def test_unknown_address_says_so(office, planned):
    answer = act(office, "cohort_staff", planned.pk, email="nobody@example.test", role="trainer")
    assert answer.context["form"].errors["email"] == ["このメールアドレスのアカウントはありません。"]


# Attendance


@pytest.fixture
def running():
    """A confirmed participant of a course whose days are over."""
    made = room(status=Enrollment.Status.CONFIRMED)
    made.cohort.days.update(held_on=F("held_on") - timedelta(days=730))
    return made


def cell(enrollment, session, status="", late="", shown=""):
    prefix = f"{enrollment.pk}-{session.pk}"
    return {f"{prefix}-status": status, f"initial-{prefix}-status": shown, f"{prefix}-late_minutes": late}


def attendance(world):
    return {one.session.position: (one.status, one.late_minutes) for one in world.enrollment.attendances.all()}


def test_sheet_records_only_what_was_changed(office, running):
    first, second, *_rest = running.cohort.sessions.all()
    answers = cell(running.enrollment, first, "present") | cell(running.enrollment, second, "partial", "15")
    office.post(reverse("lms_desk:attendance", args=[running.cohort.pk]), answers)
    assert attendance(running) == {1: ("present", 0), 2: ("partial", 15)}


def test_attendance_is_not_written_down_before_the_day(office, running):
    running.cohort.days.update(held_on=F("held_on") + timedelta(days=3650))
    first = running.cohort.sessions.first()
    answer = office.post(
        reverse("lms_desk:attendance", args=[running.cohort.pk]), cell(running.enrollment, first, "present")
    )
    assert "当日以降" in answer.content.decode()
    assert attendance(running) == {}


def test_stale_sheet_does_not_overwrite_a_colleague(office, running):
    first = running.cohort.sessions.first()
    address = reverse("lms_desk:attendance", args=[running.cohort.pk])
    office.post(address, cell(running.enrollment, first, "absent"))
    office.post(address, cell(running.enrollment, first, "", shown=""))
    assert attendance(running) == {1: ("absent", 0)}


def test_everybody_else_can_be_filled_in_as_present(office, running):
    first = running.cohort.sessions.first()
    office.post(reverse("lms_desk:attendance", args=[running.cohort.pk]), {f"fill-{first.pk}": "on"})
    assert attendance(running) == {1: ("present", 0)}


def test_wrong_cell_records_nothing_at_all(office, running):
    first, second, *_rest = running.cohort.sessions.all()
    answers = cell(running.enrollment, first, "present") | cell(running.enrollment, second, "partial", "-5")
    answer = office.post(reverse("lms_desk:attendance", args=[running.cohort.pk]), answers)
    assert (len(answer.context["problems"]), attendance(running)) == (1, {})


def test_closing_ends_the_course_for_everybody(office, running):
    address = reverse("lms_desk:attendance", args=[running.cohort.pk])
    office.post(address, {f"fill-{session.pk}": "on" for session in running.cohort.sessions.all()})
    act(office, "cohort_close_attendance", running.cohort.pk)
    running.enrollment.refresh_from_db()
    assert running.enrollment.status == Enrollment.Status.COMPLETED


def test_closing_with_gaps_names_who_is_missing(office, running):
    assert running.enrollment.number in refusal(act(office, "cohort_close_attendance", running.cohort.pk))[0]


def test_undated_cohort_has_a_day_without_date(office):
    day = CohortDayFactory()
    page = office.get(reverse("lms_desk_cohort:inspect", args=[day.cohort_id])).content.decode()
    assert page.count('class="undecided"') > 3
