"""What a product costs at a moment: the price that has begun last, and the best offer."""

from datetime import UTC, datetime, timedelta

import pytest

from lms.kernel.actor import Actor
from payments.actions.product import BeginsInThePast, NotChargeable, decide_price
from payments.models import Product
from tests.factories.fees import ProductFactory
from tests.factories.payments import DiscountOfferFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 10, tzinfo=UTC)
APRIL = datetime.fromisoformat("2027-04-01T00:00:00+09:00")
OFFICE = Actor.process("office")


def decide(product, amount, starts_at=None, now=NOW):
    return decide_price(product, list_price_jpy=amount, starts_at=starts_at, by=OFFICE, now=now)


def test_a_price_begins_at_midnight_in_japan_and_ends_where_the_next_begins():
    product = ProductFactory(price=None)
    assert product.price_at(NOW) is None
    decide(product, 3_300)
    decide(product, 5_500, APRIL)
    costs = {moment: Product.objects.get().price_at(moment).unit_jpy for moment in (NOW, APRIL - SECOND, APRIL)}
    assert list(costs.values()) == [3_300, 3_300, 5_500]
    assert Product.objects.get().price_at(NOW - SECOND) is None


def test_a_price_that_has_not_begun_is_replaced_by_another_for_the_same_moment():
    product = ProductFactory(price=None)
    decide(product, 5_500, APRIL)
    decide(product, 4_400, APRIL)
    assert [price.list_price_jpy for price in product.prices.all()] == [4_400]


@pytest.mark.parametrize(
    "amount, starts_at, refusal",
    [(3_300, NOW - timedelta(seconds=1), BeginsInThePast), (49, None, NotChargeable), (1, None, NotChargeable)],
)
def test_a_price_nobody_could_pay_is_refused(amount, starts_at, refusal):
    product = ProductFactory(price=None)
    with pytest.raises(refusal):
        decide(product, amount, starts_at)
    assert not product.prices.exists()


def test_an_offer_lowers_it_while_it_runs():
    product = ProductFactory()
    product.offers.add(DiscountOfferFactory(percent=10, starts_at=NOW, ends_at=APRIL))
    product = Product.objects.get()
    assert [product.price_at(moment).unit_jpy for moment in (NOW, APRIL - SECOND, APRIL)] == [2_970, 2_970, 3_300]


SECOND = timedelta(seconds=1)
