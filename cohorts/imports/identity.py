"""Who a row of a list is: one person we know for certain, nobody we know, or a question."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from cohorts.imports.plan import Choice
from cohorts.models import MailAddress, Person
from lms.kernel import names

NEW = "new"


@dataclass(frozen=True, slots=True)
class Identified:
    """`person` is None for somebody new; where there are `candidates`, a person has to say."""

    person: Person | None = None
    candidates: tuple[Person, ...] = ()

    @property
    def is_clear(self) -> bool:
        return not self.candidates

    def choices(self) -> tuple[Choice, ...]:
        known = [Choice(str(one.pk), f"{one.full_name} {one.email}".strip(), one.pk) for one in self.candidates]
        return (*known, Choice(NEW, gettext("somebody new")))


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """Everybody, by folded name and by mailbox; asked for once for any number of rows."""

    people: Mapping[int, Person]
    by_name: Mapping[str, set[int]]
    by_mail: Mapping[str, set[int]]

    @classmethod
    def all(cls, *, lock: bool = False) -> "KnownPeople":
        known = Person.objects.filter(forgotten_at=None).order_by("pk")
        if lock:
            known = known.select_for_update(of=("self",))
        people = {person.pk: person for person in known}
        by_name: dict[str, set[int]] = defaultdict(set)
        by_mail: dict[str, set[int]] = defaultdict(set)
        for person in people.values():
            by_name[names.fold(person.full_name)].add(person.pk)
            if person.email:
                by_mail[person.email.casefold()].add(person.pk)
        for person_id, email in MailAddress.objects.values_list("person_id", "email"):
            by_mail[email.casefold()].add(person_id)
        return cls(people, by_name, by_mail)

    def identify(self, name: str, email: str, *, choice: str = "") -> Identified:
        """Name and mailbox together make certain; one of them alone asks. An answer to an earlier question counts."""
        if choice == NEW:
            return Identified()
        if choice.isdecimal() and int(choice) in self.people:
            return Identified(self.people[int(choice)])
        same_name = self.by_name.get(names.fold(name), set())
        same_mail = self.by_mail.get(email.casefold(), set()) & self.people.keys() if email else set()
        both = same_name & same_mail
        if len(both) == 1 and same_mail == both:
            return Identified(self.people[both.pop()])
        return Identified(candidates=tuple(self.people[pk] for pk in sorted(same_name | same_mail)))
