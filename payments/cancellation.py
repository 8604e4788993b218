"""What a cancellation costs, by calendar days in Japan before the first day. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from payments.money import Yen, share_of


@dataclass(frozen=True, slots=True)
class Tier:
    """From `days_before` days ahead (counted in calendar days) the fee is `fee_percent` of what was paid."""

    days_before: int
    fee_percent: int


# A graduated table of the kind common for open seminars; each organizer keeps its own as a CancellationPolicy row.
DEFAULT_TIERS = (Tier(15, 0), Tier(8, 30), Tier(5, 50), Tier(1, 80), Tier(0, 100))


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


def fee_percent(tiers: Sequence[Tier], *, first_day: date, canceled_on: date) -> int:
    """The fee in percent; both days are days in Japan. On and after the first day the last tier holds."""
    left = (first_day - canceled_on).days
    return next((tier.fee_percent for tier in tiers if left >= tier.days_before), tiers[-1].fee_percent)


def cancellation_fee(paid_jpy: Yen, tiers: Sequence[Tier], *, first_day: date, canceled_on: date) -> Yen:
    """The fee in yen, rounded down in the buyer's favor; the rest is refunded."""
    return share_of(paid_jpy, fee_percent(tiers, first_day=first_day, canceled_on=canceled_on))
