"""What became of each competency between two editions, computed from codes and titles alone.

Titles are the same if they differ only in width, white space and middle dots (`title_key`). Codes never decide: a code
that exists in both editions may name two different competencies.

1. same code, same title: kept (identical, or in another spelling);
2. another code, same title: moved;
3. what is left is paired where one title goes on from the other, 「ビジネス継続性の確保」 and 「…の確保(BCP)」: the
   shorter one begins the longer one and makes up at least half of it, both stand in the domain of the same prefix,
   and neither has a second partner. Such a pair is renamed, and moved unless the code stayed;
4. the rest was dropped, or is new.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from courses.framework_edition import Domain, Edition, Item, title_key


@dataclass(frozen=True, slots=True)
class Pair:
    """A competency in the earlier and in the later edition."""

    old: Item
    new: Item

    @property
    def is_respelled(self) -> bool:
        return self.old.title != self.new.title


class DomainChange(Enum):
    RENAMED = "domain_renamed"
    SPELLING_ONLY = "spelling_only"
    MOVED = "domain_moved"
    DROPPED = "domain_dropped"
    NEW = "domain_new"


@dataclass(frozen=True, slots=True)
class ChangedDomain:
    """Titles and areas as printed; None where the edition has no such domain."""

    kind: DomainChange
    prefix: str
    old_title: str | None
    new_title: str | None
    old_area: str | None
    new_area: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    identical: tuple[Item, ...]
    respelled: tuple[Pair, ...]
    moved: tuple[Pair, ...]
    renamed: tuple[Pair, ...]
    moved_and_renamed: tuple[Pair, ...]
    dropped: tuple[Item, ...]
    new: tuple[Item, ...]
    reused_codes: tuple[Pair, ...]
    domains: tuple[ChangedDomain, ...]


def compare(old: Edition, new: Edition) -> Comparison:
    before, after = old.items, new.items
    kept = _pairs(before, after, lambda item: (item.code, title_key(item.title)))
    rest_before, rest_after = _without(before, after, kept)
    moved = _pairs(rest_before, rest_after, lambda item: title_key(item.title))
    rest_before, rest_after = _without(rest_before, rest_after, moved)
    extended = _extended(rest_before, rest_after)
    dropped, added = _without(rest_before, rest_after, extended)
    renamed = [pair for pair in extended if pair.old.code == pair.new.code]
    same = {pair.old.code for pair in [*kept, *renamed]}
    after_by_code = {item.code: item for item in after}
    return Comparison(
        identical=tuple(pair.old for pair in kept if not pair.is_respelled),
        respelled=tuple(pair for pair in kept if pair.is_respelled),
        moved=tuple(moved),
        renamed=tuple(renamed),
        moved_and_renamed=tuple(pair for pair in extended if pair not in renamed),
        dropped=tuple(dropped),
        new=tuple(added),
        reused_codes=tuple(
            Pair(item, after_by_code[item.code])
            for item in before
            if item.code in after_by_code and item.code not in same
        ),
        domains=tuple(_domains(old, new)),
    )


def _pairs(before: Iterable[Item], after: Iterable[Item], key: Callable[[Item], Hashable]) -> list[Pair]:
    """Each earlier item with the first later one of the same key that is still free."""
    free: dict[Hashable, list[Item]] = {}
    for item in after:
        free.setdefault(key(item), []).append(item)
    return [Pair(item, free[key(item)].pop(0)) for item in before if free.get(key(item))]


def _without(before: Iterable[Item], after: Iterable[Item], pairs: Sequence[Pair]) -> tuple[list[Item], list[Item]]:
    old, new = {pair.old for pair in pairs}, {pair.new for pair in pairs}
    return [item for item in before if item not in old], [item for item in after if item not in new]


def _extended(before: Sequence[Item], after: Sequence[Item]) -> list[Pair]:
    candidates = [Pair(old, new) for old in before for new in after if _goes_on_from(old, new)]
    olds, news = Counter(pair.old for pair in candidates), Counter(pair.new for pair in candidates)
    return [pair for pair in candidates if olds[pair.old] == 1 and news[pair.new] == 1]


def _goes_on_from(old: Item, new: Item) -> bool:
    shorter, longer = sorted((title_key(old.title), title_key(new.title)), key=len)
    return old.prefix == new.prefix and longer.startswith(shorter) and len(shorter) * 2 >= len(longer)


# Domains ----------------------------------------------------------------------------------------------------------


def _placed(edition: Edition) -> dict[str, tuple[Domain, str]]:
    return {domain.prefix: (domain, area.name) for area in edition.areas for domain in area.domains}


def _domains(old: Edition, new: Edition) -> Iterator[ChangedDomain]:
    before, after = _placed(old), _placed(new)
    for prefix in [*before, *(prefix for prefix in after if prefix not in before)]:
        old_domain, old_area = before.get(prefix, (None, None))
        new_domain, new_area = after.get(prefix, (None, None))
        kind = _domain_change(old_domain, new_domain, same_area=_same(old_area, new_area))
        if kind:
            old_title = old_domain.title if old_domain else None
            new_title = new_domain.title if new_domain else None
            yield ChangedDomain(kind, prefix, old_title, new_title, old_area, new_area)


def _domain_change(old: Domain | None, new: Domain | None, *, same_area: bool) -> DomainChange | None:
    if old is None or new is None:
        return DomainChange.NEW if old is None else DomainChange.DROPPED
    if not _same(old.title, new.title):
        return DomainChange.RENAMED
    if not same_area:
        return DomainChange.MOVED
    return None if old.title == new.title else DomainChange.SPELLING_ONLY


def _same(one: str | None, other: str | None) -> bool:
    return title_key(one or "") == title_key(other or "")


# One version in two prints ----------------------------------------------------------------------------------------


def misprints(stored: Edition, printed: Edition) -> list[tuple[str, str, str]]:
    """Where two texts of the same version disagree: code, what one says, what the other says ("" for nothing)."""
    before, after = _told_by_code(stored), _told_by_code(printed)
    codes = [*before, *(code for code in after if code not in before)]
    told = [(code, before.get(code, ""), after.get(code, "")) for code in codes]
    return [each for each in told if each[1] != each[2]]


def _told_by_code(edition: Edition) -> dict[str, str]:
    return {
        item.code: f"{area.title} / {domain.title} / {item.title}"
        for area in edition.areas
        for domain in area.domains
        for item in domain.items
    }


# Successors -------------------------------------------------------------------------------------------------------


class Basis(Enum):
    """Why a successor is suggested, from the strongest hint to the weakest."""

    DOMAIN_TITLE = "domain_title"
    AREA_SUBJECT = "area_subject"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """New competencies that may have taken the place of a dropped one. Only a person can say whether they did."""

    old: Item
    new: tuple[Item, ...]
    basis: Basis


def suggestions(old: Edition, new: Edition, comparison: Comparison) -> list[Suggestion]:
    """At most one per dropped competency, by the first of these that holds:

    its title became the title of a new domain; it names the subject of a new area (its title contains the area's);
    new competencies stand between what its neighbours in the domain became.
    """
    found = []
    for item in comparison.dropped:
        suggestion = (
            _named_domain(item, new, comparison)
            or _named_area(item, new, comparison)
            or _same_place(item, old, new, comparison)
        )
        if suggestion:
            found.append(suggestion)
    return found


def _new_domains(new: Edition, comparison: Comparison) -> Iterator[tuple[str, Domain]]:
    prefixes = {change.prefix for change in comparison.domains if change.kind is DomainChange.NEW}
    return ((area.name, domain) for area in new.areas for domain in area.domains if domain.prefix in prefixes)


def _named_domain(item: Item, new: Edition, comparison: Comparison) -> Suggestion | None:
    for _area, domain in _new_domains(new, comparison):
        if _same(domain.title, item.title):
            return Suggestion(item, domain.items, Basis.DOMAIN_TITLE)
    return None


def _named_area(item: Item, new: Edition, comparison: Comparison) -> Suggestion | None:
    for area, domain in _new_domains(new, comparison):
        if title_key(area) in title_key(item.title):
            return Suggestion(item, domain.items, Basis.AREA_SUBJECT)
    return None


def _same_place(item: Item, old: Edition, new: Edition, comparison: Comparison) -> Suggestion | None:
    """Competencies that are new between what the nearest kept neighbours above and below became."""
    domain = next(domain for domain in old.domains if domain.prefix == item.prefix)
    later = next((domain for domain in new.domains if domain.prefix == item.prefix), None)
    if later is None:
        return None
    became = _became(comparison)
    place = domain.items.index(item)
    position = {each: number for number, each in enumerate(later.items)}
    above = [position[became[each]] for each in domain.items[:place] if became.get(each) in position]
    below = [position[became[each]] for each in domain.items[place + 1 :] if became.get(each) in position]
    between = later.items[above[-1] + 1 if above else 0 : below[0] if below else len(later.items)]
    fresh = tuple(each for each in between if each in comparison.new)
    return Suggestion(item, fresh, Basis.PLACE) if fresh else None


def _became(comparison: Comparison) -> dict[Item, Item]:
    pairs = [*comparison.respelled, *comparison.moved, *comparison.renamed, *comparison.moved_and_renamed]
    return {item: item for item in comparison.identical} | {pair.old: pair.new for pair in pairs}
