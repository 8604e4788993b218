"""The timetable of a cohort, from its own sessions."""

from cohorts.models import ClassSession, Cohort
from courses.timetable import TimetableDay, TimetableSession


def timetable_of_cohort(cohort: Cohort) -> tuple[TimetableDay, ...]:
    """The ribbon with this cohort's dates (None = 未定); two queries, none after prefetching "days__sessions"."""
    days = cohort.days.all() if "days" in _prefetched(cohort) else cohort.days.prefetch_related("sessions")
    return tuple(
        TimetableDay(
            position=day.position,
            date=day.held_on,
            opens_at=day.opens_at,
            closes_at=day.closes_at,
            sessions=tuple(map(_session, day.sessions.all())),
        )
        for day in days
    )


def _prefetched(cohort: Cohort) -> dict[str, object]:
    return getattr(cohort, "_prefetched_objects_cache", {})


def _session(session: ClassSession) -> TimetableSession:
    return TimetableSession(
        half=session.half,
        title=session.title,
        theme=session.theme,
        formats=tuple(session.formats),
        outcomes=tuple(session.outcomes),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
    )
