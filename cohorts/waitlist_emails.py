"""T07: mails about the waitlist, each with the facts of the page and a way to answer without signing in."""

from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils import translation

from cohorts.emails import beside
from cohorts.models import Enrollment, SeatKind
from lms.kernel.actions.message import queue_message
from lms.kernel.link_token import row_of, token_of

SALT = "lms_cohorts.waitlist"


def placed_on_waitlist(enrollment: Enrollment, *, place: int, now: datetime) -> None:
    _to_applicant("placed_on_waitlist", enrollment, now=now, place=place)


def seat_offered(enrollment: Enrollment, *, now: datetime) -> None:
    """A seat is held until a moment; how to take it and how to decline."""
    _to_applicant("seat_offered", enrollment, now=now, until=enrollment.hold_until)


def offer_lapsed(enrollment: Enrollment, *, now: datetime) -> None:
    _to_applicant("offer_lapsed", enrollment, now=now)


def no_seat_came_free(enrollment: Enrollment, *, now: datetime) -> None:
    _to_applicant("no_seat_came_free", enrollment, now=now)


def taken_off_waitlist(enrollment: Enrollment, *, reason: str, now: datetime) -> None:
    """The office ended the place; the reason is the one it wrote."""
    _to_applicant("taken_off_waitlist", enrollment, now=now, reason=reason)


def answer_token(enrollment: Enrollment) -> str:
    """What the link of a mail holds: it opens the place of this application and nothing else."""
    return token_of(enrollment, salt=SALT)


def enrollment_of_token(token: str) -> Enrollment | None:
    return row_of(token, Enrollment.objects.select_related("cohort", "pool", "person"), salt=SALT)


def answer_path(enrollment: Enrollment) -> str:
    """Where one reads and answers, in the reader's language; empty in a site without the portal."""
    try:
        with translation.override(enrollment.person.language):
            return reverse("lms_portal:waitlist_answer", args=[answer_token(enrollment)])
    except NoReverseMatch:
        return ""


def _to_applicant(message: str, enrollment: Enrollment, *, now: datetime, **context: object) -> None:
    person = enrollment.person
    if not person.email:
        return  # entered by the office from paper; reached by letter
    queue_message(
        kind=f"cohorts.email.{message}",
        dedupe_key=f"{message}:enrollment:{enrollment.pk}",
        to_email=person.email,
        to_name=person.full_name,
        language=person.language,
        context={
            "number": enrollment.number,
            "cohort": enrollment.cohort,
            "seat": SeatKind(enrollment.kind).label,  # becomes words in the reader's language
            "path": answer_path(enrollment),
            "beside": beside(enrollment),
            **context,
        },
        reader=person,
        about=enrollment,
        now=now,
    )
