"""Files of banks as they come: every shape is read, and what cannot be read is said with row and column."""

from datetime import date

import pytest

from payments.bank_cells import day_of, yen_of
from payments.statement import Doubt, Problem, read

TODAY = date(2027, 1, 20)

LARGE_BANK = """\
"日付","摘要","摘要内容","支払い金額","預かり金額","差引残高","メモ"
"2027/1/4","振込１","ｶ)ﾔﾏﾀﾞｼﾖｳｼﾞ","","88,000","1,088,000",""
"2027/1/5","口座振替","ﾃﾞﾝｷ","12,000","","1,076,000",""
"2027/1/6","利息","","","3","1,076,003",""
"""
ERA_BANK = """\
みほん銀行　入出金明細,,,,
口座番号,普通 1234567,,,
年月日,お引出し,お預入れ,お取り扱い内容,残高
令和9年1月6日,,"70,400",振込　ﾐﾎﾝ ﾊﾅｺ,"158,400"
令和9年1月4日,,"88,000",振込　ｶ)ﾔﾏﾀﾞｼﾖｳｼﾞ,"88,000"
,,,前月繰越残高,0
"""
NET_BANK = """\
取引日,入出金(円),取引後残高(円),入出金先内容
20270104,88000,88000,ｶ)ﾔﾏﾀﾞｼﾖｳｼﾞ
20270105,-440,87560,振込手数料
"""
SPLIT_DAY = """\
操作日(年),操作日(月),操作日(日),操作時刻,摘要,お支払金額,お預り金額,残高
2027,01,04,101500,振込 ﾐﾎﾝ ﾊﾅｺ,,88000,88000
"""
CODED = "取扱日付\t入払区分\t取引金額\t振込依頼人名\n090104\t1\t88000\tﾐﾎﾝ ﾊﾅｺ\n090105\t2\t440\tﾃｽｳﾘﾖｳ\n"
POST = """\
お客さま口座情報,記号 00010
取引日,入出金明細ＩＤ,受入金額（円）,払出金額（円）,詳細１,詳細２,現在（貸付）高
20270104,000001,"88,000",,振込,ミホン　ハナコ,"88,000"
合計,,"88,000",,,,
"""


def lines(text: str, encoding: str = "cp932", **columns: str) -> list[tuple]:
    reading = read(text.encode(encoding), columns=columns, today=TODAY)
    assert reading.problems == ()
    return [(str(line.day), line.amount_jpy, line.payer) for line in reading.lines]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig", "utf-16"])
def test_every_encoding_reads_alike(encoding):
    assert lines(LARGE_BANK, encoding) == [
        ("2027-01-04", 88_000, "ｶ)ﾔﾏﾀﾞｼﾖｳｼﾞ"),
        ("2027-01-05", -12_000, "ﾃﾞﾝｷ"),
        ("2027-01-06", 3, "利息"),
    ]


def test_lines_before_the_headings_era_years_and_the_latest_first():
    assert lines(ERA_BANK) == [("2027-01-04", 88_000, "ｶ)ﾔﾏﾀﾞｼﾖｳｼﾞ"), ("2027-01-06", 70_400, "ﾐﾎﾝ ﾊﾅｺ")]
    assert read(ERA_BANK.encode("cp932"), columns={}, today=TODAY).skipped == 1


def test_one_column_for_both_ways_a_day_in_three_columns_and_a_code_for_the_way():
    assert lines(NET_BANK) == [("2027-01-04", 88_000, "ｶ)ﾔﾏﾀﾞｼﾖｳｼﾞ"), ("2027-01-05", -440, "振込手数料")]
    assert lines(SPLIT_DAY) == [("2027-01-04", 88_000, "ﾐﾎﾝ ﾊﾅｺ")]
    assert lines(CODED) == [("2027-01-04", 88_000, "ﾐﾎﾝ ﾊﾅｺ"), ("2027-01-05", -440, "ﾃｽｳﾘﾖｳ")]


def test_a_total_is_no_movement_and_the_payer_may_be_chosen():
    assert lines(POST, payer="詳細２") == [("2027-01-04", 88_000, "ミホン ハナコ")]


