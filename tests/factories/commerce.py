"""A seller who says what the law makes a seller say."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory
from wagtail.models import Site

from cohorts.models import Enrollment
from lms.checkout.models import CommerceStatement, Purchase
from lms.kernel.models import OrganizationProfile
from payments.models import Order


class CommerceStatementFactory(DjangoModelFactory):
    class Meta:
        model = CommerceStatement

    version = factory.Sequence(lambda n: f"2026-{n:02}")
    effective_at = datetime(2026, 4, 1, tzinfo=UTC)
    price = "税込みの総額を表示します。"
    other_costs = "交通費はご負担ください。"
    payment = "申込時にカードで決済します。"
    service_time = "開催日に提供します。"
    application_period = "開催回のページに表示します。"
    cancellation = "最終確認画面に表示します。"
    system_requirements = "一般的なブラウザが必要です。"
    special_conditions = "受講の要件があります。"


class SellerFactory(DjangoModelFactory):
    """The profile of the default site, with all that buyers must be told."""

    class Meta:
        model = OrganizationProfile

    site = factory.LazyFunction(lambda: Site.objects.get(is_default_site=True))
    name = "見本検定協会"
    representative = "代表理事 見本 一郎"
    address = "東京都見本区見本町1-2-3"
    phone = "03-0000-0000"

    @classmethod
    def _create(cls, model_class, *_args, site, **fields):
        """Any page that was looked at before has made an empty one."""
        return model_class.objects.update_or_create(site=site, defaults=fields)[0]


def purchase(order: Order, enrollment: Enrollment) -> Purchase:
    """The only line of an order pays for this seat."""
    return Purchase.objects.create(order=order, line=order.lines.get(), enrollment=enrollment)
