"""What is printed on a license certificate, its PDF and its proof. Facts are frozen when it is ordered."""

from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

from django.utils import translation

from cohorts.models import ClassSession, Cohort, CohortDay
from courses.models import Half, SessionFormat
from lms.kernel import calendar
from lms.kernel.typesetting import picture, qr_svg, typeset

PROOF_MARK = "校正"
TEMPLATE = Path(__file__).parent / "typst" / "certificate.typ"


def printed_day(day: date) -> dict[str, Any]:
    """A day as printed, in the era calendar and in ISO 8601."""
    return {
        "era": calendar.era_date(day),
        "iso": day.isoformat(),
        "year": day.year,
        "month": day.month,
        "day": day.day,
    }


def last_day(until: date) -> date:
    """The last valid day of a term whose end is exclusive: certificates and pages name the day people may rely on."""
    return until - calendar.ONE_DAY


def draw(facts: Mapping[str, Any]) -> bytes:
    """The PDF of a certificate (PDF/A-3a, PDF/UA-1); the same facts give the same bytes.

    Raises UndrawableText where a fact holds a character the fonts cannot draw.
    """
    return typeset(TEMPLATE, {**facts, "qr": qr_svg(facts["verify_url"])})


def draw_proof(facts: Mapping[str, Any]) -> bytes:
    """The same as it would be printed, marked 校正 on both sides and without a place for the seal."""
    return typeset(TEMPLATE, _as_proof(facts))


def picture_of_proof(facts: Mapping[str, Any]) -> bytes:
    """The front of the proof as a PNG, for the page."""
    return picture(TEMPLATE, _as_proof(facts))


def _as_proof(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {**facts, "qr": qr_svg(facts["verify_url"]), "proof": PROOF_MARK}


def romaji(family: str, given: str) -> str:
    """Write TAKAHASHI Misaki: the family name in capitals, so that nobody mistakes the order."""
    return f"{family.upper()} {given}".strip()


def days_of(cohort: Cohort) -> list[dict[str, Any]]:
    """The timetable of a cohort as the reverse side draws it; nothing for a cohort without sessions."""
    days = cohort.days.prefetch_related("sessions").order_by("position")
    with translation.override("ja"):
        return [_day(number, day) for number, day in enumerate(days, start=1)]


def _day(number: int, day: CohortDay) -> dict[str, Any]:
    return {
        "label": f"{number}日目",
        "hours": f"{_clock(day.opens_at)}–{_clock(day.closes_at)}",
        "held_on": calendar.long_date(day.held_on) if day.held_on else "",
        "sessions": [_session(session) for session in sorted(day.sessions.all(), key=lambda one: one.position)],
    }


def _session(session: ClassSession) -> dict[str, Any]:
    return {
        "half": {Half.MORNING: "午前", Half.AFTERNOON: "午後"}[Half(session.half)],
        "title": session.title,
        "theme": session.theme,
        "formats": [str(SessionFormat(one).label) for one in session.formats],
    }


def _clock(moment: time) -> str:
    return f"{moment.hour}:{moment.minute:02d}"
