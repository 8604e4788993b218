"""The books at the desk: every page draws, its sheet opens, and nobody else reads them."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from payments.models import LedgerEntry
from tests.cast import create
from tests.checkout.applications import a_world, bought
from tests.checkout.stripe_says import pay
from tests.factories.payments import OrderFactory

pytestmark = pytest.mark.django_db

PAGES = ["books_days", "books_journal", "books_receivables", "books_advances", "books_revenue"]
TEXT = {
    "books_days": "70,400円",
    "books_journal": "前受金",
    "books_receivables": "株式会社見本",
    "books_advances": "70,400円",
    "books_revenue": "まだありません",
}


@pytest.fixture
def year(at):
    """One seat paid online, one order that waits for a transfer; Christmas."""
    pay(bought(a_world()))
    OrderFactory(
        number="O-2026-900001",
        buyer_name="株式会社見本",
        due_on="2026-12-31",
        created_at=datetime(2026, 12, 11, tzinfo=UTC),
    )
    at("2026-12-25T10:00:00+09:00")


@pytest.mark.parametrize("page", PAGES)
def test_page_says_what_it_is_for(office, year, page):
    assert TEXT[page] in office.get(reverse(f"lms_desk:{page}")).content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_books_are_for_the_secretariat(client, page):
    client.force_login(create("decider"))
    assert client.get(reverse(f"lms_desk:{page}")).status_code == 302


def test_day_book_as_a_sheet_has_the_sums_of_the_page(office, year):
    answer = office.get(reverse("lms_desk:books_days"), {"export": "xlsx"})
    rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values)
    assert rows[0][:3] == ("日付", "件数", "オンライン入金")
    assert [row[1:3] for row in rows[1:]] == [(1, 70_400), (1, 70_400)]


def test_journal_as_csv_opens_in_excel_and_balances(office, year):
    answer = office.get(reverse("lms_desk:books_journal"), {"export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert text[0].split(",")[:5] == ["日付", "借方", "借方金額（円）", "貸方", "貸方金額（円）"]
    assert text[1].split(",")[:6] == ["2026-12-10", "未収入金（Stripe）", "70400", "前受金", "70400", "対象外"]


def test_accounts_are_called_as_the_bookkeeper_calls_them(office, year, settings):
    settings.LMS_ACCOUNT_NAMES = {"stripe": "売掛金（決済代行）"}
    page = office.get(reverse("lms_desk:books_journal")).content.decode()
    assert ["売掛金（決済代行）" in page, "未収入金（Stripe）" in page] == [True, False]


@pytest.mark.parametrize(
    "typed, said",
    [
        ({"first": "2026-12-31", "last": "2026-12-01"}, "終了日が開始日より前になっています。"),
        ({"first": "1990-01-01", "last": "2026-12-01"}, "期間は10年以内で指定してください。"),
        ({"first": "never"}, "日付を正しく入力してください。"),
    ],
)
def test_a_wrong_period_is_said_beside_its_field_and_draws_nothing(office, typed, said):
    for wanted in ({}, {"export": "csv"}):
        page = office.get(reverse("lms_desk:books_days"), {**typed, **wanted}).content.decode()
        assert [said in page, "desk-amounts" in page] == [True, False]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_as_many_questions_for_any_number_of_orders(office, year, page, django_assert_num_queries):
    address = reverse(f"lms_desk:{page}")
    office.get(address)
    with django_assert_num_queries(QUERIES[page]):
        office.get(address)
    for number in range(30):
        order = OrderFactory(
            number=f"O-2026-8{number:05}", due_on="2026-12-31", created_at=datetime(2026, 12, 12, tzinfo=UTC)
        )
        LedgerEntry.objects.create(
            order=order,
            kind="transfer",
            amount_jpy=1_000,
            external_id=f"t{number}",
            booked_at=datetime(2026, 12, 13, tzinfo=UTC),
        )
    with django_assert_num_queries(QUERIES[page]):
        office.get(address)


QUERIES = {"books_days": 13, "books_journal": 19, "books_receivables": 10, "books_advances": 17, "books_revenue": 20}
