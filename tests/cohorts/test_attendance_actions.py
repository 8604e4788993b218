from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from cohorts.actions.attendance import (
    AttendanceClosed,
    AttendanceMissing,
    MinutesDoNotFit,
    NotAParticipant,
    close_attendance,
    completion_of,
    record_attendance,
)
from cohorts.completion import Completion
from cohorts.models import Attendance, Enrollment
from lms.kernel.actor import Actor
from tests.factories.cohorts import (
    AttendanceFactory,
    ClassSessionFactory,
    CohortDayFactory,
    ConfirmedEnrollmentFactory,
    EnrollmentFactory,
    SeatPoolFactory,
)
from tests.factories.standalone import UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime.fromisoformat("2027-02-18T12:30:00+09:00")
LATER = datetime.fromisoformat("2027-02-19T16:30:00+09:00")
PRESENT, PARTIAL, ABSENT = Attendance.Status.PRESENT, Attendance.Status.PARTIAL, Attendance.Status.ABSENT


@pytest.fixture
def trainer():
    return UserFactory()


@pytest.fixture
def enrollment():
    pool = SeatPoolFactory(taken=1)
    day = CohortDayFactory(cohort=pool.cohort)
    for position in (1, 2):
        ClassSessionFactory(day=day, position=position)
    return ConfirmedEnrollmentFactory(pool=pool)


@pytest.fixture
def sessions(enrollment):
    return list(enrollment.cohort.sessions.all())


def record(session, enrollment, status, by, *, now=NOW, **minutes):
    return record_attendance(
        session=session, enrollment=enrollment, status=status, by=Actor.person(by), now=now, **minutes
    )


def test_recording_says_who_and_when(enrollment, sessions, trainer):
    attendance = record(sessions[0], enrollment, PARTIAL, trainer, late_minutes=5)
    assert (attendance.status, attendance.late_minutes, attendance.recorded_by, attendance.recorded_at) == (
        "partial",
        5,
        trainer,
        NOW,
    )


def test_j1_13_recording_again_corrects_the_row_and_keeps_what_stood_there(enrollment, sessions, trainer):
    record(sessions[0], enrollment, ABSENT, trainer)
    record(sessions[0], enrollment, PRESENT, trainer, now=LATER)
    assert Attendance.objects.get().status == "present"
    latest = ModelLogEntry.objects.filter(action="lms_cohorts.record_attendance").order_by("pk").last()
    assert (latest.data["before"], latest.data["after"]) == (["absent", 0, 0, ""], ["present", 0, 0, ""])


@pytest.mark.parametrize(
    "status,minutes",
    [
        (PRESENT, {"late_minutes": 1}),
        (ABSENT, {"early_leave_minutes": 1}),
        (PARTIAL, {}),
        (PARTIAL, {"late_minutes": -5, "early_leave_minutes": 10}),
    ],
)
def test_minutes_go_with_partly_present_only(enrollment, sessions, trainer, status, minutes):
    with pytest.raises(MinutesDoNotFit):
        record(sessions[0], enrollment, status, trainer, **minutes)
    assert not Attendance.objects.exists()


def test_nobody_else_is_recorded(enrollment, sessions, trainer):
    of_another_cohort = ConfirmedEnrollmentFactory()
    still_a_draft = EnrollmentFactory(pool=enrollment.pool)
    for other in (of_another_cohort, still_a_draft):
        with pytest.raises(NotAParticipant):
            record(sessions[0], other, PRESENT, trainer)


def test_j1_16_closing_completes_those_who_were_there_and_nobody_else(enrollment, sessions, trainer):
    pool = enrollment.pool
    pool.taken = 2
    pool.save()
    other = ConfirmedEnrollmentFactory(pool=pool)
    record(sessions[0], enrollment, PRESENT, trainer)
    record(sessions[1], enrollment, PARTIAL, trainer, early_leave_minutes=10)
    record(sessions[0], other, PARTIAL, trainer, late_minutes=11)
    closed = close_attendance(enrollment.cohort, by=Actor.person(trainer), now=LATER)
    assert {one.pk: one.status for one in closed} == {enrollment.pk: "completed", other.pk: "incomplete"}
    assert close_attendance(enrollment.cohort, by=Actor.person(trainer), now=LATER) == []


def test_closing_waits_for_every_session(enrollment, sessions, trainer):
    record(sessions[0], enrollment, PRESENT, trainer)
    with pytest.raises(AttendanceMissing) as refusal:
        close_attendance(enrollment.cohort, by=Actor.person(trainer), now=LATER)
    assert enrollment.number in str(refusal.value)
    enrollment.refresh_from_db()
    assert enrollment.status == Enrollment.Status.CONFIRMED


def test_a_closed_course_takes_no_more_attendance(enrollment, sessions, trainer):
    record(sessions[0], enrollment, ABSENT, trainer)
    close_attendance(enrollment.cohort, by=Actor.person(trainer), now=LATER)
    with pytest.raises(AttendanceClosed):
        record(sessions[0], enrollment, PRESENT, trainer)


def test_the_tolerance_is_a_setting(enrollment, sessions, trainer, settings):
    record(sessions[0], enrollment, PRESENT, trainer)
    record(sessions[1], enrollment, PARTIAL, trainer, late_minutes=15)
    assert completion_of(enrollment) is not Completion.COMPLETE
    settings.LMS_ATTENDANCE_TOLERATED_MINUTES = 15
    assert completion_of(enrollment) is Completion.COMPLETE


def test_nothing_recorded_is_pending(enrollment):
    assert completion_of(enrollment) is Completion.PENDING


@pytest.mark.parametrize("changes", [{"status": "present", "late_minutes": 1}, {"status": "partial"}])
def test_the_database_refuses_minutes_that_contradict(changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        AttendanceFactory(**changes)


def test_the_database_keeps_one_row_per_session_and_participant():
    first = AttendanceFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        AttendanceFactory(enrollment=first.enrollment, session=first.session)
