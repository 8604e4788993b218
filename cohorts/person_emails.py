"""Mails to a person about what is on file of them."""

from datetime import datetime

from cohorts.models import Person
from lms.kernel.actions.message import queue_message


def login_changed(person: Person, *, before: str, now: datetime) -> None:
    """Both mailboxes learn that another one signs in now: whoever did not ask for it can still object."""
    for email in filter(None, (before, person.email)):
        _to_mailbox("login_changed", person, email, now=now, before=before, after=person.email)


def profile_changed(person: Person, *, what: list[str], now: datetime) -> None:
    """T-mail after a change on my page: what kind of thing changed, never its content."""
    if person.email:
        _to_mailbox("profile_changed", person, person.email, now=now, what=what)


def _to_mailbox(message: str, person: Person, email: str, *, now: datetime, **context: object) -> None:
    queue_message(
        kind=f"cohorts.email.{message}",
        dedupe_key=f"{message}:person:{person.pk}:{email.lower()}:{now.isoformat()}",
        to_email=email,
        to_name=person.full_name,
        language=person.language,
        context=context,
        reader=person,
        about=person,
        now=now,
    )
