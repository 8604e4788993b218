"""Files with lists: every usual encoding and separator, workbooks, and what must be refused with a sentence."""

import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

from lms.kernel import tables
from lms.kernel.table_files import read_table

LIST = "番号,氏名,カナ\nSP-1,髙橋 美咲,ﾀｶﾊｼ ﾐｻｷ\nSP-2,𠮷田 一郎,ﾖｼﾀﾞ ｲﾁﾛｳ\n"
IN_JIS = LIST.replace("𠮷", "吉")


def cells(data):
    return [line.cells for line in read_table(data).lines]


def workbook(rows, *, merge=(), formats=()):
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for place, shown in formats:
        sheet[place].number_format = shown
    for each in merge:
        sheet.merge_cells(each)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def zipped(**parts):
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return written.getvalue()


@pytest.mark.parametrize(
    "data,form",
    [
        (LIST.encode(), "UTF-8"),
        (LIST.encode("utf-8-sig"), "UTF-8"),
        (LIST.encode("utf-16"), "UTF-16"),
        (IN_JIS.encode("cp932"), "Shift_JIS"),
        (LIST.replace(",", "\t").encode(), "UTF-8"),
        (LIST.replace(",", ";").encode(), "UTF-8"),
        (LIST.replace("\n", "\r\n").encode(), "UTF-8"),
        (LIST.replace("\n", "\r").encode(), "UTF-8"),
    ],
)
def test_text_of_any_usual_making(data, form):
    table = read_table(data)
    assert table.form == form
    assert [line.cells[0] for line in table.lines] == ["番号", "SP-1", "SP-2"]
    assert table.lines[1].cells[1] == "髙橋 美咲"


def test_a_cell_may_hold_commas_quotes_and_lines():
    assert cells(b'a,"b, ""c""\nd"\n') == [("a", 'b, "c"\nd')]


def test_cells_of_a_workbook_read_as_excel_shows_them():
    moment = datetime(2026, 11, 3, 9, 30)  # noqa: DTZ001 - cells know no time zone
    rows = [
        ["番号", "日", "点"],
        [12, date(2026, 11, 3), 70.0],
        ["０１", moment, 70.5],
        [None] * 3,
    ]
    table = read_table(workbook(rows, formats=[("A2", "0000")]))
    assert [line.cells for line in table.lines] == [
        ("番号", "日", "点"),
        ("0012", "2026-11-03", "70"),
        ("０１", "2026-11-03 09:30", "70.5"),
    ]
    assert (table.form, table.sheet, table.sheets_left) == ("Excel", "Sheet", 0)


def test_a_hidden_worksheet_in_front_is_not_the_list():
    book = Workbook()
    book.active.append(["番号", "氏名"])
    book.active.merge_cells("A2:B2")
    hidden = book.create_sheet("選択肢", 0)
    hidden.append(["有効"])
    hidden.sheet_state = "hidden"
    book.active = 1
    out = BytesIO()
    book.save(out)
    table = read_table(out.getvalue())
    assert (table.lines[0].cells, table.sheet, table.sheets_left) == (("番号", "氏名"), "Sheet", 0)
    assert [one.range for one in table.merged] == ["A2:B2"]


def test_merged_cells_are_told():
    merged = read_table(workbook([["表"], ["番号", "氏名"]], merge=["A1:B1"])).merged
    assert [(one.range, one.last_row) for one in merged] == [("A1:B1", 1)]


def test_ten_thousand_rows_are_read():
    data = "番号\n".encode() + b"".join(b"SP-%d\n" % number for number in range(10_000))
    assert len(read_table(data).lines) == 10_001


BOMB = zipped(xl__workbook_xml="x", **{"xl__worksheets__sheet1.xml": b"0" * (tables.MEGABYTE * 70)})
REFUSED = [
    (b"", tables.TableEmpty),
    (b" \n \n", tables.TableEmpty),
    (b"\xef\xbb\xbf", tables.TableEmpty),
    (workbook([]), tables.TableEmpty),
    (b"%PDF-1.7\n1 0 obj", tables.NotATable),
    (b"\x89PNG\r\n\x1a\n\0\0\0", tables.NotATable),
    (b"<html><body>", tables.NotATable),
    (zipped(word__document_xml="x"), tables.NotATable),
    (zipped(**{"xl__workbook.xml": '<!DOCTYPE x [<!ENTITY a "aaaa">]><x/>'}), tables.NotATable),
    (zipped(**{"xl__workbook.xml": "<x/>"}), tables.BrokenWorkbook),
    (workbook([["a"]])[:-200], tables.BrokenWorkbook),
    (b"PK\x03\x04 and nothing else", tables.BrokenWorkbook),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, tables.OldWorkbook),
    (BOMB, tables.TableTooLarge),
    (b"a," * (6 * tables.MEGABYTE), tables.TableTooLarge),
    (b"a\n" * 10_100, tables.TooManyRows),
    (b"," * 120, tables.TooManyRows),
    (b'a,"b\nc,d\n', tables.BrokenQuotes),
    (("氏名,番号\n高橋美咲,1\n佐藤一郎,2\n" * 9).encode("euc-jp"), tables.UnknownEncoding),
    (LIST.encode()[:30] + b"\xff\xfe" + LIST.encode()[30:], tables.UnknownEncoding),
]


@pytest.mark.parametrize("data,obstacle", REFUSED, ids=[f"{n}-{one[1].__name__}" for n, one in enumerate(REFUSED)])
def test_what_is_no_list_is_refused_with_a_sentence(data, obstacle):
    with pytest.raises(obstacle) as refused:
        read_table(data)
    assert str(refused.value.message)
