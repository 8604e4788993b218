"""Where in a text the words asked for stand, in the text as it was written. Pure, and of one mind with the index."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lms.search.text import DASH_AFTER_KATAKANA, IS_JAPANESE, Term, folded, without_accents

#: A character with the marks that belong to it, so that ｶﾞ folds to one.
CLUSTER = re.compile("(?s:.)[\u0300-\u036f\u3099\u309a\uff9e\uff9f]*")
WORD_CHARACTER = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is, or is not, what was asked for."""

    text: str
    is_hit: bool = False


Span = tuple[int, int]


def spans(text: str, asked: Iterable[Term]) -> list[Span]:
    """From where to where each hit reaches in the text, in order, overlapping ones joined."""
    form, places = _folded_with_places(text)
    found = sorted(span for term in asked for span in _occurrences(form, term))
    joined: list[Span] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return [(places[start][0], places[end - 1][1]) for start, end in joined]


def contains_all(text: str, asked: Iterable[Term]) -> bool:
    """What an index would answer for this text, for rows that are too few, or change too quietly, to be indexed."""
    form, _places = _folded_with_places(text)
    return all(any(_occurrences(form, term)) for term in asked)


def count_found(text: str, asked: Iterable[Term]) -> int:
    """How many of the terms occur at all."""
    form, _places = _folded_with_places(text)
    return sum(any(_occurrences(form, term)) for term in asked)


def marked(text: str, asked: Sequence[Term]) -> list[Piece]:
    """The whole text in pieces."""
    return list(_pieces(text, spans(text, asked)))


def excerpt(text: str, asked: Sequence[Term], *, length: int = 110, before: int = 30) -> list[Piece]:
    """About `length` characters around the first hit; the beginning of the text where there is none."""
    text = " ".join(text.split())
    hits = spans(text, asked)
    start = max(0, hits[0][0] - before) if hits else 0
    if len(text) - start < length:
        start = max(0, len(text) - length)
    start, end = _whole_words(text, start, start + length)
    inside = [(max(left, start) - start, min(right, end) - start) for left, right in hits if left < end]
    inside = [(left, right) for left, right in inside if right > left]
    pieces = list(_pieces(text[start:end], inside))
    if start > 0:
        pieces.insert(0, Piece("…"))
    if end < len(text):
        pieces.append(Piece("…"))
    return pieces


def _whole_words(text: str, start: int, end: int) -> Span:
    """Moves the edges a few characters so that no Latin word is cut."""
    end = min(end, len(text))
    while 0 < start < end and _in_latin_word(text, start):
        start += 1
    while start < end < len(text) and _in_latin_word(text, end):
        end -= 1
    cut = text[start:end]
    return start + len(cut) - len(cut.lstrip()), end - len(cut) + len(cut.rstrip())


def _in_latin_word(text: str, at: int) -> bool:
    return all(WORD_CHARACTER.match(each) and not IS_JAPANESE.match(each) for each in text[at - 1 : at + 1])


def _pieces(text: str, hits: Iterable[Span]) -> Iterator[Piece]:
    at = 0
    for start, end in hits:
        if at < start:
            yield Piece(text[at:start])
        yield Piece(text[start:end], is_hit=True)
        at = end
    if at < len(text):
        yield Piece(text[at:])


def _folded_with_places(text: str) -> tuple[str, list[Span]]:
    """The folded text, and for each of its characters from where to where that stands in the text."""
    form: list[str] = []
    places: list[Span] = []
    for cluster in CLUSTER.finditer(text):
        wide = _folded_cluster(cluster.group())
        form.append(wide)
        places += [cluster.span()] * len(wide)
    return DASH_AFTER_KATAKANA.sub("ー", "".join(form)), places


@lru_cache(maxsize=8192)
def _folded_cluster(cluster: str) -> str:
    wide = folded(cluster)
    return wide if IS_JAPANESE.match(wide) else without_accents(wide)


def _occurrences(form: str, term: Term) -> Iterator[Span]:
    at = form.find(term.text)
    while at >= 0:
        end = at + len(term.text)
        if term.is_japanese or not (_continues(form, at) or _continues(form, end)):
            yield at, end
        at = form.find(term.text, end)


def _continues(form: str, at: int) -> bool:
    """Whether a Latin word goes on across this place."""
    return 0 < at < len(form) and _in_latin_word(form, at)
