"""The folded key under which a person is found."""

from cohorts.models import Person
from lms.kernel import names


def search_key(person: Person) -> str:
    """Every spelling a colleague may type: names in both orders, the former name, every mail address, telephone."""
    others = [person.certificate_name, person.email, person.phone]
    others += [each.email for each in person.mail_addresses.all()] if person.pk else []
    former = person.former_family_name
    return names.person_key(
        families=[person.family_name, person.family_kana, person.family_romaji, former],
        givens=[person.given_name, person.given_kana, person.given_romaji, person.given_name if former else ""],
        others=others,
    )


def write_search_key(person: Person) -> None:
    """After something it is made of has changed elsewhere."""
    person.search_key = search_key(person)
    person.save(update_fields=["search_key"])
