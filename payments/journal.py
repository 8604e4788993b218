"""What bookkeepers make of an order: which account each movement goes to, and when an advance becomes a sale. Pure.

What buyers pay before they are served is an advance (前受金), what they owe after it a receivable (売掛金). The advance
becomes a sale on the day of the service (法人税法22条の2), or a cancellation fee where it is kept without one; what
goes back first takes what is left of the advance, and only then lowers the sale (売上値引・返還), each rate of tax by
its own part. So the advance of an order that is over is zero, whatever happened to it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from payments.money import apportion


class Account(StrEnum):
    """Accounts we book to. `LMS_ACCOUNT_NAMES` says what the bookkeeper calls them."""

    STRIPE = "stripe"
    BANK = "bank"
    RECEIVABLES = "receivables"
    ADVANCES = "advances"
    SALES = "sales"
    ALLOWANCES = "allowances"
    CANCELLATION_FEES = "cancellation_fees"
    DISPUTED = "disputed"
    PROVIDER_FEES = "provider_fees"
    SUSPENSE = "suspense"
    OTHER_INCOME = "other_income"


@dataclass(frozen=True, slots=True)
class Movement:
    """A ledger entry: its kind, and yen as they came (positive) or went (negative).

    `line` is the line of the order whose price goes back, where it is known. `of_suspense`: the money lay at the bank
    before anybody knew for which order it is (`payments.suspense`), and `on` is the day it was found.
    """

    on: date
    kind: str
    amount_jpy: int
    line: int | None = None
    of_suspense: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something sold that has been rendered on a day. Yen, tax included; `product` groups what is sold alike.

    `on_credit`: before all of its price was here, so that the rest is owed from that day on (売掛金). `line` is the
    line of the order it was sold by.
    """

    on: date
    text: str
    product: str
    quantity: int
    list_jpy: int
    amount_jpy: int
    tax_percent: int
    offer_label: str = ""
    on_credit: bool = False
    line: int | None = None


@dataclass(frozen=True, slots=True)
class KeptFee:
    """A cancellation fee, outside the scope of consumption tax."""

    on: date
    text: str
    product: str
    amount_jpy: int


@dataclass(frozen=True, slots=True)
class Discount:
    """Yen of what was owed that the seller stopped asking for (売上値引): a shortfall that was accepted."""

    on: date
    text: str
    amount_jpy: int


class Happened(StrEnum):
    """What becomes of money at the bank that is of no order yet."""

    ARRIVED = "arrived"
    KNOWN_BEFORE = "known_before"
    UNKNOWN_AGAIN = "unknown_again"
    SENT_BACK = "sent_back"
    PUT_ASIDE = "put_aside"


@dataclass(frozen=True, slots=True)
class OfBank:
    """A step of money at the bank that is of no order yet, in yen."""

    on: date
    happened: Happened
    amount_jpy: int


Event: TypeAlias = Movement | KeptFee | Delivery | Discount | OfBank


