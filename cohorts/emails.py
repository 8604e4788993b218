"""Mails about applications and seats: one function each, in the reader's language, with the facts of the page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import translation

from cohorts.applications import kept_eligibility
from cohorts.models import Consultation, Enrollment
from cohorts.reasons import sentences
from lms.kernel.actions.message import Mail, queue, queue_message, queue_messages
from lms.kernel.models import OrganizationProfile


def application_received(
    enrollment: Enrollment, *, agreed: Sequence[str] = (), sender: OrganizationProfile | None = None, now: datetime
) -> None:
    """T01: received, a seat is held until a moment, not confirmed yet; what was agreed, as whoever sells it says it."""
    _to_applicant("application_received", enrollment, sender=sender, now=now, agreed=agreed)


def application_under_review(enrollment: Enrollment, *, now: datetime) -> None:
    """T02 and T03: received, the office looks at something first, at what, and when it is in touch."""
    consultation = Consultation.objects.filter(enrollment=enrollment).first()
    _to_applicant("application_under_review", enrollment, now=now, consultation=consultation)


def review_cleared(enrollment: Enrollment, *, now: datetime) -> None:
    """T02 and T03: the office has looked, the applicant can take the seat."""
    _to_applicant("review_cleared", enrollment, now=now)


def reviews_cleared(enrollments: Sequence[Enrollment], *, now: datetime) -> None:
    """T02 and T03 to many at once, in a fixed number of statements."""
    mails = [_mail_of("review_cleared", one) for one in enrollments if one.person.email]
    queue_messages(mails, now=now)


def application_declined(enrollment: Enrollment, *, reason: str, instead: Sequence[str] = (), now: datetime) -> None:
    """T02 and T03: refused, with the reason and what is open instead, as whoever sells it says it."""
    _to_applicant("application_declined", enrollment, now=now, reason=reason, instead=instead)


def hold_expired(enrollment: Enrollment, *, now: datetime) -> None:
    """T05: the payment did not come, the seat was given back; how to apply again."""
    _to_applicant("hold_expired", enrollment, now=now)


def hold_withdrawn(enrollment: Enrollment, *, now: datetime) -> None:
    """The application was given up before it was paid: nobody is late, and nothing is owed."""
    _to_applicant("hold_withdrawn", enrollment, now=now)


def seat_given_up(enrollment: Enrollment, *, payer: str, reason: str = "", now: datetime) -> None:
    """T10, to somebody for whom `payer` had a seat: it has ended, and why where that is for everybody. No money."""
    _to_applicant("seat_given_up", enrollment, now=now, payer=payer, reason=reason)


def seat_confirmed(enrollment: Enrollment, *, agreed: Sequence[str] = (), replaces: str = "", now: datetime) -> None:
    """T06: confirmed; each day with its own hours, the venue or that it is not decided, and what was paid.

    `replaces` is the number of the audit-only seat that this one takes the place of.
    """
    days, venue = list(enrollment.cohort.days.order_by("position")), enrollment.cohort.venue
    facts: dict[str, Any] = {"days": days, "venue": venue, "agreed": agreed, "replaces": replaces}
    _to_applicant("seat_confirmed", enrollment, now=now, **facts)


def beside(enrollment: Enrollment) -> str:
    """The number of the confirmed seat that an upgrade leaves untouched as long as it is not confirmed itself."""
    return enrollment.upgrade_of.number if enrollment.upgrade_of and not enrollment.confirmed_at else ""


def message_on_page(enrollment: Enrollment, *, now: datetime) -> None:
    """There is something to read on the page that a mail does not say; it stands in no file of the office."""
    person = enrollment.person
    if not person.email:
        return
    queue_message(
        kind="cohorts.email.message_on_page",
        dedupe_key=f"message_on_page:enrollment:{enrollment.pk}:{now.isoformat()}",
        to_email=person.email,
        to_name=person.full_name,
        language=person.language,
        context={"number": enrollment.number, "cohort": enrollment.cohort},
        reader=person,
        now=now,
    )


def _to_applicant(
    message: str,
    enrollment: Enrollment,
    *,
    sender: OrganizationProfile | None = None,
    now: datetime,
    **context: object,
) -> None:
    if enrollment.person.email:  # entered by the office from paper: reached by letter
        queue(_mail_of(message, enrollment, **context), sender=sender, now=now)


def _mail_of(message: str, enrollment: Enrollment, **context: object) -> Mail:
    person, eligibility = enrollment.person, kept_eligibility(enrollment)
    with translation.override(person.language):
        reasons = sentences(eligibility) if eligibility else []
    return Mail(
        kind=f"cohorts.email.{message}",
        dedupe_key=f"{message}:enrollment:{enrollment.pk}",
        to_email=person.email,
        to_name=person.full_name,
        language=person.language,
        context={
            "number": enrollment.number,
            "enrollment": enrollment,
            "cohort": enrollment.cohort,
            "reasons": reasons,
            "beside": beside(enrollment),
            **context,
        },
        reader=person,
        about=enrollment,
    )
