"""The books of real orders: what was paid becomes a sale when the course is held, to the yen, whatever happened."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from cohorts.models import Enrollment
from lms.checkout.actions.cancellation import cancel_by_participant
from lms.checkout.actions.charge import ask_for_fee, order_charge
from lms.checkout.books import advances, histories, journal, rendered_on
from lms.checkout.cancellation import quote_of
from lms.checkout.revenue import revenue
from lms.kernel.actor import Actor
from payments.actions.bank_transfer import accept_shortfall, receive_transfer, record_sent_back
from payments.actions.document import issue_credit
from payments.actions.quote import LineData, QuoteData, draft_quote, send_quote
from payments.actions.quote_answer import Answer, accept_quote, invoice_quote
from payments.actions.refund import request_refund
from payments.day_book import day_book
from payments.journal import Account, balance_of, entries_of
from payments.models import LedgerEntry, Order
from payments.payment_terms import MonthlyTerms
from tests.checkout.applications import NOW, PATHS, a_world, bought
from tests.checkout.stripe_says import pay
from tests.factories.cohorts import PersonFactory
from tests.factories.fees import ProductFactory
from tests.factories.standalone import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

OFFICE = Actor.process("office")
PAID_ON, CANCELED_AT = date(2026, 12, 10), datetime.fromisoformat("2027-02-04T00:00:00+09:00")
LAST_DAY = date(2027, 2, 19)
YEAR = date(2026, 4, 1), date(2027, 4, 1)
TODAY = date(2027, 5, 1)
LATER = datetime.fromisoformat("2027-05-01T10:00:00+09:00")


@pytest.fixture
def world():
    return a_world()


def paid(world):
    payment = bought(world)
    pay(payment)
    return Enrollment.objects.select_related("purchase__order").get(purchase__order=payment.order)


def cancel(enrollment):
    shown = quote_of(enrollment, now=CANCELED_AT).refund_jpy
    return cancel_by_participant(enrollment, shown_refund_jpy=shown, by=OFFICE, now=CANCELED_AT)


def booked(first, end, today=TODAY):
    return [(each.on, str(each.debit), str(each.credit), each.amount_jpy) for each in journal(first, end, today=today)]


def test_a_payout_moves_money_from_stripe_to_the_bank_and_is_no_income(world):
    paid(world)
    for kind, amount in (("payout", -67_866), ("account_fee", -330)):
        at = datetime.fromisoformat("2026-12-12T10:00:00+09:00")
        LedgerEntry.objects.create(kind=kind, amount_jpy=amount, external_id=kind, booked_at=at)
    assert booked(date(2026, 12, 11), date(2027, 1, 1)) == [
        (date(2026, 12, 12), "bank", "stripe", 67_866),
        (date(2026, 12, 12), "provider_fees", "stripe", 330),
    ]
    assert day_book(*YEAR).total_jpy == 70_400 - 330
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(kind="charge", amount_jpy=1, external_id="of nobody", booked_at=at)


DELIVERED, COUNTED = date(2027, 3, 20), date(2027, 3, 31)


@pytest.mark.parametrize(
    "delivered, due, paid, rendered",
    [
        (DELIVERED, date(2027, 4, 30), None, (DELIVERED, True)),
        (DELIVERED, date(2027, 4, 30), date(2027, 4, 30), (DELIVERED, True)),
        (DELIVERED, date(2027, 4, 30), DELIVERED, (DELIVERED, False)),
        (DELIVERED, date(2027, 4, 30), date(2027, 2, 1), (DELIVERED, False)),
        (DELIVERED, DELIVERED, None, (DELIVERED, True)),
        (DELIVERED, date(2027, 3, 19), None, None),
        (DELIVERED, date(2027, 3, 19), date(2027, 3, 25), (date(2027, 3, 25), False)),
        (None, date(2027, 4, 30), None, None),
        (None, date(2027, 4, 30), date(2027, 4, 30), (date(2027, 4, 30), False)),
    ],
)
def test_a_quoted_sale_belongs_to_the_day_of_its_delivery(delivered, due, paid, rendered):
    assert rendered_on(delivered, due, paid) == rendered


def test_a_quoted_course_held_in_march_and_paid_in_april_is_a_sale_of_the_old_fiscal_year():
    """月末締め翌月末払い: the usual terms must not move revenue into the next year."""
    now = datetime.fromisoformat("2027-03-01T10:00:00+09:00")
    lines = [LineData(title="企業内開催", unit_jpy=550_000), LineData(title="教本", unit_jpy=3_240, tax_percent=8)]
    data = QuoteData(
        title="研修", buyer_name="見本株式会社", buyer_email="x@example.test", cancellation="30日前まで無料",
        terms=MonthlyTerms(), delivery_on=DELIVERED,
    )  # fmt: skip
    quote = send_quote(draft_quote(data, lines=lines, by=OFFICE, now=now), by=OFFICE, now=now)
    accept_quote(quote, Answer(name="見本 花子"), by=OFFICE, now=now)
    order = invoice_quote(quote, page="/", by=OFFICE, now=now)
    assert order.due_on == date(2027, 4, 30)
    assert booked(*YEAR, today=COUNTED) == [
        (DELIVERED, "receivables", "sales", 550_000),
        (DELIVERED, "receivables", "sales", 3_240),
    ]
    assert revenue(2026, today=COUNTED).total().sales_jpy == 553_240
    receive_transfer(order, amount_jpy=552_580, received_on=date(2027, 4, 30), by=OFFICE, now=LATER)
    accept_shortfall(order, reason="振込手数料", by=OFFICE, now=LATER)
    assert booked(date(2027, 4, 1), date(2028, 4, 1), today=TODAY) == [
        (date(2027, 4, 30), "bank", "receivables", 552_580),
        (date(2027, 4, 30), "allowances", "receivables", 3),  # of what bears 8%
        (date(2027, 4, 30), "allowances", "receivables", 657),
    ]
    assert (revenue(2026, today=TODAY).total().sales_jpy, revenue(2027, today=TODAY).total().sales_jpy) == (553_240, 0)
    [history] = histories(Order.objects.all(), until=TODAY)
    assert balance_of(Account.RECEIVABLES, entries_of(history)) == 0


def test_money_sent_back_of_two_rates_is_booked_as_its_credit_document_says():
    now = datetime.fromisoformat("2027-03-01T10:00:00+09:00")
    lines = [LineData(title="研修", unit_jpy=165_006), LineData(title="お茶", unit_jpy=4_333, tax_percent=8)]
    data = QuoteData(
        title="研修", buyer_name="見本株式会社", buyer_email="x@example.test", cancellation="なし", terms=MonthlyTerms(),
        delivery_on=DELIVERED,
    )  # fmt: skip
    quote = send_quote(draft_quote(data, lines=lines, by=OFFICE, now=now), by=OFFICE, now=now)
    accept_quote(quote, Answer(name="見本 花子"), by=OFFICE, now=now)
    order = invoice_quote(quote, page="/", by=OFFICE, now=now)
    receive_transfer(order, amount_jpy=order.total_jpy, received_on=date(2027, 4, 30), by=OFFICE, now=LATER)
    refund = request_refund(order.payments.get(), amount_jpy=33_333, reason="短縮", by=OFFICE, now=LATER)
    sent_on = date(2027, 4, 30)
    record_sent_back(refund, sent_on=sent_on, by=OFFICE, now=LATER)
    [history] = histories(Order.objects.all(), until=TODAY)
    lowered = {e.sale.tax_percent: e.amount_jpy for e in entries_of(history) if e.debit is Account.ALLOWANCES}
    stated = {row["rate"]: row["amount"] for row in issue_credit(refund, by=OFFICE, now=LATER).content["lines"]}
    assert (lowered, sum(lowered.values())) == ({8: 852, 10: 32_481}, 33_333)
    assert stated == {"8%（軽減税率）": "852円", "10%": "32,481円"}


def test_what_was_agreed_without_tax_is_booked_with_it_line_by_line_and_adds_up():
    now = datetime.fromisoformat("2027-03-01T10:00:00+09:00")
    prices = (1_005, 1_005, 1_005)  # 1,105 each with its own tax, and 3,316 together
    data = QuoteData(
        title="研修", buyer_name="見本株式会社", buyer_email="x@example.test", cancellation="なし", terms=MonthlyTerms(),
        delivery_on=DELIVERED, prices_exclude_tax=True,
    )  # fmt: skip
    lines = [LineData(title="研修", unit_jpy=price) for price in prices]
    quote = send_quote(draft_quote(data, lines=lines, by=OFFICE, now=now), by=OFFICE, now=now)
    accept_quote(quote, Answer(name="見本 花子"), by=OFFICE, now=now)
    assert invoice_quote(quote, page="/", by=OFFICE, now=now).total_jpy == 3_316
    assert [amount for *_entry, amount in booked(*YEAR, today=COUNTED)] == [1_105, 1_105, 1_106]


def test_a_seat_is_an_advance_until_the_last_day_of_its_course(world):
    paid(world)
    assert booked(*YEAR) == [
        (PAID_ON, "stripe", "advances", 70_400),
        (LAST_DAY, "advances", "sales", 70_400),
    ]
    assert [amount for _history, amount in advances(date(2027, 2, 18), today=TODAY)] == [70_400]
    assert advances(LAST_DAY, today=TODAY) == []


def test_a_period_holds_only_its_own_lines(world):
    paid(world)
    assert booked(date(2027, 2, 1), date(2027, 2, 19)) == []
    assert booked(date(2027, 2, 19), date(2027, 2, 20)) == [(LAST_DAY, "advances", "sales", 70_400)]


def test_a_course_that_is_planned_is_no_sale(world):
    paid(world)
    assert [line[2] for line in booked(*YEAR, today=date(2027, 2, 18))] == ["advances"]


def test_a_fee_kept_is_no_sale_and_outside_the_tax(world):
    cancel(paid(world))
    fee, sale = (21_120, 0)
    assert (CANCELED_AT.date(), "advances", "cancellation_fees", fee) in booked(*YEAR)
    earned = revenue(2026, today=TODAY)
    assert (earned.total().fees_jpy, earned.total().sales_jpy, earned.taxes()) == (fee, sale, [])


def test_a_year_adds_up_by_product_and_offer(world):
    paid(world)
    cancel(paid(world))
    earned = revenue(2026, today=TODAY)
    (product,) = earned.products
    assert (product.seats, product.list_jpy, product.discounts_jpy, product.sales_jpy) == (1, 88_000, 17_600, 70_400)
    assert product.revenue_jpy == 70_400 + 21_120
    assert (earned.taxes(), earned.offers) == ([(10, 70_400, 6_400)], (("早期割引", 1, 17_600),))
    assert revenue(2025, today=TODAY).products == ()


def test_a_fee_of_a_person_is_a_sale_when_it_is_paid(world):
    person = PersonFactory(user=UserFactory())
    charge = ask_for_fee(person, product=ProductFactory(), reason="改姓", due_on=LAST_DAY, by=OFFICE, now=NOW)
    order = order_charge(charge, shown_total_jpy=3_300, form_token="t", paths=PATHS, by=OFFICE, now=NOW)
    pay(order.payments.get())
    assert booked(*YEAR) == [
        (PAID_ON, "stripe", "advances", 3_300),
        (PAID_ON, "advances", "sales", 3_300),
    ]
    assert [(each.product, each.sales_jpy) for each in revenue(2026, today=TODAY).products] == [
        ("認定証の再発行", 3_300)
    ]


def test_nothing_is_sold_of_a_course_whose_date_is_undecided(world):
    paid(world)
    world.cohort.days.filter(position=2).update(held_on=None)
    assert [line[2] for line in booked(*YEAR)] == ["advances"]


def test_the_journal_moves_as_much_money_as_the_day_book_shows(world):
    paid(world)
    cancel(paid(world))
    entries = journal(*YEAR, today=TODAY)
    assert -balance_of(Account.STRIPE, entries) == day_book(*YEAR).total_jpy


@pytest.mark.parametrize("orders", [1, 3])
def test_the_journal_asks_as_many_questions_for_any_number_of_orders(world, orders, django_assert_num_queries):
    for _ in range(orders):
        paid(world)
    with django_assert_num_queries(10):
        assert len(journal(*YEAR, today=TODAY)) == 2 * orders


def test_an_order_that_is_over_leaves_no_advance(world):
    paid(world)
    cancel(paid(world))
    left = [balance_of(Account.ADVANCES, entries_of(each)) for each in histories(Order.objects.all(), until=YEAR[1])]
    # The refund was asked for and has not left yet: it is still the buyer's money.
    assert sorted(left) == [0, 49_280]
