"""What buyers owe on a day: orders payable by bank transfer that were not settled yet, by how long they are late."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from lms.kernel.calendar import end_of, jst_date
from payments.models import LedgerEntry, Order, StateChange

ARRIVED = (LedgerEntry.Kind.TRANSFER, LedgerEntry.Kind.TRANSFER_REVERSAL)


class Age(models.IntegerChoices):
    """How late money is; the value is the last day of the class."""

    NOT_DUE = 0, _("not due yet")
    MONTH = 30, _("1 to 30 days late")
    TWO_MONTHS = 60, _("31 to 60 days late")
    THREE_MONTHS = 90, _("61 to 90 days late")
    OLDER = 100_000, _("more than 90 days late")


def age_of(due_on: date, on: date) -> Age:
    """The class of an amount that was to be paid until `due_on` (inclusive), as seen on a day."""
    late = (on - due_on).days
    return next(age for age in Age if late <= age)


@dataclass(frozen=True, slots=True)
class Receivable:
    """An order that is owed, in yen tax included: what was agreed, what of it has arrived, what is missing."""

    order_id: int
    number: str
    counterparty: str
    placed_on: date
    due_on: date
    total_jpy: int
    arrived_jpy: int
    missing_jpy: int
    age: Age


def receivables(on: date) -> list[Receivable]:
    """What was owed at the end of a day in Japan, the longest overdue first, in one query.

    An order counts from its placing until it is settled, given up or canceled; a transfer counts from the day the bank
    booked it, also where staff recorded it later.
    """
    end = end_of(on)
    settled = StateChange.objects.filter(
        order=OuterRef("pk"), payment=None, before=Order.Status.AWAITING_PAYMENT, changed_at__lt=end
    )
    arrived = (
        LedgerEntry.objects.filter(order=OuterRef("pk"), kind__in=ARRIVED, booked_at__lt=end)
        .order_by()
        .values("order")
        .annotate(sum_jpy=Sum("amount_jpy"))
        .values("sum_jpy")
    )
    orders = (
        Order.objects.filter(due_on__isnull=False, created_at__lt=end)
        .annotate(settled_at=Subquery(settled.order_by("changed_at").values("changed_at")[:1]))
        .annotate(arrived_jpy=Coalesce(Subquery(arrived), 0))
        .filter(Q(settled_at=None), total_jpy__gt=F("arrived_jpy") + F("written_off_jpy"))
        .order_by("due_on", "number")
    )
    return [_receivable(order, on) for order in orders]


def by_age(owed: Iterable[Receivable]) -> dict[Age, int]:
    """Missing yen in each class, every class named."""
    sums: Counter[Age] = Counter()
    for each in owed:
        sums[each.age] += each.missing_jpy
    return {age: sums[age] for age in Age}


def by_counterparty(owed: Iterable[Receivable]) -> dict[str, int]:
    """Missing yen of each counterparty, the largest first."""
    sums: Counter[str] = Counter()
    for each in owed:
        sums[each.counterparty] += each.missing_jpy
    return dict(sums.most_common())


def _receivable(order: Order, on: date) -> Receivable:
    arrived = cast("int", order.arrived_jpy)  # type: ignore[attr-defined]
    due_on = cast("date", order.due_on)
    return Receivable(
        order_id=order.pk,
        number=order.number,
        counterparty=order.buyer_name,
        placed_on=jst_date(order.created_at),
        due_on=due_on,
        total_jpy=order.total_jpy,
        arrived_jpy=arrived,
        missing_jpy=order.total_jpy - arrived - order.written_off_jpy,
        age=age_of(due_on, on),
    )
