"""Enter and correct people. Names are kept exactly as typed; only the search key is folded."""

from datetime import datetime
from typing import TypedDict, Unpack

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from cohorts.models import Organization, Person
from lms.kernel import audit, names
from lms.kernel.actor import Actor


class PersonFields(TypedDict, total=False):
    family_name: str
    given_name: str
    family_kana: str
    given_kana: str
    family_romaji: str
    given_romaji: str
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
    """Enter a person."""
    person = Person(created_at=now, **fields)
    person.search_key = search_key(person)
    person.save(force_insert=True)
    audit.record("lms_cohorts.create_person", person, by=by)
    return person


@transaction.atomic
def update_person(person: Person, *, by: Actor, **fields: Unpack[PersonFields]) -> Person:
    """Correct what is known about a person; certificates already issued keep the name they were issued with.

    The history names the fields that changed, not their content: it outlives a request to forget the person.
    """
    changed = [name for name, value in fields.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, fields[name])  # type: ignore[literal-required]
    person.search_key = search_key(person)
    if changed:
        person.save(update_fields=[*changed, "search_key"])
        audit.record("lms_cohorts.update_person", person, by=by, fields=changed)
    return person


def search_key(person: Person) -> str:
    """Every spelling a colleague may type: kanji, kana and Latin letters in both orders, mail address, telephone."""
    return names.person_key(
        families=[person.family_name, person.family_kana, person.family_romaji],
        givens=[person.given_name, person.given_kana, person.given_romaji],
        others=[person.certificate_name, person.email, person.phone],
    )
