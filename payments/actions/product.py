"""Deciding what a product costs from a moment on."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from payments.models import Product, ProductPrice
from payments.money import yen
from payments.offers import LEAST_CHARGE


class BeginsInThePast(Obstacle):
    message = _("A price begins now or later. Leave the day empty if it is to hold at once.")


class NotChargeable(Obstacle):
    message = _("A price is 0 yen or at least 50 yen.")


@transaction.atomic
def decide_price(
    product: Product, *, list_price_jpy: int, starts_at: datetime | None, by: Actor, now: datetime
) -> ProductPrice:
    """The regular price from a moment on, in yen tax included; None is now. One that has not begun may be replaced.

    Orders that were placed keep their price.

    Raises BeginsInThePast, NotChargeable.
    """
    begins = starts_at or now
    if begins < now:
        raise BeginsInThePast
    if 0 < yen(list_price_jpy) < LEAST_CHARGE:
        raise NotChargeable
    price, _is_new = ProductPrice.objects.update_or_create(
        product=product,
        starts_at=begins,
        defaults={"list_price_jpy": list_price_jpy, "decided_by": by.label, "decided_at": now},
    )
    audit.record("lms_payments.decide_price", product, by=by, amount_jpy=list_price_jpy, starts_at=begins.isoformat())
    return price
