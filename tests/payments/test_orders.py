"""What an order freezes, and what the database refuses."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from lms.kernel.actor import Actor
from payments.actions.order import Buyer, LineToOrder, place_order
from payments.models import Order, OrderLine
from payments.money import yen
from payments.offers import Offer
from tests.factories.payments import (
    CancellationPolicyFactory,
    DiscountOfferFactory,
    OrderFactory,
    OrderLineFactory,
    PaymentFactory,
)
from tests.factories.standalone import UserFactory

NOW = datetime(2027, 1, 10, 3, 0, tzinfo=UTC)
EARLY = Offer("早期割引", 20, NOW, NOW + timedelta(days=1))
SEAT = LineToOrder(title="養成講座", reference="seat:7", list_unit_jpy=yen(88_000))


def place(*lines: LineToOrder, now: datetime = NOW, **changes) -> Order:
    facts = {
        "buyer": Buyer(name="見本 花子", email="hanako@example.test"),
        "policy": None,
        "terms_version": "2026-04",
        "form_token": uuid.uuid4().hex,
        "locale": "ja",
        "return_path": "/orders/{order}/back/",
        "cancel_path": "/orders/{order}/",
        "methods_until": None,
        "by": Actor.process("test"),
    }
    with transaction.atomic():
        return place_order(lines=lines or [SEAT], now=now, **facts | changes).order


def session_params(order: Order) -> dict:
    return order.payments.get().requests.get().params


def test_an_order_keeps_what_was_agreed(db):
    user, policy = UserFactory(), CancellationPolicyFactory(name="公開講座", version=3, text="規定")
    order = place(
        LineToOrder(title="養成講座", reference="seat:7", list_unit_jpy=yen(88_000), offer=EARLY),
        buyer=Buyer(name="見本 花子", email="hanako@example.test", user_pk=user.pk),
        policy=policy,
    )
    assert (order.buyer, order.buyer_name, order.status) == (user, "見本 花子", "awaiting_payment")
    assert (order.total_jpy, order.tax_jpy, order.price_locked_at) == (70_400, 6_400, NOW)
    assert (order.policy["version"], order.policy["text"]) == (3, "規定")
    line = order.lines.get()
    assert (line.reference, line.list_unit_jpy, line.unit_jpy) == ("seat:7", 88_000, 70_400)
    assert (line.offer_label, line.offer_percent) == ("早期割引", 20)


def test_a_policy_edited_later_does_not_change_the_order(db):
    policy = CancellationPolicyFactory(text="規定")
    order = place(policy=policy)
    policy.text = "別の規定"
    policy.save()
    order.refresh_from_db()
    assert order.policy["text"] == "規定"


def test_an_offer_that_is_over_is_not_sold(db):
    over = LineToOrder(title="養成講座", reference="", list_unit_jpy=yen(88_000), offer=EARLY)
    with pytest.raises(ValueError):
        place(over, now=EARLY.ends_at)
    assert Order.objects.count() == 0


def test_tax_is_computed_once_per_rate(db):
    order = place(
        *[LineToOrder(title="教材", reference="", list_unit_jpy=yen(104)) for _ in range(3)],
        LineToOrder(title="書籍", reference="", list_unit_jpy=yen(107), tax_percent=8, quantity=2),
    )
    # Per line it would be 9 + 9 + 9 and 7 + 7.
    assert [(rate.percent, rate.total_jpy, rate.tax_jpy) for rate in order.totals().rates] == [
        (8, 214, 15),
        (10, 312, 28),
    ]
    assert order.tax_jpy == 43


def test_numbers_run_without_gaps_in_each_fiscal_year(db):
    march, april = datetime(2027, 3, 31, 14, 59, tzinfo=UTC), datetime(2027, 3, 31, 15, 0, tzinfo=UTC)
    assert [place(now=march).number for _ in range(2)] == ["O-2026-000001", "O-2026-000002"]
    assert place(now=april).number == "O-2027-000001"


@pytest.mark.django_db(transaction=True)
def test_an_order_belongs_to_its_callers_transaction():
    with pytest.raises(RuntimeError):
        place_order(
            buyer=Buyer("見本 花子", "hanako@example.test"),
            lines=[SEAT],
            policy=None,
            terms_version="",
            form_token="token",
            locale="ja",
            return_path="/",
            cancel_path="/",
            methods_until=None,
            by=Actor.process("test"),
            now=NOW,
        )


@pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example/", "back/"])
def test_a_buyer_never_returns_elsewhere(db, path):
    with pytest.raises(ValueError):
        place(return_path=path)


def test_the_session_asks_for_exactly_the_order(db, settings):
    settings.LMS_BASE_URL = "https://lms.example"
    order = place()
    params = session_params(order)
    assert params["line_items"] == [
        {
            "quantity": 1,
            "price_data": {
                "currency": "jpy",
                "unit_amount": 88_000,
                "tax_behavior": "inclusive",
                "product_data": {"name": "養成講座"},
            },
        },
    ]
    assert params["metadata"] == {"order": str(order.public_id), "attempt": str(order.payments.get().public_id)}
    assert params["success_url"] == f"https://lms.example/orders/{order.public_id}/back/"
    assert params["expires_at"] == int((NOW + timedelta(hours=1)).timestamp())
    assert not {"discounts", "allow_promotion_codes", "payment_method_types"} & set(params)


# A voucher taken on 10 January ends on 13 January 23:59:59 in Japan.
VOUCHER_ENDS = datetime(2027, 1, 13, 14, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "price,methods_until,methods",
    [
        (88_000, None, ["card", "konbini"]),
        (88_000, VOUCHER_ENDS + timedelta(seconds=1), ["card", "konbini"]),
        (88_000, VOUCHER_ENDS, ["card"]),
        (300_000, None, ["card", "konbini"]),
        (300_001, None, ["card"]),
        (120, None, ["card", "konbini"]),
        (119, None, ["card"]),
    ],
)
def test_a_voucher_is_offered_only_if_it_can_be_paid_in_time(db, settings, price, methods_until, methods):
    settings.LMS_PAYMENT_METHODS = ["card", "konbini"]
    order = place(LineToOrder(title="講座", reference="", list_unit_jpy=yen(price)), methods_until=methods_until)
    assert session_params(order)["allowed_payment_method_types"] == methods


def test_a_free_order_asks_stripe_for_nothing(db):
    payment = place(LineToOrder(title="聴講", reference="", list_unit_jpy=yen(0))).payments.get()
    assert (payment.channel, payment.requests.count()) == ("free", 0)


@pytest.mark.parametrize(
    "broken",
    [
        lambda: OrderFactory(total_jpy=-1, tax_jpy=0),
        lambda: OrderFactory(total_jpy=100, tax_jpy=101),
        lambda: OrderFactory(form_token=OrderFactory().form_token),
        lambda: OrderLineFactory(quantity=0),
        lambda: OrderLineFactory(unit_jpy=88_001),
        lambda: OrderLineFactory(unit_jpy=-1),
        lambda: PaymentFactory(order=PaymentFactory().order),
        lambda: PaymentFactory(amount_jpy=-1),
        lambda: PaymentFactory(status="paid"),
        lambda: DiscountOfferFactory(percent=0),
        lambda: DiscountOfferFactory(percent=100),
        lambda: DiscountOfferFactory(ends_at=NOW, starts_at=NOW),
        lambda: CancellationPolicyFactory(name="a", version=CancellationPolicyFactory(name="a").version),
    ],
    ids=[
        "negative total",
        "tax over total",
        "form sent twice",
        "nothing sold",
        "dearer than regular",
        "negative price",
        "two live attempts",
        "negative payment",
        "paid without a moment",
        "no discount",
        "free of charge",
        "offer without a length",
        "version twice",
    ],
)
def test_the_database_refuses(db, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        broken()


def test_a_buyers_orders_are_not_anothers(db):
    one, other = UserFactory(), UserFactory()
    mine = OrderFactory(buyer=one)
    OrderFactory(buyer=other)
    OrderFactory(buyer=None)
    assert list(Order.objects.of(one)) == [mine]


def test_a_line_adds_up(db):
    assert OrderLine(unit_jpy=70_400, quantity=2).total_jpy == 140_800
