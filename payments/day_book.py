"""Money as it came and went, day by day: the ledger in columns a bookkeeper reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import TruncDay, TruncMonth
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.kernel.calendar import jst_date, start_of
from lms.kernel.clock import JST
from payments.actions.balance import PATIENCE
from payments.models import Finding, LedgerEntry, Reconciliation

Kind = LedgerEntry.Kind


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the day book and the kinds of ledger entries that make it up.

    `is_ours`: money that only went from one place of ours to another is no part of the sum.
    """

    key: str
    label: str | Promise
    kinds: tuple[Kind, ...]
    is_ours: bool = False


COLUMNS = (
    Column("online", _("Paid online"), (Kind.CHARGE,)),
    Column("transferred", _("Received by transfer"), (Kind.TRANSFER, Kind.TRANSFER_REVERSAL)),
    Column("refunded", _("Refunded"), (Kind.REFUND, Kind.REFUND_REVERSAL)),
    Column("sent_back", _("Sent back by transfer"), (Kind.TRANSFER_BACK,)),
    Column("disputed", _("Disputes"), (Kind.DISPUTE, Kind.DISPUTE_REVERSAL)),
    Column("fees", _("Stripe's fees"), (Kind.FEE, Kind.FEE_REVERSAL, Kind.ACCOUNT_FEE, Kind.ACCOUNT_FEE_REVERSAL)),
    Column("paid_out", _("Paid out to the bank"), (Kind.PAYOUT, Kind.PAYOUT_REVERSAL), is_ours=True),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A day (or the month that begins on it), its number of entries and a sum in yen for each column."""

    on: date
    entries: int
    sums: tuple[int, ...]

    @property
    def total_jpy(self) -> int:
        return sum(amount for column, amount in zip(COLUMNS, self.sums, strict=True) if not column.is_ours)


@dataclass(frozen=True, slots=True)
class DayBook:
    """The rows of a period, the earliest first; days on which nothing moved are left out."""

    rows: tuple[Row, ...]

    @property
    def total(self) -> tuple[int, ...]:
        return tuple(sum(row.sums[place] for row in self.rows) for place in range(len(COLUMNS)))

    @property
    def total_jpy(self) -> int:
        return sum(row.total_jpy for row in self.rows)

    @property
    def entries(self) -> int:
        return sum(row.entries for row in self.rows)


def day_book(first: date, end: date, *, by_month: bool = False) -> DayBook:
    """The ledger from a day in Japan until another (exclusive), in one query."""
    truncated = (TruncMonth if by_month else TruncDay)("booked_at", tzinfo=JST)
    found = (
        booked_between(first, end)
        .order_by()
        .annotate(on=truncated)
        .values("on", "kind")
        .annotate(sum_jpy=Sum("amount_jpy"), entries=Count("pk"))
        .order_by("on")
    )
    return DayBook(tuple(_rows(list(found))))


def booked_between(first: date, end: date) -> Any:
    """Ledger entries of a period in Japan, `end` exclusive."""
    return LedgerEntry.objects.filter(booked_at__gte=start_of(first), booked_at__lt=start_of(end))


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether ledger and Stripe's balance say the same: when they were last compared, and what is open."""

    compared_at: datetime | None
    differences: int
    unconfirmed: int

    @property
    def holds(self) -> bool:
        return self.compared_at is not None and not (self.differences or self.unconfirmed)


def agreement(*, now: datetime) -> Agreement:
    """How the books stand beside Stripe's; entries of the last days may still wait for their line there."""
    last = Reconciliation.objects.last_finished(Reconciliation.Kind.BALANCE)
    return Agreement(
        compared_at=last.finished_at if last else None,
        differences=Finding.objects.unresolved().filter(kind=Finding.Kind.BALANCE_DIFFERS).count(),
        unconfirmed=LedgerEntry.objects.unconfirmed().filter(booked_at__lte=now - PATIENCE).count(),
    )


def month_of(day: date) -> tuple[date, date]:
    """The calendar month around a day: its first day, and the first of the next."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1)


def _rows(found: Sequence[dict[str, Any]]) -> list[Row]:
    place = {kind: number for number, column in enumerate(COLUMNS) for kind in column.kinds}
    sums: dict[date, list[int]] = {}
    entries: dict[date, int] = {}
    for each in found:
        on = jst_date(each["on"])
        sums.setdefault(on, [0] * len(COLUMNS))[place[Kind(each["kind"])]] += each["sum_jpy"]
        entries[on] = entries.get(on, 0) + each["entries"]
    return [Row(on, entries[on], tuple(values)) for on, values in sums.items()]
