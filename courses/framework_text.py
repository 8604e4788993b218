"""Reads the competency tables of a published framework out of the text they were copied as.

A version begins with a heading (「● CMBOK2.0 コンピテンシー」); its table follows, one line per row, cells apart by
tabs. A cell is either running text, 「経営戦略と財務 ST-1 コンタクトセンター戦略 ST-2 …」, or a chain of `<p>`
fragments. What stands before the first code of a cell names its domain, or its area and its domain; a cell without
codes names the area of the cells below it. Each column goes on with the area that was named last in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from courses.framework_cells import CODE, parts_of, plain, short, text_of
from courses.framework_edition import Edition
from courses.framework_remarks import REPORTED_ONLY, Kind, Remark
from courses.framework_table import Column, areas_of, check, place

HEADING = re.compile(
    r"^\s*[●○◆■◎]?\s*(?P<framework>[A-Za-zＡ-Ｚａ-ｚ]+)\s*(?P<version>[0-9０-９]+[.．][0-9０-９]+)\s*コンピテンシー\s*"
    r"(?:[（(](?P<note>[^）)]*)[）)])?\s*$"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a text says. Only a reading without problems may be kept."""

    framework: str
    editions: tuple[Edition, ...]
    remarks: tuple[Remark, ...]

    @property
    def problems(self) -> list[Remark]:
        return [remark for remark in self.remarks if remark.kind not in REPORTED_ONLY]


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
            framework, version = (plain(heading[name]) for name in ("framework", "version"))
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
    columns = [Column() for _ in range(width)]
    lines_of: dict[str, int] = {}
    for line, cells in block.rows:
        if len(cells) < width:
            is_row = any("<" in cell or CODE.search(cell) for cell in cells)
            kind = Kind.CUT_OFF if is_row else Kind.NOT_PLACED
            remarks.append(Remark(line, kind, short(text_of(cells[-1]))))
            if kind == Kind.NOT_PLACED:
                continue
        for column, cell in zip(columns, cells, strict=False):
            place(column, parts_of(cell, line, remarks), line, lines_of, remarks)
    remarks.extend(
        Remark(column.area_line, Kind.LEFT_OVER, column.area) for column in columns if lines_of and column.area_line
    )
    domains = [domain for column in columns for domain in column.domains]
    if not lines_of:
        remarks.append(Remark(block.line, Kind.EMPTY_VERSION, block.version))
    check(domains, lines_of, remarks)
    return Edition(block.version, tuple(areas_of(domains)), block.note)
