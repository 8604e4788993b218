"""Buyers who press the button at the same moment, more of them than an offer has uses."""


def prepare(number: int, uses: int, buyers: int) -> int:
    del number
    from payments.models import DiscountOffer
    from tests.checkout.applications import a_draft, a_world

    world = a_world(capacity=buyers)
    DiscountOffer.objects.update(max_uses=uses)
    for _buyer in range(buyers):
        a_draft(world)
    return uses


def buy(number: int) -> int:
    """What the order of the number-th buyer costs who has seen the reduced price."""
    from cohorts.models import Enrollment
    from tests.checkout.applications import confirm

    draft = Enrollment.objects.order_by("pk")[number]
    order = confirm(draft).order
    if order.total_jpy != EARLY_PRICE_JPY:
        raise PriceChanged
    return order.total_jpy


def used(number: int) -> list[int]:
    """Uses counted, and orders that cost less."""
    del number
    from payments.models import DiscountOffer, Order

    return [DiscountOffer.objects.get().used, Order.objects.filter(total_jpy=EARLY_PRICE_JPY).count()]


EARLY_PRICE_JPY = 70_400


class PriceChanged(Exception):
    """Somebody who came too late to see the reduced price, as good as somebody who was told that it is gone."""
