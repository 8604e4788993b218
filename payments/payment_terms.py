"""When a company pays: by the month it closes its books (締め日) and the day it pays on (支払日), or in days. Pure."""

import calendar
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

from lms.kernel.calendar import Roll, is_bank_holiday, roll

MONTH_END = 31
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class MonthlyTerms:
    """「月末締め翌月末払い」 and its like.

    `closing_day` and `payment_day` are days of a month; 31 is its last day, whichever that is. What is invoiced until
    the closing day (inclusive) is paid `months` months later. A payment day on which banks are closed moves by `roll`:
    to the next business day unless agreed otherwise (民法142条).
    """

    closing_day: int = MONTH_END
    months: int = 1
    payment_day: int = MONTH_END
    roll: Roll = Roll.NEXT

    def __post_init__(self) -> None:
        """Raises ValueError for days that no month has and for paying before closing."""
        if not (1 <= self.closing_day <= MONTH_END and 1 <= self.payment_day <= MONTH_END):
            msg = "A day of a month lies between 1 and 31."
            raise ValueError(msg)
        if self.months < 0 or (self.months == 0 and self.payment_day < self.closing_day):
            msg = "Nobody pays before the books are closed."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class DaysAfter:
    """So many days after the day of the invoice, which is not counted (民法140条). Without `roll` the day stays."""

    days: int
    roll: Roll | None = Roll.NEXT

    def __post_init__(self) -> None:
        """Raises ValueError for days that lie in the past."""
        if self.days < 0:
            msg = "Nobody pays before the invoice."
            raise ValueError(msg)


PaymentTerms: TypeAlias = MonthlyTerms | DaysAfter


def due_on(invoiced_on: date, terms: PaymentTerms) -> date:
    """The day, inclusive, until which an invoice of a day is to be paid."""
    day = invoiced_on + timedelta(days=terms.days) if isinstance(terms, DaysAfter) else _monthly(invoiced_on, terms)
    return roll(day, is_closed=is_bank_holiday, to=terms.roll) if terms.roll else day


def as_kept(terms: PaymentTerms) -> dict[str, Any]:
    """The terms as they are frozen beside what they were agreed for; `terms_of` reads them."""
    return {**asdict(terms), "roll": terms.roll.value if terms.roll else None}


def terms_of(kept: Mapping[str, Any]) -> PaymentTerms:
    facts = {**kept, "roll": Roll(kept["roll"]) if kept["roll"] else None}
    return DaysAfter(**facts) if "days" in facts else MonthlyTerms(**facts)


def _monthly(invoiced_on: date, terms: MonthlyTerms) -> date:
    closing = _day_of_month(invoiced_on.year, invoiced_on.month, terms.closing_day)
    months = terms.months + (invoiced_on > closing)
    year, month = divmod(invoiced_on.year * MONTHS_A_YEAR + invoiced_on.month - 1 + months, MONTHS_A_YEAR)
    return _day_of_month(year, month + 1, terms.payment_day)


def _day_of_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
