"""Entries that may be one organization: same corporate number, same name but for its legal form, same mail domain.

Stored names are never touched by this; they are folded only to be compared. Two different corporate numbers are two
organizations, and so are two different legal forms.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cohorts.models import DifferentOrganizations, Organization, Person
from lms.kernel.company_names import company_key, legal_form

#: A group larger than this shares a placeholder (a name like 「個人」), not an identity.
LARGEST_GROUP = 8
#: A domain that more organizations share belongs to their provider.
MOST_SHARING = 3
#: Mailboxes anybody may have, whoever they work for.
ANYBODYS_DOMAINS = frozenset(
    {
        "gmail.com", "googlemail.com", "yahoo.co.jp", "yahoo.com", "ymail.ne.jp", "outlook.com", "outlook.jp",
        "hotmail.com", "hotmail.co.jp", "live.jp", "live.com", "msn.com", "icloud.com", "me.com", "mac.com",
        "docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp", "ymobile.ne.jp", "rakuten.jp",
        "nifty.com", "biglobe.ne.jp", "ocn.ne.jp", "so-net.ne.jp", "excite.co.jp", "proton.me", "protonmail.com",
    }
)  # fmt: skip


class Likeness(models.TextChoices):
    """Why two entries are looked at, the strongest first."""

    CORPORATE_NUMBER = "corporate_number", _("same corporate number")
    NAME = "name", _("same name but for the legal form")
    READING = "reading", _("same reading")
    MAIL_DOMAIN = "mail_domain", _("mail addresses of the same domain")


@dataclass(frozen=True, slots=True)
class Pair:
    """`one` is the entry with the lower key."""

    one: Organization
    other: Organization
    likenesses: tuple[Likeness, ...]


def likely_pairs(only: Organization | None = None) -> list[Pair]:
    """Every two that look alike and were not told apart, in a fixed number of queries; the strongest likeness first.

    Args:
        only: pairs with this organization.
    """
    known = {one.pk: one for one in Organization.objects.annotate(people_count=models.Count("people"))}
    told_apart = set(DifferentOrganizations.objects.values_list("one_id", "other_id"))
    found: dict[tuple[int, int], set[Likeness]] = defaultdict(set)
    for likeness, groups in _groups(known.values()):
        for group in groups:
            for pair in combinations(sorted(group), 2):
                if pair not in told_apart and (only is None or only.pk in pair):
                    found[pair].add(likeness)
    pairs = [
        Pair(known[one], known[other], tuple(each for each in Likeness if each in likenesses))
        for (one, other), likenesses in found.items()
        if _may_be_one(known[one], known[other])
    ]
    order = list(Likeness)
    return sorted(pairs, key=lambda pair: (order.index(pair.likenesses[0]), pair.one.name_kana, pair.one.pk))


def _may_be_one(one: Organization, other: Organization) -> bool:
    if one.corporate_number and other.corporate_number:
        return one.corporate_number == other.corporate_number
    forms = {legal_form(one.name), legal_form(other.name)} - {""}
    return len(forms) < 2


def _groups(known: Iterable[Organization]) -> Iterable[tuple[Likeness, list[set[int]]]]:
    numbers, keys, readings = (defaultdict[str, set[int]](set) for _each in range(3))
    for one in known:
        numbers[one.corporate_number].add(one.pk)
        keys[company_key(one.name)].add(one.pk)
        readings[company_key(one.name_kana)].add(one.pk)
    yield Likeness.CORPORATE_NUMBER, _several(numbers)
    yield Likeness.NAME, _several(keys)
    yield Likeness.READING, _several(readings)
    yield Likeness.MAIL_DOMAIN, _several(_domains(), most=MOST_SHARING)


def _domains() -> dict[str, set[int]]:
    """Who employs people with addresses of a domain."""
    employers: dict[str, set[int]] = defaultdict(set)
    people = Person.objects.filter(employer__isnull=False).exclude(email="")
    for email, employer in people.values_list("email", "employer_id"):
        domain = email.rpartition("@")[2].casefold()
        if domain not in ANYBODYS_DOMAINS and employer is not None:
            employers[domain].add(employer)
    return employers


def _several(groups: dict[str, set[int]], *, most: int = LARGEST_GROUP) -> list[set[int]]:
    return [group for key, group in groups.items() if key and 1 < len(group) <= most]
