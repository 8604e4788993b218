"""The cells of a published competency table, taken apart into the names and the competencies they hold."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from bs4 import BeautifulSoup

from courses.framework_edition import Item
from courses.framework_remarks import Kind, Remark

CODE = re.compile(r"(?<!\S)([A-ZＡ-Ｚ]{2,3})[-‐‑‒–—−－]([0-9０-９]{1,3})(?![0-9０-９])")
ENDS_IN_LATIN = re.compile(r"[A-Za-z0-9Ａ-Ｚａ-ｚ０-９]$")


@dataclass(frozen=True, slots=True)
class Name:
    """The name of an area or a domain; which of them, only its place in the table says."""

    text: str


def parts_of(cell: str, line: int, remarks: list[Remark]) -> list[Name | Item]:
    """Names and competencies of a cell in their order."""
    if "<" not in cell:
        return list(_running_text(cell, line, remarks))
    if _is_open(cell):
        remarks.append(Remark(line, Kind.CUT_OFF, short(text_of(cell))))
    markup = BeautifulSoup(cell, "html.parser")
    paragraphs = [paragraph.extract() for paragraph in markup.find_all("p")]
    beside = " ".join(markup.get_text(" ").split())
    if not paragraphs:
        return list(_running_text(beside, line, remarks))
    if beside:
        remarks.append(Remark(line, Kind.LEFT_OVER, short(beside)))
    texts = (" ".join(paragraph.get_text().split()) for paragraph in paragraphs)
    return [_part(text) for text in texts if text]


def _part(text: str) -> Name | Item:
    code = CODE.match(text)
    return Item(_code(code), text[code.end() :].strip()) if code else Name(text)


def _is_open(cell: str) -> bool:
    """Whether a paragraph, or a tag itself, does not end."""
    opened = len(re.findall(r"<p[\s>]", cell, re.IGNORECASE))
    closed = len(re.findall(r"</p\s*>", cell, re.IGNORECASE))
    return opened != closed or cell.rfind("<") > cell.rfind(">")


def _running_text(cell: str, line: int, remarks: list[Remark]) -> Iterator[Name | Item]:
    """Nothing marks where a title ends and the name of the next domain begins; only there phrases are told apart."""
    codes = list(CODE.finditer(cell))
    yield from (Name(phrase) for phrase in phrases(cell[: codes[0].start()] if codes else cell))
    for code, following in zip_longest(codes, codes[1:]):
        text = " ".join(cell[code.end() : following.start() if following else len(cell)].split())
        goes_on = following is not None and plain(following[1]) == plain(code[1])
        if goes_on:
            yield Item(_code(code), text)
            continue
        title, *names = phrases(text) or [""]
        yield Item(_code(code), title)
        if following is None and names:
            remarks.append(Remark(line, Kind.LEFT_OVER, " ".join(names)))
        else:
            yield from (Name(name) for name in names)


def phrases(text: str) -> list[str]:
    """Cut running text where one name ends and the next begins.

    A space inside a name stands only behind a Latin word (「IT サービスマネジメント」, 「WEB と検索」) or between
    spaced letters (「運 営」); any other space is a border.
    """
    found: list[str] = []
    goes_on = False
    for word in text.split():
        spaced = len(word) == 1 and bool(found) and len(found[-1].split()[-1]) == 1
        if found and (goes_on or spaced):
            found[-1] += f" {word}"
        else:
            found.append(word)
        goes_on = bool(ENDS_IN_LATIN.search(word))
    return found


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _code(match: re.Match[str]) -> str:
    return f"{plain(match[1])}-{int(plain(match[2]))}"


def text_of(cell: str) -> str:
    text = BeautifulSoup(cell, "html.parser").get_text(" ") if "<" in cell else cell
    return " ".join(text.split())


def short(text: str) -> str:
    return text if len(text) <= 40 else f"…{text[-40:]}"
