"""Reads the competency tables of a published framework out of the text they were copied as.

A version begins with a heading (「● CMBOK2.0 コンピテンシー」); its table follows, one line per row, cells apart by
tabs. A cell is either running text, 「経営戦略と財務 ST-1 コンタクトセンター戦略 ST-2 …」, or a chain of `<p>`
fragments. What stands before the first code of a cell names its domain, or its area and its domain; a cell without
codes names the area of the cells below it. Each column goes on with the area that was named last in it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from bs4 import BeautifulSoup

from courses.framework_edition import Area, Domain, Edition, Item, title_key

HEADING = re.compile(
    r"^\s*[●○◆■◎]?\s*(?P<framework>[A-Za-zＡ-Ｚａ-ｚ]+)\s*(?P<version>[0-9０-９]+[.．][0-9０-９]+)\s*コンピテンシー\s*"
    r"(?:[（(](?P<note>[^）)]*)[）)])?\s*$"
)
CODE = re.compile(r"(?<!\S)([A-ZＡ-Ｚ]{2,3})[-‐‑‒–—−－]([0-9０-９]{1,3})(?![0-9０-９])")
ENDS_IN_LATIN = re.compile(r"[A-Za-z0-9Ａ-Ｚａ-ｚ０-９]$")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one line of the text that a person should look at."""

    line: int
    kind: str
    text: str
    other_line: int | None = None


class Kind:
    """What a remark may be about. Problems stop the import, the rest is reported."""

    NO_HEADING = "no_heading"
    EMPTY_VERSION = "empty_version"
    VERSION_TWICE = "version_twice"
    OTHER_FRAMEWORK = "other_framework"
    CUT_OFF = "cut_off"
    NO_TITLE = "no_title"
    NO_DOMAIN = "no_domain"
    NO_AREA = "no_area"
    CODE_TWICE = "code_twice"
    TITLE_TWICE = "title_twice"
    DOMAIN_TWICE = "domain_twice"
    TOO_MANY_HEADINGS = "too_many_headings"
    LEFT_OVER = "left_over"
    SKIPPED_NUMBER = "skipped_number"
    NOT_PLACED = "not_placed"


