"""Bank statements at the desk: looked at before they are taken in, and every line decided by a person."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cohorts.models import Person
from payments.models import Approval, BankAccount, BankStatement, Order, Payment, StatementLine
from tests.cast import create, grant
from tests.checkout.applications import bought
from tests.factories.payments import OrderFactory, PaymentFactory
from tests.world import open_world

CSV = """日付,摘要,お引出金額,お預入金額,残高
2027/1/8,振込 ﾐﾎﾝ ﾊﾅｺ,,"69,960","69,960"
2027/1/9,振込 ﾀﾆﾝ ﾉ ｶﾈ,,"5,000","74,960"
"""


@pytest.fixture
def order(db, at) -> Order:
    """A held seat at 70,400 yen that is payable by transfer."""
    world = open_world(now=at("2026-12-10T10:00:00+09:00"))
    payment = bought(world)
    Person.objects.update(family_kana="ミホン", given_kana="ハナコ")
    Order.objects.update(due_on=date(2027, 1, 15))
    Payment.objects.update(channel=Payment.Channel.BANK_TRANSFER, status=Payment.Status.PENDING)
    at("2027-01-20T10:00:00+09:00")
    return Order.objects.get(pk=payment.order_id)


def upload(office, text: str = CSV, *, account: str = "みほん銀行 普通 1234567"):
    file = SimpleUploadedFile("明細.csv", text.encode("cp932"), content_type="text/csv")
    data = {"file": file, "new_account": account}
    return office.post(reverse("lms_desk_bankstatement:add"), data, follow=True).content.decode()


def page(office, name: str, pk: int, **query: str) -> str:
    return office.get(reverse(name, args=[pk]), query).content.decode()


def act(office, name: str, *args: int, query: str = "", **data: object):
    return office.post(reverse(f"lms_desk:{name}", args=args) + query, data, follow=True).content.decode()


@pytest.fixture
def line(office, order) -> StatementLine:
    upload(office)
    act(office, "statement_take_in", BankStatement.objects.get().pk)
    return StatementLine.objects.get(amount_jpy=69_960)


def test_a_file_is_looked_at_before_anything_is_taken_in(office, order):
    shown = upload(office)
    assert ("ﾐﾎﾝ ﾊﾅｺ" in shown, "69,960円" in shown, StatementLine.objects.count()) == (True, True, 0)
    statement = BankStatement.objects.get()
    assert "新しい行は2行です。" in page(office, "lms_desk:statement_take_in", statement.pk)
    act(office, "statement_take_in", statement.pk)
    assert "消し込み待ち (2)" in office.get(reverse("lms_desk_statementline:index")).content.decode()
    # The second time the account is there to be chosen, and nothing is new.
    upload(office, account="")
    assert BankStatement.objects.count() == 1
    account = BankAccount.objects.get()
    file = SimpleUploadedFile("明細.csv", CSV.encode("cp932"))
    office.post(reverse("lms_desk_bankstatement:add"), {"file": file, "account": account.pk})
    assert "2行は取り込み済みのため" in page(
        office, "lms_desk:statement_take_in", BankStatement.objects.latest("pk").pk
    )


def test_what_cannot_be_read_is_said_by_row_and_column_and_can_be_chosen(office, order):
    shown = upload(office, "日付,だれ,いくら\n2027/1/8,ﾐﾎﾝ,88000\n2027/1/32,ﾐﾎﾝ,88000\n")
    assert "「入金」がどの列か分かりません。" in shown
    statement = BankStatement.objects.get()
    assert "いくら" in page(office, "lms_desk:statement_columns", statement.pk)
    shown = act(office, "statement_columns", statement.pk, date="日付", payer="だれ", deposit="いくら")
    assert "3行目の「日付」：「2027/1/32」は日付として読めません。" in shown
    act(office, "statement_take_in", statement.pk)
    assert StatementLine.objects.count() == 0


def test_a_pdf_is_refused_in_a_sentence(office, order):
    assert "CSVファイルではありません。" in upload(office, "%PDF-1.7 ...")


def test_row_39_a_fee_deducted_is_proposed_and_a_person_accepts_it_with_a_reason(office, order, line):
    shown = page(office, "lms_desk_statementline:inspect", line.pk)
    for words in (order.number, "振込人の名前が一致", "440円少ない（手数料の差し引きか）", "支払期限の前後"):
        assert words in shown
    query = f"?order={order.pk}"
    assert (
        "まだ440円不足しています。"
        in office.get(reverse("lms_desk:match_line", args=[line.pk]) + query).content.decode()
    )
    data = {f"amount_{order.pk}": "69960", f"accepts_{order.pk}": "on"}
    assert "不足のまま受け付ける理由" in act(office, "match_line", line.pk, query=query, **data)
    act(office, "match_line", line.pk, query=query, **data, reason="振込手数料が差し引かれた")
    order.refresh_from_db()
    assert (order.status, order.written_off_jpy) == ("paid", 440)
    shown = page(office, "lms_desk_statementline:inspect", line.pk)
    assert ("440円を値引きとして認めました" in shown, "消し込みを取り消す" in shown) == (True, False)
    assert "明細の行" in page(office, "lms_desk_order:inspect", order.pk)


def test_a_match_with_the_wrong_order_is_undone(office, order, line):
    other = OrderFactory(due_on=date(2027, 3, 15), buyer_name="別の会社", number="O-2026-900001")
    PaymentFactory(order=other, channel=Payment.Channel.BANK_TRANSFER, status=Payment.Status.PENDING)
    found = page(office, "lms_desk_statementline:inspect", line.pk, q="別の会社")
    assert f"/match/?order={other.pk}" in found
    act(office, "match_line", line.pk, query=f"?order={other.pk}", **{f"amount_{other.pk}": "69960"})
    assert "消し込みを取り消す" in page(office, "lms_desk_statementline:inspect", line.pk)
    act(office, "undo_match", line.pk, reason="別の注文でした")
    line.refresh_from_db()
    shown = page(office, "lms_desk_statementline:inspect", line.pk)
    assert (line.status, "別の注文でした" in shown) == ("open", True)


def test_unknown_money_waits_with_its_age_and_is_sent_back(office, order, line):
    unknown = StatementLine.objects.get(amount_jpy=5_000)
    shown = page(office, "lms_desk_statementline:inspect", unknown.pk)
    assert ("当てはまりそうな注文がありません" in shown, "11日経過" in shown) == (True, True)
    act(office, "send_line_back", unknown.pk, sent_on="2027-01-20", reason="組み戻し")
    unknown.refresh_from_db()
    assert (unknown.status, unknown.note) == ("sent_back", "組み戻し")
    listed = office.get(reverse("lms_desk_statementline:index") + "?status=open").content.decode()
    assert ("ﾐﾎﾝ ﾊﾅｺ" in listed, "ﾀﾆﾝ" in listed) == (True, False)


def test_unknown_money_above_the_limit_takes_a_second_person_before_it_leaves(office, order, line, settings):
    settings.LMS_REFUND_LIMIT_JPY = 4_999
    treasurer = grant(create("stranger"), "wagtailadmin.access_admin", "lms_payments.approve_money")
    unknown = StatementLine.objects.get(amount_jpy=5_000)
    asked_for = page(office, "lms_desk:send_line_back", unknown.pk)
    assert ("承認を依頼する" in asked_for, "sent_on" in asked_for) == (True, False)
    act(office, "send_line_back", unknown.pk, sent_on="2027-01-20", reason="誤振込のため組み戻し")
    unknown.refresh_from_db()
    assert unknown.status == "open", "nobody has agreed yet"
    assert "誤振込のため組み戻し" in page(office, "lms_desk_statementline:inspect", unknown.pk)
    other = Client()
    other.force_login(treasurer)
    other.post(reverse("lms_desk:approve_money", args=[Approval.objects.get().pk]))
    unknown.refresh_from_db()
    assert (unknown.status, unknown.sent_back_on) == ("to_send_back", None)
    assert "ﾀﾆﾝ" in page(other, "lms_desk_statementline:inspect", unknown.pk), "who approves reads what it is about"
    listed = office.get(reverse("lms_desk_statementline:index") + "?status=open&status=to_send_back").content.decode()
    assert "ﾀﾆﾝ" in listed
    act(office, "send_line_back", unknown.pk, sent_on="2027-01-20", reason="誤振込のため組み戻し")
    unknown.refresh_from_db()
    assert (unknown.status, str(unknown.sent_back_on)) == ("sent_back", "2027-01-20")


def test_the_page_of_a_line_costs_the_same_however_many_orders_wait(office, order, line, django_assert_num_queries):
    address = reverse("lms_desk_statementline:inspect", args=[line.pk])
    office.get(address)
    with django_assert_num_queries(QUERIES):
        office.get(address)
    for number in range(3):
        more = OrderFactory(due_on=date(2027, 1, 31), number=f"O-2026-90001{number}")
        PaymentFactory(order=more, channel=Payment.Channel.BANK_TRANSFER, status=Payment.Status.PENDING)
    with django_assert_num_queries(QUERIES):
        office.get(address)


QUERIES = 21


def test_putting_money_aside_after_its_month_says_that_it_becomes_income(office, line, at):
    said = "月が変わっているため、本日付で仮受金から雑収入へ振り替えます。"
    assert said not in page(office, "lms_desk:set_line_aside", line.pk)
    at("2027-02-03T10:00:00+09:00")
    assert said in page(office, "lms_desk:set_line_aside", line.pk)
    assert (
        "仮受金" in office.get(reverse("lms_desk:books_journal") + "?first=2027-01-01&last=2027-01-31").content.decode()
    )
