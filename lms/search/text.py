"""How text becomes words to find. Pure: the same for what is stored, what is asked, and what is marked in an excerpt.

Japanese is written without spaces, so every run of kanji and kana becomes overlapping pairs: 養成講座 is stored as
養成 成講 講座 座. Pairs asked for in a row match exactly where the run occurs, 講座 as well as 成講. The last character
stands alone, so that the beginning of a pair finds single characters everywhere. Other scripts stay whole words.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

#: Kanji, kana, iteration and prolonged sound marks; not the middle dot, which separates words.
JAPANESE = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
RUN = re.compile(rf"[{JAPANESE}]+|[^\W_{JAPANESE}]+")
IS_JAPANESE = re.compile(rf"[{JAPANESE}]")
HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
#: Hyphens and dashes typed for the prolonged sound mark: サ−ビス, サ‐ビス, サ-ビス.
DASH_AFTER_KATAKANA = re.compile("(?<=[\u30a1-\u30fa\u30fc])[-\u2010-\u2015\u2212]")
#: More words than this are not asked for: databases limit how deep an expression may be.
MOST_TERMS = 32


@dataclass(frozen=True, slots=True)
class Term:
    """One thing asked for: a run of Japanese anywhere in a text, or a word of another script."""

    text: str
    is_japanese: bool

    @property
    def pairs(self) -> list[str]:
        """What stands in a row wherever a Japanese run of two or more characters occurs."""
        return [self.text[at : at + 2] for at in range(len(self.text) - 1)]


def folded(text: str) -> str:
    """Width, case, kana kind and look-alikes of the prolonged sound mark no longer matter."""
    wide = unicodedata.normalize("NFKC", text).casefold().translate(HIRAGANA_TO_KATAKANA)
    return DASH_AFTER_KATAKANA.sub("ー", wide)


def without_accents(word: str) -> str:
    """One of the two databases drops accents by itself; dropping them here makes both agree."""
    return "".join(each for each in unicodedata.normalize("NFKD", word) if not unicodedata.combining(each))


def terms(text: str) -> Iterator[Term]:
    for run in RUN.findall(folded(text)):
        is_japanese = bool(IS_JAPANESE.match(run))
        word = run if is_japanese else without_accents(run)
        if word:
            yield Term(word, is_japanese)


def asked_terms(query: str) -> list[Term]:
    """What a query asks for, each once."""
    return list(dict.fromkeys(terms(query)))[:MOST_TERMS]


def stored_words(text: str) -> str:
    """The form in which a text is given to the database."""
    return " ".join(word for term in terms(text) for word in _words(term))


def _words(term: Term) -> list[str]:
    return [*term.pairs, term.text[-1]] if term.is_japanese else [term.text]
