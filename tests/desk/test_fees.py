"""Products and fees at the desk."""

import pytest
from django.urls import reverse

from lms.checkout.models import Charge
from payments.models import Product
from tests.cast import create
from tests.factories.fees import ChargeFactory, ProductFactory

pytestmark = pytest.mark.django_db


def test_office_makes_a_product_and_decides_its_price(office):
    form = {
        "code": "renewal", "name": "ライセンス更新", "description": "更新します。", "withdrawal": "取り消せます。",
        "tax_percent": "10", "is_on_sale": "on",
    }  # fmt: skip
    assert office.post(reverse("lms_desk_product:add"), form).status_code == 302
    product = Product.objects.get()
    assert "価格が未定のため" in office.get(reverse("lms_desk_product:inspect", args=[product.pk])).content.decode()
    act = reverse("lms_desk:decide_price", args=[product.pk])
    assert office.post(act, {"list_price_jpy": "11000", "starts_on": ""}).status_code == 302
    assert product.prices.get().list_price_jpy == 11_000
    assert "11,000円" in office.get(reverse("lms_desk_product:index")).content.decode()


def test_office_asks_a_person_and_withdraws(office, trainee):
    product = ProductFactory()
    person = trainee.person
    act = reverse("lms_desk:ask_for_fee", args=[person.pk])
    assert "認定証の再発行 3,300円（税込）" in office.get(act).content.decode()
    office.post(act, {"product": product.pk, "reason": "改姓", "due_on": "2099-01-31"})
    charge = Charge.objects.get()
    assert charge.number in office.get(reverse("lms_desk_person:inspect", args=[person.pk])).content.decode()
    row = reverse("lms_desk_charge:inspect", args=[charge.pk])
    assert "改姓" in office.get(row).content.decode()
    office.post(reverse("lms_desk:withdraw_fee", args=[charge.pk]), {"reason": "不要"})
    assert Charge.objects.get().status == "withdrawn"


def test_somebody_without_an_account_is_no_form(office):
    charge = ChargeFactory()
    page = office.get(reverse("lms_desk:ask_for_fee", args=[charge.person.pk])).content.decode()
    assert ["アカウントをお持ちでない" in page, 'name="due_on"' in page] == [True, False]


def test_fees_are_the_secretariats(client):
    client.force_login(create("decider"))
    for address in (reverse("lms_desk_charge:index"), reverse("lms_desk_product:index")):
        assert client.get(address).status_code == 302


@pytest.mark.parametrize("name, factory", [("product", ProductFactory), ("charge", ChargeFactory)])
def test_lists_ask_as_many_questions_for_any_number(office, name, factory, django_assert_num_queries):
    factory()
    address = reverse(f"lms_desk_{name}:index")
    office.get(address)
    with django_assert_num_queries(QUERIES[name]):
        office.get(address)
    factory.create_batch(9)
    with django_assert_num_queries(QUERIES[name]):
        office.get(address)


QUERIES = {"product": 12, "charge": 11}
