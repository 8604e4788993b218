"""Excel workbooks: read into text as Excel shows it, written as templates."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from lms.kernel.tables import MEGABYTE, BrokenWorkbook, Merged, NotATable, Table, TableTooLarge, counted

MOST_UNPACKED: Final = 64 * MEGABYTE
MOST_PARTS: Final = 500
MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]+\d+:[A-Z]+(\d+))"')
DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
LEADING_ZEROS = re.compile(r"0{2,}")


def read_workbook(data: bytes) -> Table:
    """The first worksheet that is not hidden, as text: dates in ISO, whole numbers without decimals, zeros as shown.

    Raises TableTooLarge for what unpacks to more than 64 MB, BrokenWorkbook, NotATable, TableEmpty, TooManyRows.
    """
    _look_through(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        shown = [one for one in book.worksheets if one.sheet_state == "visible"]
        sheet: Any = (shown or book.worksheets)[0]
        merged = _merged_in(data, sheet._worksheet_path)  # noqa: SLF001 - a sheet that is read only tells of none itself
        sheet.reset_dimensions()
        rows = [tuple(map(_text, row)) for row in _rows(sheet)]
        title, left = sheet.title, max(len(shown) - 1, 0)
    except Exception as error:  # each damaged file breaks the reader in its own way
        raise BrokenWorkbook from error
    return Table(lines=counted(rows), form="Excel", sheet=title, sheets_left=left, merged=merged)


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """A row more than may be, so that `counted` notices; no sheet of a million rows is read to its end."""
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number > 10_100:
            return
        yield row


def _look_through(data: bytes) -> None:
    """Refuse what is no workbook or would unpack to a flood."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise TableTooLarge
            if "xl/workbook.xml" not in {part.filename for part in parts}:
                raise NotATable
            for part in parts:
                # openpyxl reads no declarations, and no workbook of Excel has any.
                if part.filename.endswith((".xml", ".rels")) and DECLARES.search(archive.read(part)[:4096]):
                    raise NotATable
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError) as error:  # RuntimeError: locked, odd compression
        raise BrokenWorkbook from error


def _merged_in(data: bytes, path: str) -> tuple[Merged, ...]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = MERGED.findall(archive.read(path))
    return tuple(Merged(ref.decode(), int(last)) for ref, last in found)


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and LEADING_ZEROS.fullmatch(shown := str(cell.number_format or "")):
        return str(value).zfill(len(shown))
    return str(value)


def template(title: str, headings: Sequence[str], example: Sequence[str], notes: Sequence[tuple[str, str]]) -> bytes:
    """A workbook to fill in: headings, one example row, and a second sheet that says what goes into each column.

    All cells are text, so that Excel keeps leading zeros and eras as typed.
    """
    book = Workbook()
    sheet: Any = book.active
    sheet.title = title
    sheet.append(list(headings))
    sheet.append(list(example))
    sheet.freeze_panes = "A2"
    for number, heading in enumerate(headings, start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(14, 2 * len(heading) + 4)
        head = sheet.cell(row=1, column=number)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="E8ECF2")
        for row in range(1, 501):
            sheet.cell(row=row, column=number).number_format = "@"
    explained: Any = book.create_sheet("説明")
    for note in notes:
        explained.append(list(note))
    explained.column_dimensions["A"].width, explained.column_dimensions["B"].width = 24, 90
    for row in explained.iter_rows():
        row[0].font = Font(bold=True)
        row[1].alignment = Alignment(wrap_text=True, vertical="top")
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
