"""From rows to the facts that `cohorts.eligibility` judges, and back to what an enrollment keeps of the answer."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from cohorts.candidate_number import number_key
from cohorts.eligibility import (
    ApplicantFacts,
    Eligibility,
    Need,
    Purpose,
    Reason,
    ReasonCode,
    Record,
    Seat,
    Specialist,
    Verdict,
    Waived,
    assess,
)
from cohorts.models import Declaration, Enrollment, ExamRecord, Waiver
from lms.kernel import calendar, names


def eligibility_of(enrollment: Enrollment, *, now: datetime) -> Eligibility:
    """The answer for an application as it is declared and as far as the secretariat has accepted it, at this moment."""
    record = match_record(enrollment.declaration)
    has_passed = record is not None and record.is_confirmed_pass
    waived = None if has_passed else waived_on(calendar.jst_date(now), enrollment)
    return _judged(enrollment, record, waived, now=now)


def eligibilities_of(enrollments: Collection[Enrollment], *, now: datetime) -> dict[int, Eligibility]:
    """The answers for many applications by their keys, with one query for their records and one for their waivers."""
    keys = {number_key(one.declaration.specialist_number) for one in enrollments} - {""}
    rows = ExamRecord.objects.filter(level=ExamRecord.SPECIALIST, number_key__in=keys).order_by("-candidate_number")
    records = {record.number_key: record for record in rows}
    waivers = _waivers_of(enrollments, calendar.jst_date(now))
    answers = {}
    for one in enrollments:
        record = _fitting(one.declaration, records)
        has_passed = record is not None and record.is_confirmed_pass
        waived = None if has_passed else waivers.get((one.person_id, one.cohort.course_id))
        answers[one.pk] = _judged(one, record, waived, now=now)
    return answers


def _judged(enrollment: Enrollment, record: ExamRecord | None, waived: Waived | None, *, now: datetime) -> Eligibility:
    declaration = enrollment.declaration
    return assess(
        ApplicantFacts(
            seat=Seat(enrollment.kind),
            purpose=Purpose(declaration.purpose),
            specialist=Specialist(declaration.specialist_status),
            today=calendar.jst_date(now),
            record=Record(record.status) if record else None,
            is_confirmed=record is not None and record.is_confirmed_pass,
            expected_on=declaration.specialist_expected_on,
            cleared=cleared_needs(enrollment),
            waived=waived,
        ),
    )


def waived_on(today: date, enrollment: Enrollment) -> Waived | None:
    """The waiver of this course's prerequisite that admits the applicant longest."""
    return _waivers_of([enrollment], today).get((enrollment.person_id, enrollment.cohort.course_id))


def _waivers_of(enrollments: Collection[Enrollment], today: date) -> dict[tuple[int, int], Waived]:
    """By person and course, the one that lasts longest."""
    people, courses = {one.person_id for one in enrollments}, {one.cohort.course_id for one in enrollments}
    valid = Waiver.objects.valid_on(today).filter(person__in=people, course__in=courses)
    rows = valid.order_by("valid_until", "pk")
    return {(row.person_id, row.course_id): Waived(row.last_day, row.reason) for row in rows}


def match_record(declaration: Declaration) -> ExamRecord | None:
    """The Specialist record that the declared number and the applicant's name agree on.

    Width, case, spaces and hyphens of the number do not matter, nor do the usual variants of the name. A record that
    already belongs to somebody else never matches.
    """
    key = number_key(declaration.specialist_number)
    if not key:
        return None
    record = ExamRecord.objects.filter(level=ExamRecord.SPECIALIST, number_key=key).first()
    declaration.matched = _fitting(declaration, {key: record} if record else {})
    return declaration.matched


def _fitting(declaration: Declaration, records: Mapping[str, ExamRecord]) -> ExamRecord | None:
    record = records.get(number_key(declaration.specialist_number))
    person = declaration.enrollment.person
    if record is None or record.person_id not in {None, person.pk}:
        return None
    spellings = (person.full_name, person.certificate_name, person.kana)
    is_same = any(names.same_name(record.holder_name, spelling) for spelling in spellings if spelling)
    return record if is_same or record.person_id == person.pk else None


def cleared_needs(enrollment: Enrollment) -> frozenset[Need]:
    """What the secretariat has looked at and accepted for this application."""
    return frozenset(map(Need, enrollment.eligibility.get("cleared", [])))


def as_json(eligibility: Eligibility, *, cleared: Collection[Need] = ()) -> dict[str, Any]:
    """What an enrollment keeps: verdict, reason codes with their dates, what is needed, what was accepted."""
    return {
        "verdict": eligibility.verdict.value,
        "reasons": [_reason(reason) for reason in eligibility.reasons],
        "needs": [need.value for need in eligibility.needs],
        "offers": eligibility.offers.value if eligibility.offers else None,
        "cleared": sorted(need.value for need in cleared),
    }


def kept_eligibility(enrollment: Enrollment) -> Eligibility | None:
    """The answer an enrollment kept; None where none was given."""
    kept = enrollment.eligibility
    if not kept:
        return None
    return Eligibility(
        verdict=Verdict(kept["verdict"]),
        reasons=tuple(
            Reason(ReasonCode(one["code"]), _day(one["until"]), one.get("words", "")) for one in kept["reasons"]
        ),
        needs=tuple(map(Need, kept["needs"])),
        offers=Seat(kept["offers"]) if kept["offers"] else None,
    )


def _reason(reason: Reason) -> dict[str, Any]:
    words = {"words": reason.words} if reason.words else {}
    return {"code": reason.code.value, "until": _iso(reason.until), **words}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
