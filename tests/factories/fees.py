"""A product with a price, and somebody who is asked to pay for it."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from lms.checkout.models import Charge
from payments.models import Product, ProductPrice
from tests.factories.cohorts import PersonFactory

DECIDED = datetime(2026, 4, 1, tzinfo=UTC)


class ProductPriceFactory(DjangoModelFactory):
    class Meta:
        model = ProductPrice

    product = factory.SubFactory("tests.factories.fees.ProductFactory", price=None)
    starts_at = DECIDED
    list_price_jpy = 3_300
    decided_by = "事務局"


class ProductFactory(DjangoModelFactory):
    """The reissue of a certificate at 3,300 yen."""

    class Meta:
        model = Product
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"reissue-{n}")
    name = "認定証の再発行"
    description = "お支払いの確認後、1週間以内に新しい認定証を発行します。"
    withdrawal = "発行の手続きを始めるまでは取り消せます。"
    price = factory.RelatedFactory(ProductPriceFactory, factory_related_name="product")


class ChargeFactory(DjangoModelFactory):
    class Meta:
        model = Charge

    number = factory.Sequence(lambda n: f"F2026-9{n:03}")
    person = factory.SubFactory(PersonFactory)
    product = factory.SubFactory(ProductFactory)
    reason = "お名前の変更による再発行"
    due_on = date(2026, 12, 24)
    asked_by = "事務局"
    asked_at = datetime(2026, 12, 10, tzinfo=UTC)
