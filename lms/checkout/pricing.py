"""What a seat costs at a moment. The listed price is the price that is charged."""

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lms.checkout.models import Listing
from lms.kernel.obstacles import Obstacle
from payments.money import yen
from payments.offers import INDIVIDUAL, Price, price_at


class FeeUndecided(Obstacle):
    message = _("The fee of this course is not decided yet, so it cannot be applied for.")


def prices_of(listing: Listing, seats: int, *, now: datetime, channel: str) -> list[Price]:
    """The prices of several seats bought at once: an offer with fewer uses left than seats lowers only so many.

    Raises:
        FeeUndecided: while the fee is 未定.
    """
    if listing.list_price_jpy is None:
        raise FeeUndecided
    offers = [offer.as_offer() for offer in listing.offers.all()]
    prices: list[Price] = []
    for _seat in range(seats):
        price = price_at(yen(listing.list_price_jpy), offers, now, channel=channel)
        prices.append(price)
        offers = [replace(each, used=each.used + 1) if each == price.offer else each for each in offers]
    return prices


def price_of(listing: Listing, *, now: datetime, channel: str = INDIVIDUAL) -> Price:
    """The price of one seat, yen tax included, for an application made now (server time) by a person or a company.

    Raises:
        FeeUndecided: while the fee is 未定.
    """
    if listing.list_price_jpy is None:
        raise FeeUndecided
    return price_at(
        yen(listing.list_price_jpy), [offer.as_offer() for offer in listing.offers.all()], now, channel=channel
    )
