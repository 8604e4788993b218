"""Enter and correct people. Names are kept exactly as typed; only the search key is folded."""

from datetime import datetime
from typing import TypedDict, Unpack

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from cohorts.actions.affiliation import Work, change_employer
from cohorts.actions.contact import keep_login_address, keep_preferred_address
from cohorts.models import Organization, Person
from cohorts.search_key import search_key
from lms.kernel import audit, calendar, clock
from lms.kernel.actor import Actor


class PersonFields(TypedDict, total=False):
    family_name: str
    given_name: str
    family_kana: str
    given_kana: str
    family_romaji: str
    given_romaji: str
    former_family_name: str
    certificate_name: str
    email: str
    phone: str
    postal_code: str
    address: str
    employer: Organization | None
    user: AbstractBaseUser | None
    language: str


@transaction.atomic
def create_person(*, by: Actor, now: datetime, **fields: Unpack[PersonFields]) -> Person:
    """Enter a person, with the first address, mailbox and employer on their lists.

    The address of the account is the one they sign in with: an account begins with a verified address.
    """
    employer = fields.pop("employer", None)
    person = Person(created_at=now, **fields)
    person.search_key = search_key(person)
    person.save(force_insert=True)
    keep_preferred_address(person, postal_code=person.postal_code, address=person.address)
    if person.user_id and person.email:
        keep_login_address(person, person.email, now=now)
    if employer:
        change_employer(person, Work(organization=employer), by=by, today=calendar.jst_date(now), now=now)
    audit.record("lms_cohorts.create_person", person, by=by)
    return person


@transaction.atomic
def give_account(person: Person, user: AbstractBaseUser, *, by: Actor, now: datetime) -> bool:
    """Somebody whom a company named, or the office entered, has opened an account under their verified address.

    Returns whether the account is theirs now; nothing changes where either has another counterpart already.
    """
    if Person.objects.filter(user_id=user.pk).exists():
        return False
    if not Person.objects.filter(pk=person.pk, user=None).update(user_id=user.pk):
        return False
    keep_login_address(person, person.email, now=now)
    audit.record("lms_cohorts.give_account", person, by=by)
    return True


@transaction.atomic
def update_person(person: Person, *, by: Actor, **fields: Unpack[PersonFields]) -> Person:
    """Correct what is known about a person; certificates already issued keep the name they were issued with.

    The history names the fields that changed, not their content: it outlives a request to forget the person.
    """
    changed = [name for name, value in fields.items() if getattr(person, name) != value]
    employer = fields.pop("employer", person.employer)
    for name, value in fields.items():
        setattr(person, name, value)
    person.search_key = search_key(person)
    if not changed:
        return person
    person.save(update_fields=[*(name for name in changed if name != "employer"), "search_key"])
    if {"postal_code", "address"} & set(changed):
        keep_preferred_address(person, postal_code=person.postal_code, address=person.address)
    if "employer" in changed:
        work = Work(organization=employer) if employer else None
        change_employer(person, work, by=by, today=clock.today(), now=clock.now())
    audit.record("lms_cohorts.update_person", person, by=by, fields=changed)
    return person
