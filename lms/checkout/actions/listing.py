"""What a seat costs: decided here, and told in the same transaction."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts.actions.change import announce_change, tell_of_change
from cohorts.models import CohortChange, SeatPool
from lms.checkout.actions.offer import check_regular_prices
from lms.checkout.models import Listing
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from payments.models import CancellationPolicy, DiscountOffer


class FeeDecided(Obstacle):
    message = _("The fee is decided. It can be changed, but not made undecided again; postpone the cohort instead.")


@transaction.atomic
def decide_listing(
    pool: SeatPool,
    *,
    list_price_jpy: int | None,
    tax_percent: int = 10,
    policy: CancellationPolicy | None = None,
    offers: Iterable[DiscountOffer] = (),
    by: Actor,
) -> Listing:
    """List a seat at a fee (yen, tax included; None while undecided) with its offers and cancellation policy.

    Orders already placed keep the price they were placed at. Raises FeeDecided where a fee would become undecided
    again, FictitiousRegularPrice where its offers would leave no regular price to compare with.
    """
    listing = Listing.objects.select_for_update().filter(pool=pool).first() or Listing(pool=pool)
    before = listing.list_price_jpy
    if before is not None and list_price_jpy is None:
        raise FeeDecided
    listing.list_price_jpy, listing.tax_percent, listing.policy = list_price_jpy, tax_percent, policy
    listing.save()
    listing.offers.set(offers)
    check_regular_prices([listing])
    audit.record("lms_checkout.decide_listing", listing, by=by, before=before, after=list_price_jpy)
    if before is None and list_price_jpy is not None:
        announce_change(pool.cohort, CohortChange.Kind.FEE)
    else:
        tell_of_change(pool.cohort)
    return listing
