"""The one way a status moves, and how rows are locked."""

from datetime import datetime

from django.db import connection
from django.db.models import F

from lms.kernel.actor import Actor
from payments.models import Dispute, Order, Payment, Refund, StateChange


class ForbiddenChange(Exception):
    """A move that is not in the table: a defect of ours, never an answer to a person."""


def change_state(row: Order | Payment | Refund | Dispute, status: str, *, cause: str, by: Actor, now: datetime) -> None:
    """Move a row along its NEXT table and write the step into the order's timeline.

    Raises:
        ForbiddenChange: the table has no such arrow, or somebody else has moved the row meanwhile.
    """
    before = row.status
    known = row.NEXT[row.Status(before)]  # type: ignore[index]
    if status not in known:
        msg = f"{row._meta.label}: {before} does not lead to {status}"
        raise ForbiddenChange(msg)
    if not type(row)._base_manager.filter(pk=row.pk, status=before).update(status=status):
        msg = f"{row._meta.label} {row.pk} is no longer {before}"
        raise ForbiddenChange(msg)
    row.status = status
    payment = row if isinstance(row, Payment) else row.payment if isinstance(row, Refund | Dispute) else None
    StateChange.objects.create(
        order=row if isinstance(row, Order) else payment.order,  # type: ignore[union-attr]
        payment=payment,
        refund=row if isinstance(row, Refund) else None,
        dispute=row if isinstance(row, Dispute) else None,
        before=before,
        after=status,
        cause=cause,
        actor=by.label,
        changed_at=now,
    )


def lock_order(pk: int) -> Order:
    """The order as it is now, kept from others until the transaction ends.

    Writing first is a row lock on PostgreSQL and the write lock on SQLite. Every action locks the order before
    anything that belongs to it, so two of them can never wait for each other.
    """
    require_transaction()
    Order.objects.filter(pk=pk).update(version=F("version") + 1)
    return Order.objects.get(pk=pk)


def lock_payment(payment: Payment) -> Payment:
    """The payment and its order as they are now, locked in that order: order first."""
    order = lock_order(payment.order_id)
    Payment.objects.filter(pk=payment.pk).update(version=F("version") + 1)
    fresh = Payment.objects.get(pk=payment.pk)
    fresh.order = order
    return fresh


def require_transaction() -> None:
    if not connection.in_atomic_block:
        msg = "This must run inside the transaction of its caller."
        raise RuntimeError(msg)
