"""Yen and consumption tax: whole numbers from the form to the ledger, and every computation we do with them. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NewType

Yen = NewType("Yen", int)


def yen(value: object) -> Yen:
    """An amount of yen from a whole number.

    Raises:
        TypeError: for anything that is not exactly an int: True, 100.0, "100", Decimal("100") are mistakes, not money.
        ValueError: for negative amounts.
    """
    if type(value) is not int:
        msg = f"Yen are whole numbers of type int, not {type(value).__name__}."
        raise TypeError(msg)
    if value < 0:
        msg = f"An amount of yen cannot be negative: {value}"
        raise ValueError(msg)
    return Yen(value)


def format_yen(amount: int) -> str:
    """「88,000円」."""
    return f"{amount:,}円"


def total_price(amount: int) -> str:
    """「88,000円（税込）」, the one form consumers are shown (総額表示, 消費税法63条)."""
    return f"{format_yen(amount)}（税込）"


def net_and_total_price(net_jpy: Yen, percent: int) -> str:
    """「80,000円（税込88,000円）」 for prices agreed without tax: the total stands beside them, never left out."""
    return f"{format_yen(net_jpy)}（税込{format_yen(net_jpy + tax_on(net_jpy, percent))}）"


def discounted_unit_price(list_jpy: Yen, percent: int) -> Yen:
    """The price of one unit after a discount: the price is rounded down, in the buyer's favor."""
    _check_percent(percent)
    return Yen(list_jpy * (100 - percent) // 100)


def share_of(amount_jpy: Yen, percent: int) -> Yen:
    """A percentage of an amount, rounded down."""
    _check_percent(percent)
    return Yen(amount_jpy * percent // 100)


def tax_included_in(total_jpy: Yen, percent: int) -> Yen:
    """The consumption tax inside a tax-included total.

    Computed once per rate and document on the total of that rate, rounded down (消費税法施行令70条の10:
    one rounding per rate; rounding each line is not allowed).
    """
    _check_percent(percent)
    return Yen(total_jpy * percent // (100 + percent))


def tax_on(net_jpy: Yen, percent: int) -> Yen:
    """The consumption tax on top of a total agreed without tax; once per rate and document, rounded down."""
    _check_percent(percent)
    return Yen(net_jpy * percent // 100)


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of a document amounts to.

    `percent` is its tax rate; None is outside the scope of the tax (不課税), as a graduated cancellation fee is: it
    compensates for lost profit and pays for nothing (国税庁タックスアンサー No.6253).
    """

    amount_jpy: Yen
    percent: int | None


@dataclass(frozen=True, slots=True)
class RateTotal:
    """Everything of one rate on one document: what a qualified invoice has to state (消費税法57条の4)."""

    percent: int
    net_jpy: Yen
    tax_jpy: Yen

    @property
    def total_jpy(self) -> Yen:
        return Yen(self.net_jpy + self.tax_jpy)


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of one document, the lowest rate first."""

    rates: tuple[RateTotal, ...]
    out_of_scope_jpy: Yen

    @property
    def tax_jpy(self) -> Yen:
        return Yen(sum(rate.tax_jpy for rate in self.rates))

    @property
    def total_jpy(self) -> Yen:
        return Yen(sum(rate.total_jpy for rate in self.rates) + self.out_of_scope_jpy)


def totals_with_tax_inside(lines: Iterable[Line]) -> Totals:
    """The sums of a document whose lines include the tax: consumer orders and their receipts."""

    def split(total: Yen, percent: int) -> RateTotal:
        tax = tax_included_in(total, percent)
        return RateTotal(percent, Yen(total - tax), tax)

    return _totals(lines, split)


def totals_with_tax_on_top(lines: Iterable[Line]) -> Totals:
    """The sums of a document whose lines are agreed without tax: quotes and invoices to companies.

    A document has one of the two forms. Mixing them would need two roundings for one rate.
    """
    return _totals(lines, lambda net, percent: RateTotal(percent, net, tax_on(net, percent)))


def lines_with_tax(lines: Sequence[Line], totals: Totals) -> tuple[Yen, ...]:
    """What each line of a document agreed without tax comes to with its tax, so that they add up to its totals.

    The last line of a rate takes what rounding the others down left.
    """
    left: dict[int | None, int] = {rate.percent: rate.total_jpy for rate in totals.rates}
    last = {line.percent: place for place, line in enumerate(lines)}
    amounts: list[Yen] = []
    for place, line in enumerate(lines):
        if line.percent is None or place < last[line.percent]:
            tax = tax_on(line.amount_jpy, line.percent) if line.percent is not None else 0
            amounts.append(Yen(line.amount_jpy + tax))
            left[line.percent] = left.get(line.percent, 0) - amounts[-1]
        else:
            amounts.append(Yen(left[line.percent]))
    return tuple(amounts)


def spread(amount_jpy: Yen, totals: Totals) -> tuple[Line, ...]:
    """An amount that goes back, spread over the rates of the sale in proportion to their totals, the lowest rate first.

    The last part takes what rounding down left over, so that the parts are the amount.

    Raises:
        ValueError: for more than the whole sale.
    """
    parts: list[tuple[int, int | None]] = [(rate.total_jpy, rate.percent) for rate in totals.rates]
    if totals.out_of_scope_jpy:
        parts.insert(0, (totals.out_of_scope_jpy, None))
    if amount_jpy > totals.total_jpy:
        msg = f"{amount_jpy} yen are more than the {totals.total_jpy} of the sale."
        raise ValueError(msg)
    shares = [amount_jpy * total // totals.total_jpy for total, _percent in parts[:-1]] if amount_jpy else []
    shares.append(amount_jpy - sum(shares))
    return tuple(Line(Yen(share), percent) for share, (_total, percent) in zip(shares, parts, strict=False) if share)


def apportion(amount_jpy: int, weights: Sequence[int]) -> list[int]:
    """Whole yen of an amount for each weight, in proportion: together the amount, and none more than its weight.

    The amount may not be more than all weights. Each share is rounded down but for what the ones before it left over.
    """
    total, before, shares = sum(weights), 0, []
    for weight in weights:
        shares.append(amount_jpy * (before + weight) // total - amount_jpy * before // total)
        before += weight
    return shares


def less(totals: Totals, lines: Iterable[Line]) -> Totals:
    """What is left of a sale after an allowance on it; the tax of each rate is rounded once, on what is left."""
    off: dict[int | None, int] = {}
    for line in lines:
        off[line.percent] = off.get(line.percent, 0) + yen(line.amount_jpy)
    if not off:
        return totals
    left = [Line(Yen(rate.total_jpy - off.get(rate.percent, 0)), rate.percent) for rate in totals.rates]
    return totals_with_tax_inside([*left, Line(Yen(totals.out_of_scope_jpy - off.get(None, 0)), None)])


def totals_of(lines: Iterable[Line], *, excludes_tax: bool) -> Totals:
    """The sums of a document in the form its prices are agreed in."""
    return totals_with_tax_on_top(lines) if excludes_tax else totals_with_tax_inside(lines)


def _totals(lines: Iterable[Line], split: Callable[[Yen, int], RateTotal]) -> Totals:
    sums: dict[int | None, int] = {}
    for line in lines:
        sums[line.percent] = sums.get(line.percent, 0) + yen(line.amount_jpy)
    out_of_scope = Yen(sums.pop(None, 0))
    rates = sorted((rate, total) for rate, total in sums.items() if rate is not None)
    return Totals(tuple(split(Yen(total), rate) for rate, total in rates), out_of_scope)


def _check_percent(percent: int) -> None:
    if type(percent) is not int or not 0 <= percent <= 100:
        msg = f"A percentage is a whole number from 0 to 100: {percent!r}"
        raise ValueError(msg)
