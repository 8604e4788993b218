"""Quotes at the desk: written, looked at, sent, answered by post, invoiced."""

import csv
from datetime import date
from hashlib import sha256
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from lms.checkout.actions.terms import agree_terms
from payments.actions.quote import LineData
from payments.models import Order, Quote
from payments.payment_terms import MonthlyTerms
from tests.cast import create
from tests.factories.cohorts import OrganizationFactory
from tests.factories.fees import ProductFactory
from tests.factories.quotes import NOW, OFFICE, a_draft_quote, a_sent_quote, an_accepted_quote

pytestmark = pytest.mark.django_db
HEAD = {
    "title": "研修", "buyer_name": "見本株式会社", "buyer_contact": "人事部 見本", "buyer_email": "hr@example.test",
    "kind": "monthly", "closing_day": "31", "months": "1", "payment_day": "31", "roll": "next",
    "cancellation": "前日まで無料。", "invoiced": "later",
}  # fmt: skip


@pytest.fixture(autouse=True)
def today(at):
    at(NOW.isoformat())


def act(name: str, row: object) -> str:
    return reverse(f"lms_desk:{name}", args=[row.pk])


def file_of(office, quote: Quote) -> str:
    return office.get(reverse("lms_desk_quote:inspect", args=[quote.pk])).content.decode()


def test_office_writes_a_quote_with_the_terms_agreed_with_the_company(office):
    company, product = OrganizationFactory(name="見本株式会社"), ProductFactory()
    agree_terms(company, terms=MonthlyTerms(20, 1, 10), by=OFFICE, now=NOW)
    new = reverse("lms_desk_quote:add")
    form = office.get(new, {"organization": company.pk}).context["form"]
    assert [form[name].value() for name in ("buyer_name", "closing_day", "payment_day")] == ["見本株式会社", 20, 10]
    assert office.post(new, HEAD).status_code == 302
    quote = Quote.objects.get()
    assert "明細がまだありません" in file_of(office, quote)
    assert "認定証の再発行 3,300円（税込）" in office.get(act("add_quote_line", quote)).content.decode()
    office.post(act("add_quote_line", quote), {"product": product.pk, "quantity": "2"})
    office.post(act("add_quote_line", quote), {"title": "交通費", "unit_jpy": "8", "quantity": "1", "tax_percent": "8"})
    refused = office.post(act("add_quote_line", quote), {"quantity": "1"})
    assert sorted(refused.context["form"].errors) == ["title", "unit_jpy"]
    quote.refresh_from_db()
    assert (quote.total_jpy, [line.title for line in quote.lines.all()]) == (6_608, ["認定証の再発行", "交通費"])
    assert office.get(act("quote_pdf", quote)).content[:5] == b"%PDF-"
    office.post(act("change_quote", quote), {**HEAD, "title": "研修（改）"})
    office.post(act("send_quote", quote))
    quote.refresh_from_db()
    assert (quote.status, quote.title, quote.number) == ("sent", "研修（改）", "Q-2026-000001")


def test_an_order_form_by_post_is_recorded_and_invoiced_later(office):
    quote = a_sent_quote(invoiced="later")
    office.post(act("accept_quote", quote), {"name": "見本 花子", "title": "部長", "buyer_reference": "PO-7"})
    assert all(words in file_of(office, quote) for words in ("見本 花子", "PO-7", "請求書を発行"))
    assert "2027年2月1日（月）" in office.get(act("invoice_quote", quote)).content.decode()
    office.post(act("invoice_quote", quote))
    assert Order.objects.get().number in file_of(office, quote)


def test_an_accepted_quote_waits_in_the_work_queue_for_its_invoice(office):
    quote = an_accepted_quote(invoiced="later", delivery_on=date(2027, 1, 20))
    (piece,) = office.get("/cms/desk/work/").context["object_list"]
    assert (piece.title, piece.number, piece.due_on) == ("見本ホテル株式会社", quote.number, date(2027, 1, 20))
    office.post(act("invoice_quote", quote))
    assert not office.get("/cms/desk/work/").context["object_list"]


def test_a_new_version_takes_the_place_of_the_old_one(office):
    quote = a_sent_quote()
    answer = office.post(act("revise_quote", quote))
    newer = Quote.objects.get(revises=quote)
    assert answer["Location"] == reverse("lms_desk_quote:inspect", args=[newer.pk])
    assert "Q-2026-000001は無効になります" in office.get(act("send_quote", newer)).content.decode()
    office.post(act("send_quote", newer))
    assert [each.status for each in Quote.objects.order_by("version")] == ["superseded", "sent"]


def test_the_list_finds_companies_and_states(office):
    a_sent_quote(buyer_name="髙島見本株式会社")
    an_accepted_quote(buyer_name="別の株式会社")
    address = reverse("lms_desk_quote:index")
    for query, expected in (({"q": "高島"}, [True, False]), ({"status": "invoiced"}, [False, True])):
        shown = office.get(address, query).content.decode()
        assert ["髙島見本株式会社" in shown, "別の株式会社" in shown] == expected


def test_quotes_are_the_secretariats(client):
    client.force_login(create("decider"))
    assert client.get(reverse("lms_desk_quote:index")).status_code == 302
    assert client.get(act("quote_pdf", a_draft_quote())).status_code == 302


def test_a_product_on_a_quote_without_tax_costs_its_price_less_the_tax_inside(office):
    product = ProductFactory()
    quote = a_draft_quote(lines=(), prices_exclude_tax=True)
    office.post(act("add_quote_line", quote), {"product": product.pk, "quantity": 1})
    quote.refresh_from_db()
    assert (quote.lines.get().unit_jpy, quote.total_jpy, quote.tax_jpy) == (3_000, 3_300, 300)
    assert "単価（税抜）" in file_of(office, quote)


def test_the_bundle_holds_the_quotes_that_were_sent_and_no_draft(office):
    sent, _draft = a_sent_quote(), a_draft_quote()
    a_sent_quote(buyer_name="別の会社", lines=(LineData(title="研修", unit_jpy=1_000),))
    body = b"".join(office.get(reverse("lms_desk:quote_bundle"), {"at_least": 2_000}).streaming_content)
    archive = ZipFile(BytesIO(body))
    assert archive.namelist() == [f"{sent.number}.pdf", "index.csv"]
    [_head, row] = csv.reader(StringIO(archive.read("index.csv").decode("utf-8-sig")))
    assert (row[0], row[4], row[6]) == (sent.number, "見本ホテル株式会社 御中", "196662")
    assert row[-1] == sha256(archive.read(f"{sent.number}.pdf")).hexdigest()


def test_a_new_quote_does_not_begin_with_the_terms_of_seats(office):
    a_sent_quote(cancellation="30日前まで無料。")
    seats = LineData(title="養成講座 認定コース", unit_jpy=70_400, reference="pool:1")
    a_draft_quote(cancellation="開催初日の15日前まで無料。", lines=[seats])
    form = office.get(reverse("lms_desk_quote:add")).context["form"]
    assert form["cancellation"].value() == "30日前まで無料。"
