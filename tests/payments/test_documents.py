"""Invoices, receipts and credit documents: what they state, who they are made out to, and what never changes."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from lms.kernel.actor import Actor
from lms.kernel.models import NumberSequence
from lms.kernel.models.profile import profile_of
from lms.kernel.registration_number import check_digit, validate_registration_number
from payments import paper
from payments.actions import document as actions
from payments.actions.crediting import discounts_to_state, follow_refund, refunds_to_follow, state_discount
from payments.actions.document import (
    Addressee,
    CannotBePrinted,
    NameMissing,
    NotInvoiced,
    NotPaidYet,
    ReceiptStands,
    VoidedAlready,
    bytes_of,
    issue_credit,
    issue_invoice,
    issue_receipt,
    issue_receipt_of,
    reissue_document,
    void_document,
)
from payments.models import Document, DocumentFile, Order, Party, Payment, Refund
from payments.money import Line, Totals, Yen, spread, totals_with_tax_inside
from payments.paper_facts import NotThePrice
from tests.bench.race import race
from tests.factories.payments import OrderFactory, OrderLineFactory, PaymentFactory

NOW = datetime(2027, 1, 12, 3, 0, tzinfo=UTC)
OFFICE = Actor.process("office")
COMPANY = Addressee("株式会社𠮷田髙橋製作所", Party.ORGANIZATION)
REGISTERED = f"T{check_digit('234567890123')}234567890123"


def paid(**order) -> Payment:
    return PaymentFactory(order=OrderFactory(status="paid", **order), status="paid", paid_at=NOW, method="card")


def receipt_of(payment: Payment, addressee: Addressee = COMPANY) -> Document:
    return issue_receipt(payment, addressee=addressee, by=OFFICE, now=NOW)


def text_of(document: Document) -> str:
    pages = PdfReader(BytesIO(bytes_of(document))).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def register(number: str = REGISTERED) -> None:
    profile = profile_of()
    profile.name, profile.address, profile.invoice_registration_number = (
        "一般社団法人見本協会",
        "東京都見本区1-2-3",
        number,
    )
    profile.save()


def refunded(payment: Payment, amount_jpy: int, kept_fee_jpy: int = 0) -> Refund:
    return Refund.objects.create(
        payment=payment, amount_jpy=amount_jpy, kept_fee_jpy=kept_fee_jpy, status="succeeded", created_at=NOW
    )


@pytest.mark.parametrize(
    "amount, parts",
    [
        (0, []),
        (1, [(1, 10)]),
        (11_000, [(1_000, 8), (10_000, 10)]),
        (11_001, [(1_000, 8), (10_001, 10)]),
        (110_000, [(10_000, 8), (100_000, 10)]),
    ],
)
def test_what_goes_back_is_spread_over_the_rates_and_adds_up(amount, parts):
    sale = totals_with_tax_inside([Line(Yen(10_000), 8), Line(Yen(100_000), 10)])
    assert [(line.amount_jpy, line.percent) for line in spread(Yen(amount), sale)] == parts


def test_no_more_goes_back_than_was_sold():
    with pytest.raises(ValueError, match="more than"):
        spread(Yen(1), Totals((), Yen(0)))


@pytest.mark.parametrize("number", ["T1234567890123", "1234567890123", "T123", "T７２３４５６７８９０１２３"])
def test_a_mistyped_registration_number_is_refused(number):
    with pytest.raises(ValidationError):
        validate_registration_number(number)


@pytest.mark.parametrize("number", [REGISTERED, "T7000012050002", "T8010401050387"])
def test_a_registration_number_that_exists_is_taken(number):
    """The National Tax Agency's own number among them."""
    validate_registration_number(number)


@pytest.mark.django_db
def test_a_receipt_states_every_field_of_a_qualified_invoice(settings):
    register()
    payment = paid(total_jpy=94_480, tax_jpy=8_480)
    OrderLineFactory(
        order=payment.order, position=2, title="教本", unit_jpy=3_240, list_unit_jpy=3_240, quantity=2, tax_percent=8
    )
    receipt = receipt_of(payment)
    words = text_of(receipt)
    for field in (
        "一般社団法人見本協会", f"登録番号{REGISTERED}", "2027年1月12日（火）", "CS実務インストラクター養成講座", "教本",
        "8%（軽減税率）対象", "10%対象", "6,480円", "480円", "88,000円", "8,000円", "94,480円", "株式会社𠮷田髙橋製作所御中",
        "適格請求書", "クレジットカード利用", "収入印紙は不要", receipt.number, payment.order.number,
    ):  # fmt: skip
        assert field in words, field
    assert (receipt.number, receipt.total_jpy, receipt.tax_jpy) == ("R-2026-000001", 94_480, 8_480)


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["", "T1234567890123"])
def test_without_a_valid_registration_nothing_calls_itself_qualified(number):
    register(number)
    receipt = receipt_of(paid())
    credit = issue_credit(refunded(receipt.payment, 88_000), by=OFFICE, now=NOW)
    for words in (text_of(receipt), text_of(credit)):
        assert "適格" not in words
        assert "登録番号" not in words
    assert "返還明細書" in text_of(credit)


