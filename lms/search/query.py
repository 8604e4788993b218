"""From what somebody asks to what the database compares."""

from typing import Any

from modelsearch.query import MATCH_NONE, And, Boost, Fuzzy, Not, Or, Phrase, PlainText

from lms.search.text import Term, asked_terms, stored_words


class Word(PlainText):
    """Exactly this stored word."""


class Beginning(PlainText):
    """Any stored word that begins like this."""


def japanese_query(query: Any, *, last_is_beginning: bool = False) -> Any:
    """The same question in stored words; nothing to ask (only punctuation) finds nothing.

    Args:
        query: a query of the library.
        last_is_beginning: while somebody is typing, the last word of another script may be unfinished.
    """
    match query:
        case PlainText():
            return _all_or_any(query, last_is_beginning=last_is_beginning)
        case Phrase():
            return _phrase(query.query_string)
        case Fuzzy():
            return Fuzzy(stored_words(query.query_string), operator=query.operator, unaccent=query.unaccent)
        case And() | Or():
            parts = [japanese_query(each, last_is_beginning=last_is_beginning) for each in query.subqueries]
            return _joined(query, parts)
        case Not() | Boost():
            inner = japanese_query(query.subquery, last_is_beginning=last_is_beginning)
            return Boost(inner, query.boost) if isinstance(query, Boost) else Not(inner)
    return query


def _joined(query: And | Or, parts: list[Any]) -> Any:
    """A part that finds nothing decides an "and" and is no part of an "or"; the databases do not know it inside."""
    asking = [part for part in parts if part is not MATCH_NONE]
    if not asking or (isinstance(query, And) and len(asking) < len(parts)):
        return MATCH_NONE
    return asking[0] if len(asking) == 1 else type(query)(asking)


def _all_or_any(query: PlainText, *, last_is_beginning: bool) -> Any:
    asked = asked_terms(query.query_string)
    if not asked:
        return MATCH_NONE
    *before, last = asked
    parts = [_asked(term) for term in before]
    parts.append(Beginning(last.text) if last_is_beginning and not last.is_japanese else _asked(last))
    if len(parts) == 1:
        return parts[0]
    return And(parts) if query.operator == "and" else Or(parts)


def _asked(term: Term) -> Any:
    if not term.is_japanese:
        return Word(term.text)
    return Phrase(" ".join(term.pairs)) if term.pairs else Beginning(term.text)


def _phrase(text: str) -> Any:
    """Runs and words in a row. The lonely last character of a stored run may not be asked for: it has a neighbour."""
    words = stored_words(text).split()
    asked = asked_terms(text)
    if not asked:
        return MATCH_NONE
    if len(asked) == 1:
        return _asked(asked[0])
    return Phrase(" ".join(words[:-1] if asked[-1].is_japanese and len(asked[-1].text) > 1 else words))
