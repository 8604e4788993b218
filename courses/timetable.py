"""The ribbon of a course: one view-model that course page, cohort, attendance list and certificate all draw."""

from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING

from courses.models.fields import Half, SessionFormat

if TYPE_CHECKING:
    from courses.models import Curriculum, CurriculumDay, CurriculumSession


@dataclass(frozen=True, slots=True)
class TimetableSession:
    """Half a day. Times are None while the boundary between morning and afternoon is not decided."""

    half: str
    title: str
    theme: str = ""
    formats: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    starts_at: time | None = None
    ends_at: time | None = None

    @property
    def half_label(self) -> str:
        return str(Half(self.half).label)

    @property
    def format_labels(self) -> list[str]:
        return [str(SessionFormat(each).label) for each in self.formats]


@dataclass(frozen=True, slots=True)
class TimetableDay:
    """One day, counted from 1. The hours may be known long before the date (None = 未定)."""

    position: int
    date: date | None
    opens_at: time
    closes_at: time
    sessions: tuple[TimetableSession, ...]


def timetable_of_curriculum(curriculum: "Curriculum") -> tuple[TimetableDay, ...]:
    """The days as planned, without dates; also of an unsaved curriculum in preview.

    Load the curriculum through `with_timetable()` to keep the number of queries constant.
    """
    return tuple(_day(number, day) for number, day in enumerate(curriculum.days.all(), start=1))


def _day(number: int, day: "CurriculumDay") -> TimetableDay:
    sessions = tuple(_session(session) for session in day.sessions.all())
    return TimetableDay(number, None, day.opens_at, day.closes_at, sessions)


def _session(session: "CurriculumSession") -> TimetableSession:
    return TimetableSession(
        half=session.half,
        title=session.title,
        theme=session.theme,
        formats=tuple(session.formats),
        outcomes=tuple(outcome.text for outcome in session.outcomes.all()),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
    )
