"""Carry out and take back what a list of people says."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext

from cohorts.actions.affiliation import Work, change_employer
from cohorts.imports.people import FIELDS, PersonFacts
from cohorts.imports.plan import Planned
from cohorts.models import (
    Affiliation,
    DataImport,
    ImportEffect,
    Organization,
    OrganizationMerge,
    Person,
    PostalAddress,
)
from cohorts.search_key import search_key
from lms.kernel import calendar
from lms.kernel.actor import Actor
from lms.kernel.company_names import spelled_out
from lms.kernel.dependents import dependents_of

WRITTEN = (*(name for name in FIELDS if name != "employer"), "search_key")
CHUNK = 900


def carry_out(
    rows: Sequence[Planned], *, data_import: DataImport, confirm: bool, by: Actor, now: datetime
) -> list[ImportEffect]:
    """Enter the new people with address and employer, and write what changed on the others."""
    del data_import, confirm
    facts: list[PersonFacts] = [row.facts for row in rows]
    before = [kept(one.person) if one.person else {} for one in facts]
    people = write_people(facts, by=by, now=now)
    return [
        ImportEffect(
            row=row.row, target=ImportEffect.key_of(person), is_new=not earlier, before=earlier, after=kept(person)
        )
        for row, person, earlier in zip(rows, people, before, strict=True)
    ]


def write_people(facts: Sequence[PersonFacts], *, by: Actor, now: datetime) -> list[Person]:
    """The person of each row, entered or brought in step; in a number of statements that does not grow with rows.

    Only a change of employer of somebody who is known is an act of its own, because it ends an employment.
    """
    employers = _organizations({one.said["employer"] for one in facts if "employer" in one.said})
    people = [one.person or _new(one, now=now) for one in facts]
    new = [person for person, one in zip(people, facts, strict=True) if one.person is None]
    known = [one.person for one in facts if one.person]
    for person, one in zip(people, facts, strict=True):
        _write(person, one, employers)
    prefetch_related_objects(known, "mail_addresses")
    for person in people:
        person.search_key = search_key(person)
    Person.objects.bulk_create(new)
    Person.objects.bulk_update(known, WRITTEN)
    _write_addresses(people)
    today = calendar.jst_date(now)
    for person, one in zip(people, facts, strict=True):
        organization = employers.get(one.said.get("employer", ""))
        if one.person and organization and person.employer_id != organization.pk:
            change_employer(person, Work(organization=organization), by=by, today=today, now=now)
    Affiliation.objects.bulk_create(
        [Affiliation(person=one, organization_id=one.employer_id, created_at=now) for one in new if one.employer_id]
    )
    return people


def take_back(effects: Sequence[ImportEffect], *, by: Actor, now: datetime) -> list[str]:
    """Undo each effect, or say why it stays: one sentence per effect, "" where it was undone."""
    hindrances, people = why_they_stay(effects), _targets(effects)
    for effect, hindrance in zip(effects, hindrances, strict=True):
        if hindrance:
            continue
        person = people[effect.target]
        if effect.is_new:
            person.delete()
        else:
            _restore(person, effect.before, by=by, today=calendar.jst_date(now), now=now)
    return hindrances


def why_they_stay(effects: Sequence[ImportEffect]) -> list[str]:
    people, merged = _targets(effects), dict(OrganizationMerge.objects.values_list("gone", "survivor_id"))
    return [_why_it_stays(effect, people.get(effect.target), merged) for effect in effects]


def _why_it_stays(effect: ImportEffect, person: Person | None, merged: Mapping[int, int]) -> str:
    employer = effect.after.get("employer")
    if person is None:
        return gettext("The person is gone already.")
    if kept(person) != {**effect.after, "employer": merged.get(employer, employer)}:
        return gettext("The person was changed since. Correct them on their own page.")
    if effect.is_new and (person.user_id or dependents_of(person)):
        return gettext("Something belongs to this person by now, such as an application or an account.")
    return ""


def kept(person: Person) -> dict[str, Any]:
    """What an import may change of a person, as an effect keeps it."""
    return {name: getattr(person, "employer_id" if name == "employer" else name) for name in FIELDS}


def _new(facts: PersonFacts, *, now: datetime) -> Person:
    return Person(family_name=facts.family_name, given_name=facts.given_name, created_at=now)


def _write(person: Person, facts: PersonFacts, employers: Mapping[str, Organization]) -> None:
    """The mailbox of somebody who has one stays: mail goes there, and perhaps they sign in with it."""
    for name, value in facts.said.items():
        if name == "employer":
            if facts.person is None:
                person.employer = employers[value]
        elif name != "email" or not person.email:
            setattr(person, name, value)


def _organizations(wanted: set[str]) -> dict[str, Organization]:
    """By the name of the list; in any usual spelling the one we know, else a new one."""
    if not wanted:
        return {}
    merged = OrganizationMerge.objects.select_related("survivor")
    known = {spelled_out(one.gone_name): one.survivor for one in merged}
    known |= {spelled_out(one.name): one for one in Organization.objects.order_by("-pk")}
    missing = {spelled_out(name): Organization(name=name) for name in sorted(wanted) if spelled_out(name) not in known}
    Organization.objects.bulk_create(missing.values())
    return {name: (known | missing)[spelled_out(name)] for name in wanted}


def _write_addresses(people: Sequence[Person]) -> None:
    """What stands on the person is the preferred address of the list."""
    with_address = {person.pk: person for person in people if person.address}
    keys = list(with_address)
    preferred: dict[int, PostalAddress] = {}
    for start in range(0, len(keys), CHUNK):
        rows = PostalAddress.objects.filter(person__in=keys[start : start + CHUNK], is_preferred=True)
        preferred |= {row.person_id: row for row in rows}
    new = [
        PostalAddress(person=person, postal_code=person.postal_code, address=person.address, is_preferred=True)
        for pk, person in with_address.items()
        if pk not in preferred
    ]
    for pk, row in preferred.items():
        row.postal_code, row.address = with_address[pk].postal_code, with_address[pk].address
    PostalAddress.objects.bulk_create(new)
    PostalAddress.objects.bulk_update(preferred.values(), ["postal_code", "address"])


def _restore(person: Person, before: Mapping[str, Any], *, by: Actor, today: date, now: datetime) -> None:
    for name, value in before.items():
        if name != "employer":
            setattr(person, name, value)
    person.search_key = search_key(person)
    person.save(update_fields=WRITTEN)
    _write_addresses([person])
    if person.employer_id != before["employer"]:
        organization = Organization.objects.entry(before["employer"] or 0)
        change_employer(person, Work(organization=organization) if organization else None, by=by, today=today, now=now)


def _targets(effects: Iterable[ImportEffect]) -> dict[str, Person]:
    keys = [int(effect.target.rpartition(":")[2]) for effect in effects]
    found: dict[str, Person] = {}
    for start in range(0, len(keys), CHUNK):
        people = Person.objects.filter(pk__in=keys[start : start + CHUNK])
        found |= {ImportEffect.key_of(person): person for person in people}
    return found
