"""Who was there, session by session, and what it amounts to at the end."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts import conf
from cohorts.actions.case import refresh_case
from cohorts.completion import Completion, Presence, SessionRecord, completion
from cohorts.models import Attendance, ClassSession, Cohort, Enrollment
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.calendar import jst_date
from lms.kernel.obstacles import Obstacle

Status = Enrollment.Status
OUTCOME = {Completion.COMPLETE: Status.COMPLETED, Completion.INCOMPLETE: Status.INCOMPLETE}


class NotAParticipant(Obstacle):
    message = _("Attendance is recorded for confirmed participants of this cohort only.")


class MinutesDoNotFit(Obstacle):
    message = _("Minutes missed go with partly present, and only with it.")


class NotHeldYet(Obstacle):
    message = _("Attendance is recorded on the day itself or afterwards, not before.")


class AttendanceClosed(Obstacle):
    message = _("The attendance of this cohort is closed.")


class AttendanceMissing(Obstacle):
    message = _("Some sessions have no attendance yet.")


@transaction.atomic
def record_attendance(
    *,
    session: ClassSession,
    enrollment: Enrollment,
    status: Attendance.Status | str,
    late_minutes: int = 0,
    early_leave_minutes: int = 0,
    note: str = "",
    by: Actor,
    now: datetime,
) -> Attendance:
    """Record, or correct, one participant's attendance of one session; the history keeps what stood before.

    Raises NotHeldYet, NotAParticipant, MinutesDoNotFit, AttendanceClosed once the course was closed for this
    participant.
    """
    _check_held([session], now)
    _check_participant(session, enrollment)
    _check_minutes(status, late_minutes, early_leave_minutes)
    before = Attendance.objects.filter(session=session, enrollment=enrollment).first()
    attendance, _created = Attendance.objects.update_or_create(
        session=session,
        enrollment=enrollment,
        defaults={
            "status": status,
            "late_minutes": late_minutes,
            "early_leave_minutes": early_leave_minutes,
            "note": note,
            "recorded_by_id": by.user.pk if by.user else None,
            "recorded_at": now,
        },
    )
    audit.record(
        "lms_cohorts.record_attendance",
        enrollment,
        by=by,
        session=session.position,
        before=_as_log(before),
        after=_as_log(attendance),
    )
    return attendance


@transaction.atomic
def record_attendances(
    sessions: Sequence[ClassSession],
    enrollments: Sequence[Enrollment],
    *,
    status: Attendance.Status | str,
    by: Actor,
    now: datetime,
) -> list[Attendance]:
    """Record the same for many participants at once, in a fixed number of statements; returns what is new.

    What was recorded before stays, and whoever is no confirmed participant any more is passed over. Raises
    NotHeldYet, and MinutesDoNotFit for partly present, which needs minutes.
    """
    _check_held(sessions, now)
    _check_minutes(status, 0, 0)
    cohorts = {session.cohort_id for session in sessions}
    locked = Enrollment.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in enrollments])
    seated = {
        one.pk: one for one in locked.filter(status=Status.CONFIRMED, cohort__in=cohorts).select_related("person")
    }
    rows = Attendance.objects.filter(enrollment__in=seated, session__in=sessions)
    known = set(rows.values_list("enrollment", "session"))
    new = [(one, session) for one in seated.values() for session in sessions if (one.pk, session.pk) not in known]
    made = Attendance.objects.bulk_create(
        Attendance(
            enrollment=one,
            session=session,
            status=status,
            recorded_by_id=by.user.pk if by.user else None,
            recorded_at=now,
        )
        for one, session in new
    )
    positions: dict[Enrollment, list[int]] = {}
    for one, session in new:
        positions.setdefault(one, []).append(session.position)
    facts = [(one, {"session": at, "before": None, "after": [str(status), 0, 0, ""]}) for one, at in positions.items()]
    audit.record_each("lms_cohorts.record_attendance", facts, by=by)
    return made


def completion_of(enrollment: Enrollment) -> Completion:
    """Complete, incomplete, or pending while sessions are unrecorded and none is missed."""
    sessions = list(ClassSession.objects.filter(cohort=enrollment.cohort_id))
    return _completion(sessions, list(enrollment.attendances.all()))


@transaction.atomic
def close_attendance(cohort: Cohort, *, by: Actor, now: datetime) -> list[Enrollment]:
    """End the course for every confirmed participant: completed or not completed, by the completion rule.

    Returns those it ended; none when repeated. Raises AttendanceMissing while somebody's answer is still open, and then
    changes nobody.
    """
    sessions = list(cohort.sessions.all())
    participants = list(cohort.enrollments.filter(status=Status.CONFIRMED).prefetch_related("attendances"))
    results = {one: _completion(sessions, list(one.attendances.all())) for one in participants}
    if waiting := [one for one, result in results.items() if result is Completion.PENDING]:
        sentence = _("Attendance is missing for %(numbers)s.")
        raise AttendanceMissing(sentence % {"numbers": ", ".join(one.number for one in waiting)})
    return [_close(one, OUTCOME[result], by=by, now=now) for one, result in results.items()]


def _close(enrollment: Enrollment, status: Enrollment.Status, *, by: Actor, now: datetime) -> Enrollment:
    Enrollment.objects.filter(pk=enrollment.pk, status=Status.CONFIRMED).update(status=status)
    enrollment.refresh_from_db()
    audit.record("lms_cohorts.close_attendance", enrollment, by=by, after=enrollment.status)
    refresh_case(enrollment, by=by, now=now)
    return enrollment


def _completion(sessions: Sequence[ClassSession], attendances: Sequence[Attendance]) -> Completion:
    known = {attendance.session_id: _as_record(attendance) for attendance in attendances}
    records = [known.get(session.pk) for session in sessions]
    return completion(records, tolerated_minutes=conf.ATTENDANCE_TOLERATED_MINUTES)


def _as_record(attendance: Attendance) -> SessionRecord:
    presence = Presence(attendance.status)
    return SessionRecord(presence, attendance.late_minutes, attendance.early_leave_minutes)


def _as_log(attendance: Attendance | None) -> list[object] | None:
    if attendance is None:
        return None
    return [str(attendance.status), attendance.late_minutes, attendance.early_leave_minutes, attendance.note]


def _check_participant(session: ClassSession, enrollment: Enrollment) -> None:
    current = Enrollment.objects.filter(pk=enrollment.pk, cohort=session.cohort_id).values_list("status", flat=True)
    status = current.first()
    if status in {Status.COMPLETED, Status.INCOMPLETE}:
        raise AttendanceClosed
    if status != Status.CONFIRMED:
        raise NotAParticipant


def _check_held(sessions: Sequence[ClassSession], now: datetime) -> None:
    if any(session.is_ahead(jst_date(now)) for session in sessions):
        raise NotHeldYet


def _check_minutes(status: str, late: int, early: int) -> None:
    is_partial = status == Attendance.Status.PARTIAL
    if min(late, early) < 0 or is_partial != (late + early > 0):
        raise MinutesDoNotFit
