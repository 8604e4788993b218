"""Lists that people send: the cells of a CSV file or an Excel workbook as text, or a sentence that says why not."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from lms.kernel.obstacles import Obstacle

MEGABYTE: Final = 1024 * 1024
MOST_BYTES: Final = 10 * MEGABYTE
MOST_ROWS: Final = 10_000
MOST_COLUMNS: Final = 100
SEPARATORS = ",\t;"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
HALF_WIDTH_KANA = re.compile(r"[\uff61-\uff9f]")
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


class NotATable(Obstacle):
    message = _("This is no list we can read. Choose an Excel workbook (.xlsx) or a CSV file.")


class TableEmpty(Obstacle):
    message = _("There is nothing in this file.")


class TableTooLarge(Obstacle):
    message = _("The file is larger than 10 MB, or unpacks to far more. Divide the list.")


class TooManyRows(Obstacle):
    message = _("The list has more than 10,000 rows or 100 columns. Divide it.")


class OldWorkbook(Obstacle):
    message = _(
        "This is a workbook of an old Excel (.xls) or one with a password. Save it as .xlsx without a password."
    )


class BrokenWorkbook(Obstacle):
    message = _("The workbook is damaged. Open it in Excel, save it anew as .xlsx, and choose that file.")


class UnknownEncoding(Obstacle):
    message = _("The characters of this file are damaged, or neither UTF-8 nor Shift_JIS. Save it anew as CSV UTF-8.")


class BrokenQuotes(Obstacle):
    def __init__(self, number: int) -> None:
        super().__init__(_("A quotation mark is not closed, in or after row %(number)d.") % {"number": number})


@dataclass(frozen=True, slots=True)
class Line:
    """One row as Excel numbers them, from 1."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Merged:
    """A range of merged cells, as Excel writes it, with its last row."""

    range: str
    last_row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`form` names what the file was ("Shift_JIS", "Excel"), `sheet` the worksheet that was read."""

    lines: tuple[Line, ...]
    form: str
    sheet: str = ""
    sheets_left: int = 0
    merged: tuple[Merged, ...] = ()


def counted(rows: Iterable[tuple[str, ...]]) -> tuple[Line, ...]:
    """Numbered, without blank rows at the end. Raises TableEmpty, TooManyRows."""
    lines: list[Line] = []
    for number, cells in enumerate(rows, start=1):
        if number > MOST_ROWS + 20 or len(cells) > MOST_COLUMNS:
            raise TooManyRows
        lines.append(Line(number, cells))
    while lines and lines[-1].is_blank:
        lines.pop()
    if not lines:
        raise TableEmpty
    return tuple(lines)


def read_text(data: bytes) -> Table:
    """A CSV file of any usual encoding and separator.

    Raises NotATable, UnknownEncoding, BrokenQuotes, TableEmpty, TooManyRows.
    """
    text, form = _decoded(data)
    if not text.strip():
        raise TableEmpty
    if "\0" in text or text.lstrip().startswith(("%PDF", "<!DOCTYPE", "<html", "{\\rtf")):
        raise NotATable
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        lines = counted(tuple(row) for row in reader)
    except csv.Error:
        raise BrokenQuotes(reader.line_num) from None
    return Table(lines=lines, form=form)


def _decoded(data: bytes) -> tuple[str, str]:
    """Text and the name of its encoding. Almost any bytes "are" Shift_JIS, so damaged UTF-8 is recognised first."""
    if data.startswith(UTF_16):
        return _strictly(data, "utf-16"), "UTF-16"
    if b"\0" in data:
        raise NotATable
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    guess = data.decode("utf-8", errors="replace")
    if len(JAPANESE.findall(guess)) > guess.count("\ufffd"):
        raise UnknownEncoding
    text = _strictly(data, "cp932")
    # Gibberish is mostly half-width kana without a kanji among it; a list of half-width readings has its kanji names.
    if len(HALF_WIDTH_KANA.findall(text)) > 20 * len(JAPANESE.findall(text)) + 20:
        raise UnknownEncoding
    return text, "Shift_JIS"


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise UnknownEncoding from None


def _separator(text: str) -> str:
    """Whatever separates most cells of the first rows; a comma where nothing does."""
    head = "\n".join(text.splitlines()[:5])
    return max(SEPARATORS, key=head.count)
