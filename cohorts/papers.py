"""The papers of a cohort: 受講票, name tags, attendance sheet and the list for trainers.

They are handed out at a door in Japan, so their words are Japanese whatever the reader's language is. A character the
fonts cannot draw is printed as 〓, as printers do for a missing type, so that one name never keeps a whole cohort
without papers; the desk names whom it concerns.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils import translation

from cohorts.certificate import romaji
from cohorts.lessons import STUDYING
from cohorts.models import Attendance, ClassSession, Cohort, CohortDay, Enrollment, SeatKind
from courses.models import Half, SessionFormat
from lms.kernel import calendar
from lms.kernel.models import profile_of
from lms.kernel.typesetting import qr_svg, typeset, undrawable

FOLDER = Path(__file__).parent / "typst"
GETA = "〓"
UNDECIDED = "未定"
HALVES = {Half.MORNING: "午前", Half.AFTERNOON: "午後"}
SEATS = {SeatKind.CERTIFICATION: "認定コース", SeatKind.AUDIT: "受講のみコース"}
MARKS = {Attendance.Status.PRESENT: "○", Attendance.Status.PARTIAL: "△", Attendance.Status.ABSENT: "×"}


class Paper(StrEnum):
    """By the name of its template."""

    ADMISSION = "admission"
    NAME_TAGS = "name_tags"
    ATTENDANCE = "attendance_sheet"
    PARTICIPANTS = "participants"


def with_papers(enrollments: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """Participants, in the order in which they are called, with what their papers say."""
    seated = enrollments.filter(status__in=STUDYING).select_related("person__employer", "declaration")
    return seated.order_by("person__family_kana", "person__given_kana", "pk")


def draw(
    paper: Paper, cohort: Cohort, enrollments: Sequence[Enrollment], *, on: date, with_romaji: bool = False
) -> bytes:
    """The PDF (PDF/A-3a, PDF/UA-1) of one paper for these participants, as things stand on that day.

    `cohort` comes with its venue and course; days and sessions are read here, whatever the number of participants.
    """
    days = list(cohort.days.prefetch_related("sessions").order_by("position"))
    people = [_person(one, paper, with_romaji=with_romaji) for one in enrollments]
    if paper is Paper.ATTENDANCE:
        _mark(people, enrollments, days)
    return typeset(FOLDER / f"{paper}.typ", drawable({**_cohort(cohort, days, on=on), "people": people}))


def attendance_lines(
    cohort: Cohort, enrollments: Sequence[Enrollment]
) -> tuple[list[str], list[list[str | int | None]]]:
    """The attendance sheet as headings and rows, for a spreadsheet."""
    days = list(cohort.days.prefetch_related("sessions").order_by("position"))
    people = [_person(one, Paper.ATTENDANCE, with_romaji=False) for one in enrollments]
    _mark(people, enrollments, days)
    columns = [_column(number, day, session) for number, day in enumerate(days, 1) for session in _sessions(day)]
    headings = ["No.", "申込番号", "氏名", "フリガナ", "勤務先", "受講区分", *columns, "備考"]
    facts = ("number", "name", "kana", "company", "seat")
    rows = [[at, *(said[fact] for fact in facts), *said["marks"], ""] for at, said in enumerate(people, 1)]
    return headings, rows


def _column(number: int, day: CohortDay, session: ClassSession) -> str:
    """Day with its hours, half day, title: a line each."""
    said = _day(number, day)
    time_ = hours(session.starts_at, session.ends_at)
    when = f"{said['label']} {said['held_on']} {said['hours']}".strip()
    return f"{when}\n{HALVES[Half(session.half)]} {time_}\n{session.title}".replace(" \n", "\n")


def drawable(value: Any) -> Any:
    """The same values with 〓 for every character the fonts cannot draw."""
    if isinstance(value, str):
        missing = undrawable(value)
        return value.translate({ord(one): GETA for one in missing}) if missing else value
    if isinstance(value, dict):
        return {name: item if name == "qr" else drawable(item) for name, item in value.items()}
    return [drawable(item) for item in value] if isinstance(value, list) else value


def undrawable_names(enrollments: Iterable[Enrollment]) -> list[Enrollment]:
    """Whose name cannot be printed as it is written."""
    return [one for one in enrollments if undrawable(f"{one.person.full_name}{one.person.kana}")]


def company_of(enrollment: Enrollment) -> str:
    """The employer of today, else the one written on the application."""
    declaration = getattr(enrollment, "declaration", None)
    return str(enrollment.person.employer or "") or (declaration.employer_name if declaration else "")


def hours(opens_at: time | None, closes_at: time | None) -> str:
    """「10:00–17:00」; empty while either is not known."""
    return f"{_clock(opens_at)}–{_clock(closes_at)}" if opens_at and closes_at else ""


def hours_note(days: Sequence[CohortDay]) -> str:
    """What people overlook: a day that does not begin when the first does."""
    others = [(number, day) for number, day in enumerate(days[1:], 2) if day.opens_at != days[0].opens_at]
    said = [
        f"{number}日目は{_clock(day.opens_at)}開始（{_differs(days[0].opens_at, day.opens_at)}）"
        for number, day in others
    ]
    return f"日によって時間が異なります。{'、'.join(said)}。" if said else ""


def _differs(first: time, other: time) -> str:
    day = date(2000, 1, 1)
    gap = datetime.combine(day, other) - datetime.combine(day, first)
    whole, minutes = divmod(abs(gap) // timedelta(minutes=1), 60)
    words = (f"{whole}時間" if whole else "") + (f"{minutes}分" if minutes else "")
    return f"1日目より{words}{'遅く' if gap > timedelta() else '早く'}始まります"


def _cohort(cohort: Cohort, days: Sequence[CohortDay], *, on: date) -> dict[str, Any]:
    venue, profile = cohort.venue, profile_of()
    with translation.override("ja"):
        return {
            "printed": {"words": calendar.long_date(on), "year": on.year, "month": on.month, "day": on.day},
            "issuer": profile.name or str(profile),
            "contact": "　".join(part for part in (profile.phone, profile.email) if part),
            "course": cohort.course.title,
            "cohort": cohort.title,
            "venue": venue.name if venue else UNDECIDED,
            "address": venue.address if venue else "",
            "map_url": venue.map_url if venue else "",
            "bring": [line.strip() for line in cohort.things_to_bring.splitlines() if line.strip()],
            "notes": cohort.joining_notes.strip(),
            "hours_note": hours_note(days),
            "days": [_day(number, day) for number, day in enumerate(days, 1)],
        }


def _day(number: int, day: CohortDay) -> dict[str, Any]:
    return {
        "label": f"{number}日目",
        "held_on": calendar.long_date(day.held_on) if day.held_on else f"日程{UNDECIDED}",
        "hours": hours(day.opens_at, day.closes_at),
        "sessions": [_session(one) for one in _sessions(day)],
    }


def _sessions(day: CohortDay) -> list[ClassSession]:
    return sorted(day.sessions.all(), key=lambda one: one.position)


def _session(session: ClassSession) -> dict[str, Any]:
    return {
        "half": HALVES[Half(session.half)],
        "hours": hours(session.starts_at, session.ends_at),
        "title": session.title,
        "theme": session.theme,
        "formats": [str(SessionFormat(one).label) for one in session.formats],
    }


def _person(enrollment: Enrollment, paper: Paper, *, with_romaji: bool) -> dict[str, Any]:
    person = enrollment.person
    said: dict[str, Any] = {
        "number": enrollment.number,
        "name": person.full_name.strip(),
        "kana": person.kana,
        "romaji": romaji(person.family_romaji, person.given_romaji) if with_romaji else "",
        "company": company_of(enrollment),
        "seat": SEATS[SeatKind(enrollment.kind)],
    }
    if paper is Paper.ADMISSION:
        said["qr"] = qr_svg(enrollment.number)
    if paper is Paper.PARTICIPANTS:
        declaration = getattr(enrollment, "declaration", None)
        with translation.override("ja"):
            said["profession"] = declaration.profession if declaration else ""
            said["purpose"] = str(declaration.get_purpose_display()) if declaration else ""
    return said


def _mark(people: list[dict[str, Any]], enrollments: Sequence[Enrollment], days: Sequence[CohortDay]) -> None:
    """What was recorded already; an empty box where nothing was."""
    sessions = [one.pk for day in days for one in _sessions(day)]
    rows = Attendance.objects.filter(enrollment__in=[one.pk for one in enrollments])
    known = {
        (enrollment, session): status
        for enrollment, session, status in rows.values_list("enrollment", "session", "status")
    }
    for said, enrollment in zip(people, enrollments, strict=True):
        found = [known.get((enrollment.pk, session)) for session in sessions]
        said["marks"] = [MARKS[Attendance.Status(status)] if status else "" for status in found]


def _clock(moment: time) -> str:
    return f"{moment.hour}:{moment.minute:02d}"