REPORTED_ONLY = frozenset({Kind.SKIPPED_NUMBER, Kind.NOT_PLACED, Kind.TITLE_TWICE})


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a text says. Only a reading without problems may be kept."""

    framework: str
    editions: tuple[Edition, ...]
    remarks: tuple[Remark, ...]

    @property
    def problems(self) -> list[Remark]:
        return [remark for remark in self.remarks if remark.kind not in REPORTED_ONLY]


@dataclass(frozen=True, slots=True)
class _Name:
    text: str


@dataclass(slots=True)
class _OpenDomain:
    area: str
    title: str
    line: int
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class _Column:
    """A column of the table on its way down. `area_line` is where an area was named that still has no domain."""

    area: str = ""
    area_line: int = 0
    domain: _OpenDomain | None = None
    domains: list[_OpenDomain] = field(default_factory=list)


@dataclass(slots=True)
class _Block:
    """The lines under one heading."""

    line: int
    framework: str
    version: str
    note: str
    rows: list[tuple[int, list[str]]] = field(default_factory=list)


def read(text: str) -> Reading:
    remarks: list[Remark] = []
    blocks = list(_blocks(text, remarks))
    if not blocks:
        remarks.append(Remark(1, Kind.NO_HEADING, ""))
        return Reading("", (), tuple(remarks))
    framework = blocks[0].framework
    seen: dict[str, int] = {}
    editions = []
    for block in blocks:
        if block.framework != framework:
            remarks.append(Remark(block.line, Kind.OTHER_FRAMEWORK, block.framework))
        if block.version in seen:
            remarks.append(Remark(block.line, Kind.VERSION_TWICE, block.version, seen[block.version]))
        seen[block.version] = block.line
        editions.append(_edition(block, remarks))
    return Reading(framework, tuple(editions), tuple(sorted(remarks, key=lambda remark: remark.line)))


def _blocks(text: str, remarks: list[Remark]) -> Iterator[_Block]:
    block: _Block | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := HEADING.match(line):
            if block:
                yield block
            framework, version = (_plain(heading[name]) for name in ("framework", "version"))
            block = _Block(number, framework, version, heading["note"] or "")
        elif not line.strip():
            continue
        elif block is None:
            remarks.append(Remark(number, Kind.NOT_PLACED, line.strip()))
        else:
            block.rows.append((number, line.split("\t")))
    if block:
        yield block


def _edition(block: _Block, remarks: list[Remark]) -> Edition:
    width = max((len(cells) for _line, cells in block.rows), default=0)
    columns = [_Column() for _ in range(width)]
    lines_of: dict[str, int] = {}
    for line, cells in block.rows:
        if len(cells) < width:
            is_row = any("<" in cell or CODE.search(cell) for cell in cells)
            kind = Kind.CUT_OFF if is_row else Kind.NOT_PLACED
            remarks.append(Remark(line, kind, _short(_text_of(cells[-1]))))
            if kind == Kind.NOT_PLACED:
                continue
        for column, cell in zip(columns, cells, strict=False):
            _place(column, _parts(cell, line, remarks), line, lines_of, remarks)
    remarks.extend(
        Remark(column.area_line, Kind.LEFT_OVER, column.area) for column in columns if lines_of and column.area_line
    )
    domains = [domain for column in columns for domain in column.domains]
    if not lines_of:
        remarks.append(Remark(block.line, Kind.EMPTY_VERSION, block.version))
    _check(domains, lines_of, remarks)
    return Edition(block.version, tuple(_areas(domains)), block.note)


# Cells ------------------------------------------------------------------------------------------------------------


def _parts(cell: str, line: int, remarks: list[Remark]) -> list[_Name | Item]:
    """Names and competencies of a cell in their order."""
    if "<" not in cell:
        return list(_running_text(cell, line, remarks))
    if _is_open(cell):
        remarks.append(Remark(line, Kind.CUT_OFF, _short(_text_of(cell))))
    markup = BeautifulSoup(cell, "html.parser")
    paragraphs = [paragraph.extract() for paragraph in markup.find_all("p")]
    beside = " ".join(markup.get_text(" ").split())
    if not paragraphs:
        return list(_running_text(beside, line, remarks))
    if beside:
        remarks.append(Remark(line, Kind.LEFT_OVER, _short(beside)))
    texts = (" ".join(paragraph.get_text().split()) for paragraph in paragraphs)
    return [_part(text) for text in texts if text]


def _part(text: str) -> _Name | Item:
    code = CODE.match(text)
    return Item(_code(code), text[code.end() :].strip()) if code else _Name(text)


def _is_open(cell: str) -> bool:
    """Whether a paragraph, or a tag itself, does not end."""
    opened = len(re.findall(r"<p[\s>]", cell, re.IGNORECASE))
    closed = len(re.findall(r"</p\s*>", cell, re.IGNORECASE))
    return opened != closed or cell.rfind("<") > cell.rfind(">")


def _running_text(cell: str, line: int, remarks: list[Remark]) -> Iterator[_Name | Item]:
    """Nothing marks where a title ends and the name of the next domain begins; only there phrases are told apart."""
    codes = list(CODE.finditer(cell))
    yield from (_Name(phrase) for phrase in phrases(cell[: codes[0].start()] if codes else cell))
    for code, following in zip_longest(codes, codes[1:]):
        text = " ".join(cell[code.end() : following.start() if following else len(cell)].split())
        goes_on = following is not None and _plain(following[1]) == _plain(code[1])
        if goes_on:
            yield Item(_code(code), text)
            continue
        title, *names = phrases(text) or [""]
        yield Item(_code(code), title)
        if following is None and names:
            remarks.append(Remark(line, Kind.LEFT_OVER, " ".join(names)))
        else:
            yield from (_Name(name) for name in names)


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


# Places -----------------------------------------------------------------------------------------------------------


def _place(
    column: _Column,
    parts: Sequence[_Name | Item],
    line: int,
    lines_of: dict[str, int],
    remarks: list[Remark],
) -> None:
    names: list[str] = []
    for part in parts:
        if isinstance(part, _Name):
            names.append(part.text)
            continue
        if names:
            _open_domain(column, names, line, remarks)
            names = []
        _add(column, part, line, lines_of, remarks)
    if len(names) == 1 and len(parts) == 1:
        column.area, column.area_line, column.domain = names[0], line, None
    elif names:
        remarks.append(Remark(line, Kind.LEFT_OVER, " ".join(names)))


def _open_domain(column: _Column, names: Sequence[str], line: int, remarks: list[Remark]) -> None:
    if len(names) > 2:
        remarks.append(Remark(line, Kind.TOO_MANY_HEADINGS, " / ".join(names)))
    if len(names) > 1:
        column.area = names[-2]
    if not column.area:
        remarks.append(Remark(line, Kind.NO_AREA, names[-1]))
    column.area_line = 0
    column.domain = _OpenDomain(column.area, names[-1], line)
    column.domains.append(column.domain)


def _add(column: _Column, item: Item, line: int, lines_of: dict[str, int], remarks: list[Remark]) -> None:
    domain = column.domain
    if not item.title:
        remarks.append(Remark(line, Kind.NO_TITLE, item.code))
    if item.code in lines_of:
        remarks.append(Remark(line, Kind.CODE_TWICE, item.code, lines_of[item.code]))
    lines_of.setdefault(item.code, line)
    if domain is None or (domain.items and domain.items[0].prefix != item.prefix):
        remarks.append(Remark(line, Kind.NO_DOMAIN, f"{item.code} {item.title}".strip()))
    else:
        domain.items.append(item)


def _check(domains: Iterable[_OpenDomain], lines_of: dict[str, int], remarks: list[Remark]) -> None:
    """What only the whole table shows: a domain in two places, numbers that skip, one title under two codes."""
    lines_of_prefix: dict[str, int] = {}
    numbers_of: dict[str, set[int]] = {}
    codes_of: dict[str, str] = {}
    for domain in domains:
        if not domain.items:
            continue
        prefix = domain.items[0].prefix
        if prefix in lines_of_prefix:
            remarks.append(Remark(domain.line, Kind.DOMAIN_TWICE, prefix, lines_of_prefix[prefix]))
        lines_of_prefix.setdefault(prefix, domain.line)
        numbers_of.setdefault(prefix, set()).update(item.number for item in domain.items)
        for item in domain.items:
            first = codes_of.setdefault(title_key(item.title), item.code)
            if first != item.code:
                both = f"{item.title} ({first}, {item.code})"
                remarks.append(Remark(lines_of[item.code], Kind.TITLE_TWICE, both, lines_of[first]))
    for prefix, numbers in numbers_of.items():
        missing = sorted(set(range(1, max(numbers) + 1)) - numbers)
        line = lines_of_prefix[prefix]
        remarks.extend(Remark(line, Kind.SKIPPED_NUMBER, f"{prefix}-{number}") for number in missing)


def _areas(domains: Iterable[_OpenDomain]) -> Iterator[Area]:
    """One area may be named in both columns; its domains come together where it was named first."""
    titles: dict[str, str] = {}
    members: dict[str, list[Domain]] = {}
    for domain in domains:
        if domain.items:
            key = title_key(domain.area)
            titles.setdefault(key, domain.area)
            items = tuple(sorted(domain.items, key=lambda item: item.number))
            members.setdefault(key, []).append(Domain(items[0].prefix, domain.title, items))
    return (Area(title, tuple(members[key])) for key, title in titles.items())


# Small things -----------------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _code(match: re.Match[str]) -> str:
    return f"{_plain(match[1])}-{int(_plain(match[2]))}"


def _text_of(cell: str) -> str:
    text = BeautifulSoup(cell, "html.parser").get_text(" ") if "<" in cell else cell
    return " ".join(text.split())


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"…{text[-40:]}"
