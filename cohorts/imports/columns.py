"""The columns of an imported list: found by their headings in any usual wording, read cell by cell. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.kernel import names
from lms.kernel.obstacles import Obstacle
from lms.kernel.tables import MOST_ROWS, Line, Table, TooManyRows

Text = str | Promise
#: A title, an empty line and a date may stand above the headings.
DEEPEST_HEADING = 15
ASIDE = re.compile(r"[(（\[【].*?[)）\]】]")
MARKS = re.compile(r"[\s*※:：・_./\-－~〜()（）\[\]【】]")


class HeadingsMissing(Obstacle):
    def __init__(self, missing: Sequence[Text]) -> None:
        super().__init__(
            _("The list needs a row of headings with these columns: %(columns)s.")
            % {"columns": "、".join(map(str, missing))}
        )


class HeadingTwice(Obstacle):
    def __init__(self, one: str, other: str) -> None:
        super().__init__(
            _("Two columns mean the same: “%(one)s” and “%(other)s”. Rename or delete one of them.")
            % {"one": one, "other": other}
        )


class CellsMerged(Obstacle):
    def __init__(self, ranges: Sequence[str]) -> None:
        super().__init__(
            _("Cells of the list are merged (%(ranges)s). Split them, so that each row has its own values.")
            % {"ranges": "、".join(ranges)}
        )


class NoRows(Obstacle):
    message = _("There is no row below the headings.")


class CellUnreadable(Obstacle):
    """Raised by what reads a cell; the sentence says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`read` turns the text of a cell into what is stored, as text ("" for nothing), or raises an Obstacle."""

    name: str
    label: Text
    headings: tuple[str, ...]
    read: Callable[[str], str]
    example: str = ""
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns stand: heading row, name of the column by place, and headings nobody reads."""

    heading_row: int
    places: Mapping[int, str]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    column: Text
    sentence: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a row says, and why some of its cells cannot be read."""

    values: dict[str, str]
    problems: tuple[Problem, ...]


def folded(heading: str) -> str:
    """A heading for comparing: no width, no kana kind, no spaces, no marks."""
    return MARKS.sub("", names.fold(heading))


def _column_of(cell: str, known: Mapping[str, str]) -> str | None:
    """With what stands in brackets, 姓（カナ）, or else without it, 受検番号（必須）."""
    return known.get(folded(cell)) or known.get(folded(ASIDE.sub("", cell)))


def lay_out(table: Table, columns: Sequence[Column], needed: Sequence[Sequence[str]]) -> Layout:
    """Find the headings in the first rows.

    Args:
        needed: for each thing the list must say, the columns one of which says it ("name", or "family" and the rest).

    Raises HeadingsMissing, HeadingTwice, CellsMerged (in or below the headings; a merged title above is fine).
    """
    known = {folded(heading): column.name for column in columns for heading in column.headings}
    line = _heading_line(table.lines, known)
    places: dict[int, str] = {}
    unread: list[str] = []
    for place, cell in enumerate(line.cells if line else ()):
        name = _column_of(cell, known)
        if name in places.values():
            earlier = next(at for at, one in places.items() if one == name)
            raise HeadingTwice(line.cells[earlier], cell)  # type: ignore[union-attr]  # there is a line with places
        if name:
            places[place] = name
        elif cell.strip():
            unread.append(cell.strip())
    by_name = {column.name: column for column in columns}
    missing = [by_name[either[0]].label for either in needed if not set(either) & set(places.values())]
    if line is None or missing:
        raise HeadingsMissing(missing or [by_name[either[0]].label for either in needed])
    if merged := [each.range for each in table.merged if each.last_row >= line.number]:
        raise CellsMerged(merged[:5])
    return Layout(line.number, places, tuple(unread))


def _heading_line(lines: Sequence[Line], known: Mapping[str, str]) -> Line | None:
    """The row with the most headings we know; at least two, or the only cells it has."""
    best, most = None, 0
    for line in lines[:DEEPEST_HEADING]:
        found = sum(_column_of(cell, known) is not None for cell in line.cells)
        if found > most:
            best, most = line, found
    return best


def rows_below(table: Table, layout: Layout) -> list[tuple[int, dict[str, str]]]:
    """Number and cells of each row that says something. Raises NoRows, TooManyRows."""
    rows = []
    for line in table.lines:
        if line.number <= layout.heading_row:
            continue
        cells = {name: line.cells[place].strip() for place, name in layout.places.items() if place < len(line.cells)}
        if any(cells.values()):
            rows.append((line.number, cells))
    if not rows:
        raise NoRows
    if len(rows) > MOST_ROWS:
        raise TooManyRows
    return rows


def read_cells(cells: Mapping[str, str], columns: Sequence[Column]) -> Reading:
    values: dict[str, str] = {}
    problems: list[Problem] = []
    for column in columns:
        text = cells.get(column.name, "")
        try:
            values[column.name] = column.read(text)
        except Obstacle as obstacle:
            values[column.name] = ""
            problems.append(Problem(column.label, str(obstacle.message)))
    return Reading(values, tuple(problems))
