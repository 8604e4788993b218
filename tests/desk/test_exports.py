"""What people typed into forms stays text when a sheet is opened in Excel."""

import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest
from django.urls import reverse

from cohorts.models import OpenSeat
from lms.checkout.models import Purchase
from lms.desk.sheets import not_a_formula
from tests.factories.cohorts import CohortFactory, ConfirmedEnrollmentFactory, OrganizationFactory, PersonFactory
from tests.factories.commerce import purchase
from tests.factories.payments import OrderFactory, OrderLineFactory


@pytest.mark.parametrize(
    "typed, written",
    [
        ("=1+1", "'=1+1"),
        ("+81 3 0000 0000", "'+81 3 0000 0000"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("髙﨑 𠮷美", "髙﨑 𠮷美"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_what_looks_like_a_formula_is_written_as_text(typed, written):
    assert not_a_formula(typed) == written


@pytest.mark.django_db
def test_a_name_typed_as_a_formula_is_harmless_in_the_csv_of_people(office):
    PersonFactory(family_name='=HYPERLINK("https://example.test")', given_name="花子")
    sheet = b"".join(office.get(reverse("lms_desk_person:index"), {"export": "csv"}).streaming_content)
    assert sheet.startswith(b"\xef\xbb\xbf")
    cells = [cell for row in csv.reader(io.StringIO(sheet.decode("utf-8-sig"))) for cell in row]
    assert [cell for cell in cells if cell.startswith("=")] == []
    assert [cell for cell in cells if cell.startswith("'=HYPERLINK")] != []


ORDERS = [
    ["注文番号", "購入者の氏名", "購入者のメールアドレス", "申込番号", "開催回", "席数", "合計（円・税込）", "内消費税額（円）", "状態", "注文日時"],
    ["O-4", "見本 花子", "hanako@example.test", "U-1", "夏の回", 1, 88_000, 8_000, "期限切れ（未入金）", "2026-12-14 09:00"],
    ["O-3", "見本商事", "hanako@example.test", "E-2", "春の回", 3, 264_000, 24_000, "お支払い待ち", "2026-12-13 09:00"],
    ["O-2", "=見本", "hanako@example.test", None, None, 0, 0, 0, "入金済み", "2026-12-12 09:00"],
    ["O-1", "見本 花子", "hanako@example.test", "E-1", "春の回", 1, 88_000, 8_000, "一部返金済み", "2026-12-11 09:00"],
]  # fmt: skip


@pytest.fixture
def orders(db):
    """One of one person, one of no seat, one of two people and a seat to be named, and one of such a seat alone."""
    spring, summer = CohortFactory(title="春の回"), CohortFactory(title="夏の回")
    made = []
    for number, status, fields in (
        (1, "partially_refunded", {}),
        (2, "paid", {"buyer_name": "=見本", "total_jpy": 0, "tax_jpy": 0}),
        (3, "awaiting_payment", {"buyer_name": "見本商事", "total_jpy": 264_000, "tax_jpy": 24_000}),
        (4, "expired", {}),
    ):
        placed = datetime(2026, 12, 10 + number, tzinfo=UTC)
        made.append(OrderFactory(number=f"O-{number}", status=status, created_at=placed, **fields))
    one, _fee, several, unnamed = made
    purchase(one, ConfirmedEnrollmentFactory(number="E-1", cohort=spring))
    lines = [OrderLineFactory(order=several, position=position) for position in (3, 2)]
    pays_for(lines[0], open_seat=an_open_seat("U-3", summer))
    pays_for(lines[1], enrollment=ConfirmedEnrollmentFactory(number="E-3"))
    pays_for(several.lines.get(position=1), enrollment=ConfirmedEnrollmentFactory(number="E-2", cohort=spring))
    pays_for(unnamed.lines.get(), open_seat=an_open_seat("U-1", summer))


def an_open_seat(number, cohort):
    pool = ConfirmedEnrollmentFactory(cohort=cohort).pool
    facts = {"cohort": cohort, "pool": pool, "kind": pool.kind, "status": "confirmed"}
    facts["name_until"] = datetime(2027, 1, 1, tzinfo=UTC)
    return OpenSeat.objects.create(number=number, organization=OrganizationFactory(), **facts)


def pays_for(line, **seat):
    Purchase.objects.create(order=line.order, line=line, **seat)


def orders_as(office, wanted):
    return b"".join(office.get(reverse("lms_desk_order:index"), {"export": wanted}).streaming_content)


def test_orders_of_every_kind_stand_in_the_sheet_as_in_the_list(office, orders):
    sheet = openpyxl.load_workbook(io.BytesIO(orders_as(office, "xlsx"))).active
    assert [[read(value) for value in row] for row in sheet.iter_rows(values_only=True)] == ORDERS
    listed = office.get(reverse("lms_desk_order:index")).context["object_list"]
    assert [[order.cohort_title, order.seats] for order in listed] == [row[4:6] for row in ORDERS[1:]]


def test_the_csv_of_orders_says_the_same(office, orders):
    rows = list(csv.reader(io.StringIO(orders_as(office, "csv").decode("utf-8-sig"))))
    assert rows == [["" if value is None else not_a_formula(str(value)) for value in row] for row in ORDERS]


def read(value):
    return value.strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else value


def test_an_export_of_orders_reads_no_whole_rows(office, orders, django_assert_num_queries):
    with django_assert_num_queries(7) as seen:
        orders_as(office, "csv")
    assert [query["sql"] for query in seen if "form_token" in query["sql"]] == []
