"""Fees, dates and discounts typed into prose, where they grow old. Pure: text and the known facts in, finds out.

A date counts when a cohort really has it, or when its sentence speaks of applying or of being held: a year, the day an
association was founded, telephone numbers and articles of law are none of our business.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    FEE = "fee"
    DATE = "date"
    DISCOUNT = "discount"


@dataclass(frozen=True, slots=True)
class Find:
    """What was found, in the very letters that were typed."""

    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What the rows say now: fees in yen (with and without an offer), and the days of cohorts, periods and offers."""

    fees: Collection[int] = field(default_factory=frozenset)
    days: Collection[date] = field(default_factory=frozenset)


NOTHING_KNOWN = KnownFacts()
# Amounts a seat may cost. Smaller and larger ones belong to examples and balance sheets.
FEES_YEN = range(1_000, 10_000_000)
KANJI_DIGITS = {kanji: number for number, kanji in enumerate("〇一二三四五六七八九")}
KANJI_UNITS = {"十": 10, "百": 100, "千": 1000}
MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}

NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)"
FEES = re.compile(
    rf"""
      (?<![\d,.億兆]) (?: (?P<man>{NUMBER}(?:\.\d+)?) \s?万 )? (?: (?P<sen>\d) \s?千 )? (?P<ones>{NUMBER})? \s?円 (?!周)
    | (?P<kanji>[〇一二三四五六七八九十百千万]{{2,}}) 円
    | (?: ¥ | \bJPY ) \s? (?P<before>{NUMBER}) (?![\d,]*\s?[億兆])
    | (?<![\d,.]) (?P<after>{NUMBER}) \s? (?: yen | JPY ) \b
    """,
    re.VERBOSE | re.IGNORECASE,
)
DATES = re.compile(
    r"""
      (?: (?P<year>\d{4}) 年 \s? | 令和 \s? (?P<reiwa>\d{1,2}|元) 年 \s? )?
      (?P<month>\d{1,2}) 月 \s? (?P<day>\d{1,2}) 日
    | (?<![\d/.-]) (?P<iso_year>(?:19|20)\d\d) [-/.] (?P<iso_month>\d{1,2}) [-/.] (?P<iso_day>\d{1,2}) (?![\d/.-])
    | (?<![\d/.-]) (?P<short_month>\d{1,2}) / (?P<short_day>\d{1,2}) \s? \( [月火水木金土日] [・祝)]
    | \b (?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) [a-z]* \.? \s (?P<name_day>\d{1,2}) \b
      (?: st|nd|rd|th )? (?: ,? \s (?P<name_year>\d{4}) )?
    | (?<!\d) (?P<day_first>\d{1,2}) (?: st|nd|rd|th )? \s
      (?P<month_after>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) [a-z]* \b (?: ,? \s (?P<year_after>\d{4}) )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
OF_A_COHORT = re.compile(
    r"開催|日程|締切|締め切り|〆切|申込|申し込|受付|応募|期限|まで"
    r"|\bdeadline\b|\bappl(?:y|ications?)\b|\btakes? place\b|\bheld on\b",
    re.IGNORECASE,
)
PERCENT = r"(?<![\d.])\d{1,2}(?:\.\d+)?\s?(?:%|パーセント)"
DISCOUNTS = re.compile(
    rf"{PERCENT}\s?(?:割引|引き|引|オフ|お得|off\b|discount\b)|[1-9一二三四五六七八九]割(?:引き|引|オフ)", re.IGNORECASE
)
EARLY = re.compile(r"早期割引|早期申込|早割|\bearly[- ](?:bird|booking|discount)", re.IGNORECASE)
SENTENCE = re.compile(r"[^。!?\n]+")


def find_typed_facts(text: str, known: KnownFacts = NOTHING_KNOWN) -> list[Find]:
    """Every fact typed into the text, in order, each wording once."""
    folded, places = _folded(text)
    found = sorted(
        {place for sentence in SENTENCE.finditer(folded) for place in _places(sentence[0], sentence.start(), known)}
    )
    finds = [Find(kind, text[places[start] : places[end - 1] + 1].strip()) for start, end, kind in found]
    return list(dict.fromkeys(finds))


def _folded(text: str) -> tuple[str, list[int]]:
    """The text with widths made equal, and for each of its letters the place it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for each in unicodedata.normalize("NFKC", letter):
            letters.append(each)
            places.append(place)
    return "".join(letters), places


def _places(sentence: str, offset: int, known: KnownFacts) -> Iterator[tuple[int, int, Kind]]:
    for match in FEES.finditer(sentence):
        amount = _yen(match)
        if amount is not None and (amount in FEES_YEN or amount in known.fees):
            yield match.start() + offset, match.end() + offset, Kind.FEE
    speaks_of_a_cohort = bool(OF_A_COHORT.search(sentence))
    for match in DATES.finditer(sentence):
        if _is_a_day(match) and (speaks_of_a_cohort or _is_known(match, known.days)):
            yield match.start() + offset, match.end() + offset, Kind.DATE
    percentages = re.compile(PERCENT) if EARLY.search(sentence) else DISCOUNTS
    for match in percentages.finditer(sentence):
        yield match.start() + offset, match.end() + offset, Kind.DISCOUNT


def _yen(match: re.Match[str]) -> int | None:
    """「8万8千円」 is 88,000; nothing where there is a unit without an amount."""
    if kanji := match["kanji"]:
        return _kanji_number(kanji)
    if plain := match["before"] or match["after"]:
        return int(plain.replace(",", ""))
    parts = [(match["man"], 10_000), (match["sen"], 1_000), (match["ones"], 1)]
    amounts = [float(number.replace(",", "")) * unit for number, unit in parts if number]
    return round(sum(amounts)) if amounts else None


def _kanji_number(kanji: str) -> int:
    total = part = digit = 0
    for letter in kanji:
        if letter == "万":
            total, part, digit = total + (part + digit or 1) * 10_000, 0, 0
        elif letter in KANJI_UNITS:
            part, digit = part + (digit or 1) * KANJI_UNITS[letter], 0
        else:
            digit = digit * 10 + KANJI_DIGITS[letter]
    return total + part + digit


def _written(match: re.Match[str]) -> tuple[int | None, int, int]:
    """Year, month and day as written; the year may be missing."""
    name = match["name"] or match["month_after"]
    month = MONTHS[name.lower()] if name else match["month"] or match["iso_month"] or match["short_month"]
    day = match["day"] or match["iso_day"] or match["short_day"] or match["name_day"] or match["day_first"]
    year = match["year"] or match["iso_year"] or match["name_year"] or match["year_after"]
    if reiwa := match["reiwa"]:
        year = 2018 + (1 if reiwa == "元" else int(reiwa))
    return (int(year) if year else None), int(month), int(day)


def _is_a_day(match: re.Match[str]) -> bool:
    year, month, day = _written(match)
    try:
        date(year or 2000, month, day)
    except ValueError:
        return False
    return True


def _is_known(match: re.Match[str], days: Collection[date]) -> bool:
    year, month, day = _written(match)
    return any((each.month, each.day) == (month, day) and year in {None, each.year} for each in days)
