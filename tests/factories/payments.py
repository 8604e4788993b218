from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from payments.models import (
    BankAccount,
    BankStatement,
    CancellationPolicy,
    DiscountOffer,
    Order,
    OrderLine,
    Payment,
    StatementLine,
)

PLACED = datetime(2027, 1, 10, 3, 0, tzinfo=UTC)


class DiscountOfferFactory(DjangoModelFactory):
    class Meta:
        model = DiscountOffer

    label = "早期割引"
    percent = 20
    starts_at = PLACED
    ends_at = PLACED + timedelta(days=20)


class CancellationPolicyFactory(DjangoModelFactory):
    class Meta:
        model = CancellationPolicy

    name = "公開講座"
    version = factory.Sequence(lambda n: n + 1)
    text = "開催日の15日前まで無料でキャンセルできます。"


class OrderFactory(DjangoModelFactory):
    """One seat at 88,000 yen, awaiting payment."""

    class Meta:
        model = Order
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"O-2025-{n + 1:06d}")
    buyer_name = "見本 花子"
    buyer_email = "hanako@example.test"
    total_jpy = 88_000
    tax_jpy = 8_000
    terms_version = "2026-04"
    return_path = "/back/"
    cancel_path = "/turned-back/"
    form_token = factory.Sequence(lambda n: f"form-{n}")
    price_locked_at = PLACED
    created_at = PLACED
    line = factory.RelatedFactory("tests.factories.payments.OrderLineFactory", factory_related_name="order")


class OrderLineFactory(DjangoModelFactory):
    class Meta:
        model = OrderLine

    order = factory.SubFactory(OrderFactory, line=None)
    position = 1
    title = "CS実務インストラクター養成講座"
    reference = "seat:1"
    list_unit_jpy = 88_000
    unit_jpy = 88_000


class PaymentFactory(DjangoModelFactory):
    """An attempt that Stripe has not been asked to open yet."""

    class Meta:
        model = Payment

    order = factory.SubFactory(OrderFactory)
    amount_jpy = factory.SelfAttribute("order.total_jpy")
    expires_at = PLACED + timedelta(hours=1)
    check_after = PLACED
    created_at = PLACED


def bank_line() -> StatementLine:
    """5,000 yen that arrived, on a statement of its own."""
    number = StatementLine.objects.count()
    account, _created = BankAccount.objects.get_or_create(name="みほん銀行 普通 1234567")
    statement = BankStatement.objects.create(account=account, file_name="明細.csv", raw=b"", uploaded_by="x")
    return StatementLine.objects.create(
        account=account, statement=statement, row=1, booked_on=PLACED.date(), amount_jpy=5_000, digest=f"{number:064}"
    )