@pytest.mark.django_db
def test_the_file_is_archivable_accessible_and_brings_its_fonts():
    reader = PdfReader(BytesIO(bytes_of(receipt_of(paid()))))
    metadata = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    for name, font in reader.pages[0]["/Resources"]["/Font"].items():
        [descendant] = font.get_object()["/DescendantFonts"]
        assert {"/FontFile2", "/FontFile3"} & set(descendant.get_object()["/FontDescriptor"].get_object()), name


@pytest.mark.django_db
def test_many_lines_take_as_many_pages_as_they_need():
    payment = paid()
    for position in range(2, 42):
        OrderLineFactory(order=payment.order, position=position, title=f"追加の席 {position}")
    receipt = receipt_of(payment, Addressee("長" * 200))
    assert len(PdfReader(BytesIO(bytes_of(receipt))).pages) == 2
    assert "長" * 200 in text_of(receipt)
    assert "追加の席41" in text_of(receipt)


@pytest.mark.both_databases
def test_j5_16_a_receipt_to_another_name_voids_the_first_and_is_marked(db):
    first = receipt_of(paid(), Addressee("見本 花子"))
    second = reissue_document(first, addressee=COMPANY, reason="会社宛て", by=OFFICE, now=NOW)
    first.refresh_from_db()
    assert (first.status, second.status, second.replaces) == ("voided", "issued", first)
    assert "再発行" in text_of(second)
    assert first.number in text_of(second)
    assert Document.objects.valid().get() == second
    with pytest.raises(VoidedAlready):
        reissue_document(first, addressee=COMPANY, reason="二度目", by=OFFICE, now=NOW)


@pytest.mark.django_db
def test_j5_17_a_receipt_asked_before_payment_is_refused_and_an_invoice_offered():
    payment = PaymentFactory()
    with pytest.raises(NotPaidYet, match="請求書"):
        receipt_of(payment)
    assert issue_invoice(payment.order, addressee=COMPANY, by=OFFICE, now=NOW).number == "I-2026-000001"
    assert NumberSequence.objects.filter(series="receipt").count() == 0


@pytest.mark.django_db
def test_j6_16_an_invoice_is_qualified_once_the_seller_is_registered():
    register()
    invoice = issue_invoice(OrderFactory(), addressee=COMPANY, by=OFFICE, now=NOW)
    assert (invoice.registration_number, invoice.addressee_in_full) == (REGISTERED, "株式会社𠮷田髙橋製作所 御中")
    assert "適格請求書" in text_of(invoice)


@pytest.mark.django_db
def test_an_invoice_to_be_paid_by_transfer_says_until_when_and_where_to():
    register()
    profile = profile_of()
    profile.bank_account = "見本銀行 本店 普通 1234567"
    profile.save()
    invoice = issue_invoice(OrderFactory(due_on=date(2027, 2, 26)), addressee=COMPANY, by=OFFICE, now=NOW)
    words = text_of(invoice)
    assert "お支払期限2027年2月26日（金）" in words
    assert "お振込先見本銀行本店普通1234567" in words
    assert "マイページ" not in words


@pytest.mark.django_db
def test_cash_that_goes_back_is_said_to_go_to_an_account():
    payment = paid()
    payment.method = "konbini"
    payment.save()
    credit = issue_credit(refunded(payment, 88_000), by=OFFICE, now=NOW)
    assert "ご指定の銀行口座へお振り込みします" in text_of(credit)


@pytest.mark.django_db
def test_j6_19_after_issue_another_addressee_takes_a_void_and_a_new_number():
    first = issue_invoice(OrderFactory(), addressee=COMPANY, by=OFFICE, now=NOW)
    second = reissue_document(
        first, addressee=Addressee("人事部", Party.ORGANIZATION), reason="部署", by=OFFICE, now=NOW
    )
    assert [first.number, second.number] == ["I-2026-000001", "I-2026-000002"]


