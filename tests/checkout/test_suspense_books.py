"""Unknown money in the journal of a real bank statement: in suspense from its day, cleared on the day of the decision."""

from datetime import date, datetime

import pytest

from lms.checkout.books import advances, journal
from lms.kernel.calendar import JST
from payments.actions.bank_transfer import receive_transfer
from payments.actions.matching import (
    Share,
    let_go_back,
    match_line,
    match_recorded,
    record_line_sent_back,
    reopen_line,
    set_aside,
    undo_match,
)
from payments.actions.statement import keep_statement, take_in
from payments.journal import Account, balance_of
from payments.models import BankAccount, Order, StatementLine
from tests.factories.quotes import OFFICE, an_accepted_quote

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
JANUARY, FEBRUARY = (date(2027, 1, 1), date(2027, 2, 1)), (date(2027, 2, 1), date(2027, 3, 1))
TODAY = date(2027, 3, 31)
ARRIVED, IN_JANUARY, IN_FEBRUARY = (
    date(2027, 1, 8),
    datetime(2027, 1, 29, 12, tzinfo=JST),
    datetime(2027, 2, 3, 12, tzinfo=JST),
)


@pytest.fixture
def order() -> Order:
    return an_accepted_quote().order


@pytest.fixture
def line(order, at) -> StatementLine:
    """The price of the order, from somebody nobody knows."""
    at("2027-01-10T10:00:00+09:00")
    account = BankAccount.objects.create(name="みほん銀行 本店 普通 1234567")
    text = f"日付,入金,出金,摘要,残高\n2027/1/8,{order.total_jpy},,振込 ｶ)ﾔﾏﾀﾞｼﾖｳｼﾞ,\n"
    now = datetime(2027, 1, 10, 1, tzinfo=JST)
    kept = keep_statement(account, file_name="a.csv", raw=text.encode("cp932"), by=OFFICE, now=now)
    take_in(kept, by=OFFICE, now=now)
    return StatementLine.objects.get()


def booked(month):
    entries = journal(*month, today=TODAY)
    return [(each.on, str(each.debit), str(each.credit), each.amount_jpy) for each in entries]


def match(line, order, now):
    return match_line(line, [Share(order, line.amount_jpy)], by=OFFICE, now=now)


def in_suspense(line):
    return [(ARRIVED, "bank", "suspense", line.amount_jpy)]


def test_money_found_in_the_month_it_arrived_is_booked_as_ever(order, line):
    assert booked(JANUARY) == in_suspense(line)
    match(line, order, IN_JANUARY)
    assert booked(JANUARY)[0] == (ARRIVED, "bank", "advances", line.amount_jpy)
    assert booked(FEBRUARY) == []


def test_the_books_of_a_month_that_is_over_do_not_change_when_money_is_found(order, line):
    before = booked(JANUARY)
    match(line, order, IN_FEBRUARY)
    assert booked(JANUARY) == before == in_suspense(line)
    assert booked(FEBRUARY)[0] == (IN_FEBRUARY.date(), "suspense", "advances", line.amount_jpy)
    year = journal(date(2026, 4, 1), date(2027, 4, 1), today=TODAY)
    assert (balance_of(Account.SUSPENSE, year), -balance_of(Account.BANK, year)) == (0, line.amount_jpy)
    assert advances(date(2027, 1, 31), today=TODAY) == []


def test_a_match_of_another_month_that_is_undone_is_unknown_again(order, line):
    match_line(
        line, [Share(order, line.amount_jpy - 500), Share(an_accepted_quote().order, 500)], by=OFFICE, now=IN_FEBRUARY
    )
    undo_match(StatementLine.objects.get(), reason="別の会社", by=OFFICE, now=IN_FEBRUARY)
    assert balance_of(Account.SUSPENSE, journal(date(2026, 4, 1), date(2027, 4, 1), today=TODAY)) == line.amount_jpy


def test_money_sent_back_leaves_suspense_and_the_bank(line, settings):
    settings.LMS_REFUND_LIMIT_JPY = line.amount_jpy
    let_go_back(line, reason="山田商事へ", by=OFFICE, now=IN_JANUARY)
    assert booked(FEBRUARY) == [], "nothing has left yet"
    sent_on = date(2027, 2, 2)
    record_line_sent_back(StatementLine.objects.get(), sent_on=sent_on, reason="山田商事へ", by=OFFICE, now=IN_FEBRUARY)
    assert (booked(JANUARY), booked(FEBRUARY)) == (in_suspense(line), [(sent_on, "suspense", "bank", line.amount_jpy)])


def test_money_written_off_is_other_income_and_of_no_tax_category_yet(line):
    set_aside(line, reason="送金人が分からず雑収入に", by=OFFICE, now=IN_FEBRUARY)
    assert booked(FEBRUARY) == [(IN_FEBRUARY.date(), "suspense", "other_income", line.amount_jpy)]
    reopen_line(StatementLine.objects.get(), by=OFFICE, now=IN_FEBRUARY)
    assert booked(FEBRUARY) == []


def test_money_put_aside_in_its_month_is_of_other_books(line):
    set_aside(line, reason="会費", by=OFFICE, now=IN_JANUARY)
    assert (booked(JANUARY), booked(FEBRUARY)) == ([], [])


def test_what_had_been_recorded_by_hand_is_not_there_twice(order, line):
    transfer = receive_transfer(order, amount_jpy=line.amount_jpy, received_on=ARRIVED, by=OFFICE, now=IN_JANUARY)
    match_recorded(line, transfer, by=OFFICE, now=IN_FEBRUARY)
    year = journal(date(2026, 4, 1), date(2027, 4, 1), today=TODAY)
    assert (balance_of(Account.SUSPENSE, year), -balance_of(Account.BANK, year)) == (0, line.amount_jpy)
