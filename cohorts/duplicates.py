"""Entries that may be one human being: same folded name and reading, same mailbox, same candidate number.

Stored names are never touched by this; they are folded only to be compared (髙 and 高, full and half width).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cohorts.candidate_number import number_key
from cohorts.models import Declaration, DifferentPeople, ExamRecord, MailAddress, Person
from lms.kernel import names

#: A group larger than this is a placeholder (info@…), not a person; its pairs would bury the others.
LARGEST_GROUP = 8


class Likeness(models.TextChoices):
    """Why two entries are looked at, the strongest first."""

    MAILBOX = "mailbox", _("same e-mail address")
    NUMBER = "number", _("same candidate number")
    NAME_AND_READING = "name_and_reading", _("same name and reading")
    NAME = "name", _("same name, a reading is missing")


@dataclass(frozen=True, slots=True)
class Pair:
    """`one` is the entry with the lower key."""

    one: Person
    other: Person
    likenesses: tuple[Likeness, ...]


def likely_pairs(only: Person | None = None) -> list[Pair]:
    """Everybody who looks alike and was not told apart, in a fixed number of queries; the strongest likeness first.

    Args:
        only: pairs with this person.
    """
    people = {person.pk: person for person in Person.objects.filter(forgotten_at=None).select_related("employer")}
    told_apart = set(DifferentPeople.objects.values_list("one_id", "other_id"))
    found: dict[tuple[int, int], set[Likeness]] = defaultdict(set)
    for likeness, groups in _groups(people):
        for group in groups:
            for pair in combinations(sorted(group & people.keys()), 2):
                if pair not in told_apart and (only is None or only.pk in pair):
                    found[pair].add(likeness)
    pairs = [
        Pair(people[one], people[other], tuple(each for each in Likeness if each in likenesses))
        for (one, other), likenesses in found.items()
    ]
    order = list(Likeness)
    return sorted(pairs, key=lambda pair: (order.index(pair.likenesses[0]), pair.one.family_kana, pair.one.pk))


def _groups(people: dict[int, Person]) -> Iterable[tuple[Likeness, list[set[int]]]]:
    yield Likeness.MAILBOX, _by_mailbox(people)
    yield Likeness.NUMBER, _by_number()
    by_name: dict[str, set[int]] = defaultdict(set)
    for person in people.values():
        by_name[names.fold(person.full_name)].add(person.pk)
    alike = [group for group in by_name.values() if 1 < len(group) <= LARGEST_GROUP]
    yield Likeness.NAME_AND_READING, [each for group in alike for each in _same_reading(group, people)]
    yield (
        Likeness.NAME,
        [
            {pk, unread}
            for group in alike
            for unread in group
            if not people[unread].kana
            for pk in group
            if pk != unread
        ],
    )


def _same_reading(group: set[int], people: dict[int, Person]) -> list[set[int]]:
    by_kana: dict[str, set[int]] = defaultdict(set)
    for pk in group:
        if people[pk].kana:
            by_kana[names.fold(people[pk].kana)].add(pk)
    return [each for each in by_kana.values() if len(each) > 1]


def _by_mailbox(people: dict[int, Person]) -> list[set[int]]:
    boxes: dict[str, set[int]] = defaultdict(set)
    for person in people.values():
        if person.email:
            boxes[person.email.casefold()].add(person.pk)
    for pk, email in MailAddress.objects.values_list("person_id", "email"):
        boxes[email.casefold()].add(pk)
    return [group for group in boxes.values() if 1 < len(group) <= LARGEST_GROUP]


def _by_number() -> list[set[int]]:
    """Declared by one, recorded of another, or declared by both."""
    holders: dict[str, set[int]] = defaultdict(set)
    declared = Declaration.objects.exclude(specialist_number="")
    for number, pk in declared.values_list("specialist_number", "enrollment__person_id"):
        holders[number_key(number)].add(pk)
    recorded = ExamRecord.objects.filter(level=ExamRecord.SPECIALIST, person__isnull=False)
    for key, owner in recorded.values_list("number_key", "person_id"):
        if owner is not None:
            holders[key].add(owner)
    return [group for key, group in holders.items() if key and 1 < len(group) <= LARGEST_GROUP]
