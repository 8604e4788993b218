"""Yen. Whole numbers, tax included, and the only three computations we do with them. Pure."""

from typing import NewType

Yen = NewType("Yen", int)


def yen(value: object) -> Yen:
    """An amount of yen from a whole number.

    Raises:
        TypeError: for anything that is not exactly an int; True, 100.0 and Decimal("100") are mistakes, not money.
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


def _check_percent(percent: int) -> None:
    if type(percent) is not int or not 0 <= percent <= 100:
        msg = f"A percentage is a whole number from 0 to 100: {percent!r}"
        raise ValueError(msg)
