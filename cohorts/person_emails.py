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


def accounts_merged(person: Person, *, closed: str, now: datetime) -> None:
    """Two entries of one person became one, and one of the two accounts is closed: both mailboxes learn of it.

    Each reads the other address in part only: should the two be different people after all, neither learns more.
    """
    kept = person.email
    for email, is_closed in ((kept, False), (closed, True)):
        if email:
            facts = {"is_closed": is_closed, "kept": in_part(kept), "closed": in_part(closed)}
            _to_mailbox("accounts_merged", person, email, now=now, **facts)


def in_part(email: str) -> str:
    """Enough of an address for its owner to know it: `h…@example.com`."""
    mailbox, _at, host = email.partition("@")
    return f"{mailbox[:1]}…@{host}"


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
