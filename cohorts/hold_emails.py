"""Mails to the contact of a company for which seats are held: how many, until when, and how to apply for them."""

from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils import translation

from cohorts.models import CompanyHold, SeatKind
from lms.kernel.actions.message import queue_message


def seats_held(hold: CompanyHold, *, now: datetime) -> None:
    _to_contact("seats_held", hold, f"seats_held:hold:{hold.pk}", now=now)


def hold_changed(hold: CompanyHold, *, now: datetime) -> None:
    _to_contact("hold_changed", hold, f"hold_changed:hold:{hold.pk}:{now.isoformat()}:{hold.seats}", now=now)


def hold_released(hold: CompanyHold, *, reason: str, now: datetime) -> None:
    """The office gave them back; the reason is the one it wrote."""
    _to_contact("hold_released", hold, f"hold_released:hold:{hold.pk}", now=now, reason=reason)


def hold_lapsed(hold: CompanyHold, *, now: datetime) -> None:
    _to_contact("hold_lapsed", hold, f"hold_lapsed:hold:{hold.pk}", now=now)


def application_path(hold: CompanyHold) -> str:
    """Where the contact applies for the company, in their language; empty in a site without the portal."""
    try:
        with translation.override(hold.contact.language):
            return reverse("lms_portal:group", args=[hold.cohort.code])
    except NoReverseMatch:
        return ""


def _to_contact(message: str, hold: CompanyHold, key: str, *, now: datetime, **context: object) -> None:
    contact = hold.contact
    if not contact.email:
        return  # reached by telephone
    queue_message(
        kind=f"cohorts.email.{message}",
        dedupe_key=key,
        to_email=contact.email,
        to_name=contact.full_name,
        language=contact.language,
        context={
            "hold": hold,
            "cohort": hold.cohort,
            "organization": hold.organization.name,
            "seat": SeatKind(hold.pool.kind).label,  # becomes words in the reader's language
            "last_moment": hold.last_moment,
            "path": application_path(hold),
            **context,
        },
        reader=contact,
        about=hold,
        now=now,
    )
