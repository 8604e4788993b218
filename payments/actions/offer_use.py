"""Counting the uses of offers: every change of `DiscountOffer.used` is one conditional UPDATE, here.

Whoever changes it has touched order and seats before: one order for all, so that two of them never wait for each other.
"""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from lms.kernel.obstacles import Obstacle
from payments.actions.state import require_transaction
from payments.models import DiscountOffer, Order
from payments.offers import Offer


class OfferUsedUp(Obstacle):
    message = _("The last seat at this price has just been taken. Please check the new price and confirm again.")


def use_offer(offer: Offer, *, quantity: int, now: datetime) -> None:
    """Count uses of an offer that is being bought. Raises OfferUsedUp when it ran out or ended meanwhile."""
    require_transaction()
    if offer.key is None:
        return
    running = DiscountOffer.objects.running_at(now).filter(pk=offer.key).with_uses_left(quantity)
    if not running.update(used=F("used") + quantity):
        raise OfferUsedUp


def give_uses_back(order: Order, *, now: datetime) -> None:
    """Nobody paid: others may use the offer. Each line gives back once, however often this is called."""
    for line in order.lines.filter(offer__isnull=False, offer_given_back_at__isnull=True):
        if order.lines.filter(pk=line.pk, offer_given_back_at__isnull=True).update(offer_given_back_at=now):
            DiscountOffer.objects.filter(pk=line.offer_id or 0).update(used=F("used") - line.quantity)


def use_again(order: Order) -> None:
    """Money came after the order was given up: the agreed price holds, and is counted again while a use is left."""
    for line in order.lines.standing().filter(offer__isnull=False, offer_given_back_at__isnull=False):
        left = DiscountOffer.objects.filter(pk=line.offer_id or 0).with_uses_left(line.quantity)
        if left.update(used=F("used") + line.quantity):
            order.lines.filter(pk=line.pk).update(offer_given_back_at=None)
