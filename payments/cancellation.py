"""What a cancellation costs, by days in Japan before the first day. Pure.

Terms are versioned data: an order keeps those its buyer accepted (民法548条の2), whatever is edited later.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from lms.kernel.calendar import JST, Roll, add_business_days, end_of, roll
from payments.money import Yen, share_of


@dataclass(frozen=True, slots=True)
class Tier:
    """Until the day `days_before` days ahead of the first one the fee is `fee_percent` of the base."""

    days_before: int
    fee_percent: int


# A graduated table of the kind common for open seminars; each organizer keeps its own as a CancellationPolicy row.
DEFAULT_TIERS = (Tier(15, 0), Tier(8, 30), Tier(5, 50), Tier(1, 80), Tier(0, 100))


class DayUnit(StrEnum):
    """How the days of a tier are counted."""

    CALENDAR = "calendar"
    BUSINESS = "business"


class FeeBase(StrEnum):
    """What the percentage is taken of: the price that was paid, or the regular price without a discount."""

    PAID = "paid"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationTerms:
    """A table with its way of counting.

    `cut_off` is the time of day in Japan at which the last day of a tier ends (None: midnight). `rolls` moves a last
    day on which the office is closed to the open day before it.
    """

    tiers: tuple[Tier, ...] = DEFAULT_TIERS
    unit: DayUnit = DayUnit.CALENDAR
    cut_off: time | None = None
    rolls: bool = False
    base: FeeBase = FeeBase.PAID
    is_closed: Callable[[date], bool] = field(default=lambda _day: False, compare=False)

    def last_day(self, tier: Tier, first_day: date) -> date:
        """The last day on which this tier holds; for the last tier the first day itself."""
        if self.unit is DayUnit.BUSINESS and tier.days_before:
            day = add_business_days(first_day, -tier.days_before, is_closed=self.is_closed)
        else:
            day = first_day - timedelta(days=tier.days_before)
        return roll(day, is_closed=self.is_closed, to=Roll.PREVIOUS) if self.rolls and tier.days_before else day

    def ends_at(self, tier: Tier, first_day: date) -> datetime:
        """The first moment at which this tier holds no more."""
        day = self.last_day(tier, first_day)
        return datetime.combine(day, self.cut_off, tzinfo=JST) if self.cut_off else end_of(day)

    def tier_at(self, moment: datetime, first_day: date) -> Tier:
        """The tier that holds at a moment (any time zone). Once all have ended the last one goes on holding."""
        ahead = (tier for tier in self.tiers[:-1] if moment < self.ends_at(tier, first_day))
        return next(ahead, self.tiers[-1])

    def fee(self, tier: Tier, *, paid_jpy: Yen, list_jpy: Yen) -> Yen:
        """In yen, rounded down in the buyer's favor and never more than was paid."""
        base = list_jpy if self.base is FeeBase.LIST else paid_jpy
        return min(share_of(base, tier.fee_percent), paid_jpy)


def tiers_from(data: Sequence[dict[str, int]]) -> tuple[Tier, ...]:
    """Tiers as stored, the earliest first.

    Raises:
        ValueError: unless days are distinct and end at 0, and fees never fall as the day comes nearer.
    """
    tiers = tuple(sorted((Tier(**row) for row in data), key=lambda tier: -tier.days_before))
    days = [tier.days_before for tier in tiers]
    fees = [tier.fee_percent for tier in tiers]
    if not tiers or days[-1] != 0 or len(set(days)) != len(days):
        msg = "The tiers must name distinct days and end with day 0."
        raise ValueError(msg)
    if fees != sorted(fees) or not 0 <= fees[0] <= fees[-1] <= 100:
        msg = "Fees must lie between 0 and 100 percent and may not fall as the day comes nearer."
        raise ValueError(msg)
    return tiers


def terms_from(kept: Mapping[str, Any], *, is_closed: Callable[[date], bool]) -> CancellationTerms:
    """Terms as an order keeps them; what older ones do not name is counted as it was then."""
    cut_off = kept.get("cut_off")
    return CancellationTerms(
        tiers=tiers_from(kept["tiers"]),
        unit=DayUnit(kept.get("unit", DayUnit.CALENDAR)),
        cut_off=time.fromisoformat(cut_off) if cut_off else None,
        rolls=bool(kept.get("rolls", False)),
        base=FeeBase(kept.get("base", FeeBase.PAID)),
        is_closed=is_closed,
    )
