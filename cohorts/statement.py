"""What is printed on a statement of attendance. Values in, values out; the papers are Japanese whoever reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils import translation

from cohorts.attended_hours import Taught, breaks_of, minutes_between
from cohorts.completion import Presence, SessionRecord
from cohorts.models import AttendanceStatement, ClassSession, SeatKind
from courses.models import Half, SessionFormat
from lms.kernel.calendar import long_date
from lms.kernel.typesetting import typeset

Kind = AttendanceStatement.Kind
TEMPLATE = Path(__file__).parent / "typst" / "statement.typ"
TITLES = {Kind.ATTENDANCE: "受講証明書", Kind.HOURS: "受講時間証明書"}
BODIES = {
    Kind.ATTENDANCE: "上記の方が、下記の講座を聴講されたことを証明します。",
    Kind.HOURS: "上記の方が、下記の講座を下記の時間受講されたことを証明します。",
}
SEATS = {SeatKind.CERTIFICATION.value: "認定コース", SeatKind.AUDIT.value: "受講のみコース"}
HALVES = {Half.MORNING: "午前", Half.AFTERNOON: "午後"}
NO_TITLE = "本書は受講の事実を証するもので、評価の結果、認定、資格の取得を証するものではありません。"
HOURS_NOTE = "受講時間は、各時限の時間から遅刻・早退の時間を差し引いたものです。休憩時間は含みません。"


@dataclass(frozen=True, slots=True)
class Attended:
    """A session and what was recorded of one participant."""

    session: ClassSession
    record: SessionRecord

    @property
    def taught(self) -> Taught:
        return Taught(self.session.starts_at, self.session.ends_at, self.record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands around the table."""

    number: str
    issued_on: date
    holder: str
    holder_romaji: str
    employer: str
    course: str
    cohort: str
    venue: str
    seat: str
    enrollment_number: str
    issuer: str
    representative: str
    address: str
    contact: str


def facts_of(kind: Kind, head: Head, attended: Sequence[Attended]) -> dict[str, Any]:
    """Everything the paper says. Hours net of breaks are stated where every session has its hours."""
    has_hours = all(one.taught.has_hours for one in attended)
    was_there = sum(one.record.presence is not Presence.ABSENT for one in attended)
    facts = [
        ("講座", head.course),
        ("開催回", head.cohort),
        ("受講区分", SEATS[head.seat]),
        ("会場", head.venue),
        ("勤務先", head.employer if kind == Kind.HOURS else ""),
        ("お申込み番号", head.enrollment_number),
    ]
    return {
        "title": TITLES[kind],
        "number": head.number,
        "issued": {
            "words": long_date(head.issued_on),
            "year": head.issued_on.year,
            "month": head.issued_on.month,
            "day": head.issued_on.day,
        },
        "holder": head.holder,
        "holder_romaji": head.holder_romaji,
        "body": BODIES[kind],
        "facts": [{"label": label, "value": value} for label, value in facts if value],
        "days": [_day(list(held), has_hours=has_hours) for _day_of, held in groupby(attended, key=_day_key)],
        "total": {
            "sessions": f"{len(attended)}時限のうち{was_there}時限に出席",
            "planned": duration(sum(one.taught.planned_minutes for one in attended)) if has_hours else "",
            "attended": duration(sum(one.taught.attended_minutes for one in attended)) if has_hours else "",
        },
        "notes": [NO_TITLE, *([HOURS_NOTE] if has_hours else [])],
        "issuer": {
            "name": head.issuer,
            "representative": head.representative,
            "address": head.address,
            "contact": head.contact,
        },
    }


def draw(facts: dict[str, Any]) -> bytes:
    """The PDF (PDF/A-3a, PDF/UA-1); the same facts give the same bytes. Raises UndrawableText."""
    return typeset(TEMPLATE, facts)


def duration(minutes: int) -> str:
    """「6時間30分」「6時間」「45分」."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}分"
    return f"{hours}時間{rest}分" if rest else f"{hours}時間"


def _day_key(one: Attended) -> int:
    return one.session.day.position


def _day(held: list[Attended], *, has_hours: bool) -> dict[str, Any]:
    day = held[0].session.day
    taught = [one.taught for one in held]
    return {
        "label": f"{day.position}日目",
        "date": long_date(day.held_on) if day.held_on else "",
        "hours": _span(day.opens_at, day.closes_at),
        "sessions": [_session(one, has_hours=has_hours) for one in held],
        "breaks": "、".join(_break(first, last) for first, last in breaks_of(taught)) if has_hours else "",
        "attended": duration(sum(one.attended_minutes for one in taught)) if has_hours else "",
    }


def _session(one: Attended, *, has_hours: bool) -> dict[str, str]:
    session = one.session
    with translation.override("ja"):
        formats = "・".join(str(SessionFormat(each).label) for each in session.formats)
    return {
        "half": HALVES[Half(session.half)],
        "title": session.title,
        "formats": formats,
        "hours": _span(session.starts_at, session.ends_at) if session.starts_at and session.ends_at else "",
        "presence": _presence(one.record),
        "attended": duration(one.taught.attended_minutes) if has_hours else "",
    }


def _presence(record: SessionRecord) -> str:
    if record.presence is Presence.ABSENT:
        return "欠席"
    missed = [
        f"{name}{minutes}分"
        for name, minutes in (("遅刻", record.late_minutes), ("早退", record.early_leave_minutes))
        if minutes
    ]
    return f"出席（{'・'.join(missed)}）" if missed else "出席"


def _span(first: time, last: time) -> str:
    return f"{first.hour}:{first.minute:02d}–{last.hour}:{last.minute:02d}"


def _break(first: time, last: time) -> str:
    return f"{_span(first, last)}（{duration(minutes_between(first, last))}）"
