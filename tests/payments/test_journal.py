"""The journal of an order: which account each movement goes to, as tables, and what must hold for any order."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.journal import SIDES, Account, Delivery, Discount, History, KeptFee, Movement, balance_of, entries_of
from payments.models import LedgerEntry

LINE_OF_SEAT, LINE_OF_LUNCH = 1, 2
PAID_ON, CANCELED_ON, HELD_ON, LATER = date(2026, 12, 1), date(2027, 2, 1), date(2027, 2, 19), date(2027, 3, 5)
SEAT = Delivery(HELD_ON, "養成講座 認定コース", "養成講座", 1, 88_000, 70_400, 10)
ON_CREDIT = replace(SEAT, on_credit=True)
TRAINING = replace(SEAT, amount_jpy=90_000, list_jpy=90_000, line=LINE_OF_SEAT)
LUNCH = Delivery(HELD_ON, "お茶・お菓子", "お茶", 10, 10_000, 10_000, 8, line=LINE_OF_LUNCH)


def moved(kind, amount, on=PAID_ON):
    return Movement(on, kind, amount)


def kept(amount):
    return KeptFee(CANCELED_ON, "キャンセル料", "養成講座", amount)


def journal(movements, fees=(), deliveries=(), discounts=()):
    entries = entries_of(History("O-2026-000001", "見本 花子", movements, fees, deliveries, discounts))
    return [(each.on, str(each.debit), str(each.credit), each.amount_jpy) for each in entries]


STORIES = {
    "paid online, then held": (
        [moved("charge", 70_400)], [], [SEAT],
        [
            (PAID_ON, "stripe", "advances", 70_400),
            (HELD_ON, "advances", "sales", 70_400),
        ],
    ),
    "the fee of Stripe is an expense": (
        [moved("charge", 70_400), moved("fee", -2_534)], [], [],
        [
            (PAID_ON, "stripe", "advances", 70_400),
            (PAID_ON, "provider_fees", "stripe", 2_534),
        ],
    ),
    "canceled for a fee": (
        [moved("charge", 70_400), moved("refund", -49_280, CANCELED_ON)], [kept(21_120)], [],
        [
            (PAID_ON, "stripe", "advances", 70_400),
            (CANCELED_ON, "advances", "stripe", 49_280),
            (CANCELED_ON, "advances", "cancellation_fees", 21_120),
        ],
    ),
    "money sent back weeks after the fee was kept": (
        [moved("transfer", 70_400), moved("transfer_back", -49_280, LATER)], [kept(21_120)], [],
        [
            (PAID_ON, "bank", "advances", 70_400),
            (CANCELED_ON, "advances", "cancellation_fees", 21_120),
            (LATER, "advances", "bank", 49_280),
        ],
    ),
    "a shortfall that was accepted lowers the sale": (
        [moved("transfer", 69_740)], [], [SEAT],
        [
            (PAID_ON, "bank", "advances", 69_740),
            (HELD_ON, "advances", "sales", 70_400),
            (HELD_ON, "allowances", "advances", 660),
        ],
    ),
    "rendered before it is paid: a sale on that day, and owed until the money comes": (
        [moved("transfer", 70_400, LATER)], [], [ON_CREDIT],
        [
            (HELD_ON, "receivables", "sales", 70_400),
            (LATER, "bank", "receivables", 70_400),
        ],
    ),
    "part of it was here before, and a bank kept its fee of the rest": (
        [moved("transfer", 30_000), moved("transfer", 39_740, LATER)], [], [ON_CREDIT],
        [
            (PAID_ON, "bank", "advances", 30_000),
            (HELD_ON, "receivables", "sales", 70_400),
            (HELD_ON, "advances", "receivables", 30_000),
            (LATER, "bank", "receivables", 39_740),
            (LATER, "allowances", "receivables", 660),
        ],
        [Discount(LATER, "", 660)],
    ),
    "a transfer booked to the wrong order makes it owed again": (
        [moved("transfer", 70_400, LATER), moved("transfer_reversal", -70_400, LATER)], [], [ON_CREDIT],
        [
            (HELD_ON, "receivables", "sales", 70_400),
            (LATER, "bank", "receivables", 70_400),
            (LATER, "receivables", "bank", 70_400),
        ],
    ),
    "sent back after it was owed and paid: the sale is lowered": (
        [moved("transfer", 70_400, LATER), moved("transfer_back", -10_000, LATER)], [], [ON_CREDIT],
        [
            (HELD_ON, "receivables", "sales", 70_400),
            (LATER, "bank", "receivables", 70_400),
            (LATER, "allowances", "bank", 10_000),
        ],
    ),
    "a surplus stays an advance until it is sent back": (
        [moved("transfer", 75_400), moved("transfer_back", -5_000, LATER)], [], [SEAT],
        [
            (PAID_ON, "bank", "advances", 75_400),
            (HELD_ON, "advances", "sales", 70_400),
            (LATER, "advances", "bank", 5_000),
        ],
    ),
    "refunded after the course: the sale is lowered": (
        [moved("charge", 70_400), moved("refund", -10_000, LATER)], [], [SEAT],
        [
            (PAID_ON, "stripe", "advances", 70_400),
            (HELD_ON, "advances", "sales", 70_400),
            (LATER, "allowances", "stripe", 10_000),
        ],
    ),
    "a refund that came back restores the sale": (
        [moved("charge", 70_400), moved("refund", -10_000, LATER), moved("refund_reversal", 10_000, LATER)], [], [SEAT],
        [
            (PAID_ON, "stripe", "advances", 70_400),
            (HELD_ON, "advances", "sales", 70_400),
            (LATER, "allowances", "stripe", 10_000),
            (LATER, "stripe", "allowances", 10_000),
        ],
    ),
    "part of the price sent back before the course": (
        [moved("charge", 70_400), moved("refund", -5_000, CANCELED_ON)], [], [SEAT],
        [
            (PAID_ON, "stripe", "advances", 70_400),
            (CANCELED_ON, "advances", "stripe", 5_000),
            (HELD_ON, "advances", "sales", 70_400),
            (HELD_ON, "allowances", "advances", 5_000),
        ],
    ),
    "disputed money is neither an advance nor lost yet": (
        [moved("charge", 70_400), moved("dispute", -70_400, LATER)], [], [SEAT],
        [
            (PAID_ON, "stripe", "advances", 70_400),
            (HELD_ON, "advances", "sales", 70_400),
            (LATER, "disputed", "stripe", 70_400),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
def test_journal_of(story):
    movements, fees, deliveries, expected, *discounts = STORIES[story]
    assert journal(movements, fees, deliveries, *discounts) == expected


def test_every_kind_of_ledger_entry_has_its_accounts():
    assert set(SIDES) == set(LedgerEntry.Kind.values)


@st.composite
def orders(draw):
    """Any seats, any money in and out that never leaves less than nothing, any fees."""
    days = st.integers(0, 90).map(lambda number: PAID_ON + timedelta(days=number))
    movements, left = [], 0
    for on in sorted(draw(st.lists(days, min_size=1, max_size=8))):
        amount = draw(st.integers(-left, 100_000))
        movements.append(moved("charge" if amount >= 0 else "refund", amount, on))
        left += amount
    amounts = draw(st.lists(st.tuples(days, st.integers(0, 100_000)), max_size=3))
    on_credit = draw(st.booleans())
    seats = [Delivery(on, "", "", 1, amount, amount, 10, on_credit=on_credit) for on, amount in amounts]
    fees = [KeptFee(on, "", "", amount) for on, amount in draw(st.lists(st.tuples(days, st.integers(0, 50_000))))]
    return History("", "", movements, fees, seats)


def by_rate(movements, discounts=(), *, deliveries=(TRAINING, LUNCH)):
    """What sales were lowered by (or, negative, restored), entry by entry, with the rate of each."""
    entries = entries_of(History("", "", [moved("transfer", 100_000), *movements], (), deliveries, discounts))
    lowered = [each for each in entries if Account.ALLOWANCES in {each.debit, each.credit}]
    return [(each.sale.tax_percent, -each.effect_on(Account.ALLOWANCES)) for each in lowered if each.sale]


def back(amount, line=None):
    return Movement(LATER, "transfer_back", -amount, line)


@pytest.mark.parametrize(
    "movements,lowered",
    [
        ([back(20_000)], [(8, 2_000), (10, 18_000)]),
        ([back(100_000)], [(8, 10_000), (10, 90_000)]),
        ([back(33_333)], [(8, 3_333), (10, 30_000)]),
        ([back(20_000, LINE_OF_SEAT)], [(10, 20_000)]),
        ([back(4_000, LINE_OF_LUNCH)], [(8, 4_000)]),
        # What one line got back is no longer there for the other refund to be shared with.
        ([back(10_000, LINE_OF_LUNCH), back(9_000)], [(8, 10_000), (10, 9_000)]),
        ([back(45_000, LINE_OF_SEAT), back(11_000)], [(10, 45_000), (8, 2_000), (10, 9_000)]),
        # A line nobody delivered says nothing about which sale is lowered.
        ([back(20_000, 77)], [(8, 2_000), (10, 18_000)]),
        # A refund that came back restores what it lowered.
        ([back(20_000), Movement(LATER, "refund_reversal", 20_000)], [(8, 2_000), (10, 18_000), (8, -2_000), (10, -18_000)]),
        (
            [back(20_000, LINE_OF_SEAT), back(4_000, LINE_OF_LUNCH), Movement(LATER, "refund_reversal", 20_000, LINE_OF_SEAT)],
            [(10, 20_000), (8, 4_000), (10, -20_000)],
        ),
    ],
)  # fmt: skip
def test_what_goes_back_lowers_the_sale_of_its_own_rate(movements, lowered):
    assert by_rate(movements) == lowered


def test_a_discount_on_two_rates_is_shared_between_them():
    on_credit = [replace(TRAINING, on_credit=True), replace(LUNCH, on_credit=True)]
    short = [Movement(LATER, "transfer", 99_340)]
    entries = entries_of(History("", "", short, (), on_credit, [Discount(LATER, "", 660)]))
    lowered = [(entry.sale.tax_percent, entry.amount_jpy) for entry in entries if entry.debit is Account.ALLOWANCES]
    assert lowered == [(8, 66), (10, 594)]


@given(orders(), st.data())
def test_rates_and_lines_say_which_sale_is_lowered_and_never_by_how_much(history, data):
    rates = st.sampled_from([8, 10])
    sold = [replace(each, tax_percent=data.draw(rates), line=place) for place, each in enumerate(history.deliveries)]
    lines = st.none() | st.integers(0, len(sold))
    money = [replace(each, line=data.draw(lines)) for each in history.movements]
    assert _summed(entries_of(replace(history, deliveries=sold, movements=money))) == _summed(entries_of(history))


def _summed(entries):
    sums = defaultdict(int)
    for entry in entries:
        sums[entry.on, entry.debit, entry.credit] += entry.amount_jpy
    return sums


@given(orders())
def test_books_of_any_order_agree_with_its_money(history):
    """The place where the money lies equals the ledger, and an advance is never owed to us."""
    entries = entries_of(history)
    assert balance_of(Account.STRIPE, entries) == -sum(each.amount_jpy for each in history.movements)
    assert all(
        balance_of(Account.ADVANCES, entries[:end]) >= 0 for end in range(len(entries)) if _is_settled(entries, end)
    )
    assert balance_of(Account.ADVANCES, entries) >= 0
    assert balance_of(Account.RECEIVABLES, entries) <= 0, "nobody owes less than nothing"
    assert balance_of(Account.SALES, entries) == sum(each.amount_jpy for each in history.deliveries)


def _is_settled(entries, end):
    """Between the two lines of one event the advance may be anything."""
    return end == 0 or end == len(entries) or entries[end - 1].cause is not entries[end].cause
