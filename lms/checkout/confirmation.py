"""What the confirm screen must show before anything binds.

The law on distance selling names six items: quantity, total price, when and how to pay, when the service is given,
withdrawal and cancellation, and the period of application where it is limited (特定商取引法12条の6, in force since
2022-06-01). With a fee or a date undecided the screen cannot be lawful, so there is no order.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cohorts.actions.upgrade import upgrade_limit
from cohorts.models import Cohort, CohortDay, Enrollment, SeatPool
from lms.checkout.commerce import seller_with_gaps
from lms.checkout.models import LegalDocument, Listing
from lms.checkout.pricing import price_of
from lms.checkout.upgrade import credit_of
from lms.kernel.models import OrganizationProfile
from lms.kernel.obstacles import Obstacle
from payments.models import CancellationPolicy
from payments.money import Yen
from payments.offers import Price, after_credit

Kind = LegalDocument.Kind


class NotOnSale(Obstacle):
    """Something the confirm screen must show does not exist yet."""

    message = _("Applications cannot be completed yet because the terms are still being prepared. We are sorry.")


@dataclass(frozen=True, slots=True)
class Sale:
    """Who sells, the days, the end of the application period (None: not decided) and the texts to accept."""

    seller: OrganizationProfile
    days: tuple[CohortDay, ...]
    deadline_at: datetime | None
    terms: LegalDocument
    privacy: LegalDocument


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The six items and the texts to accept, as they stand at this moment.

    `credit_jpy` was paid for the audit-only seat that an upgrade takes the place of, yen tax included.
    """

    enrollment: Enrollment
    price: Price
    days: tuple[CohortDay, ...]
    deadline_at: datetime
    policy: CancellationPolicy
    terms: LegalDocument
    privacy: LegalDocument
    seller: OrganizationProfile
    credit_jpy: int = 0

    @property
    def total_jpy(self) -> Yen:
        """What is charged by confirming."""
        return after_credit(self.price.unit_jpy, self.credit_jpy) if self.credit_jpy else self.price.unit_jpy

    @property
    def fingerprint(self) -> str:
        """Another one as soon as anything of the offer but its price differs: the seat, days, venue, period, texts."""
        seat = (self.enrollment.pool_id, self.enrollment.cohort.venue_id, self.deadline_at.timestamp())
        days = [(day.held_on, day.opens_at, day.closes_at) for day in self.days]
        texts = (self.policy.pk, self.terms.pk, self.privacy.pk)
        return hashlib.sha256(repr((seat, days, texts)).encode()).hexdigest()


def confirmation_of(enrollment: Enrollment, *, now: datetime) -> Confirmation:
    """Everything the applicant agrees to by confirming now.

    Raises:
        FeeUndecided: while the fee is 未定.
        NotOnSale: while a date, the cancellation policy, a legal text or the seller's own statement is missing.
    """
    sale = sale_of(enrollment.cohort, now=now)
    listing = listing_of(enrollment.pool)
    source = enrollment.upgrade_of
    deadline = upgrade_limit(enrollment) if source else sale.deadline_at
    if listing.policy is None or deadline is None:
        raise NotOnSale
    price = price_of(listing, now=now)
    credit = credit_of(source, now=now) if source else Yen(0)
    texts = (listing.policy, sale.terms, sale.privacy)
    return Confirmation(enrollment, price, sale.days, deadline, *texts, sale.seller, credit)


def sale_of(cohort: Cohort, *, now: datetime) -> Sale:
    """What holds for every seat of a cohort. Raises NotOnSale while a date, a text or the statement is missing."""
    seller, gaps = seller_with_gaps(now=now)
    if gaps:
        raise NotOnSale
    texts = LegalDocument.objects.all_in_force(at=now)
    terms, privacy = texts.get(Kind.TERMS), texts.get(Kind.PRIVACY)
    days = tuple(cohort.days.all())
    if terms is None or privacy is None or not days or any(day.held_on is None for day in days):
        raise NotOnSale
    return Sale(seller, days, cohort.application_deadline_at, terms, privacy)


def listing_of(pool: SeatPool) -> Listing:
    """The fee of the seats of a pool. Raises NotOnSale where none was entered."""
    listing: Listing | None = getattr(pool, "listing", None)
    if listing is None:
        raise NotOnSale
    return listing
