"""Due dates of companies, at each boundary: closing day, month ends, years, bank holidays; and the terms in words."""

from datetime import date

import pytest
from django.utils import translation

from lms.kernel.calendar import Roll
from payments.payment_terms import DaysAfter, MonthlyTerms, as_kept, due_on, terms_of
from payments.terms_words import terms_in_words, terms_on_paper

MONTH_END = MonthlyTerms()
TWENTIETH = MonthlyTerms(closing_day=20, months=1, payment_day=10)
SAME_MONTH = MonthlyTerms(closing_day=10, months=0, payment_day=25)


@pytest.mark.parametrize(
    "terms, invoiced_on, expected",
    [
        (MONTH_END, date(2026, 11, 1), date(2027, 1, 4)),  # 31 December to 3 January: banks are closed
        (MONTH_END, date(2026, 11, 30), date(2027, 1, 4)),
        (MONTH_END, date(2026, 12, 1), date(2027, 2, 1)),  # 31 January 2027 is a Sunday
        (MONTH_END, date(2027, 1, 31), date(2027, 3, 1)),  # 28 February 2027 is a Sunday
        (MONTH_END, date(2028, 1, 15), date(2028, 2, 29)),
        (TWENTIETH, date(2026, 11, 20), date(2026, 12, 10)),
        (TWENTIETH, date(2026, 11, 21), date(2027, 1, 12)),  # the 10th is a Sunday, the 11th Coming of Age Day
        (TWENTIETH, date(2027, 4, 20), date(2027, 5, 10)),
        (SAME_MONTH, date(2027, 3, 10), date(2027, 3, 25)),
        (SAME_MONTH, date(2027, 3, 11), date(2027, 4, 26)),  # 25 April 2027 is a Sunday
        (MonthlyTerms(months=2), date(2026, 12, 15), date(2027, 3, 1)),
        (MonthlyTerms(roll=Roll.PREVIOUS), date(2026, 11, 30), date(2026, 12, 30)),
        (MonthlyTerms(closing_day=31), date(2027, 2, 28), date(2027, 3, 31)),
        (MonthlyTerms(closing_day=30), date(2027, 2, 28), date(2027, 3, 31)),
        (MonthlyTerms(closing_day=30), date(2027, 3, 31), date(2027, 5, 31)),
        (MonthlyTerms(31, 1, 3), date(2026, 4, 10), date(2026, 5, 7)),  # Sunday 3 to 6 May are holidays in 2026
        (MonthlyTerms(31, 1, 3, Roll.PREVIOUS), date(2026, 4, 10), date(2026, 5, 1)),
        (DaysAfter(30), date(2026, 12, 1), date(2027, 1, 4)),  # the 31st, and 3 January is a Sunday besides
        (DaysAfter(30, Roll.PREVIOUS), date(2026, 12, 1), date(2026, 12, 30)),
        (DaysAfter(14, roll=None), date(2026, 12, 19), date(2027, 1, 2)),
        (DaysAfter(0), date(2027, 2, 12), date(2027, 2, 12)),
    ],
)
def test_due_on(terms, invoiced_on, expected):
    assert due_on(invoiced_on, terms) == expected


@pytest.mark.parametrize(
    "wrong",
    [{"closing_day": 0}, {"payment_day": 32}, {"months": -1}, {"months": 0, "closing_day": 20, "payment_day": 19}],
)
def test_terms_nobody_can_keep_are_refused(wrong):
    with pytest.raises(ValueError, match=r"day of a month|before"):
        MonthlyTerms(**wrong)


def test_days_before_the_invoice_are_refused():
    with pytest.raises(ValueError, match="before"):
        DaysAfter(-1)


@pytest.mark.parametrize(
    "terms, japanese",
    [
        (MONTH_END, "月末締め翌月末払い（銀行休業日の場合は翌営業日）"),
        (MonthlyTerms(20, 2, 10, Roll.PREVIOUS), "20日締め翌々月10日払い（銀行休業日の場合は前営業日）"),
        (SAME_MONTH, "10日締め当月25日払い（銀行休業日の場合は翌営業日）"),
        (MonthlyTerms(months=3), "月末締め3か月後の月末払い（銀行休業日の場合は翌営業日）"),
        (DaysAfter(30), "請求日から30日以内（銀行休業日の場合は翌営業日）"),
        (DaysAfter(14, roll=None), "請求日から14日以内"),
    ],
)
def test_terms_are_said_as_companies_say_them(terms, japanese):
    with translation.override("en"):
        assert terms_on_paper(terms) == japanese, "a paper is Japanese whoever reads it"


def test_terms_are_said_in_the_language_of_the_page():
    with translation.override("en"):
        assert terms_in_words(TWENTIETH) == (
            "closing on day 20, payment on day 10 of the next month (where banks are closed, the next business day)"
        )


@pytest.mark.parametrize("terms", [MONTH_END, TWENTIETH, DaysAfter(30), DaysAfter(14, roll=None)])
def test_terms_are_read_back_as_they_were_kept(terms):
    assert terms_of(as_kept(terms)) == terms
