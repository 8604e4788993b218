"""Postal and mail addresses of a person; the one in use also stands on the person."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts import person_emails
from cohorts.models import MailAddress, Person, PostalAddress
from cohorts.people import lock_person
from cohorts.search_key import write_search_key
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle


class AddressTaken(Obstacle):
    message = _("This e-mail address is entered already.")


class LoginAddressStays(Obstacle):
    message = _("This is the address the person signs in with. Change it on the account page instead.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalFields:
    address: str
    kind: str = PostalAddress.Kind.HOME
    postal_code: str = ""
    addressee: str = ""


@transaction.atomic
def add_postal_address(person: Person, fields: PostalFields, *, by: Actor, now: datetime) -> PostalAddress:
    """Enter a further place; the first one is the preferred one."""
    person = lock_person(person)
    is_first = not person.postal_addresses.exists()
    row = PostalAddress.objects.create(person=person, is_preferred=is_first, created_at=now, **_columns(fields))
    _show_preferred(person)
    audit.record("lms_cohorts.change_addresses", person, by=by, kind=row.kind)
    return row


@transaction.atomic
def change_postal_address(row: PostalAddress, fields: PostalFields, *, by: Actor) -> PostalAddress:
    """Somebody moved. What was sent or issued to the old place keeps it."""
    PostalAddress.objects.filter(pk=row.pk).update(**_columns(fields))
    row.refresh_from_db()
    _show_preferred(row.person)
    audit.record("lms_cohorts.change_addresses", row.person, by=by, kind=row.kind)
    return row


@transaction.atomic
def prefer_postal_address(row: PostalAddress, *, by: Actor) -> PostalAddress:
    """Post goes here from now on."""
    row.person.postal_addresses.exclude(pk=row.pk).update(is_preferred=False)
    PostalAddress.objects.filter(pk=row.pk).update(is_preferred=True)
    row.refresh_from_db()
    _show_preferred(row.person)
    audit.record("lms_cohorts.change_addresses", row.person, by=by, kind=row.kind)
    return row


@transaction.atomic
def remove_postal_address(row: PostalAddress, *, by: Actor) -> None:
    """Forget a place; where it was the preferred one, another takes its part."""
    person, kind, was_preferred = row.person, row.kind, row.is_preferred
    row.delete()
    following = person.postal_addresses.order_by("pk").first()
    if was_preferred and following:
        PostalAddress.objects.filter(pk=following.pk).update(is_preferred=True)
    _show_preferred(person)
    audit.record("lms_cohorts.change_addresses", person, by=by, kind=kind)


@transaction.atomic
def add_mail_address(person: Person, email: str, *, by: Actor, now: datetime) -> MailAddress:
    """Enter a further mailbox; nobody has answered from it yet. Raises AddressTaken."""
    person = lock_person(person)
    if person.mail_addresses.filter(email__iexact=email.strip()).exists():
        raise AddressTaken
    row = MailAddress.objects.create(person=person, email=email.strip(), created_at=now)
    write_search_key(person)
    audit.record("lms_cohorts.change_addresses", person, by=by, kind="mail")
    return row


@transaction.atomic
def remove_mail_address(row: MailAddress, *, by: Actor) -> None:
    """Forget a mailbox. Raises LoginAddressStays."""
    person = row.person
    if row.is_login:
        raise LoginAddressStays
    row.delete()
    write_search_key(person)
    audit.record("lms_cohorts.change_addresses", person, by=by, kind="mail")


@transaction.atomic
def set_login_address(person: Person, email: str, *, by: Actor, now: datetime) -> MailAddress:
    """The person signs in with this verified address from now on, and mail goes there; both mailboxes are told.

    The address used so far stays on file, so that what came from it is still found.
    """
    before = person.email
    if before.lower() == email.lower():
        return keep_login_address(person, email, now=now)
    row = keep_login_address(person, email, now=now)
    Person.objects.filter(pk=person.pk).update(email=email)
    person.email = email
    write_search_key(person)
    audit.record("lms_cohorts.change_login", person, by=by)
    person_emails.login_changed(person, before=before, now=now)
    return row


@transaction.atomic
def keep_login_address(person: Person, email: str, *, now: datetime) -> MailAddress:
    """Write down the address that signs in, where it is not on file yet."""
    person.mail_addresses.exclude(email__iexact=email).update(is_login=False)
    row = person.mail_addresses.filter(email__iexact=email).first()
    row = row or MailAddress(person=person, email=email, created_at=now)
    row.is_login, row.verified_at = True, row.verified_at or now
    row.save()
    return row


@transaction.atomic
def keep_preferred_address(person: Person, *, postal_code: str, address: str) -> None:
    """What a form wrote on the person is the preferred address of the list."""
    row = person.postal_addresses.filter(is_preferred=True).first()
    if not address:
        return
    if row is None:
        row = PostalAddress(person=person, is_preferred=True)
    row.postal_code, row.address = postal_code, address
    row.save()


def _columns(fields: PostalFields) -> dict[str, str]:
    return {
        "kind": fields.kind,
        "postal_code": fields.postal_code,
        "address": fields.address,
        "addressee": fields.addressee,
    }


def _show_preferred(person: Person) -> None:
    row = person.postal_addresses.filter(is_preferred=True).first()
    person.postal_code = row.postal_code if row else ""
    person.address = row.address if row else ""
    person.save(update_fields=["postal_code", "address"])
