"""A bank's statement as it comes out of internet banking: bytes in, lines and doubts out. Pure; nothing is stored.

Banks agree on nothing: encoding, lines before the headings, names of columns, one column of amounts or two, era years
or not, oldest or latest first. What cannot be read is said with its row and column, and nothing is guessed past it.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise

from payments.bank_cells import day_of, yen_of
from payments.bank_columns import Role, columns_of, missing_in
from payments.bank_kana import payer_of

LARGEST_BYTES = 5_000_000
NO_FILE_OF_TEXT = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff")
NO_MONEY = re.compile(r"合計|小計|繰越|残高|総計")


class Doubt(StrEnum):
    """Why a file, or a row of it, is not taken in."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NO_TEXT = "no_text"
    ENCODING = "encoding"
    NO_HEADINGS = "no_headings"
    NO_COLUMN = "no_column"
    NO_LINES = "no_lines"
    DAY = "day"
    DAY_TO_COME = "day_to_come"
    AMOUNT = "amount"
    DIRECTION = "direction"
    BALANCE = "balance"


@dataclass(frozen=True, slots=True)
class Problem:
    """`row` counts from 1 as a spreadsheet does; 0 is the whole file. `value` is what stands there."""

    doubt: Doubt
    row: int = 0
    column: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One movement; `amount_jpy` is negative where money left."""

    row: int
    day: date
    amount_jpy: int
    payer: str
    text: str
    balance_jpy: int | None


@dataclass(frozen=True, slots=True)
class Reading:
    """With any problem there are no lines to take in. `warnings` are for a person to look at.

    `columns` tells the heading taken for each role, `skipped` how many rows carry no movement (totals, balances).
    """

    headings: tuple[str, ...] = ()
    columns: Mapping[Role, str] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    skipped: int = 0
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def read(data: bytes, *, columns: Mapping[str, str], today: date) -> Reading:
    """Everything a file says.

    Args:
        columns: role to heading, as somebody chose it for this account before; headings that are not there are
            looked for by their usual names.
        today: no movement lies after it, and of a year in two digits it tells which one is meant.
    """
    try:
        rows = _rows(_text(data))
        start, headings = _headings(rows, columns)
    except _Refused as refused:
        return Reading(problems=(refused.problem,))
    chosen = columns_of(headings, columns)
    missing = missing_in(chosen)
    if missing:
        problems = tuple(Problem(Doubt.NO_COLUMN, value=role) for role in missing)
        return Reading(headings=headings, columns=chosen, problems=problems)
    return _Reader(headings, chosen, today).read(rows, start)


class _Reader:
    def __init__(self, headings: Sequence[str], columns: Mapping[Role, str], today: date) -> None:
        self._headings = tuple(headings)
        self._columns = columns
        self._at = {role: self._headings.index(heading) for role, heading in columns.items()}
        self._today = today

    def read(self, rows: Sequence[Sequence[str]], start: int) -> Reading:
        lines, problems, skipped = [], [], 0
        for number, row in enumerate(rows[start:], start=start + 1):
            if not any(cell.strip() for cell in row):
                continue
            try:
                line = self._line(number, row)
            except _Refused as refused:
                problems.append(refused.problem)
                continue
            if line is None:
                skipped += 1
            else:
                lines.append(line)
        if not lines and not problems:
            problems.append(Problem(Doubt.NO_LINES))
        if lines and lines[0].day > lines[-1].day:
            lines.reverse()
        return Reading(
            headings=self._headings,
            columns=self._columns,
            lines=() if problems else tuple(lines),
            skipped=skipped,
            problems=tuple(problems),
            warnings=tuple(self._breaks(lines)),
        )

    def _line(self, number: int, row: Sequence[str]) -> Line | None:
        amount = self._amount(number, row)
        written = self._day_text(row)
        if not amount or NO_MONEY.search(unicodedata.normalize("NFKC", written)):
            return None
        day = day_of(written, today=self._today)
        if day is None:
            raise _Refused(Problem(Doubt.DAY, number, self._day_heading(), written))
        if day > self._today:
            raise _Refused(Problem(Doubt.DAY_TO_COME, number, self._day_heading(), written))
        text = self._cell(row, Role.TEXT)
        payer = payer_of(self._cell(row, Role.PAYER)) or payer_of(text)
        balance = self._yen(number, row, Role.BALANCE) if self._cell(row, Role.BALANCE) else None
        return Line(number, day, amount, payer[:200], text[:300], balance)

    def _amount(self, number: int, row: Sequence[str]) -> int:
        if Role.AMOUNT in self._at:
            amount = self._yen(number, row, Role.AMOUNT)
            return amount * self._sign(number, row) if amount and Role.DIRECTION in self._at else amount
        return self._yen(number, row, Role.DEPOSIT) - self._yen(number, row, Role.WITHDRAWAL)

    def _yen(self, number: int, row: Sequence[str], role: Role) -> int:
        written = self._cell(row, role)
        amount = yen_of(written)
        if amount is None:
            raise _Refused(Problem(Doubt.AMOUNT, number, self._columns[role], written))
        return amount

    def _sign(self, number: int, row: Sequence[str]) -> int:
        written = self._cell(row, Role.DIRECTION)
        if re.search(r"入|預|受|^1$|^\+$", written):
            return 1
        if re.search(r"出|払|引|^2$|^-$", written):
            return -1
        raise _Refused(Problem(Doubt.DIRECTION, number, self._columns[Role.DIRECTION], written))

    def _cell(self, row: Sequence[str], role: Role) -> str:
        index = self._at.get(role)
        return row[index].strip() if index is not None and index < len(row) else ""

    def _day_text(self, row: Sequence[str]) -> str:
        if Role.DATE in self._at:
            return self._cell(row, Role.DATE)
        parts = [self._cell(row, role) for role in (Role.YEAR, Role.MONTH, Role.DAY)]
        return "/".join(parts) if all(parts) else "".join(parts)

    def _day_heading(self) -> str:
        return self._columns.get(Role.DATE) or self._columns[Role.YEAR]

    def _breaks(self, lines: Sequence[Line]) -> list[Problem]:
        """Rows whose balance does not follow from the one before: columns may have been taken for one another."""
        known = [line for line in lines if line.balance_jpy is not None]
        return [
            Problem(Doubt.BALANCE, line.row, self._columns[Role.BALANCE], f"{line.balance_jpy:,}")
            for before, line in pairwise(known)
            if (before.balance_jpy or 0) + line.amount_jpy != line.balance_jpy
        ]


def _text(data: bytes) -> str:
    if not data.strip():
        raise _Refused(Problem(Doubt.EMPTY))
    if len(data) > LARGEST_BYTES:
        raise _Refused(Problem(Doubt.TOO_LARGE))
    if data.startswith(NO_FILE_OF_TEXT):
        raise _Refused(Problem(Doubt.NO_TEXT))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp932")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise _Refused(Problem(Doubt.ENCODING, row, value=data[error.start : error.end].hex())) from error


def _rows(text: str) -> list[list[str]]:
    if "\x00" in text:
        raise _Refused(Problem(Doubt.NO_TEXT))
    first = max(text.splitlines()[:20], key=lambda line: line.count(",") + line.count("\t"))
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise _Refused(Problem(Doubt.NO_TEXT)) from error


def _headings(rows: Sequence[Sequence[str]], chosen: Mapping[str, str]) -> tuple[int, tuple[str, ...]]:
    """The row after the headings, and the headings: the first row in which a day and an amount are named."""
    best: tuple[int, tuple[str, ...]] | None = None
    for number, row in enumerate(rows[:40], start=1):
        headings = tuple(cell.strip() for cell in row)
        if not missing_in(columns_of(headings, chosen)):
            return number, headings
        filled = sum(bool(cell) for cell in headings)
        if filled >= 3 and best is None and not any(re.fullmatch(r"[\d,./ -]+", cell) for cell in headings):
            best = number, headings
    if best is None:
        raise _Refused(Problem(Doubt.NO_HEADINGS))
    return best
