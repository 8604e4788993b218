"""The timetable of a cohort, from its own sessions."""

from collections.abc import Iterable
from itertools import groupby

from cohorts.models import ClassSession, Cohort
from courses.timetable import TimetableDay, TimetableSession, named_competencies


def timetable_of_cohort(cohort: Cohort) -> tuple[TimetableDay, ...]:
    """The ribbon with this cohort's dates (None = 未定); one query."""
    return ribbon(cohort.sessions.select_related("day").order_by("day__position", "position"))


def ribbon(sessions: Iterable[ClassSession]) -> tuple[TimetableDay, ...]:
    """The days of one cohort; give it sessions with their day selected, in the order of the days."""
    return tuple(
        TimetableDay(day.position, day.held_on, day.opens_at, day.closes_at, tuple(_session(each) for each in held))
        for day, held in groupby(sessions, key=lambda session: session.day)
    )


def _session(session: ClassSession) -> TimetableSession:
    return TimetableSession(
        half=session.half,
        title=session.title,
        theme=session.theme,
        formats=tuple(session.formats),
        outcomes=tuple(session.outcomes),
        competencies=named_competencies(session.competencies),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
    )
