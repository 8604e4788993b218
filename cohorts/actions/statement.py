"""Issuing statements of attendance: number, facts and bytes in one transaction, each kind once for an enrollment."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts import statement as paper
from cohorts.certificate import romaji
from cohorts.completion import Presence, SessionRecord
from cohorts.models import Attendance, AttendanceStatement, ClassSession, Enrollment, SeatKind
from lms.kernel import audit
from lms.kernel.actions.numbering import next_number
from lms.kernel.actor import Actor
from lms.kernel.calendar import fiscal_year, jst_date
from lms.kernel.models import profile_of
from lms.kernel.obstacles import Obstacle
from lms.kernel.typesetting import UndrawableText

Kind = AttendanceStatement.Kind
Status = Enrollment.Status
OVER = (Status.COMPLETED, Status.INCOMPLETE)
PREFIXES = {Kind.ATTENDANCE: "AT", Kind.HOURS: "AH"}


class CourseNotOver(Obstacle):
    message = _("The statement can be issued once the course is over and its attendance is closed.")


class NothingAttended(Obstacle):
    message = _("No session was attended, so there is nothing to state.")


class NotForThisSeat(Obstacle):
    message = _("The attendance statement is for audit-only seats. For a certification seat there is one of the hours.")


class SessionHoursMissing(Obstacle):
    message = _("The hours of the sessions are not entered yet, so attended hours cannot be stated.")


class StatementNotPrintable(Obstacle):
    def __init__(self, characters: str) -> None:
        sentence = _("The statement cannot show these characters of the name: %(characters)s.")
        super().__init__(sentence % {"characters": " ".join(characters)})


class StatementDamaged(Exception):
    """The stored bytes are not those that were issued. Nobody may be given them."""


def statements_for(enrollment: Enrollment) -> list[Kind]:
    """Which statements this seat can have, once its course is over."""
    if enrollment.status not in OVER:
        return []
    return [Kind.ATTENDANCE, Kind.HOURS] if enrollment.kind == SeatKind.AUDIT else [Kind.HOURS]


@transaction.atomic
def issue_statement(enrollment: Enrollment, kind: Kind | str, *, by: Actor, now: datetime) -> AttendanceStatement:
    """The statement of this kind; asked for again, the one that was issued.

    Raises CourseNotOver, NotForThisSeat, NothingAttended, SessionHoursMissing (a statement of hours needs those of
    every session), StatementNotPrintable.
    """
    kind = Kind(kind)
    files = Enrollment.objects.select_related("person__employer", "cohort__course", "cohort__venue")
    enrollment = files.select_for_update(of=("self",)).get(pk=enrollment.pk)  # two who ask at once get one paper
    if known := AttendanceStatement.objects.filter(enrollment=enrollment, kind=kind).first():
        return known
    attended = _check(enrollment, kind)
    year = fiscal_year(jst_date(now))
    number = f"{PREFIXES[kind]}-{year}-{next_number(f'statement-{kind}', period=year):04}"
    facts = paper.facts_of(kind, _head(enrollment, number, now=now), attended)
    try:
        pdf = paper.draw(facts)
    except UndrawableText as missing:
        raise StatementNotPrintable(missing.characters) from missing
    statement = AttendanceStatement.objects.create(
        enrollment=enrollment,
        kind=kind,
        number=number,
        facts=facts,
        pdf=pdf,
        sha256=sha256(pdf).hexdigest(),
        issued_by=by.label,
        issued_at=now,
    )
    audit.record("lms_cohorts.issue_statement", enrollment, by=by, number=number)
    return statement


def bytes_of(statement: AttendanceStatement) -> bytes:
    """The PDF as it was issued. Raises StatementDamaged."""
    pdf = bytes(statement.pdf)
    if sha256(pdf).hexdigest() != statement.sha256:
        raise StatementDamaged(statement.number)
    return pdf


def _check(enrollment: Enrollment, kind: Kind) -> list[paper.Attended]:
    if enrollment.status not in OVER:
        raise CourseNotOver
    if kind not in statements_for(enrollment):
        raise NotForThisSeat
    attended = _attended(enrollment)
    if all(one.record.presence is Presence.ABSENT for one in attended):
        raise NothingAttended
    if kind == Kind.HOURS and not all(one.taught.has_hours for one in attended):
        raise SessionHoursMissing
    return attended


def _attended(enrollment: Enrollment) -> list[paper.Attended]:
    known = {one.session_id: one for one in Attendance.objects.filter(enrollment=enrollment)}
    sessions = ClassSession.objects.filter(cohort=enrollment.cohort_id).select_related("day")
    ordered = sessions.order_by("day__position", "position")
    return [paper.Attended(session, _record(known.get(session.pk))) for session in ordered]


def _record(attendance: Attendance | None) -> SessionRecord:
    if attendance is None:
        return SessionRecord(Presence.ABSENT)
    return SessionRecord(Presence(attendance.status), attendance.late_minutes, attendance.early_leave_minutes)


def _head(enrollment: Enrollment, number: str, *, now: datetime) -> paper.Head:
    person, cohort, profile = enrollment.person, enrollment.cohort, profile_of()
    contact = "　".join(part for part in (profile.phone and f"電話 {profile.phone}", profile.email) if part)
    address = f"〒{profile.postal_code} {profile.address}" if profile.postal_code else profile.address
    return paper.Head(
        number=number,
        issued_on=jst_date(now),
        holder=person.name_for_certificate,
        holder_romaji=romaji(person.family_romaji, person.given_romaji),
        employer=person.employer.name if person.employer else "",
        course=cohort.course.title,
        cohort=cohort.title,
        venue=cohort.venue.name if cohort.venue else "",
        seat=enrollment.kind,
        enrollment_number=enrollment.number,
        issuer=profile.name or str(profile),
        representative=profile.representative,
        address=address,
        contact=contact,
    )
