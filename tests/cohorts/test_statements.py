"""J4.6 and J7.11: what somebody attended, on paper; no score, no title, and the bytes as they were issued."""

from datetime import UTC, datetime, time
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from cohorts.actions.statement import (
    CourseNotOver,
    NotForThisSeat,
    NothingAttended,
    SessionHoursMissing,
    StatementDamaged,
    StatementNotPrintable,
    bytes_of,
    issue_statement,
)
from cohorts.attended_hours import Taught, breaks_of
from cohorts.completion import Presence, SessionRecord
from cohorts.models import Attendance, AttendanceStatement, Enrollment, Person
from cohorts.statement import duration
from lms.kernel.actor import Actor
from tests.factories.certification import audit_enrollment, room

OFFICE, NOW = Actor.process("office"), datetime(2027, 2, 25, 3, 0, tzinfo=UTC)
HOURS = [(time(10), time(12, 30)), (time(13, 30), time(17)), (time(9), time(12)), (time(13), time(16))]
THERE = SessionRecord(Presence.PRESENT)


@pytest.fixture
def world(db):
    """A cohort that was held for twelve hours net of lunch; nobody's attendance is recorded yet."""
    world = room()
    for session, (begins, ends) in zip(world.cohort.sessions.order_by("position"), HOURS, strict=True):
        session.starts_at, session.ends_at = begins, ends
        session.save()
    return world


@pytest.fixture
def listener(world):
    enrollment = audit_enrollment(world.cohort)
    Enrollment.objects.filter(pk=enrollment.pk).update(status="completed")
    attended(enrollment)
    return Enrollment.objects.get(pk=enrollment.pk)


def attended(enrollment, **second):
    """Every session in full, the second one as given."""
    for number, session in enumerate(enrollment.cohort.sessions.order_by("position"), start=1):
        facts = {"status": "present", **(second if number == 2 else {})}
        Attendance.objects.create(enrollment=enrollment, session=session, recorded_at=NOW, **facts)


def issued(enrollment, kind):
    return issue_statement(enrollment, kind, by=OFFICE, now=NOW)


def words_of(pdf):
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_j4_06_an_audit_seat_gets_a_paper_on_hours_and_sessions_without_score_or_title(listener):
    statement = issued(listener, "attendance")

    assert statement.number == "AT-2026-0001"
    words = words_of(bytes_of(statement))
    for part in (
        "受講証明書",
        "AT-2026-0001",
        "受講のみコース",
        "4時限のうち4時限に出席",
        "12時間",
        "認定、資格の取得を証するものではありません",
    ):
        assert part in words
    assert "点" not in words
    assert "ライセンス" not in words


def test_j7_11_hours_are_net_of_breaks_and_of_what_was_missed(world):
    attended(world.enrollment, status="partial", late_minutes=20, early_leave_minutes=10)
    statement = issued(world.enrollment, "hours")

    assert statement.number == "AH-2026-0001"
    assert statement.facts["total"] == {
        "sessions": "4時限のうち4時限に出席",
        "planned": "12時間",
        "attended": "11時間30分",
    }
    assert [day["breaks"] for day in statement.facts["days"]] == ["12:30–13:30（1時間）", "12:00–13:00（1時間）"]
    words = words_of(bytes_of(statement))
    for part in ("受講時間証明書", "髙橋美咲", "出席（遅刻20分・早退10分）", "3時間", "休憩12:30–13:30", "11時間30分"):
        assert part in words


def test_the_paper_stays_as_it_was_issued_and_is_issued_once(world):
    attended(world.enrollment)
    first = issued(world.enrollment, "hours")
    Person.objects.update(family_name="別")
    again = issued(world.enrollment, "hours")
    assert (again.pk, bytes(again.pdf), again.facts["holder"]) == (first.pk, bytes(first.pdf), "髙橋 美咲")
    AttendanceStatement.objects.update(pdf=b"x")
    with pytest.raises(StatementDamaged):
        bytes_of(AttendanceStatement.objects.get())


def test_without_the_hours_of_the_sessions_attendance_is_stated_and_hours_are_not(listener):
    listener.cohort.sessions.filter(position=1).update(starts_at=None)
    with pytest.raises(SessionHoursMissing):
        issued(listener, "hours")
    statement = issued(listener, "attendance")
    assert statement.facts["total"]["attended"] == ""
    assert "開催時間10:00–17:00" in words_of(bytes_of(statement))


def test_who_has_nothing_to_state_gets_no_paper_and_no_number_is_lost(world, listener):
    with pytest.raises(NothingAttended):
        issued(world.enrollment, "hours")
    with pytest.raises(NotForThisSeat):
        issued(world.enrollment, "attendance")
    going_on = Enrollment(pk=listener.pk)
    Enrollment.objects.filter(pk=listener.pk).update(status="confirmed")
    with pytest.raises(CourseNotOver):
        issued(going_on, "hours")
    Enrollment.objects.filter(pk=listener.pk).update(status="incomplete")
    Person.objects.filter(pk=listener.person_id).update(certificate_name="🌸子")
    with pytest.raises(StatementNotPrintable, match="🌸"):
        issued(listener, "hours")
    Person.objects.filter(pk=listener.person_id).update(certificate_name="桜子")
    assert issued(listener, "hours").number == "AH-2026-0001"


@pytest.mark.parametrize(
    "record,minutes",
    [
        (THERE, 150),
        (SessionRecord(Presence.PARTIAL, 10, 5), 135),
        (SessionRecord(Presence.PARTIAL, 149, 0), 1),
        (SessionRecord(Presence.PARTIAL, 100, 100), 0),
        (SessionRecord(Presence.ABSENT), 0),
    ],
)
def test_minutes_of_a_session(record, minutes):
    assert Taught(time(10), time(12, 30), record).attended_minutes == minutes


def test_a_break_is_what_lies_between_two_sessions():
    morning, noon = Taught(time(9), time(12), THERE), Taught(time(13), time(16), THERE)
    assert breaks_of([noon, morning]) == [(time(12), time(13))]
    assert breaks_of([morning, Taught(time(12), time(13), THERE)]) == []
    assert breaks_of([morning, Taught(None, None, THERE)]) == []


@pytest.mark.parametrize("minutes,words", [(0, "0分"), (45, "45分"), (60, "1時間"), (690, "11時間30分")])
def test_durations_in_words(minutes, words):
    assert duration(minutes) == words


def test_it_is_had_on_my_page_and_at_the_desk_as_the_same_paper(world, client, secretariat):
    attended(world.enrollment)
    client.force_login(world.trainee)
    page = reverse("lms_portal:my_enrollment", args=[world.enrollment.public_id])
    ask = reverse("lms_portal:my_statement_new", args=[world.enrollment.public_id, "hours"])
    assert ask in client.get(page).content.decode()
    mine = client.post(ask, follow=True)
    assert mine["Content-Type"] == "application/pdf"
    assert client.post(ask.replace("hours", "score")).status_code == 404

    client.force_login(secretariat)
    file = client.get(reverse("lms_desk_enrollment:inspect", args=[world.enrollment.pk])).content.decode()
    paper = reverse("lms_desk:statement_pdf", args=[AttendanceStatement.objects.get().pk])
    assert paper in file
    assert client.get(paper).content == mine.content
    client.post(reverse("lms_desk:issue_statement", args=[world.enrollment.pk]), {"kind": "hours"})
    assert AttendanceStatement.objects.count() == 1