@pytest.mark.django_db
def test_j7_10_receipt_and_invoice_of_one_payment_name_each_other_or_exclude_each_other():
    register()
    payment = paid()
    invoice = issue_invoice(payment.order, addressee=COMPANY, by=OFFICE, now=NOW)
    words = text_of(receipt_of(payment))
    assert invoice.number in words
    assert "適格請求書（インボイス）を兼ね" not in words
    other = receipt_of(paid())
    with pytest.raises(ReceiptStands):
        issue_invoice(other.order, addressee=COMPANY, by=OFFICE, now=NOW)


def transferred(amount_jpy: int, *, written_off_jpy: int = 0) -> Payment:
    order = OrderFactory(status="paid", due_on=date(2027, 2, 26), written_off_jpy=written_off_jpy)
    return PaymentFactory(
        order=order, status="paid", paid_at=NOW, channel="bank_transfer", method="bank_transfer", amount_jpy=amount_jpy
    )


@pytest.mark.django_db
def test_a_receipt_states_what_arrived_and_the_discount_beside_it():
    """A bank kept 440 yen and the office took that for a discount: nobody received 88,000 yen."""
    receipt = receipt_of(transferred(87_560, written_off_jpy=440))
    assert (receipt.total_jpy, receipt.tax_jpy) == (87_560, 7_960)
    words = text_of(receipt)
    assert "領収金額87,560円" in words
    assert "売上値引110%-440円" in words


@pytest.mark.django_db
def test_a_discount_on_an_invoiced_sale_is_stated_as_the_law_asks_and_by_itself():
    register()
    payment = transferred(70_400, written_off_jpy=17_600)
    order = payment.order
    assert not discounts_to_state().exists(), "no invoice, so the receipt states the sale as it is"
    invoice = issue_invoice(order, addressee=COMPANY, by=OFFICE, now=NOW)
    assert list(discounts_to_state()) == [order]
    receipt = state_discount(order, now=NOW)
    assert (receipt.total_jpy, receipt.addressee, list(discounts_to_state())) == (70_400, COMPANY.name, [])
    words = text_of(receipt)
    for field in (
        "売上値引（10%対象17,600円、うち消費税額1,600円）", f"請求書{invoice.number}（取引日2027年1月", "対価の返還",
        "適格返還請求書を兼ねています", REGISTERED,
    ):  # fmt: skip
        assert field in words, field


@pytest.mark.django_db
def test_no_receipt_over_the_price_for_money_that_is_not_the_price():
    """A stray transfer to a paid order came later than the price; the receipt is that of the price."""
    price = transferred(88_000)
    stray = PaymentFactory(
        order=price.order, status="paid", paid_at=NOW, channel="bank_transfer", method="bank_transfer", amount_jpy=5_000
    )
    with pytest.raises(NotThePrice):
        receipt_of(stray)
    assert issue_receipt_of(price.order, addressee=COMPANY, by=OFFICE, now=NOW).payment == price


@pytest.mark.django_db
def test_what_the_office_voided_and_the_buyer_asks_for_again_is_marked_as_reissued():
    first = receipt_of(paid())
    void_document(first, reason="宛名の誤り", by=OFFICE, now=NOW)
    again = receipt_of(first.payment)
    assert again.replaces == first
    assert "再発行" in text_of(again)


@pytest.mark.django_db
def test_an_invoice_reissued_after_a_refund_does_not_ask_for_money():
    payment = paid()
    invoice = issue_invoice(payment.order, addressee=COMPANY, by=OFFICE, now=NOW)
    Order.objects.update(status="partially_refunded")
    again = reissue_document(invoice, addressee=COMPANY, reason="部署名", by=OFFICE, now=NOW)
    assert "お支払い済み" in text_of(again)


@pytest.mark.django_db
def test_a_credit_document_names_the_day_its_original_states():
    """The invoice is of the 10th, the money came on the 12th: the original transaction is that of the invoice."""
    payment = paid(price_locked_at=datetime(2027, 1, 10, 3, 0, tzinfo=UTC))
    invoice = issue_invoice(payment.order, addressee=COMPANY, by=OFFICE, now=NOW)
    words = text_of(issue_credit(refunded(payment, 22_000), by=OFFICE, now=NOW))
    assert "元の取引日2027年1月10日（日）" in words
    assert invoice.number in words


@pytest.mark.django_db
def test_j7_12_money_that_goes_back_is_stated_with_its_day_and_its_original():
    register()
    receipt = receipt_of(paid())
    credit = issue_credit(refunded(receipt.payment, 22_000), by=OFFICE, now=NOW)
    assert (credit.total_jpy, credit.tax_jpy, credit.addressee) == (22_000, 2_000, COMPANY.name)
    words = text_of(credit)
    for field in ("適格返還請求書", receipt.number, "22,000円", "2,000円", "元の取引日2027年1月12日（火）", REGISTERED):
        assert field in words, field


