"""Slips a careful reader would notice: one word spelled in two ways, and an abbreviation explained wrongly."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

from courses.outlines.labels import Entry, Kind
from courses.outlines.sheet import Number

#: What abbreviations of the field stand for. A gloss with the same initials and other words is suspected.
GLOSSES: Mapping[str, str] = MappingProxyType(
    {
        "ACD": "Automatic Call Distributor",
        "AHT": "Average Handling Time",
        "CRM": "Customer Relationship Management",
        "CTI": "Computer Telephony Integration",
        "IVR": "Interactive Voice Response",
        "KPI": "Key Performance Indicator",
        "MOT": "Moment of Truth",
        "NPS": "Net Promoter Score",
        "SLA": "Service Level Agreement",
        "SLM": "Service Level Management",
        "VOC": "Voice of Customer",
    },
)
KATAKANA = re.compile(r"[ァ-ヴー・]{4,}")
SILENT = re.compile(r"[ー・]")
#: Kana by consonant: foreign words are written now with one vowel, now with another (ロイヤリティ, ロイヤルティ).
ROWS = (
    "アイウエオ", "カキクケコ", "ガギグゲゴ", "サシスセソ", "ザジズゼゾ", "タチツテト", "ダヂヅデド", "ナニヌネノ",
    "ハヒフヘホ", "バビブベボ", "パピプペポ", "マミムメモ", "ヤユヨ", "ラリルレロ",
)  # fmt: skip
ROW_OF = {kana: row for row in ROWS for kana in row}
SHORTEST_STEM = 4  # kana without long-vowel marks: shorter words agree by chance
SHORTEST_WAVERING = 5
PHRASE = re.compile(r"[A-Za-z]+(?:[ '’-]+[A-Za-z]+)+")
LITTLE_WORDS = {"a", "an", "and", "for", "in", "of", "on", "the", "to"}


@dataclass(frozen=True, slots=True)
class Variants:
    """One word in two spellings, each with the nodes that use it; the more frequent spelling first."""

    words: tuple[str, str]
    numbers: tuple[tuple[Number, ...], tuple[Number, ...]]


@dataclass(frozen=True, slots=True)
class WrongGloss:
    number: Number
    abbreviation: str
    printed: str
    usual: str


def spelling_variants(entries: Sequence[Entry]) -> list[Variants]:
    """Katakana words that differ only in long-vowel marks or middle dots, or in one vowel of a long word.

    A word counts inside a compound as well: マネージメント in リスクマネージメント differs from マネジメント. Branches
    outside the syllabus cite other people's titles and are left alone.
    """
    uses: dict[str, list[Number]] = {}
    for entry in entries:
        if entry.kind is not Kind.OUTSIDE:
            for word in KATAKANA.findall(entry.text):
                uses.setdefault(word.strip("・"), []).append(entry.number)
    found: dict[tuple[str, str], Variants] = {}
    for one, other in combinations(sorted(uses, key=lambda word: (len(stem(word)), word)), 2):
        if pair := differing(one, other):
            left, right = sorted(pair, key=lambda word: (-len(_numbers(word, uses)), word))
            found[left, right] = Variants((left, right), (_numbers(left, uses), _numbers(right, uses)))
    return [found[key] for key in sorted(found)]


def stem(word: str) -> str:
    return SILENT.sub("", word)


def differing(short: str, long: str) -> tuple[str, str] | None:
    """The two spellings of one word, if `short` is in `long` but written otherwise."""
    wanted = stem(short)
    if len(wanted) >= SHORTEST_STEM and wanted in stem(long):
        written = piece(long, wanted)
        return (short, written) if written != short else None
    return (short, long) if wavers(wanted, stem(long)) else None


def piece(word: str, wanted: str) -> str:
    """The part of a word whose stem is `wanted`, marks inside and behind it included."""
    pattern = "[ー・]*".join(map(re.escape, wanted))
    match = re.search(rf"{pattern}ー?", word)
    return match[0] if match else word


def wavers(one: str, other: str) -> bool:
    """Two long words that differ in one kana of one consonant, neither at the beginning nor at the end."""
    if len(one) != len(other) or len(one) < SHORTEST_WAVERING:
        return False
    places = [place for place, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
    if len(places) != 1 or places[0] in {0, len(one) - 1}:
        return False
    place = places[0]
    return one[place] in ROW_OF and other[place] in ROW_OF[one[place]]


def _numbers(word: str, uses: Mapping[str, Iterable[Number]]) -> tuple[Number, ...]:
    return tuple(sorted({number for used, numbers in uses.items() if word in used for number in numbers}))


def wrong_glosses(entries: Sequence[Entry]) -> list[WrongGloss]:
    """Phrases with the initials of an abbreviation printed nearby, but not what the abbreviation stands for.

    Nearby is the node itself, the nodes above it and its siblings.
    """
    return [
        WrongGloss(entry.number, abbreviation, phrase, usual)
        for entry in entries
        for phrase in PHRASE.findall(entry.text)
        for abbreviation, usual in GLOSSES.items()
        if _is_wrong(phrase, abbreviation, usual) and abbreviation in _near(entry, entries)
    ]


def _near(entry: Entry, entries: Sequence[Entry]) -> str:
    number = entry.number
    return " ".join(
        each.text for each in entries if each.number == number[: len(each.number)] or each.number[:-1] == number[:-1]
    )


def _is_wrong(phrase: str, abbreviation: str, usual: str) -> bool:
    words = re.split(r"[ '’-]+", phrase)
    initials = {
        "".join(word[0] for word in words).upper(),
        "".join(word[0] for word in words if word.lower() not in LITTLE_WORDS).upper(),
    }
    return abbreviation in initials and phrase.casefold() != usual.casefold()
