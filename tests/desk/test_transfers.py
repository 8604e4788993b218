"""Bank transfers at the desk: recorded once, and nothing closes by itself."""

from datetime import date

import pytest
from django.urls import reverse

from payments.models import BankTransfer, Order, Payment, Refund
from tests.factories.payments import OrderFactory, PaymentFactory


@pytest.fixture
def order(db, at) -> Order:
    at("2027-01-20T10:00:00+09:00")
    order = OrderFactory(due_on=date(2027, 1, 15))
    PaymentFactory(order=order, channel=Payment.Channel.BANK_TRANSFER, status=Payment.Status.PENDING)
    return order


def page(client, order: Order) -> str:
    return client.get(reverse("lms_desk_order:inspect", args=[order.pk])).content.decode()


def record(client, order: Order, amount: str = "88000", **typed: str):
    data = {"amount_jpy": amount, "received_on": "2027-01-19", "payer_kana": "ﾐﾎﾝ", "reference": "form-1"}
    return client.post(reverse("lms_desk:receive_transfer", args=[order.pk]), data | typed)


def test_a_transfer_is_recorded_once_however_often_the_button_is_pressed(order, secretariat, client):
    client.force_login(secretariat)
    assert "期限超過" in page(client, order)
    assert "不足額：88,000円" in client.get(reverse("lms_desk:receive_transfer", args=[order.pk])).content.decode()
    record(client, order)
    record(client, order)
    order.refresh_from_db()
    assert (order.status, BankTransfer.objects.count()) == ("paid", 1)
    assert "期限超過" not in page(client, order)
    assert "ﾐﾎﾝ" in page(client, order)


def test_the_history_of_an_order_names_every_step_in_words(order, secretariat, client):
    client.force_login(secretariat)
    record(client, order, "90000")
    shown = page(client, order)
    for step in ("支払い：入金待ち → 入金済み", "注文：お支払い待ち → 入金済み"):
        assert step in shown


def test_a_short_transfer_is_accepted_with_a_reason(order, secretariat, client):
    client.force_login(secretariat)
    address = reverse("lms_desk:accept_shortfall", args=[order.pk])
    assert address not in page(client, order)
    record(client, order, "87560")
    assert address in page(client, order)
    client.post(address, {"reason": "振込手数料が差し引かれた"})
    order.refresh_from_db()
    assert (order.status, order.written_off_jpy) == ("paid", 440)


def test_a_day_to_come_is_refused_and_what_was_typed_stays(order, secretariat, client):
    client.force_login(secretariat)
    answer = record(client, order, received_on="2027-01-21").content.decode()
    assert "まだ来ていない日付です。" in answer
    assert 'value="ﾐﾎﾝ"' in answer
    assert not BankTransfer.objects.exists()


def test_j5_06_a_surplus_is_sent_back_by_a_person(order, secretariat, client):
    client.force_login(secretariat)
    record(client, order, "90000")
    act = reverse("lms_desk:finding_refund", args=[order.findings.get().pk])
    assert "2,000円を返金します。" in client.get(act).content.decode()
    client.post(act)
    refund = Refund.objects.get()
    task = reverse("lms_desk_finding:inspect", args=[order.findings.get(kind="transfer_back").pk])
    shown = client.get(task).content.decode()
    assert ("振込額が請求額を超えています" in shown, "transfer_over" in shown) == (True, False)
    address = reverse("lms_desk:sent_back", args=[refund.pk])
    assert address in page(client, order)
    client.post(address, {"sent_on": "2027-01-20"})
    refund.refresh_from_db()
    assert refund.status == "succeeded"
    assert address not in page(client, order)


def test_j5_07_a_company_pays_for_a_person_and_the_office_says_for_which_order(order, secretariat, client):
    client.force_login(secretariat)
    record(client, order, payer_kana="ｶ)ﾔﾏﾀﾞｼﾖｳｼﾞ")
    order.refresh_from_db()
    assert (order.buyer_name, order.status) == ("見本 花子", "paid")
    assert "ｶ)ﾔﾏﾀﾞｼﾖｳｼﾞ" in page(client, order)


def test_an_order_nobody_paid_is_ended_and_its_queue_is_empty_then(order, secretariat, client):
    client.force_login(secretariat)
    overdue = reverse("lms_desk_order:index") + "?overdue=yes"
    assert order.number in client.get(overdue).content.decode()
    address = reverse("lms_desk:end_overdue", args=[order.pk])
    assert address in page(client, order)
    client.post(address)
    order.refresh_from_db()
    assert order.status == "expired"
    assert order.number not in client.get(overdue).content.decode()


def test_an_order_paid_online_has_no_transfer(db, secretariat, client):
    client.force_login(secretariat)
    assert record(client, OrderFactory()).status_code == 404


def test_a_stranger_records_nothing(order, client):
    record(client, order)
    assert not BankTransfer.objects.exists()