@pytest.mark.django_db
def test_a_late_cancellation_reverses_the_whole_price_and_keeps_a_fee_out_of_scope():
    receipt = receipt_of(paid())
    credit = issue_credit(refunded(receipt.payment, 44_000, kept_fee_jpy=44_000), by=OFFICE, now=NOW)
    assert (credit.total_jpy, credit.tax_jpy) == (44_000, 8_000)
    assert "不課税（キャンセル料）-44,000円" in text_of(credit)


@pytest.mark.django_db
def test_refunds_bring_their_document_and_lose_it_when_the_money_comes_back():
    refund = refunded(paid(), 88_000)
    assert list(refunds_to_follow()) == [refund]
    credit = follow_refund(refund, now=NOW)
    assert list(refunds_to_follow()) == []
    refund.status = "failed"
    refund.save()
    assert list(refunds_to_follow()) == [refund]
    follow_refund(refund, now=NOW)
    credit.refresh_from_db()
    assert (credit.status, list(refunds_to_follow())) == ("voided", [])


@pytest.mark.django_db
def test_a_closed_order_is_not_invoiced():
    with pytest.raises(NotInvoiced):
        issue_invoice(OrderFactory(status="expired"), addressee=COMPANY, by=OFFICE, now=NOW)


@pytest.mark.both_databases
@pytest.mark.parametrize("name, obstacle", [("　", NameMissing), ("見本🦖", CannotBePrinted)])
def test_a_name_that_cannot_be_printed_costs_no_number(db, name, obstacle):
    payment = paid()
    with pytest.raises(obstacle):
        receipt_of(payment, Addressee(name))
    assert receipt_of(payment).number == "R-2026-000001"


@pytest.mark.both_databases
def test_a_receipt_asked_twice_is_one(db):
    payment = paid()
    assert receipt_of(payment) == receipt_of(payment, Addressee("別の名"))
    other = receipt_of(paid())
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=other.pk).update(payment=payment, order=payment.order)


@pytest.mark.both_databases
def test_row_40_what_was_issued_wrong_is_voided_and_its_bytes_stay(db):
    wrong = receipt_of(paid())
    before = bytes_of(wrong)
    right = reissue_document(wrong, addressee=Addressee("正しい名"), reason="宛名の誤り", by=OFFICE, now=NOW)
    void_document(right, reason="二重", by=OFFICE, now=NOW)
    assert bytes_of(Document.objects.get(pk=wrong.pk)) == before
    assert sorted(Document.objects.values_list("number", flat=True)) == ["R-2026-000001", "R-2026-000002"]
    call_command("check_documents", verbosity=0)


@pytest.mark.both_databases
def test_a_crash_between_number_and_bytes_leaves_neither(db, monkeypatch):
    payment = paid()

    def dies(content):
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(paper, "draw", dies)
        with pytest.raises(MemoryError):
            receipt_of(payment)
    assert Document.objects.count() == 0
    assert receipt_of(payment).number == "R-2026-000001"


@pytest.mark.django_db
def test_the_check_tells_of_changed_bytes_and_of_gaps(capsys):
    receipts = [receipt_of(paid()) for _count in range(3)]
    call_command("check_documents")
    assert "3 documents" in capsys.readouterr().out
    DocumentFile.objects.filter(document=receipts[0]).update(pdf=b"%PDF-forged")
    DocumentFile.objects.filter(document=receipts[1]).delete()
    Document.objects.filter(pk=receipts[1].pk).delete()
    with pytest.raises(CommandError, match="2 faults"):
        call_command("check_documents")
    told = capsys.readouterr().err
    assert "R-2026-000001 is not what was issued." in told
    assert "R-2026-000002 is missing." in told
    with pytest.raises(actions.Damaged):
        bytes_of(Document.objects.get(pk=receipts[0].pk))


@pytest.mark.django_db
def test_a_new_fiscal_year_begins_a_new_series():
    receipt_of(paid())
    later = issue_receipt(paid(), addressee=COMPANY, by=OFFICE, now=datetime(2027, 3, 31, 15, 0, tzinfo=UTC))
    assert (later.number, later.issued_on) == ("R-2027-000001", date(2027, 4, 1))


@pytest.mark.both_databases
def test_parallel_issue_leaves_no_gap_and_no_repeat(process_environment):
    numbers = race(process_environment, "tests.payments.issuing:issue_one", processes=8)
    assert sorted(numbers) == [f"R-2026-{number:06d}" for number in range(1, 9)]
