"""Sales of a fiscal year by product, and what offers took off them, from the same journal the bookkeeper gets."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from lms.checkout.books import journal
from lms.kernel.calendar import fiscal_year_end, fiscal_year_start
from payments.journal import Account, Delivery, Entry
from payments.money import Yen, tax_included_in


@dataclass(slots=True)
class ProductRevenue:
    """One product in one fiscal year. Yen; sales include their tax, fees are outside its scope.

    `sales_jpy` is what was agreed for the seats of courses held in the year, `allowances_jpy` what was given up or sent
    back of it later.
    """

    product: str
    seats: int = 0
    list_jpy: int = 0
    sales_jpy: int = 0
    allowances_jpy: int = 0
    fees_jpy: int = 0
    by_rate: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def discounts_jpy(self) -> int:
        return self.list_jpy - self.sales_jpy

    @property
    def revenue_jpy(self) -> int:
        return self.sales_jpy - self.allowances_jpy + self.fees_jpy

    def add(self, entry: Entry) -> None:
        if isinstance(entry.cause, Delivery) and entry.credit is Account.SALES:
            self.seats += entry.cause.quantity
            self.list_jpy += entry.cause.list_jpy
        self.sales_jpy += entry.effect_on(Account.SALES)
        self.allowances_jpy -= entry.effect_on(Account.ALLOWANCES)
        self.fees_jpy += entry.effect_on(Account.CANCELLATION_FEES)
        if entry.sale:
            taxable = entry.effect_on(Account.SALES) + entry.effect_on(Account.ALLOWANCES)
            self.by_rate[entry.sale.tax_percent] += taxable


@dataclass(frozen=True, slots=True)
class Revenue:
    """The products of a year, the largest first, and the discounts of each offer."""

    products: tuple[ProductRevenue, ...]
    offers: tuple[tuple[str, int, int], ...]

    def total(self) -> ProductRevenue:
        together = ProductRevenue("")
        for each in self.products:
            together.seats += each.seats
            together.list_jpy += each.list_jpy
            together.sales_jpy += each.sales_jpy
            together.allowances_jpy += each.allowances_jpy
            together.fees_jpy += each.fees_jpy
            for rate, amount in each.by_rate.items():
                together.by_rate[rate] += amount
        return together

    def taxes(self) -> list[tuple[int, int, Yen]]:
        """For each rate the taxable sales of the year and the tax inside them.

        Rounded once for the year; the return sums the documents, whose roundings differ by some yen.
        """
        return [
            (rate, amount, tax_included_in(Yen(amount), rate)) for rate, amount in sorted(self.total().by_rate.items())
        ]


def revenue(fiscal_year: int, *, today: date) -> Revenue:
    """What a fiscal year brought: courses held in it, and fees kept in it."""
    return revenue_of(journal(fiscal_year_start(fiscal_year), fiscal_year_end(fiscal_year), today=today))


def revenue_of(entries: Iterable[Entry]) -> Revenue:
    products: dict[str, ProductRevenue] = {}
    offers: dict[str, list[int]] = {}
    for entry in entries:
        if not {entry.debit, entry.credit} & {Account.SALES, Account.ALLOWANCES, Account.CANCELLATION_FEES}:
            continue
        products.setdefault(entry.product, ProductRevenue(entry.product)).add(entry)
        cause = entry.cause
        if isinstance(cause, Delivery) and cause.offer_label and entry.credit is Account.SALES:
            seats_and_yen = offers.setdefault(cause.offer_label, [0, 0])
            seats_and_yen[0] += cause.quantity
            seats_and_yen[1] += cause.list_jpy - cause.amount_jpy
    ranked = sorted(products.values(), key=lambda each: (-each.revenue_jpy, each.product))
    return Revenue(tuple(ranked), tuple((label, seats, amount) for label, (seats, amount) in offers.items()))
