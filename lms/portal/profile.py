"""What is registered of somebody, as they read it and change it themselves."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cohorts.models import Enrollment, Person

PROFILE_FIELDS = (
    "family_name",
    "given_name",
    "family_kana",
    "given_kana",
    "family_romaji",
    "given_romaji",
    "former_family_name",
    "certificate_name",
    "phone",
)
NOT_BINDING = (Enrollment.Status.DRAFT, Enrollment.Status.CANCELED, Enrollment.Status.DECLINED)


def names_are_free(person: Person) -> bool:
    """Whether somebody may still correct their own name: nothing binding and nothing issued stands on it yet.

    Later it changes with evidence, through the office; what was issued stays.
    """
    binding = person.enrollments.exclude(status__in=NOT_BINDING)
    return not person.licenses.exists() and not binding.exists()


def profile_of(person: Person, *, today: date) -> dict[str, Any]:
    """Everything on the profile page, in a fixed number of queries."""
    return {
        "person": person,
        "facts": _facts(person),
        "addresses": list(person.postal_addresses.all()),
        "mailboxes": list(person.mail_addresses.all()),
        "employments": list(person.affiliations.select_related("organization")),
        "employments_now": list(person.affiliations.on(today)),
        "names_are_free": names_are_free(person),
    }


def profile_initial(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in PROFILE_FIELDS}


def _facts(person: Person) -> list[tuple[str, Any]]:
    romaji = f"{person.family_romaji} {person.given_romaji}".strip()
    rows = [
        (_("Name"), person.full_name),
        (_("Reading"), person.kana),
        (_("Latin letters"), romaji),
        (_("Former family name"), person.former_family_name),
        (_("Name on the certificate"), person.name_for_certificate),
        (_("Telephone"), person.phone),
    ]
    return [row for row in rows if row[1]]
