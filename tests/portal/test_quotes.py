"""A quote by its link: read, accepted once, declined, and what the page says when it is too late."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from lms.checkout.actions.quote import send_to_company
from lms.checkout.quote_emails import paper_token, quote_token
from lms.kernel.models import Message
from payments.actions.bank_transfer import receive_transfer
from payments.actions.document import bytes_of, void_document
from payments.actions.quote import bytes_of_quote, revise_quote
from payments.models import Document, Order, Quote
from tests.factories.quotes import NOW, OFFICE, a_draft_quote, a_sent_quote

pytestmark = pytest.mark.django_db
WHO = {"name": "見本 花子", "title": "人事部 部長", "buyer_reference": "PO-1182", "accept": "on"}


@pytest.fixture(autouse=True)
def today(at):
    at(NOW.isoformat())


def address(quote: Quote, name: str = "quote") -> str:
    return reverse(f"lms_portal:{name}", args=[quote_token(quote)])


def paper(document: Document) -> str:
    return reverse("lms_portal:quote_paper", args=[paper_token(document)])


def page(client, quote: Quote) -> str:
    return client.get(address(quote)).content.decode()


def test_the_mail_leads_to_the_quote_in_words_and_as_pdf(client):
    quote = a_sent_quote(delivery="本館にて半日")
    mail = Message.objects.get(kind="checkout.email.quote_sent")
    assert mail.to_email == "hr@hotel.example"
    shown = client.get(re.search(r"/quotes/\S+/", mail.body)[0]).content.decode()
    for words in ("196,662円（税込）", "企業内研修", "月末締め翌月末払い", "2027年1月9日（土）23:59", "30日前まで無料"):
        assert words in shown
    assert client.get(address(quote, "quote_pdf")).content == bytes_of_quote(quote)


def test_a_company_accepts_reads_its_invoice_and_pays(client):
    quote = a_sent_quote()
    client.post(address(quote, "quote_accept"), WHO, REMOTE_ADDR="203.0.113.5")
    quote.refresh_from_db()
    assert (quote.answered_by, quote.answered_title, quote.answered_from) == (
        "見本 花子", "人事部 部長", "203.0.113.5",
    )  # fmt: skip
    order, invoice = Order.objects.get(), Document.objects.get()
    shown = page(client, quote)
    assert all(words in shown for words in ("ご承諾ありがとうございます", order.number, "2027年2月1日（月）"))
    assert invoice.number in shown
    assert client.get(paper(invoice)).content == bytes_of(invoice)
    assert "領収書を発行する" not in page(client, quote)
    receive_transfer(order, amount_jpy=order.total_jpy, received_on=date(2026, 12, 10), by=OFFICE, now=NOW)
    assert "ご入金を確認しました" in page(client, quote)


def test_a_contact_without_an_account_issues_the_receipt_and_fetches_every_paper_of_the_order(client):
    quote = a_sent_quote()
    client.post(address(quote, "quote_accept"), WHO)
    order = Order.objects.get()
    client.post(address(quote, "quote_receipt"))
    assert not Document.objects.filter(kind="receipt").exists(), "nothing was paid yet"
    receive_transfer(order, amount_jpy=order.total_jpy, received_on=date(2026, 12, 10), by=OFFICE, now=NOW)
    assert "領収書を発行する" in page(client, quote)
    for _twice in range(2):
        client.post(address(quote, "quote_receipt"))
    receipt = Document.objects.get(kind="receipt")
    assert (receipt.addressee, receipt.party) == ("見本ホテル株式会社", "organization")
    shown = page(client, quote)
    assert "領収書を発行する" not in shown
    links = set(re.findall(r"/quotes/papers/[^\"]+", shown))
    assert {client.get(link).content for link in links} == {bytes_of(each) for each in order.documents.all()}
    void_document(receipt, reason="宛名", by=OFFICE, now=NOW)
    assert client.get(paper(receipt)).status_code == 404
    assert paper(receipt) not in re.findall(r'href="([^"]+)"', page(client, quote))


def test_the_page_of_a_quote_knows_no_paper_of_another_order(client):
    ours, theirs = a_sent_quote(), a_sent_quote(buyer_name="別の会社")
    for quote in (ours, theirs):
        client.post(address(quote, "quote_accept"), WHO)
        quote.refresh_from_db()
    other = theirs.order.documents.get()
    assert [other.number in page(client, quote) for quote in (ours, theirs)] == [False, True]
    assert client.get(reverse("lms_portal:quote_paper", args=[quote_token(ours)])).status_code == 404
    assert client.get(reverse("lms_portal:quote", args=[paper_token(other)])).status_code == 404


def test_a_double_click_orders_once_and_shows_who_accepted(client):
    quote = a_sent_quote()
    for name in ("見本 花子", "別の 誰か"):
        assert client.post(address(quote, "quote_accept"), {**WHO, "name": name}).status_code == 302
    assert Order.objects.count() == 1
    assert "人事部 部長 見本 花子様が承諾されました" in page(client, quote)


def test_opening_the_link_changes_nothing(client):
    quote = a_sent_quote()
    assert client.get(address(quote, "quote_accept")).status_code == 405
    page(client, quote)
    assert Quote.objects.get().status == "sent"


@pytest.mark.parametrize("missing", ["name", "title", "accept"])
def test_what_is_missing_is_said_beside_the_field_and_nothing_is_ordered(client, missing):
    quote = a_sent_quote()
    answer = client.post(address(quote, "quote_accept"), {**WHO, missing: ""})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [missing])
    assert Quote.objects.get().status == "sent"


def test_a_company_declines_and_says_why(client):
    quote = a_sent_quote()
    client.post(address(quote, "quote_decline"), {"reason": "予算を超えます。"})
    quote.refresh_from_db()
    assert (quote.status, quote.decline_reason) == ("declined", "予算を超えます。")
    assert "この見積書は辞退されました" in page(client, quote)


def test_too_late_is_said_and_offers_no_button(client, at):
    quote = a_sent_quote()
    at((quote.expires_at - timedelta(minutes=1)).isoformat())
    assert "承諾して注文する" in page(client, quote)
    at(quote.expires_at.isoformat())
    assert ["有効期限が過ぎています" in page(client, quote), "承諾して注文する" in page(client, quote)] == [True, False]
    client.post(address(quote, "quote_accept"), WHO)
    assert Quote.objects.get().status == "sent"


def test_an_older_version_says_so_and_cannot_be_accepted(client):
    quote = a_sent_quote()
    newer = send_to_company(revise_quote(quote, by=OFFICE, now=NOW), by=OFFICE, now=NOW)
    shown = page(client, quote)
    assert ["新しい版に差し替えられました" in shown, newer.number in shown, "承諾して注文する" in shown] == [
        True,
        True,
        False,
    ]
    client.post(address(quote, "quote_accept"), WHO)
    assert not Order.objects.exists()


def test_a_draft_has_no_page_and_no_quote_has_papers_before_it_is_accepted(client):
    assert client.get(address(a_draft_quote())).status_code == 404
    quote = a_sent_quote()
    assert "/quotes/papers/" not in page(client, quote)
    assert client.post(address(quote, "quote_receipt")).status_code == 302
    assert not Document.objects.exists()
