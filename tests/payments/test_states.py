"""Every pair of states: the arrows of the tables are possible and nothing else is."""

from datetime import UTC, datetime
from itertools import product

import pytest

from lms.kernel.actor import Actor
from payments.actions.state import ForbiddenChange, change_state
from payments.models import Order, Payment, Refund, StateChange
from tests.factories.payments import OrderFactory, PaymentFactory

NOW = datetime(2027, 1, 10, 3, 0, tzinfo=UTC)
BY = Actor.process("test")

# Written out once more, by hand: a change of a table must be meant.
ARROWS = {
    Order: {
        "awaiting_payment": {"paid", "paid_unseated", "expired", "canceled"},
        "expired": {"paid", "paid_unseated"},
        "paid": {"partially_refunded", "refunded", "canceled"},
        "paid_unseated": {"paid", "partially_refunded", "refunded"},
        "partially_refunded": {"refunded", "canceled"},
    },
    Payment: {
        "new": {"open", "pending", "abandoned", "expired", "failed", "paid"},
        "open": {"pending", "expired", "failed", "paid"},
        "pending": {"expired", "failed", "paid"},
        "abandoned": {"paid"},
        "expired": {"paid"},
        "failed": {"paid"},
        "paid": {"taken_back"},
    },
    Refund: {
        "requested": {"pending", "requires_action", "succeeded", "failed", "canceled"},
        "pending": {"requires_action", "succeeded", "failed", "canceled"},
        "requires_action": {"succeeded", "failed", "canceled"},
        "succeeded": {"failed"},
    },
}
PAIRS = [(model, *pair) for model in ARROWS for pair in product(model.Status.values, repeat=2)]


def row_in(model, status):
    if model is Order:
        return OrderFactory(status=status)
    paid_at = NOW if status == "paid" or model is Refund else None
    payment = PaymentFactory(status="paid" if model is Refund else status, paid_at=paid_at)
    return payment if model is Payment else Refund.objects.create(payment=payment, status=status, amount_jpy=1)


@pytest.mark.parametrize("model,before,after", PAIRS)
def test_a_move_along_the_table(db, model, before, after):
    row = row_in(model, before)
    if model is Payment and after == "paid":
        Payment.objects.filter(pk=row.pk).update(paid_at=NOW)
    if after in ARROWS[model].get(before, set()):
        change_state(row, after, cause="test", by=BY, now=NOW)
        row.refresh_from_db()
        change = StateChange.objects.get()
        assert (row.status, change.before, change.after, change.actor) == (after, before, after, "test")
    else:
        with pytest.raises(ForbiddenChange):
            change_state(row, after, cause="test", by=BY, now=NOW)
        row.refresh_from_db()
        assert (row.status, StateChange.objects.count()) == (before, 0)


@pytest.mark.parametrize("model", [Payment, Refund])
def test_ranks_grow_along_every_arrow(model):
    assert [
        (before, after)
        for before, nexts in model.NEXT.items()
        for after in nexts
        if model.RANK[after] <= model.RANK[before]
    ] == []


def test_of_two_who_move_a_row_one_is_told(db):
    order = OrderFactory()
    stale = Order.objects.get(pk=order.pk)
    change_state(order, "paid", cause="test", by=BY, now=NOW)
    with pytest.raises(ForbiddenChange):
        change_state(stale, "expired", cause="test", by=BY, now=NOW)
