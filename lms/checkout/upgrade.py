"""What changing an audit-only seat to a certification seat costs; read before anything is done."""

from dataclasses import dataclass
from datetime import datetime

from cohorts.models import Enrollment, SeatKind
from lms.checkout.cancellation import quote_of
from lms.checkout.models import Listing
from lms.checkout.pricing import price_of
from payments.money import Yen
from payments.offers import Price, after_credit


@dataclass(frozen=True, slots=True)
class UpgradePrice:
    """Yen, tax included: the certification seat at this moment, what was paid for the audit-only seat, and the rest.

    Where the certification seat costs no more than was paid, nothing is charged and nothing is sent back.
    """

    price: Price
    credit_jpy: Yen

    @property
    def difference_jpy(self) -> Yen:
        return after_credit(self.price.unit_jpy, self.credit_jpy)


def upgrade_price_of(enrollment: Enrollment, *, now: datetime) -> UpgradePrice | None:
    """What this audit-only seat's change would cost now; None while the fee of certification seats is undecided."""
    listings = Listing.objects.with_offers().filter(pool__cohort=enrollment.cohort_id)
    listing = listings.filter(pool__kind=SeatKind.CERTIFICATION, list_price_jpy__isnull=False).first()
    if listing is None:
        return None
    return UpgradePrice(price_of(listing, now=now), credit_of(enrollment, now=now))


def credit_of(enrollment: Enrollment, *, now: datetime) -> Yen:
    """What was paid for this seat and has not gone back; it counts toward the seat that takes its place."""
    return quote_of(enrollment, now=now).paid_jpy
