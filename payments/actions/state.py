"""The one way a status moves, and how rows are locked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F

from lms.kernel.actor import Actor
from payments.models import Dispute, Order, Payment, Refund, StateChange

Row = Order | Payment | Refund | Dispute


class ForbiddenChange(Exception):
    """A move that is not in the table: a defect of ours, never an answer to a person."""


def change_state(row: Row, status: str, *, cause: str, by: Actor, now: datetime, **learned: Any) -> None:
    """Move a row along its NEXT table and write the step into the order's timeline.

    `learned` are columns of the row that are told together with its new status, and written with it.

    Raises:
        ForbiddenChange: the table has no such arrow, or somebody else has moved the row meanwhile.
    """
    before = row.status
    known = row.NEXT[row.Status(before)]  # type: ignore[index]
    if status not in known:
        msg = f"{row._meta.label}: {before} does not lead to {status}"
        raise ForbiddenChange(msg)
    changes = {"status": status, **learned}
    if not type(row)._base_manager.filter(pk=row.pk, status=before).update(**changes):
        msg = f"{row._meta.label} {row.pk} is no longer {before}"
        raise ForbiddenChange(msg)
    for name, value in changes.items():
        setattr(row, name, value)
    _step(row, before, cause=cause, by=by, now=now).save(force_insert=True)


def note_beginnings(causes: Mapping[Row, str], *, by: Actor, now: datetime) -> None:
    """Begin the timelines of rows that were just written, each with its cause, in one statement."""
    StateChange.objects.bulk_create(_step(row, "", cause=cause, by=by, now=now) for row, cause in causes.items())


def lock_order(pk: int) -> Order:
    """The order as it is now, kept from others until the transaction ends.

    Writing first is a row lock on PostgreSQL and the write lock on SQLite. Every action locks the order before
    anything that belongs to it, so two of them can never wait for each other.
    """
    _lock(pk)
    return Order.objects.get(pk=pk)


def lock_payment(payment: Payment) -> Payment:
    """The payment and its order as they are now; whoever changes a payment holds its order.

    An attempt this process has just written is not read again where nobody has held its order since, which its version
    tells.
    """
    require_transaction()
    if payment.unsent:
        payment.unsent, order = None, payment.order
        as_written = Order.objects.filter(pk=order.pk, version=order.version)
        if as_written.update(version=order.version + 1):
            order.version += 1
            return payment
    _lock(payment.order_id)
    return Payment.objects.select_related("order").get(pk=payment.pk)


def require_transaction() -> None:
    if not connection.in_atomic_block:
        msg = "This must run inside the transaction of its caller."
        raise RuntimeError(msg)


def _lock(order_pk: int) -> None:
    require_transaction()
    Order.objects.filter(pk=order_pk).update(version=F("version") + 1)


def _step(row: Row, before: str, *, cause: str, by: Actor, now: datetime) -> StateChange:
    payment = row if isinstance(row, Payment) else row.payment if isinstance(row, Refund | Dispute) else None
    return StateChange(
        order=row if isinstance(row, Order) else payment.order,  # type: ignore[union-attr]
        payment=payment,
        refund=row if isinstance(row, Refund) else None,
        dispute=row if isinstance(row, Dispute) else None,
        before=before,
        after=row.status,
        cause=cause,
        actor=by.label,
        changed_at=now,
    )
