"""The ribbon of a course: one view-model that course page, cohort, attendance list and certificate all draw."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby
from typing import TYPE_CHECKING, Any

from courses.models.curriculum import CurriculumDay
from courses.models.fields import Half, SessionFormat

if TYPE_CHECKING:
    from courses.models import Curriculum, CurriculumSession


@dataclass(frozen=True, slots=True)
class NamedCompetencies:
    """Code and title of each competency of one framework version; a code without its version would say nothing."""

    version: str
    entries: tuple[tuple[str, str], ...]


def named_competencies(records: Iterable[Mapping[str, str]]) -> tuple[NamedCompetencies, ...]:
    """From what a session keeps of each: framework, version, code and title."""
    entries: dict[str, list[tuple[str, str]]] = {}
    for record in records:
        version = f"{record['framework']} {record['version']}"
        entries.setdefault(version, []).append((record["code"], record["title"]))
    return tuple(NamedCompetencies(version, tuple(each)) for version, each in entries.items())


@dataclass(frozen=True, slots=True)
class TimetableSession:
    """Half a day. Times are None while the boundary between morning and afternoon is not decided."""

    half: str
    title: str
    theme: str = ""
    formats: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    competencies: tuple["NamedCompetencies", ...] = ()
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


def current_timetable(course_id: int | None) -> tuple[TimetableDay, ...]:
    """The days of the current edition of a course, in one query; empty while the course has none."""
    return current_timetables([course_id]).get(course_id, ()) if course_id is not None else ()


def current_timetables(course_ids: Collection[int]) -> dict[int, tuple[TimetableDay, ...]]:
    """The same for several courses at once, by course; those without a current edition are missing."""
    rows = (
        CurriculumDay.objects.filter(curriculum__course_id__in=course_ids, curriculum__is_current=True)
        .order_by(
            "curriculum__course_id",
            "position",
            "pk",
            "sessions__position",
            "sessions__pk",
            "sessions__outcomes__position",
            "sessions__outcomes__pk",
            "sessions__competencies__version",
            "sessions__competencies__domain__position",
            "sessions__competencies__number",
        )
        .values_list(
            "pk",
            "opens_at",
            "closes_at",
            "sessions__pk",
            "sessions__half",
            "sessions__title",
            "sessions__theme",
            "sessions__formats",
            "sessions__starts_at",
            "sessions__ends_at",
            "sessions__outcomes__pk",
            "sessions__outcomes__text",
            "sessions__competencies__version__framework__title",
            "sessions__competencies__version__version",
            "sessions__competencies__code",
            "sessions__competencies__title",
            "curriculum__course_id",
        )
    )
    return {course_id: tuple(_days_in(of_course)) for course_id, of_course in groupby(rows, key=lambda row: row[-1])}


def _days_in(rows: Iterable[tuple[Any, ...]]) -> Iterator[TimetableDay]:
    days = groupby(rows, key=lambda row: row[:3])
    for number, ((_pk, opens_at, closes_at), of_day) in enumerate(days, start=1):
        yield TimetableDay(number, None, opens_at, closes_at, tuple(_sessions_in(of_day)))


def _sessions_in(rows: Iterable[tuple[Any, ...]]) -> Iterator[TimetableSession]:
    """A row per outcome and competency; columns are empty for a day without sessions, a session without either."""
    for pk, of_session in groupby(rows, key=lambda row: row[3]):
        lines = list(of_session)
        half, title, theme, formats, starts_at, ends_at = lines[0][4:10]
        if pk is not None:
            yield TimetableSession(
                half=half,
                title=title,
                theme=theme,
                formats=tuple(formats),
                outcomes=tuple({line[10]: line[11] for line in lines if line[10] is not None}.values()),
                competencies=named_competencies(_records_in(lines)),
                starts_at=starts_at,
                ends_at=ends_at,
            )


def _records_in(lines: Iterable[tuple[Any, ...]]) -> list[dict[str, str]]:
    """Each competency once, as `Competency.as_record` writes it."""
    named = dict.fromkeys(line[12:16] for line in lines if line[12] is not None)
    return [dict(zip(("framework", "version", "code", "title"), each, strict=True)) for each in named]


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
        competencies=named_competencies(each.as_record() for each in session.competencies.all()),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
    )
