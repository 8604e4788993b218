"""Which discount applies at a moment. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lms.kernel.calendar import JST
from payments.money import Yen, discounted_unit_price, yen

INDIVIDUAL, COMPANY = "individual", "company"
LEAST_CHARGE = 50
"""Stripe takes no smaller amount in yen than this."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A percentage off, an amount off or a fixed price between two moments; `ends_at` is exclusive.

    Exactly one of `percent`, `amount_off_jpy` and `fixed_jpy` is given. `channel` names who may have it, "" everybody.
    `max_uses` is None where it is not limited; `key` names the row that counts the uses, None for one without a row.
    """

    label: str
    percent: int
    starts_at: datetime
    ends_at: datetime
    amount_off_jpy: int = 0
    fixed_jpy: int | None = None
    channel: str = ""
    max_uses: int | None = None
    used: int = 0
    key: int | None = None

    def applies_at(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at

    def is_for(self, channel: str) -> bool:
        return self.channel in {"", channel}

    @property
    def uses_left(self) -> int | None:
        """None where it is not limited."""
        return None if self.max_uses is None else max(self.max_uses - self.used, 0)

    def unit_price(self, list_jpy: Yen) -> Yen:
        """What one unit costs with it; never more than the regular price, and never less than can be charged.

        A reduction that would leave an amount between 1 and 49 yen leaves nothing to pay.
        """
        if self.fixed_jpy is not None:
            reduced = self.fixed_jpy
        elif self.amount_off_jpy:
            reduced = max(list_jpy - self.amount_off_jpy, 0)
        else:
            reduced = discounted_unit_price(list_jpy, self.percent)
        return yen(min(_chargeable(reduced), list_jpy))


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit costs at a moment, in yen tax included, and the offer that made it so."""

    list_jpy: Yen
    unit_jpy: Yen
    offer: Offer | None


def after_credit(price_jpy: Yen, credit_jpy: int) -> Yen:
    """What is left to pay of a price where something was paid before; nothing goes back where that was more."""
    return yen(_chargeable(price_jpy - credit_jpy))


def _chargeable(amount_jpy: int) -> int:
    return amount_jpy if amount_jpy >= LEAST_CHARGE else 0


def price_at(list_jpy: Yen, offers: Iterable[Offer], moment: datetime, *, channel: str = INDIVIDUAL) -> Price:
    """The best single price; offers are never stacked. Of equal prices the offer that ends first is named.

    An offer counts while it runs, for the buyers it is made to, as long as a use of it is left, and if it lowers the
    price at all.
    """
    running = [
        offer
        for offer in offers
        if offer.applies_at(moment) and offer.is_for(channel) and offer.uses_left != 0
        if offer.unit_price(list_jpy) < list_jpy
    ]
    if not running:
        return Price(list_jpy, list_jpy, None)
    best = min(running, key=lambda offer: (offer.unit_price(list_jpy), offer.ends_at, offer.label))
    return Price(list_jpy, best.unit_price(list_jpy), best)


def last_moment_shown(ends_at: datetime) -> datetime:
    """The last second of an offer in Japan: an end of 1 December 00:00 reads 「11月30日 23:59まで」."""
    return (ends_at - timedelta(seconds=1)).astimezone(JST)
