"""All that is found, in calm groups: a few of each, or one group in full."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page as Leaf
from django.core.paginator import Paginator
from wagtail.models import Page

from lms.catalogue.search.pages import found_pages, group_of, page_hits
from lms.catalogue.search.question import Group, Hit, Question
from lms.catalogue.search.rows import row_hits

#: How many of each group stand on the first page, and how many on a page of one group.
FEW = 5
MANY = 20


@dataclass(frozen=True, slots=True)
class Found:
    """One group: how many there are, and those shown."""

    group: Group
    count: int
    hits: Sequence[Hit]

    @property
    def more(self) -> int:
        return self.count - len(self.hits)


@dataclass(frozen=True, slots=True)
class Answer:
    """`leaf` is the page of a chosen group, for turning over."""

    groups: Sequence[Found]
    leaf: Leaf[Hit | Page] | None = None

    @property
    def count(self) -> int:
        return sum(found.count for found in self.groups)


Entries = dict[Group, list[Hit | Page]]


def answer_to(question: Question) -> Answer:
    """A few of every group that has any."""
    entries = _entries(question)
    shown = _hits(question, [each for group in entries.values() for each in group[:FEW]])
    return Answer([_found(group, entries, shown) for group in Group if group in entries])


def group_in_full(question: Question, group: Group, *, page: str | int) -> Answer:
    """One page of one group; a number that makes no sense leads to the nearest page."""
    entries = _entries(question)
    leaf = Paginator(entries.get(group, []), MANY).get_page(page)
    hits = _hits(question, list(leaf.object_list))
    return Answer([Found(group, leaf.paginator.count, hits)] if hits else [], leaf)


def _entries(question: Question) -> Entries:
    entries: Entries = defaultdict(list)
    if not question.terms:
        return entries
    for hit in row_hits(question):
        entries[hit.group].append(hit)
    for page in found_pages(question):
        entries[group_of(page)].append(page)
    return entries


def _hits(question: Question, entries: Sequence[Hit | Page]) -> list[Hit]:
    """Pages become hits together: their texts are read at once."""
    from_pages = iter(page_hits(question, [each for each in entries if isinstance(each, Page)]))
    return [each if isinstance(each, Hit) else next(from_pages) for each in entries]


def _found(group: Group, entries: Entries, shown: Sequence[Hit]) -> Found:
    return Found(group, len(entries[group]), [hit for hit in shown if hit.group is group])
