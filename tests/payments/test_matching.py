"""Why an order is proposed for a sum at the bank."""

from datetime import date

import pytest

from payments.matching import Arrival, Candidate, Reason, propose

DAY = date(2027, 1, 10)
HANAKO = Candidate(1, ("O-2026-000012", "I-2026-000003"), ("見本 花子", "ミホンハナコ"), 88_000, date(2027, 1, 15))
YAMADA = Candidate(2, ("O-2026-000013",), ("山田商事株式会社", "ヤマダショウジ"), 70_400, date(2027, 1, 31))
YAMADA_TOO = Candidate(3, ("O-2026-000014",), ("ヤマダショウジ",), 88_000, date(2027, 1, 31))
PAID = Candidate(4, ("O-2026-000015",), ("ミホンタロウ",), 0, date(2027, 1, 1))
ENDED = Candidate(5, ("O-2026-000016",), ("ミホンジロウ",), 44_000, date(2026, 12, 1), has_ended=True)
ALL = [HANAKO, YAMADA, YAMADA_TOO, PAID, ENDED]


def best(amount: int, payer: str, text: str = ""):
    found = propose(Arrival(amount, DAY, payer, text), ALL, tolerance_jpy=1_000)
    return (found[0].keys, set(found[0].reasons)) if found else None


@pytest.mark.parametrize(
    "amount, payer, text, keys, reasons",
    [
        (88_000, "ﾐﾎﾝ ﾊﾅｺ", "", (1,), {Reason.NAME, Reason.AMOUNT, Reason.DUE}),
        (88_000, "ﾀﾆﾝ", "O-2026-000012", (1,), {Reason.NUMBER, Reason.AMOUNT, Reason.DUE}),
        (88_000, "2026000012 ﾀﾆﾝ", "", (1,), {Reason.NUMBER, Reason.AMOUNT, Reason.DUE}),
        (88_000, "I2026000003ﾐﾎﾝ ﾊﾅｺ", "", (1,), {Reason.NUMBER, Reason.NAME, Reason.AMOUNT, Reason.DUE}),
        (87_560, "ﾐﾎﾝ ﾊﾅｺ", "", (1,), {Reason.NAME, Reason.FEE, Reason.DUE}),
        (80_000, "ﾐﾎﾝ ﾊﾅｺ", "", (1,), {Reason.NAME, Reason.SHORT, Reason.DUE}),
        (90_000, "ﾐﾎﾝ ﾊﾅｺ", "", (1,), {Reason.NAME, Reason.OVER, Reason.DUE}),
        (70_400, "ｶ)ﾔﾏﾀﾞｼﾖｳｼﾞ", "", (2,), {Reason.NAME, Reason.AMOUNT, Reason.DUE}),
        (158_400, "ｶ)ﾔﾏﾀﾞｼﾖｳｼﾞ", "", (2, 3), {Reason.NAME, Reason.TOGETHER, Reason.AMOUNT}),
        (157_960, "ｶ)ﾔﾏﾀﾞｼﾖｳｼﾞ", "", (2, 3), {Reason.NAME, Reason.TOGETHER, Reason.FEE}),
        (88_000, "ﾐﾎﾝ ﾀﾛｳ", "O-2026-000015", (4,), {Reason.NUMBER, Reason.NAME, Reason.PAID_ALREADY, Reason.DUE}),
        (44_000, "ﾐﾎﾝ ｼﾞﾛｳ", "", (5,), {Reason.NAME, Reason.AMOUNT, Reason.ENDED}),
    ],
)
def test_row_39_the_likeliest_order_comes_first_and_says_why(amount, payer, text, keys, reasons):
    assert best(amount, payer, text) == (keys, reasons)


def test_row_39_an_unknown_payer_of_an_unknown_sum_leads_to_nothing():
    assert best(12_345, "ﾀﾆﾝ") is None


def test_a_number_of_another_kind_of_paper_is_not_this_orders_number():
    assert best(12_345, "ﾀﾆﾝ", "R-2026-000012") is None
    assert best(12_345, "ﾀﾆﾝ", "12026000012") is None


def test_the_shares_of_several_orders_add_up_to_what_arrived():
    found = propose(Arrival(157_960, DAY, "ｶ)ﾔﾏﾀﾞｼﾖｳｼﾞ"), ALL, tolerance_jpy=1_000)[0]
    assert (found.shares_jpy, found.difference_jpy) == ((70_400, 87_560), -440)


def test_an_exact_sum_is_proposed_below_the_payers_own_order():
    found = propose(Arrival(88_000, DAY, "ﾐﾎﾝ ﾊﾅｺ"), ALL, tolerance_jpy=1_000)
    assert [one.keys for one in found] == [(1,), (3,)]