@dataclass(frozen=True, slots=True)
class History:
    """Everything about one order that the books know; `order_id` is its row, for whoever wants to look at it."""

    number: str
    counterparty: str
    movements: Sequence[Movement] = ()
    fees: Sequence[KeptFee] = ()
    deliveries: Sequence[Delivery] = ()
    discounts: Sequence[Discount] = ()
    order_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a journal (仕訳). `amount_jpy` is yen and positive; sales include their tax.

    `sale` is the service whose sale is made or lowered; its tax rate is the entry's. Everything else is outside the
    scope of the tax, or for the bookkeeper to classify.
    """

    on: date
    debit: Account
    credit: Account
    amount_jpy: int
    history: History
    cause: Event
    sale: Delivery | None = None

    @property
    def product(self) -> str:
        """What was sold or canceled; empty for money that is only an advance."""
        about = self.sale or self.cause
        return "" if isinstance(about, Movement | Discount | OfBank) else about.product

    def effect_on(self, account: Account) -> int:
        """Yen by which the entry raises (or, negative, lowers) an account that stands on the credit side."""
        return self.amount_jpy * ((self.credit is account) - (self.debit is account))


#: Where the money of a ledger entry lies, and what stands against it.
SIDES: dict[str, tuple[Account, Account]] = {
    "charge": (Account.STRIPE, Account.ADVANCES),
    "refund": (Account.STRIPE, Account.ADVANCES),
    "refund_reversal": (Account.STRIPE, Account.ADVANCES),
    "dispute": (Account.STRIPE, Account.DISPUTED),
    "dispute_reversal": (Account.STRIPE, Account.DISPUTED),
    "fee": (Account.STRIPE, Account.PROVIDER_FEES),
    "fee_reversal": (Account.STRIPE, Account.PROVIDER_FEES),
    "payout": (Account.STRIPE, Account.BANK),
    "payout_reversal": (Account.STRIPE, Account.BANK),
    "account_fee": (Account.STRIPE, Account.PROVIDER_FEES),
    "account_fee_reversal": (Account.STRIPE, Account.PROVIDER_FEES),
    "transfer": (Account.BANK, Account.ADVANCES),
    "transfer_reversal": (Account.BANK, Account.ADVANCES),
    "transfer_back": (Account.BANK, Account.ADVANCES),
}


def entries_of(history: History) -> tuple[Entry, ...]:
    """The journal of an order, in the order of its days; on one day money comes before what is made of it.

    Raises:
        KeyError: for a kind of movement no account is known for.
    """
    books = _Books(history)
    happened: list[Event] = [*history.movements, *history.fees, *history.deliveries, *history.discounts]
    for each in sorted(happened, key=lambda each: (each.on, ORDER_OF_A_DAY.index(type(each)))):
        books.add(each)
    return tuple(books.entries)


def balance_of(account: Account, entries: Iterable[Entry]) -> int:
    """Credits less debits of an account, in yen."""
    return sum(entry.effect_on(account) for entry in entries)


ORDER_OF_A_DAY = (Movement, KeptFee, Delivery, Discount)


class _Books:
    """One order, event by event.

    `advance` is what is left of the money of the buyer, `coming` what lies at the bank and is found later, `owed`
    what was rendered and has not been paid, `paid_later` what came of it; by rate of tax `sold` is what became a sale
    and `lowered` what of it was lost again.
    """

    def __init__(self, history: History) -> None:
        self.history = history
        self.entries: list[Entry] = []
        self.advance = 0
        self.owed = 0
        self.paid_later = 0
        self.coming = sum(max(each.amount_jpy, 0) for each in history.movements if each.of_suspense)
        self.sold: dict[int | None, int] = {}
        self.lowered: dict[int | None, int] = defaultdict(int)
        self.latest: dict[int | None, Delivery] = {}
        self.lines: dict[int | None, Delivery] = {}
        self.sale: Delivery | None = None

    def add(self, each: Event) -> None:
        if isinstance(each, Movement):
            self._add_movement(each)
        elif isinstance(each, KeptFee):
            self._add_fee(each)
        elif isinstance(each, Discount):
            self._add_discount(each)
        elif isinstance(each, Delivery):
            (self._add_delivery_on_credit if each.on_credit else self._add_delivery)(each)

    def _add_movement(self, moved: Movement) -> None:
        place, against = SIDES[moved.kind]
        if moved.of_suspense:
            place = Account.SUSPENSE
            self.coming -= max(moved.amount_jpy, 0)
        if against is not Account.ADVANCES:
            self._write(moved, place, against, moved.amount_jpy)
            return
        of_debt = self._part_of_debt(moved)
        self.owed -= of_debt
        self.paid_later += of_debt
        self._write(moved, place, Account.RECEIVABLES, of_debt)
        rest = moved.amount_jpy - of_debt
        of_sale = self._part_of_sale(rest)
        self.advance += rest - of_sale
        for sale, part in self._parts(of_sale, moved.line):
            self._write(moved, place, Account.ALLOWANCES, part, sale=sale)
        self._write(moved, place, Account.ADVANCES, rest - of_sale)

    def _part_of_debt(self, moved: Movement) -> int:
        """What is owed is paid first; only a transfer that was booked by mistake makes it owed again."""
        if moved.amount_jpy >= 0:
            return min(moved.amount_jpy, self.owed)
        return max(moved.amount_jpy, -self.paid_later) if moved.kind == "transfer_reversal" else 0

    def _part_of_sale(self, amount_jpy: int) -> int:
        """What goes back takes the advance first; what comes in again restores the sale first."""
        return min(self.advance + amount_jpy, 0) if amount_jpy < 0 else min(amount_jpy, sum(self.lowered.values()))

    def _parts(self, amount_jpy: int, line: int | None = None) -> list[tuple[Delivery | None, int]]:
        """The sales an amount restores or (negative) lowers, each with its yen.

        The sale of the line where that is known; otherwise every rate of tax in proportion to what is left of it, as
        the credit document says (消費税法57条の4第3項), and to what it was lowered by when it is restored.
        """
        if not amount_jpy:
            return []
        known = self.lines.get(line) if line is not None else None
        if known is None and len(self.sold) > 1:
            return self._parts_by_rate(amount_jpy)
        sale = known or self.sale
        rate = sale.tax_percent if sale else None
        here = min(amount_jpy, self.lowered[rate]) if known else amount_jpy
        self.lowered[rate] -= here
        return [(sale, here), *self._parts(amount_jpy - here)]

    def _parts_by_rate(self, amount_jpy: int) -> list[tuple[Delivery | None, int]]:
        """More than is left of all of them, which only money nobody knew of can be, lowers the latest sale."""
        lowers = amount_jpy < 0
        left = {rate: self.sold[rate] - self.lowered[rate] for rate in self.sold}
        held = left if lowers else self.lowered
        weights = {rate: held[rate] for rate in sorted(held, key=lambda rate: rate or 0) if held[rate] > 0}
        size = min(abs(amount_jpy), sum(weights.values()))
        shares = dict(zip(weights, apportion(size, list(weights.values())), strict=True))
        rate_of_latest = self.sale.tax_percent if self.sale else None
        if size < abs(amount_jpy):
            shares[rate_of_latest] = shares.get(rate_of_latest, 0) + abs(amount_jpy) - size
        parts = [(self.latest.get(rate), -share if lowers else share) for rate, share in shares.items() if share]
        for rate, share in shares.items():
            self.lowered[rate] += share if lowers else -share
        return parts

    def _sell(self, delivery: Delivery) -> None:
        rate = delivery.tax_percent
        self.sale = self.latest[rate] = self.lines[delivery.line] = delivery
        self.sold[rate] = self.sold.get(rate, 0) + delivery.amount_jpy

    def _add_fee(self, fee: KeptFee) -> None:
        kept = min(fee.amount_jpy, self.advance)
        self.advance -= kept
        self._write(fee, Account.ADVANCES, Account.CANCELLATION_FEES, kept)

    def _add_delivery(self, delivery: Delivery) -> None:
        """The whole price is a sale; what nobody paid of it (a shortfall that was accepted, say) lowers it at once.

        What already lies at the bank and is found to be theirs later is owed until then.
        """
        short = max(delivery.amount_jpy - self.advance, 0)
        awaited = min(short, max(self.coming - self.owed, 0))
        missing = short - awaited
        self._sell(delivery)
        self.advance -= delivery.amount_jpy - short
        self.owed += awaited
        self.lowered[delivery.tax_percent] += missing
        self._write(delivery, Account.ADVANCES, Account.SALES, delivery.amount_jpy, sale=delivery)
        self._write(delivery, Account.RECEIVABLES, Account.ADVANCES, awaited)
        self._write(delivery, Account.ALLOWANCES, Account.ADVANCES, missing, sale=delivery)

    def _add_delivery_on_credit(self, delivery: Delivery) -> None:
        """A sale on the day it is rendered, whenever it is paid (法人税法22条の2): what is not here yet is owed."""
        here = min(self.advance, delivery.amount_jpy)
        self._sell(delivery)
        self.advance -= here
        self.owed += delivery.amount_jpy - here
        self._write(delivery, Account.RECEIVABLES, Account.SALES, delivery.amount_jpy, sale=delivery)
        self._write(delivery, Account.ADVANCES, Account.RECEIVABLES, here)

    def _add_discount(self, discount: Discount) -> None:
        given = min(discount.amount_jpy, self.owed)
        self.owed -= given
        for sale, part in self._parts(-given):
            self._write(discount, Account.ALLOWANCES, Account.RECEIVABLES, -part, sale=sale)

    def _write(
        self,
        cause: Event,
        debit: Account,
        credit: Account,
        amount_jpy: int,
        *,
        sale: Delivery | None = None,
    ) -> None:
        if amount_jpy < 0:
            debit, credit = credit, debit
        if amount_jpy:
            self.entries.append(Entry(cause.on, debit, credit, abs(amount_jpy), self.history, cause, sale))
