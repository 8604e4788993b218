"""Wagtail pages of any kind, also a host's own: found by the index, shown with the passage in which the words stand."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from re import compile as pattern
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, TextField, Value
from django.db.models.functions import Cast
from wagtail.models import Page, Site
from wagtail.search.index import SearchField

from lms.catalogue.search.question import Group, Hit, Question, text_of
from lms.search.excerpt import count_found

#: More pages than this are not looked at; a question that finds so many is too wide to be read through.
MOST_PAGES = 200
#: Names of choices and addresses inside stored blocks are no text.
NO_TEXT = pattern(r"[a-z_]*|https?://\S*|/\S*")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a page; `anchor` leads right to it where it has an address, and a title, of its own."""

    text: str
    anchor: str = ""
    title: str = ""

    @property
    def words(self) -> str:
        return f"{self.title} {self.text}"


def found_pages(question: Question) -> list[Page]:
    """Public pages of this site, the best first, those in the reader's language before others, no page twice.

    Of a page and its translation the one in the reader's language is kept. Two queries.
    """
    site = Site.find_for_request(question.request)
    found = Page.objects.live().public().select_related("locale").search(question.text)[:MOST_PAGES]
    here = [page for page in found if (parts := page.get_url_parts(question.request)) and parts[0] == site.pk]
    here.sort(key=lambda page: (page.locale.language_code != question.language, -question.in_title(page.title)))
    return list({page.translation_key: page for page in reversed(here)}.values())[::-1]


def page_hits(question: Question, pages: Iterable[Page]) -> list[Hit]:
    """What is shown of these pages. One query for all their texts."""
    listed = list(pages)
    passages = passages_of(listed)
    return [_hit(question, page, passages[page.pk]) for page in listed]


def group_of(page: Page) -> Group:
    return Group(getattr(page.specific_class, "search_group", Group.PAGES))


def _hit(question: Question, page: Page, passages: Sequence[Passage]) -> Hit:
    best = max(passages, key=lambda passage: count_found(passage.words, question.terms), default=Passage(""))
    is_led_to = bool(best.anchor and count_found(best.words, question.terms))
    language = page.locale.language_code
    return Hit(
        group=group_of(page),
        title=question.marked(best.title if is_led_to else page.title),
        url=f"{page.get_url(question.request)}{best.anchor if is_led_to else ''}",
        excerpt=question.excerpt(best.text),
        language=language if language != question.language else "",
        facts=[page.title] if is_led_to else [],
    )


def passages_of(pages: Sequence[Page]) -> dict[int, list[Passage]]:
    """All texts of these pages, whatever their classes, in one query."""
    selects = [
        model.objects.filter(pk__in=keys)
        .order_by()
        .annotate(text=Cast(name, TextField()), name=Value(name, output_field=CharField()))
        .values_list("pk", "name", "text")
        for model, keys in _by_class(pages).items()
        for name in _text_fields(model)
    ]
    passages: dict[int, list[Passage]] = defaultdict(list)
    if selects:
        for key, _name, stored in selects[0].union(*selects[1:], all=True):
            passages[key] += _passages(stored or "")
    return passages


def _by_class(pages: Iterable[Page]) -> dict[Any, list[int]]:
    keys: dict[Any, list[int]] = defaultdict(list)
    for page in pages:
        if page.specific_class is not None:
            keys[page.specific_class].append(page.pk)
    return keys


def _text_fields(model: Any) -> Iterator[str]:
    """The searchable texts a page class adds to the title."""
    for searchable in model.get_search_fields():
        if isinstance(searchable, SearchField) and searchable.field_name != "title":
            try:
                field = model._meta.get_field(searchable.field_name)
            except FieldDoesNotExist:
                continue  # computed texts are found but not quoted
            if field.concrete:
                yield searchable.field_name


def _passages(stored: str) -> Iterator[Passage]:
    blocks = _blocks(stored)
    if blocks is None:
        yield Passage(text_of(stored))
        return
    for block in blocks:
        value = block.get("value")
        if block.get("type") == "question" and block.get("id") and isinstance(value, dict):
            answer = text_of(str(value.get("answer", "")))
            yield Passage(answer, f"#q-{block['id']}", str(value.get("question", "")))
        else:
            yield Passage(text_of(" ".join(_strings(value))))


def _blocks(stored: str) -> list[dict[str, Any]] | None:
    if not stored.startswith("["):
        return None
    try:
        blocks = json.loads(stored)
    except ValueError:
        return None
    return [block for block in blocks if isinstance(block, dict)]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if not NO_TEXT.fullmatch(value):
            # A sentence ends where its block ends.
            yield f"{value} "
    elif isinstance(value, dict):
        for key, each in value.items():
            if key not in {"id", "type"}:
                yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
