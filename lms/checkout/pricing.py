"""What a seat costs at a moment. The listed price is the price that is charged."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lms.checkout.models import Listing
from lms.kernel.obstacles import Obstacle
from payments.money import yen
from payments.offers import INDIVIDUAL, Price, price_at


class FeeUndecided(Obstacle):
    message = _("The fee of this course is not decided yet, so it cannot be applied for.")


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
