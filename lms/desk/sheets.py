"""Spreadsheets that open in Excel as they are meant: Japanese readable, nothing typed by anybody calculated."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import quote

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from lms.kernel.calendar import JST

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A4 = 9  # ECMA-376, ST_PaperSize
PORTION = 200  # lines of CSV in one piece of the answer
BYTE_ORDER_MARK = "\ufeff".encode()  # without it Excel on Japanese Windows reads UTF-8 as something else
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
HAIR = Side(style="hair", color="8A8F98")
NUMBERS_AND_DAYS = (int, float, Decimal, date, time, timedelta)  # what Excel calculates with; anything else is words
MOMENT = "yyyy-mm-dd hh:mm"
HEAD = PatternFill("solid", fgColor="EFEBE2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a sheet is called and how wide its columns are, in characters. `rows` may be read while it is written."""

    name: str
    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[object]]
    widths: Sequence[int] = ()
    notes: Sequence[str] = ()
    is_ruled: bool = False
    row_height: float | None = None


def japan_time(moment: datetime) -> datetime:
    """As spreadsheets want it: naive, on the clock of the office."""
    return timezone.make_naive(moment, JST)


def japan_text(moment: datetime) -> str:
    return moment.astimezone(JST).strftime("%Y-%m-%d %H:%M")


def not_a_formula(text: str) -> str:
    """As a CSV cell that Excel shows and never calculates (OWASP, CSV injection): what anybody typed into a form.

    Full-width signs count, Japanese Excel reads them as well.
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_response(sheet: Sheet) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(csv_of(sheet), content_type="text/csv; charset=utf-8")
    _attach(answer, f"{sheet.name}.csv")
    return answer


def xlsx_response(sheet: Sheet) -> FileResponse:
    """Written row by row: what openpyxl holds at a time is one row."""
    out = BytesIO()
    workbook_of(sheet).save(out)
    out.seek(0)
    answer = FileResponse(out, content_type=XLSX)
    _attach(answer, f"{sheet.name}.xlsx")
    return answer


def workbook_of(sheet: Sheet) -> Workbook:
    """One page wide on A4 landscape, the headings frozen and repeated on each page."""
    book = Workbook(write_only=True)
    paper = book.create_sheet(title=sheet.title[:31].translate(str.maketrans("[]:*?/\\", "       ")) or "Sheet1")
    first = len(sheet.notes) + 1
    paper.freeze_panes = f"A{first + 1}"
    for number, width in enumerate(sheet.widths, 1):
        paper.column_dimensions[get_column_letter(number)].width = width
    paper.page_setup.orientation, paper.page_setup.paperSize = "landscape", A4
    paper.page_setup.fitToWidth, paper.page_setup.fitToHeight = 1, 0
    paper.sheet_properties.pageSetUpPr.fitToPage = True
    paper.print_title_rows = f"{first}:{first}"
    paper.oddFooter.center.text = "&P / &N"
    for note in sheet.notes:
        paper.append([_plain(paper, note)])
    paper.append([_styled(paper, words, is_heading=True) for words in sheet.headings])
    for number, row in enumerate(sheet.rows, first + 1):
        if sheet.row_height:
            paper.row_dimensions[number].height = sheet.row_height
        paper.append([_styled(paper, value) if sheet.is_ruled else _plain(paper, value) for value in row])
    return book


def _styled(paper: Any, value: object, *, is_heading: bool = False) -> Cell:
    plain = _plain(paper, value)
    cell = plain if isinstance(plain, Cell) else WriteOnlyCell(paper, plain)
    cell.border = Border(left=HAIR, right=HAIR, top=HAIR, bottom=HAIR)
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    if is_heading:
        cell.font, cell.fill = Font(bold=True), HEAD
    return cell


def _plain(paper: Any, value: object) -> object:
    """A moment on the clock of the office; words as text, also where they look like a formula.

    A cell of its own costs as much as some others, so only moments and words that Excel would calculate get one.
    """
    if isinstance(value, datetime):
        moment = WriteOnlyCell(paper, japan_time(value))
        moment.number_format = MOMENT
        return moment
    if value is None or isinstance(value, NUMBERS_AND_DAYS):
        return value
    words = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    if not words.startswith("="):
        return words
    cell = WriteOnlyCell(paper, words)
    cell.data_type = "s"
    return cell


def csv_of(sheet: Sheet) -> Iterator[bytes]:
    """In portions: a generator that stops at each line costs more than the line."""
    lines: list[str] = []
    writer = csv.writer(_Lines(lines))
    yield BYTE_ORDER_MARK
    writer.writerow(sheet.headings)
    for row in sheet.rows:
        writer.writerow([_text(value) for value in row])
        if len(lines) >= PORTION:
            yield "".join(lines).encode()
            lines.clear()
    yield "".join(lines).encode()


class _Lines:
    def __init__(self, lines: list[str]) -> None:
        self.write = lines.append


def _text(value: object) -> str:
    if isinstance(value, str):
        return not_a_formula(value)
    if isinstance(value, datetime):
        return japan_text(value)
    return "" if value is None else str(value)


def _attach(answer: HttpResponseBase, name: str) -> None:
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"


FILES: dict[str, Callable[[Sheet], HttpResponseBase]] = {"csv": csv_response, "xlsx": xlsx_response}