def test_a_heading_chosen_before_that_is_gone_is_looked_for_by_its_usual_names():
    assert lines(NET_BANK, date="年月日", deposit="お預入れ") == lines(NET_BANK)


@pytest.mark.parametrize(
    "text, problem",
    [
        ("日付,入金,摘要\n2027/13/45,88000,x\n", Problem(Doubt.DAY, 2, "日付", "2027/13/45")),
        ("日付,入金,摘要\n2027/1/21,88000,x\n", Problem(Doubt.DAY_TO_COME, 2, "日付", "2027/1/21")),
        ("日付,入金,摘要\n2027/1/4,88000.5,x\n", Problem(Doubt.AMOUNT, 2, "入金", "88000.5")),
        ("日付,入金,摘要\n\n2027/1/4,八万,x\n", Problem(Doubt.AMOUNT, 3, "入金", "八万")),
        ("日付,金額,入払区分,摘要\n2027/1/4,5,?,x\n", Problem(Doubt.DIRECTION, 2, "入払区分", "?")),
        ("日付,入金,摘要\n", Problem(Doubt.NO_LINES)),
        ("日付,いくら,だれ\n2027/1/4,5,x\n", Problem(Doubt.NO_COLUMN, value="deposit")),
        ("1,2,3\n4,5,6\n", Problem(Doubt.NO_HEADINGS)),
        (" \n", Problem(Doubt.EMPTY)),
        ("%PDF-1.7", Problem(Doubt.NO_TEXT)),
    ],
)
def test_what_cannot_be_read_is_said_with_row_and_column(text, problem):
    reading = read(text.encode("cp932"), columns={}, today=TODAY)
    assert (reading.problems[0], reading.lines) == (problem, ())


def test_bytes_of_no_known_encoding_are_said_with_their_row():
    reading = read("日付,入金,摘要\n2027/1/4,5,".encode("cp932") + b"\x81\xff\n", columns={}, today=TODAY)
    assert reading.problems == (Problem(Doubt.ENCODING, 2, value="81"),)


def test_one_bad_row_keeps_the_others_out_and_every_bad_row_is_named():
    text = "日付,入金,摘要\n2027/1/4,5,x\nx,5,x\n2027/1/5,y,x\n"
    assert [problem.row for problem in read(text.encode(), columns={}, today=TODAY).problems] == [3, 4]


def test_money_in_taken_for_money_out_shows_in_the_balance():
    swapped = {"deposit": "支払い金額", "withdrawal": "預かり金額"}
    reading = read(LARGE_BANK.encode("cp932"), columns=swapped, today=TODAY)
    assert [(warning.doubt, warning.row) for warning in reading.warnings] == [(Doubt.BALANCE, 3), (Doubt.BALANCE, 4)]
    assert read(LARGE_BANK.encode("cp932"), columns={}, today=TODAY).warnings == ()


@pytest.mark.parametrize(
    "text, day",
    [
        ("2027/1/5", "2027-01-05"),
        ("2027年１月５日", "2027-01-05"),
        ("20270105", "2027-01-05"),
        ("2027/01/05 13:22", "2027-01-05"),
        ("2027/1/5(火) 3:22:10", "2027-01-05"),
        ("令和元年5月1日", "2019-05-01"),
        ("平成31年4月30日", "2019-04-30"),
        ("R9.1.5", "2027-01-05"),
        ("090105", "2027-01-05"),
        ("27/01/05", "2027-01-05"),  # 令和27年 is still to come
        ("26/12/01", "2026-12-01"),
        ("09/01/21", "2009-01-21"),  # tomorrow in 令和9年
        ("2027/2/30", None),
        ("明日", None),
        ("", None),
    ],
)
def test_a_day_is_read_in_every_way_of_writing_it(text, day):
    assert day_of(text, today=TODAY) == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    "text, amount",
    [("88,000", 88_000), ("¥88,000", 88_000), ("８８，０００円", 88_000), ("▲440", -440), ("(440)", -440), ("", 0),
     ("-", 0), ("88.0", None), ("88000円也", None), ("1e5", None)],
)  # fmt: skip
def test_an_amount_is_whole_yen_or_none(text, amount):
    assert yen_of(text) == amount
