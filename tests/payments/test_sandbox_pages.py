"""The hosted page of the sandbox, as a buyer meets it."""

import pytest
from django.test import Client

from payments.models import Payment
from payments.sandbox.forms import CardForm
from tests.payments.shop import CARD, DECLINED, Shop


@pytest.fixture
def payment(shop: Shop) -> Payment:
    return shop.buy()


def page(payment: Payment, path: str = "pay") -> str:
    return Client().get(f"/sandbox/stripe/{path}/{payment.session_id}/").content.decode()


def test_the_page_says_that_nothing_is_charged_and_what_is_bought(payment):
    shown = page(payment)
    assert "テスト決済" in shown
    assert "実際の請求は発生しません" in shown
    assert "CS実務インストラクター養成講座" in shown
    assert "88,000円" in shown
    assert 'autocomplete="cc-number"' in shown
    assert payment.requests.get().params["cancel_url"] in shown


def test_a_declined_card_is_explained_beside_its_field(shop: Shop, payment):
    answer = shop.pay(payment, DECLINED).content.decode()
    assert answer.count("カードが承認されませんでした") == 2
    assert 'aria-invalid="true"' in answer


@pytest.mark.parametrize(
    "field,value",
    [("number", "4242"), ("number", "abc"), ("expiry", "13/34"), ("expiry", "1234567"), ("cvc", "12"), ("name", "")],
)
def test_unreadable_details_are_refused(field, value):
    form = CardForm({**CARD, field: value})
    assert list(form.errors) == [field]


def test_full_width_digits_are_understood():
    form = CardForm({**CARD, "number": "４２４２ ４２４２-４２４２ ４２４２", "expiry": "１２／３４", "cvc": "１２３"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["number"] == "4242424242424242"


def test_a_card_that_is_no_test_card_is_refused(shop: Shop, payment):
    assert shop.pay(payment, {**CARD, "number": "5555 5555 5555 4444"}).status_code == 422
    assert shop.sessions() == ["open"]


def test_a_paid_page_leads_back_to_the_order(shop: Shop, payment):
    shop.pay(payment)
    assert payment.requests.get().params["success_url"] in page(payment)
    assert shop.pay(payment).status_code == 200
    assert shop.sessions() == ["complete"]


def test_an_expired_page_says_so(payment, at):
    at("2027-01-10T11:01:00+09:00")
    assert "お支払いの受付時間が過ぎました" in page(payment)


def test_the_voucher_page_shows_a_number_until_it_is_paid(shop: Shop, payment):
    shop.take_voucher(payment)
    assert 'class="code"' in page(payment, "voucher")
    shop.at_the_counter(payment)
    assert 'class="code"' not in page(payment, "voucher")


def test_there_is_no_voucher_before_it_is_chosen(payment):
    assert Client().get(f"/sandbox/stripe/voucher/{payment.session_id}/").status_code == 404


def test_an_unknown_session_is_not_found(shop: Shop):
    assert Client().get("/sandbox/stripe/pay/cs_test_nothing/").status_code == 404


def test_the_page_speaks_the_language_of_its_session(shop: Shop):
    assert '<html lang="en">' in page(shop.buy(locale="en"))
