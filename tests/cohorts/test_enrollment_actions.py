"""From the draft to the seat and back."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from cohorts.actions import application as applications
from cohorts.actions import enrollment as enrollments
from cohorts.actions import review
from cohorts.actions.application import DeclarationData
from cohorts.applications import eligibility_of
from cohorts.eligibility import Need, Verdict
from cohorts.models import Cohort, Declaration, Enrollment, SeatKind, SeatPool
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from tests.factories.cohorts import (
    CohortFactory,
    ConfirmedPassFactory,
    EnrollmentFactory,
    HeldEnrollmentFactory,
    PersonFactory,
    SeatPoolFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime.fromisoformat("2027-01-15T10:00:00+09:00")
LATER = NOW + timedelta(minutes=70)
DEADLINE = datetime.fromisoformat("2027-02-01T00:00:00+09:00")
OFFICE = Actor.process("office")
Status = Enrollment.Status


@pytest.fixture
def pool():
    return SeatPoolFactory(capacity=2)


@pytest.fixture
def record():
    return ConfirmedPassFactory(candidate_number="SP-0041", number_key="sp0041", holder_name="髙橋　美咲")


@pytest.fixture
def person():
    return PersonFactory(family_name="高橋", given_name="美咲")


def declaration(**changes):
    known = {"purpose": "company_employee", "specialist_status": "passed", "specialist_number": "ＳＰ００４１"}
    return DeclarationData(**{**known, **changes})


def draft(person, pool, *, now=NOW, **changes):
    return applications.draft_application(
        person=person,
        cohort=pool.cohort,
        kind=pool.kind,
        declaration=declaration(**changes),
        by=OFFICE,
        now=now,
    )


def hold(enrollment, *, now=NOW):
    return enrollments.hold_seat(
        enrollment,
        eligibility=eligibility_of(enrollment, now=now),
        hold_until=LATER,
        by=OFFICE,
        now=now,
    )


def taken(pool):
    return SeatPool.objects.get(pk=pool.pk).taken


def kinds_of_mail():
    return [kind.rpartition(".")[2] for kind in Message.objects.order_by("pk").values_list("kind", flat=True)]


# Draft


def test_a_draft_has_a_number_and_an_answer_and_takes_no_seat(person, pool, record):
    enrollment = draft(person, pool)
    assert (enrollment.status, enrollment.number) == (Status.DRAFT, "A2026-0001")
    assert enrollment.eligibility["verdict"] == "met"
    assert (taken(pool), kinds_of_mail()) == (0, [])


def test_writing_a_draft_again_changes_the_same_draft(person, pool):
    first = draft(person, pool)
    again = draft(person, pool, specialist_status="neither")
    assert again.pk == first.pk
    assert again.declaration.specialist_status == "neither"
    assert again.eligibility["verdict"] == "not_met"


def test_whoever_holds_a_seat_cannot_apply_again(person, pool, record):
    hold(draft(person, pool))
    with pytest.raises(applications.AlreadyApplied):
        draft(person, pool)


@pytest.mark.parametrize("status", ["released", "declined", "canceled"])
def test_whoever_lost_the_seat_applies_anew(person, pool, status):
    first = draft(person, pool)
    Enrollment.objects.filter(pk=first.pk).update(status=status, submitted_at=NOW)
    assert draft(person, pool).pk != first.pk


@pytest.mark.parametrize(
    "now,is_accepted",
    [
        ("2026-11-30T23:59:59", False),
        ("2026-12-01T00:00:00", True),
        ("2027-01-31T23:59:59", True),
        ("2027-02-01T00:00:00", False),
    ],
)
def test_drafts_are_written_within_the_application_period(person, pool, now, is_accepted):
    moment = datetime.fromisoformat(f"{now}+09:00")
    if is_accepted:
        assert draft(person, pool, now=moment).status == Status.DRAFT
    else:
        with pytest.raises(applications.ApplicationsClosed):
            draft(person, pool, now=moment)


def test_j9_03_a_kind_without_seats_is_not_offered(person, pool):
    with pytest.raises(applications.SeatKindNotOffered):
        applications.draft_application(
            person=person, cohort=pool.cohort, kind=SeatKind.AUDIT, declaration=declaration(), by=OFFICE, now=NOW
        )


def test_a_draft_turns_to_the_audit_seat_with_a_new_answer(person, pool):
    audit = SeatPoolFactory(cohort=pool.cohort, kind=SeatKind.AUDIT)
    enrollment = draft(person, pool, specialist_status="neither")
    changed = applications.change_seat(enrollment, kind=SeatKind.AUDIT, by=OFFICE, now=NOW)
    assert (changed.pool, changed.kind, changed.eligibility["verdict"]) == (audit, "audit", "met")


def test_a_submitted_application_keeps_its_kind(person, pool, record):
    SeatPoolFactory(cohort=pool.cohort, kind=SeatKind.AUDIT)
    enrollment = hold(draft(person, pool))
    with pytest.raises(applications.AlreadyApplied):
        applications.change_seat(enrollment, kind=SeatKind.AUDIT, by=OFFICE, now=NOW)


def test_the_first_acceptance_of_the_texts_stays(person, pool):
    enrollment = draft(person, pool)
    applications.record_consents(enrollment, terms="1", policy="1", privacy="1", by=OFFICE, now=NOW)
    applications.record_consents(enrollment, terms="2", policy="2", privacy="2", by=OFFICE, now=LATER)
    kept = Declaration.objects.get(enrollment=enrollment)
    assert (kept.accepted_terms_version, kept.accepted_policy_version, kept.accepted_privacy_version) == ("1", "1", "1")
    assert kept.accepted_at == NOW


# Hold


def test_holding_takes_a_seat_and_says_so(person, pool, record):
    held = hold(draft(person, pool))
    assert (held.status, held.submitted_at, held.hold_until) == (Status.HELD, NOW, LATER)
    assert taken(pool) == 1
    assert kinds_of_mail() == ["application_received"]
    record.refresh_from_db()
    assert record.person == person


def test_the_last_seat_is_sold_once(pool):
    SeatPool.objects.update(capacity=1)
    for _number in range(2):
        ConfirmedPassFactory()
    first, second = draft_audit(pool), draft_audit(pool)
    hold(first)
    with pytest.raises(enrollments.CohortFull):
        hold(second)
    second.refresh_from_db()
    assert (second.status, taken(pool)) == (Status.DRAFT, 1)


def draft_audit(pool):
    """Somebody whose eligibility is not the question."""
    SeatPool.objects.filter(pk=pool.pk).update(kind=SeatKind.AUDIT)
    pool.refresh_from_db()
    return draft(PersonFactory(), pool)


def test_holding_twice_takes_one_seat(person, pool, record):
    enrollment = hold(draft(person, pool))
    with pytest.raises(applications.AlreadyApplied):
        hold(enrollment)
    assert taken(pool) == 1


def test_holding_twice_in_a_full_cohort_says_that_you_have_a_seat(pool):
    SeatPool.objects.update(capacity=1)
    enrollment = hold(draft_audit(pool))
    with pytest.raises(applications.AlreadyApplied):
        hold(enrollment)


@pytest.mark.parametrize(
    "now,is_held", [(DEADLINE - timedelta(seconds=1), True), (DEADLINE, False)], ids=["23:59:59", "00:00:00"]
)
def test_a_draft_must_be_submitted_before_the_deadline(person, pool, record, now, is_held):
    enrollment = draft(person, pool)
    if is_held:
        assert hold(enrollment, now=now).status == Status.HELD
    else:
        with pytest.raises(applications.ApplicationsClosed):
            hold(enrollment, now=now)
        assert taken(pool) == 0


def test_no_seat_is_held_while_the_office_has_to_look(person, pool):
    enrollment = draft(person, pool)
    assert eligibility_of(enrollment, now=NOW).verdict is Verdict.REVIEW
    with pytest.raises(enrollments.ReviewPending):
        hold(enrollment)
    enrollment.refresh_from_db()
    assert (enrollment.status, taken(pool), kinds_of_mail()) == (Status.DRAFT, 0, [])


# Review


def parked(person, pool, **changes):
    enrollment = draft(person, pool, **changes)
    answer = eligibility_of(enrollment, now=NOW)
    return enrollments.park_for_review(enrollment, eligibility=answer, by=OFFICE, now=NOW)


def test_a_parked_application_waits_without_a_seat(person, pool):
    enrollment = parked(person, pool)
    assert (enrollment.status, enrollment.submitted_at, taken(pool)) == (Status.UNDER_REVIEW, NOW, 0)
    assert kinds_of_mail() == ["application_under_review"]
    assert "番号とお名前" in Message.objects.get().body


def test_parking_twice_says_that_you_have_applied(person, pool):
    enrollment = parked(person, pool)
    answer = eligibility_of(enrollment, now=NOW)
    with pytest.raises(applications.AlreadyApplied):
        enrollments.park_for_review(enrollment, eligibility=answer, by=OFFICE, now=NOW)


def test_parking_after_the_deadline_is_too_late(person, pool):
    enrollment = draft(person, pool)
    answer = eligibility_of(enrollment, now=NOW)
    with pytest.raises(applications.ApplicationsClosed):
        enrollments.park_for_review(enrollment, eligibility=answer, by=OFFICE, now=DEADLINE)


def test_a_cleared_application_takes_its_seat_after_the_deadline(person, pool):
    enrollment = parked(person, pool)
    cleared = review.clear_review(enrollment, needs=[Need.NUMBER_CHECK], note="番号を確認", by=OFFICE, now=DEADLINE)
    assert (cleared.eligibility["verdict"], cleared.eligibility["cleared"]) == ("provisional", ["number_check"])
    held = hold(cleared, now=DEADLINE + timedelta(days=1))
    assert (held.status, held.submitted_at, taken(pool)) == (Status.HELD, NOW, 1)
    assert held.eligibility["cleared"] == ["number_check"]
    assert kinds_of_mail() == ["application_under_review", "review_cleared", "application_received"]


def test_an_answer_with_something_left_is_not_mailed_yet(person, pool):
    enrollment = parked(person, pool, purpose="professional_trainer")
    once = review.clear_review(enrollment, needs=[Need.NUMBER_CHECK], note="", by=OFFICE, now=NOW)
    assert (once.eligibility["verdict"], once.eligibility["needs"]) == ("review", ["confirmed_pass", "consultation"])
    assert kinds_of_mail() == ["application_under_review"]
    again = review.clear_review(once, needs=[Need.CONSULTATION], note="", by=OFFICE, now=NOW)
    assert again.eligibility["verdict"] == "review"


def test_a_declined_application_says_why(person, pool):
    declined = review.decline_application(parked(person, pool), reason="番号が見つかりません", by=OFFICE, now=NOW)
    assert declined.status == Status.DECLINED
    assert "番号が見つかりません" in Message.objects.get(kind__endswith="application_declined").body


@pytest.mark.parametrize("status", [Status.DRAFT, Status.CANCELED])
def test_only_what_is_under_review_is_decided_on(status):
    enrollment = EnrollmentFactory(status=status)
    with pytest.raises(review.NotUnderReview):
        review.decline_application(enrollment, reason="x", by=OFFICE, now=NOW)
    with pytest.raises(review.NotUnderReview):
        review.clear_review(enrollment, needs=[], note="", by=OFFICE, now=NOW)


# Confirm, release, seat again


def test_confirming_twice_confirms_once(person, pool, record):
    held = hold(draft(person, pool))
    first = enrollments.confirm_seat(held, by=OFFICE, now=NOW)
    assert (first.status, first.confirmed_at, first.hold_until) == (Status.CONFIRMED, NOW, None)
    again = enrollments.confirm_seat(held, by=OFFICE, now=LATER)
    assert again.confirmed_at == NOW
    assert taken(pool) == 1
    assert kinds_of_mail().count("seat_confirmed") == 1


def test_a_released_seat_is_not_confirmed_by_itself(person, pool, record):
    held = hold(draft(person, pool))
    enrollments.release_seat(held, by=OFFICE, now=LATER)
    with pytest.raises(enrollments.SeatNotHeld):
        enrollments.confirm_seat(held, by=OFFICE, now=LATER)


def test_releasing_twice_gives_back_one_seat(pool):
    other = hold(draft_audit(pool))
    held = hold(draft_audit(pool))
    assert enrollments.release_seat(held, by=OFFICE, now=LATER) is True
    assert enrollments.release_seat(held, by=OFFICE, now=LATER) is False
    held.refresh_from_db()
    other.refresh_from_db()
    assert (held.status, other.status, taken(pool)) == (Status.RELEASED, Status.HELD, 1)
    assert kinds_of_mail().count("hold_expired") == 1


def test_a_confirmed_seat_is_not_released(person, pool, record):
    confirmed = enrollments.confirm_seat(hold(draft(person, pool)), by=OFFICE, now=NOW)
    assert enrollments.release_seat(confirmed, by=OFFICE, now=LATER) is False
    assert (confirmed.status, taken(pool)) == (Status.CONFIRMED, 1)


@pytest.fixture
def released(person, pool, record):
    held = hold(draft(person, pool))
    enrollments.release_seat(held, by=OFFICE, now=LATER)
    return held


def test_late_money_finds_a_free_seat_once(released, pool):
    seated = enrollments.reseat(released, by=OFFICE, now=DEADLINE)
    assert (seated.status, seated.confirmed_at, taken(pool)) == (Status.CONFIRMED, DEADLINE, 1)
    enrollments.reseat(released, by=OFFICE, now=DEADLINE)
    assert taken(pool) == 1
    assert kinds_of_mail()[-1] == "seat_confirmed"


def test_late_money_finds_no_seat(released, pool):
    SeatPool.objects.filter(pk=pool.pk).update(taken=2)
    with pytest.raises(enrollments.CohortFull):
        enrollments.reseat(released, by=OFFICE, now=DEADLINE)
    released.refresh_from_db()
    assert (released.status, taken(pool)) == (Status.RELEASED, 2)


@pytest.mark.parametrize("status", ["running", "evaluated", "canceled"])
def test_late_money_for_a_cohort_that_seats_nobody(released, pool, status):
    Cohort.objects.update(status=status, status_reason="-")
    with pytest.raises(applications.ApplicationsClosed):
        enrollments.reseat(released, by=OFFICE, now=DEADLINE)
    assert taken(pool) == 0


def test_late_money_of_somebody_who_applied_anew(released, person, pool):
    draft(person, pool)
    with pytest.raises(applications.AlreadyApplied):
        enrollments.reseat(released, by=OFFICE, now=LATER)
    assert taken(pool) == 0


def test_late_money_of_a_canceled_enrollment(pool):
    enrollment = EnrollmentFactory(pool=pool, status=Status.CANCELED)
    with pytest.raises(enrollments.SeatNotHeld):
        enrollments.reseat(enrollment, by=OFFICE, now=LATER)
    assert taken(pool) == 0


# Cancel


@pytest.mark.parametrize("status,seats_left_taken", [("draft", 1), ("under_review", 1), ("held", 0), ("confirmed", 0)])
def test_canceling_gives_back_a_seat_only_where_there_was_one(status, seats_left_taken):
    enrollment = HeldEnrollmentFactory(status=status, confirmed_at=NOW)
    gone = enrollments.cancel_enrollment(enrollment, reason="都合", by=OFFICE, now=NOW)
    enrollments.cancel_enrollment(enrollment, reason="都合", by=OFFICE, now=LATER)
    assert (gone.status, gone.canceled_at, taken(enrollment.pool)) == (Status.CANCELED, NOW, seats_left_taken)


@pytest.mark.parametrize("status", ["completed", "incomplete", "released", "declined"])
def test_what_has_ended_is_not_canceled(status):
    enrollment = HeldEnrollmentFactory(status=status, confirmed_at=NOW)
    with pytest.raises(enrollments.NotCancelable):
        enrollments.cancel_enrollment(enrollment, reason="都合", by=OFFICE, now=NOW)
    assert taken(enrollment.pool) == 1


# What the database never lets through


def test_one_active_enrollment_per_person_and_cohort(person, pool):
    EnrollmentFactory(person=person, pool=pool)
    with pytest.raises(IntegrityError), transaction.atomic():
        EnrollmentFactory(person=person, pool=pool)


@pytest.mark.parametrize("numbers", [{"taken": 3}, {"taken": -1}])
def test_taken_stays_within_capacity(pool, numbers):
    with pytest.raises(IntegrityError), transaction.atomic():
        SeatPool.objects.filter(pk=pool.pk).update(**numbers)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "held", "submitted_at": NOW},
        {"status": "held", "hold_until": NOW},
        {"status": "confirmed", "submitted_at": NOW},
        {"status": "under_review"},
    ],
)
def test_a_status_has_its_moments(changes):
    enrollment = EnrollmentFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrollment.objects.filter(pk=enrollment.pk).update(**changes)


def test_occupying_and_active():
    pool = SeatPoolFactory()
    moments = dict.fromkeys(("submitted_at", "hold_until", "waitlisted_at", "confirmed_at"), NOW)
    made = {status: EnrollmentFactory(pool=pool, status=status, **moments) for status in Status}
    occupying = {Status.OFFERED, Status.HELD, Status.CONFIRMED, Status.COMPLETED, Status.INCOMPLETE}
    assert set(Enrollment.objects.occupying()) == {made[status] for status in occupying}
    assert set(Enrollment.objects.active()) == {
        made[status] for status in occupying | {Status.DRAFT, Status.UNDER_REVIEW, Status.WAITLISTED}
    }


def test_j2_02_the_expected_day_of_the_result_is_told(person, pool):
    cohort = pool.cohort
    assert cohort != CohortFactory()
    ConfirmedPassFactory(
        candidate_number="SP-0042",
        number_key="sp0042",
        holder_name="高橋美咲",
        status="in_progress",
        passed_on=None,
        confirmed_at=None,
    )
    enrollment = draft(
        person,
        pool,
        specialist_status="in_progress",
        specialist_number="SP-0042",
        specialist_expected_on=date(2027, 3, 31),
    )
    hold(enrollment)
    body = Message.objects.get(kind__endswith="application_received").body
    assert "2027年3月31日（水）" in body
    assert "講座の評価だけでは認定されません" in body
