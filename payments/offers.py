"""Which discount applies at a moment. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lms.kernel.calendar import JST
from payments.money import Yen, discounted_unit_price


@dataclass(frozen=True, slots=True)
class Offer:
    """A percentage off between two moments; `ends_at` is exclusive."""

    label: str
    percent: int
    starts_at: datetime
    ends_at: datetime

    def applies_at(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit costs at a moment, in yen tax included, and the offer that made it so."""

    list_jpy: Yen
    unit_jpy: Yen
    offer: Offer | None


def price_at(list_jpy: Yen, offers: Iterable[Offer], moment: datetime) -> Price:
    """The best single price; offers are never stacked. Of equal discounts the one that ends first is named."""
    running = [offer for offer in offers if offer.applies_at(moment)]
    if not running:
        return Price(list_jpy, list_jpy, None)
    best = min(running, key=lambda offer: (-offer.percent, offer.ends_at, offer.label))
    return Price(list_jpy, discounted_unit_price(list_jpy, best.percent), best)


def last_moment_shown(ends_at: datetime) -> datetime:
    """The last second of an offer in Japan: an end of 1 December 00:00 reads 「11月30日 23:59まで」."""
    return (ends_at - timedelta(seconds=1)).astimezone(JST)
