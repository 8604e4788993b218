"""Quotes: what they state, when they hold, who may answer them once, and what becomes of them."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from lms.kernel.calendar import JST
from lms.kernel.models import Message
from payments.actions.bank_transfer import accept_shortfall, receive_transfer, record_sent_back
from payments.actions.document import Damaged, NameMissing, bytes_of, issue_credit, issue_receipt_of, usual_addressee
from payments.actions.quote import (
    AcceptedMeanwhile,
    LineData,
    NotADraft,
    NothingQuoted,
    NotPriced,
    NotRevisable,
    ValidityOver,
    add_line,
    bytes_of_quote,
    change_line,
    change_quote,
    draft_quote,
    priced,
    remove_line,
    revise_quote,
    send_quote,
)
from payments.actions.quote_answer import (
    Answer,
    NotAccepted,
    NotForAcceptance,
    QuoteAnswered,
    QuoteExpired,
    QuoteSuperseded,
    accept_quote,
    decline_quote,
    expire_quotes,
    invoice_quote,
)
from payments.actions.refund import request_refund
from payments.models import Document, Order, Product, Quote, QuoteFile
from tests.bench.race import race
from tests.factories.fees import ProductFactory
from tests.factories.quotes import LINES, NOW, OFFICE, WHO, a_draft_quote, a_sent_quote, an_accepted_quote, quoted

pytestmark = pytest.mark.django_db
Status = Quote.Status

# Written out once more, by hand: a change of the table must be meant.
ARROWS = {
    "draft": {"sent"},
    "sent": {"accepted", "declined", "expired", "superseded"},
    "accepted": {"invoiced"},
    "declined": {"superseded"},
    "expired": {"superseded"},
}
END = datetime(2027, 1, 10, tzinfo=JST)  # sent on 10 December: 30 days, the last of them the 9th


def text_of(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def send(quote: Quote, now: datetime = NOW, **facts: object) -> Quote:
    return send_quote(quote, by=OFFICE, now=now, **facts)


def in_state(status: str) -> Quote:
    quote = a_draft_quote(invoiced="later") if status == "draft" else a_sent_quote(invoiced="later")
    match status:
        case "accepted" | "invoiced":
            accept_quote(quote, WHO, by=OFFICE, now=NOW)
        case "declined":
            decline_quote(quote, WHO, by=OFFICE, now=NOW)
        case "expired":
            expire_quotes(now=END)
        case "superseded":
            send(revise_quote(quote, by=OFFICE, now=NOW))
    if status == "invoiced":
        invoice_quote(quote, page="/", by=OFFICE, now=NOW)
    return Quote.objects.get(pk=quote.pk)


def supersede(quote: Quote) -> None:
    send(revise_quote(quote, by=OFFICE, now=NOW))


ACTS = {
    "sent": send,
    "accepted": lambda quote: accept_quote(quote, WHO, by=OFFICE, now=NOW),
    "declined": lambda quote: decline_quote(quote, WHO, by=OFFICE, now=NOW),
    "expired": lambda _quote: expire_quotes(now=END),
    "superseded": supersede,
    "invoiced": lambda quote: invoice_quote(quote, page="/", by=OFFICE, now=NOW),
}


def test_the_table_is_meant():
    assert {state.value: set(after) for state, after in Quote.NEXT.items() if after} == ARROWS


@pytest.mark.parametrize("before", Status.values)
def test_every_act_leads_along_the_table_or_changes_nothing(before):
    for after, act in ACTS.items():
        quote = in_state(before)
        try:
            with transaction.atomic():
                act(quote)
        except (NotADraft, NotAccepted, NotRevisable, QuoteAnswered, QuoteExpired, QuoteSuperseded, NotForAcceptance):
            pass
        reached = Quote.objects.get(pk=quote.pk).status
        assert reached == (after if after in ARROWS.get(before, set()) else before), f"{before} by {after}"


def test_the_tax_is_rounded_once_for_each_rate():
    totals = a_draft_quote().totals()
    assert [(rate.percent, rate.total_jpy, rate.tax_jpy) for rate in totals.rates] == [
        (8, 5_196, 384),
        (10, 191_466, 17_406),  # line by line it would be 15,000 and 2,405
    ]
    assert (totals.total_jpy, totals.tax_jpy) == (196_662, 17_790)


NET = (
    LineData(title="企業内研修", unit_jpy=150_005),
    LineData(title="研修テキスト", unit_jpy=2_005, quantity=3),
    LineData(title="お茶・お菓子", unit_jpy=401, quantity=3, tax_percent=8),
)


def test_prices_without_tax_stay_so_from_the_quote_to_the_invoice_and_the_receipt():
    """What companies agree on is the price without tax; the tax of each rate is rounded once, on top."""
    quote = a_sent_quote(lines=NET, prices_exclude_tax=True)
    sums = ("10%対象156,020円15,602円171,622円", "8%（軽減税率）対象1,203円96円1,299円", "172,921円")
    for words in (*sums, "単価（税抜）", "金額（税抜）", "150,005円", "6,015円"):
        assert words in text_of(bytes_of_quote(quote)), words
    accept_quote(quote, WHO, by=OFFICE, now=NOW)
    order = invoice_quote(quote, page="/", by=OFFICE, now=NOW)
    assert (order.total_jpy, order.tax_jpy, order.payments.get().amount_jpy) == (172_921, 15_698, 172_921)
    receive_transfer(order, amount_jpy=172_481, received_on=date(2026, 12, 10), by=OFFICE, now=NOW)
    accept_shortfall(order, reason="振込手数料", by=OFFICE, now=NOW)
    issue_receipt_of(order, addressee=usual_addressee(order), by=OFFICE, now=NOW)
    invoice, receipt = (text_of(bytes_of(order.documents.get(kind=kind))) for kind in ("invoice", "receipt"))
    assert [words for words in (*sums, "単価（税抜）") if words not in invoice] == []
    assert [words for words in ("172,481円", "売上値引（税込）1", "単価（税抜）") if words not in receipt] == []
    refund = request_refund(order.payments.get(), amount_jpy=17_248, reason="一部中止", by=OFFICE, now=NOW)
    record_sent_back(refund, sent_on=date(2026, 12, 10), by=OFFICE, now=NOW)
    credit = text_of(bytes_of(issue_credit(refund, by=OFFICE, now=NOW)))
    assert [words for words in ("17,248円", "単価（税込）") if words not in credit] == []


def test_the_paper_states_what_a_quote_has_to():
    quote = a_sent_quote(delivery="本館にて半日", notes="交通費は実費", delivery_on=date(2027, 1, 20))
    text = text_of(bytes_of_quote(quote))
    for words in (
        "見積書", quote.number, "2026年12月10日（木）", "見本ホテル株式会社御中", "ご担当人事部𠮷田様", "件名クレーム対応研修",
        "有効期限2027年1月9日（土）まで", "納期・実施本館にて半日", "月末締め翌月末払い（銀行休業日の場合は翌営業日）", "企業内研修",
        "3時間、講師1名", "165,006円", "8%（軽減税率）対象", "10%対象", "384円", "17,406円", "196,662円", "キャンセル条件",
        "30日前まで無料、以後は代金の50%。", "備考交通費は実費",
    ):  # fmt: skip
        assert words in text, words


def test_what_was_sent_never_changes_and_damage_is_noticed():
    quote = a_sent_quote()
    for change in (
        lambda: change_quote(quote, quoted(title="別件"), by=OFFICE),
        lambda: add_line(quote, LINES[0], by=OFFICE),
        lambda: change_line(quote.lines.first(), LINES[1], by=OFFICE),
        lambda: remove_line(quote.lines.first(), by=OFFICE),
        lambda: send(quote),
    ):
        with pytest.raises(NotADraft):
            change()
    QuoteFile.objects.update(pdf=b"%PDF-1.7")
    with pytest.raises(Damaged):
        bytes_of_quote(Quote.objects.get())


def test_a_draft_is_written_line_by_line_with_prices_of_the_day():
    bought = ProductFactory()
    quote = draft_quote(quoted(), by=OFFICE, now=NOW)
    with pytest.raises(NothingQuoted):
        send(quote)
    price = priced(bought, now=NOW)
    first = add_line(quote, LineData(title=bought.name, unit_jpy=price, product=bought), by=OFFICE)
    second = add_line(quote, LineData(title="テキスト", unit_jpy=1_100, quantity=2), by=OFFICE)
    change_line(first, LineData(title="値引き後", unit_jpy=3_000), by=OFFICE)
    remove_line(second, by=OFFICE)
    third = add_line(quote, LineData(title="交通費", unit_jpy=2_000), by=OFFICE)
    quote.refresh_from_db()
    assert [(line.position, line.title) for line in quote.lines.all()] == [(1, "値引き後"), (2, "交通費")]
    assert (third.position, quote.total_jpy, quote.tax_jpy) == (2, 5_000, 454)
    with pytest.raises(NotPriced):
        priced(Product.objects.create(code="x", name="x"), now=NOW)


def test_numbers_have_no_gap_and_versions_keep_theirs():
    first, draft = a_sent_quote(), a_draft_quote()
    with pytest.raises(ValidityOver):
        send(change_quote(draft, quoted(valid_through=date(2026, 12, 9)), by=OFFICE))
    second = a_sent_quote()
    newer = send(revise_quote(first, by=OFFICE, now=NOW))
    newest = send(revise_quote(newer, by=OFFICE, now=NOW))
    numbers = [each.number for each in (first, second, newer, newest)]
    assert numbers == ["Q-2026-000001", "Q-2026-000002", "Q-2026-000001-2", "Q-2026-000001-3"]
    assert "版第3版（Q-2026-000001-2の改訂）" in text_of(bytes_of_quote(newest))


def test_a_version_stands_until_the_next_one_is_sent():
    quote = a_sent_quote()
    newer = revise_quote(quote, by=OFFICE, now=NOW)
    assert revise_quote(quote, by=OFFICE, now=NOW) == newer, "a second click begins no second draft"
    assert [line.title for line in newer.lines.all()] == [line.title for line in LINES]
    assert Quote.objects.get(pk=quote.pk).is_open(NOW)
    send(newer)
    with pytest.raises(QuoteSuperseded):
        accept_quote(quote, WHO, by=OFFICE, now=NOW)


def test_a_version_accepted_while_the_next_was_written_stays():
    quote = a_sent_quote(invoiced="later")
    newer = revise_quote(quote, by=OFFICE, now=NOW)
    accept_quote(quote, WHO, by=OFFICE, now=NOW)
    with pytest.raises(AcceptedMeanwhile):
        send(newer)
    assert Quote.objects.get(pk=newer.pk).number == "", "its number went back"


@pytest.mark.parametrize(
    "facts, not_after, end",
    [
        ({}, None, END),
        ({"valid_through": date(2026, 12, 10)}, None, datetime(2026, 12, 11, tzinfo=JST)),
        ({}, datetime(2026, 12, 20, 17, tzinfo=JST), datetime(2026, 12, 20, 17, tzinfo=JST)),
        ({}, datetime(2027, 3, 1, tzinfo=JST), END),
    ],
)
def test_a_quote_ends_with_its_last_day_or_before(facts, not_after, end):
    quote = a_sent_quote(not_after=not_after, **facts)
    assert quote.expires_at == end
    with pytest.raises(QuoteExpired):
        accept_quote(quote, WHO, by=OFFICE, now=end)
    assert Quote.objects.get(pk=quote.pk).status == "sent", "the sweep writes it down, nobody waits for it"
    accept_quote(quote, WHO, by=OFFICE, now=end - timedelta(microseconds=1))
    assert Quote.objects.get(pk=quote.pk).status == "accepted"


def test_the_sweep_writes_down_what_is_over_and_nothing_else():
    quote, answered = a_sent_quote(), a_sent_quote()
    decline_quote(answered, WHO, by=OFFICE, now=NOW)
    assert (expire_quotes(now=END - timedelta(microseconds=1)), expire_quotes(now=END)) == (0, 1)
    assert Quote.objects.get(pk=quote.pk).status == "expired"
    with pytest.raises(QuoteExpired):
        decline_quote(quote, WHO, by=OFFICE, now=END)


def test_an_acceptance_says_who_when_and_from_where():
    quote = a_sent_quote()
    with pytest.raises(NameMissing):
        accept_quote(quote, Answer(name=" "), by=OFFICE, now=NOW)
    accept_quote(quote, WHO, by=OFFICE, now=NOW)
    assert (quote.answered_by, quote.answered_title, quote.answered_at, quote.answered_from) == (
        "見本 花子", "人事部 部長", NOW, "203.0.113.5",
    )  # fmt: skip


def test_an_accepted_quote_becomes_an_order_due_by_its_terms_and_its_invoice():
    quote = an_accepted_quote(delivery_on=date(2027, 1, 20))
    order = Order.objects.get()
    assert (quote.status, quote.order) == ("invoiced", order)
    assert [(line.title, line.quantity, line.unit_jpy, line.tax_percent) for line in order.lines.all()] == [
        (line.title, line.quantity, line.unit_jpy, line.tax_percent) for line in LINES
    ]
    assert (order.total_jpy, order.tax_jpy, order.due_on) == (quote.total_jpy, quote.tax_jpy, date(2027, 2, 1))
    invoice = Document.objects.get()
    text = text_of(bytes_of(invoice))
    assert invoice.transaction_on == date(2027, 1, 20), "the day of the delivery"
    for words in (
        "見本ホテル株式会社御中",
        "お支払期限2027年2月1日（月）",
        "月末締め翌月末払い",
        "貴社注文番号PO-1182",
    ):
        assert words in text
    receive_transfer(order, amount_jpy=order.total_jpy, received_on=date(2026, 12, 10), by=OFFICE, now=NOW)
    order.refresh_from_db()
    assert order.status == "paid"
    mails = Message.objects.filter(letter_key="").order_by("pk").values_list("kind", flat=True)
    assert [kind.rpartition(".")[2] for kind in mails] == ["quote_sent", "quote_invoiced", "quote_paid"]


def test_the_invoice_of_the_office_counts_from_its_own_day():
    quote = an_accepted_quote(invoiced="later")
    assert (quote.status, Order.objects.count()) == ("accepted", 0)
    with pytest.raises(NotAccepted):
        invoice_quote(a_sent_quote(), page="/", by=OFFICE, now=NOW)
    order = invoice_quote(quote, page="/", by=OFFICE, now=datetime(2027, 2, 3, tzinfo=UTC))
    assert order.due_on == date(2027, 3, 31)
    assert invoice_quote(quote, page="/", by=OFFICE, now=NOW) == order, "a second click finds it"
    assert Document.objects.count() == 1


def test_what_only_informs_is_not_accepted():
    quote = send(draft_quote(quoted(), lines=LINES, may_be_accepted=False, by=OFFICE, now=NOW))
    with pytest.raises(NotForAcceptance):
        accept_quote(quote, WHO, by=OFFICE, now=NOW)


@pytest.mark.parametrize(
    "wrong, name",
    [
        ({"status": "draft"}, "sent_is_whole"),
        ({"expires_at": None}, "sent_is_whole"),
        ({"status": "accepted"}, "acceptance_is_whole"),
        ({"status": "accepted", "answered_by": "x", "answered_at": END}, "acceptance_is_whole"),
        ({"status": "accepted", "answered_at": NOW}, "acceptance_is_whole"),
        ({"status": "invoiced", "answered_by": "x", "answered_at": NOW}, "order_with_invoice"),
        ({"tax_jpy": 10**9}, "tax_in_total"),
    ],
)
def test_the_database_refuses_impossible_quotes(wrong, name):
    quote = a_sent_quote()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Quote.objects.filter(pk=quote.pk).update(**wrong)


@pytest.mark.both_databases
def test_clicks_at_the_same_moment_accept_once_and_order_once(process_environment):
    (quote,) = race(process_environment, "tests.payments.race_for_a_quote:prepare", processes=1)
    answers = race(process_environment, "tests.payments.race_for_a_quote:accept", processes=6, quote=quote)
    assert sorted(answers) == [*["QuoteAnswered"] * 5, "accepted"]
    (made,) = race(process_environment, "tests.payments.race_for_a_quote:what_there_is", processes=1)
    assert made == {"orders": 1, "invoices": ["I-2026-000001"], "mails": 2}


@pytest.mark.django_db
def test_the_check_of_documents_reads_quotes_too_and_takes_a_version_for_no_gap(capsys):
    first = a_sent_quote()
    other = a_sent_quote()
    send_quote(revise_quote(first, by=OFFICE, now=NOW), by=OFFICE, now=NOW)
    call_command("check_documents")
    assert "3 documents" in capsys.readouterr().out
    QuoteFile.objects.filter(quote=other).update(pdf=b"%PDF-forged")
    with pytest.raises(CommandError, match="1 faults"):
        call_command("check_documents")
    assert f"{other.number} is not what was sent." in capsys.readouterr().err
