"""Money by day and what is owed on a day, at the boundaries of Japan's days."""

from datetime import UTC, date, datetime

import pytest

from lms.kernel.actor import Actor
from payments.actions.state import change_state
from payments.day_book import COLUMNS, agreement, day_book, month_of
from payments.models import Finding, LedgerEntry, Order, Reconciliation
from payments.receivables import Age, age_of, by_age, by_counterparty, receivables
from tests.factories.payments import OrderFactory

pytestmark = pytest.mark.django_db

OFFICE = Actor.process("tests")


def booked(order, kind, amount, moment):
    booked.count += 1
    return LedgerEntry.objects.create(
        order=order, kind=kind, amount_jpy=amount, external_id=f"x{booked.count}", booked_at=moment
    )


booked.count = 0


def utc(*moment):
    return datetime(*moment, tzinfo=UTC)


def sums(row):
    return {column.key: amount for column, amount in zip(COLUMNS, row.sums, strict=True) if amount}


@pytest.mark.both_databases
def test_a_day_begins_at_midnight_in_japan():
    order = OrderFactory()
    booked(order, "charge", 88_000, utc(2026, 11, 30, 14, 59, 59))
    booked(order, "refund", -8_000, utc(2026, 11, 30, 15, 0, 0))
    book = day_book(date(2026, 11, 1), date(2027, 1, 1))
    assert [(row.on, sums(row)) for row in book.rows] == [
        (date(2026, 11, 30), {"online": 88_000}),
        (date(2026, 12, 1), {"refunded": -8_000}),
    ]
    assert (book.total_jpy, book.entries) == (80_000, 2)
    assert [row.on for row in day_book(date(2026, 12, 1), date(2026, 12, 2)).rows] == [date(2026, 12, 1)]


@pytest.mark.both_databases
def test_months_add_up_to_the_same_as_days():
    order = OrderFactory()
    for day, amount in ((1, 10_000), (15, 20_000), (28, 30_000)):
        booked(order, "transfer", amount, utc(2027, 2, day))
    booked(order, "fee", -360, utc(2027, 3, 1))
    period = date(2027, 1, 1), date(2027, 4, 1)
    months = day_book(*period, by_month=True)
    assert [(row.on, row.entries, sums(row)) for row in months.rows] == [
        (date(2027, 2, 1), 3, {"transferred": 60_000}),
        (date(2027, 3, 1), 1, {"fees": -360}),
    ]
    assert months.total == day_book(*period).total


def test_every_kind_of_movement_has_one_column():
    kinds = [kind for column in COLUMNS for kind in column.kinds]
    assert sorted(kinds) == sorted(LedgerEntry.Kind)


@pytest.mark.parametrize(
    "day, first, end",
    [
        (date(2027, 1, 31), date(2027, 1, 1), date(2027, 2, 1)),
        (date(2028, 2, 29), date(2028, 2, 1), date(2028, 3, 1)),
        (date(2026, 12, 1), date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_month_of(day, first, end):
    assert month_of(day) == (first, end)


def test_books_agree_only_after_a_comparison_without_differences(at):
    now = at("2027-02-01T10:00:00+09:00")
    assert not agreement(now=now).holds
    Reconciliation.objects.create(kind="balance", since=now, started_at=now, finished_at=now)
    assert agreement(now=now).holds
    booked(OrderFactory(), "charge", 88_000, utc(2027, 1, 28))
    assert (agreement(now=now).unconfirmed, agreement(now=now).holds) == (1, False)
    LedgerEntry.objects.update(movement_id="txn_1")
    Finding.objects.create(kind="balance_differs", severity="critical", dedupe_key="x", found_at=now, last_seen_at=now)
    assert (agreement(now=now).differences, agreement(now=now).holds) == (1, False)


AGES = [
    (date(2027, 1, 31), date(2027, 1, 31), Age.NOT_DUE),
    (date(2027, 1, 31), date(2027, 2, 1), Age.MONTH),
    (date(2027, 1, 31), date(2027, 3, 2), Age.MONTH),
    (date(2027, 1, 31), date(2027, 3, 3), Age.TWO_MONTHS),
    (date(2027, 1, 31), date(2027, 4, 1), Age.TWO_MONTHS),
    (date(2027, 1, 31), date(2027, 4, 2), Age.THREE_MONTHS),
    (date(2027, 1, 31), date(2027, 5, 1), Age.THREE_MONTHS),
    (date(2027, 1, 31), date(2027, 5, 2), Age.OLDER),
]


@pytest.mark.parametrize("due_on, on, age", AGES)
def test_age_of(due_on, on, age):
    assert age_of(due_on, on) is age


def owed(name="株式会社見本", due_on=date(2027, 1, 31), **fields):
    return OrderFactory(buyer_name=name, due_on=due_on, created_at=utc(2027, 1, 10), **fields)


@pytest.mark.both_databases
def test_what_has_arrived_by_a_day_is_not_owed_on_it():
    order = owed(written_off_jpy=440)
    booked(order, "transfer", 50_000, utc(2027, 2, 9, 15))  # 10 February in Japan
    found = {day: [each.missing_jpy for each in receivables(date(2027, 2, day))] for day in (9, 10)}
    assert found == {9: [87_560], 10: [37_560]}


@pytest.mark.both_databases
def test_an_order_is_owed_from_its_placing_until_it_is_settled():
    order = owed()
    change_state(order, Order.Status.CANCELED, cause="", by=OFFICE, now=utc(2027, 2, 3, 15))  # 4 February in Japan
    assert [len(receivables(day)) for day in (date(2027, 1, 9), date(2027, 1, 10))] == [0, 1]
    assert [len(receivables(date(2027, 2, day))) for day in (3, 4)] == [1, 0]


def test_orders_paid_online_are_nobodys_debt():
    OrderFactory(created_at=utc(2027, 1, 10))
    assert receivables(date(2027, 2, 1)) == []


def test_receivables_add_up_by_age_and_by_counterparty():
    owed(due_on=date(2027, 1, 31))
    owed(due_on=date(2027, 2, 28))
    owed("有限会社例", due_on=date(2026, 10, 1))
    found = receivables(date(2027, 2, 10))
    assert [each.due_on for each in found] == [date(2026, 10, 1), date(2027, 1, 31), date(2027, 2, 28)]
    assert by_counterparty(found) == {"株式会社見本": 176_000, "有限会社例": 88_000}
    assert list(by_age(found).items()) == [
        (Age.NOT_DUE, 88_000),
        (Age.MONTH, 88_000),
        (Age.TWO_MONTHS, 0),
        (Age.THREE_MONTHS, 0),
        (Age.OLDER, 88_000),
    ]
