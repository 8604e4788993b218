"""From a filled-in form to a held seat and an order, or to a review, or to a reason why not."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cohorts.actions.application import record_consents
from cohorts.actions.enrollment import hold_inside, park_for_review
from cohorts.actions.waitlist import accept_offer
from cohorts.applications import eligibility_of
from cohorts.eligibility import Eligibility, Verdict
from cohorts.models import Enrollment
from lms.checkout import conf
from lms.checkout.cancellation import order_of
from lms.checkout.confirmation import Confirmation
from lms.checkout.mail_words import agreed_when_applying
from lms.checkout.models import Purchase
from lms.checkout.upgrade import credit_of
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from payments.actions.offer_use import OfferUsedUp
from payments.actions.order import Buyer, LineToOrder, place_order
from payments.actions.state import lock_order
from payments.models import Order, Payment


class NotEligible(Obstacle):
    """The application cannot lead to this seat; `eligibility` says why and what is possible instead."""

    message = _("This seat needs a requirement that is not met yet.")

    def __init__(self, eligibility: Eligibility) -> None:
        super().__init__()
        self.eligibility = eligibility


class PriceChanged(Obstacle):
    """The price shown is no longer the price; nothing was charged."""

    message = _("The price has changed since this page was shown. Please check the new price and confirm again.")


class OfferChanged(Obstacle):
    """A date, the venue, the period or a text is not what was shown; nothing was charged."""

    message = _("Something on this page has changed since it was shown. Please check it and confirm again.")


@dataclass(frozen=True, slots=True)
class Paths:
    """Local paths the payment page leads back to; "{order}" stands for the order's public id."""

    returned: str
    turned_back: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a submission: `order` is None while the secretariat looks at it.

    `payment` is the attempt that was begun with a new order; None for an order that was there before.
    """

    enrollment: Enrollment
    order: Order | None
    payment: Payment | None = None


def submit_application(
    confirmation: Confirmation,
    *,
    shown_total_jpy: int | None,
    shown_offer: str,
    form_token: str,
    paths: Paths,
    by: Actor,
    now: datetime,
) -> Submitted:
    """Make a draft binding: hold the seat and freeze the price, or park it for the secretariat's review.

    Call outside any transaction. A repeated form token (double click, back button) finds what the first one did.

    Args:
        confirmation: what the confirm screen showed, read at this moment; its versions are the ones accepted.
        shown_total_jpy: yen, tax included, that the applicant saw.
        shown_offer: `Confirmation.fingerprint` of what the applicant saw.
        form_token: unique per form and applicant; the caller makes sure that nobody can send another person's.

    Raises:
        NotEligible, OfferChanged, PriceChanged, ApplicationsClosed (also where the seat an upgrade is to replace has
        ended), CohortFull, AlreadyApplied, OfferOver.
    """
    try:
        eligibility = _judge(confirmation, shown_offer, now=now)
        if not eligibility.may_take_seat:
            return Submitted(_park(confirmation, eligibility, by=by, now=now), None)
        if shown_total_jpy != confirmation.total_jpy:
            raise PriceChanged
        return _hold_and_order(confirmation, eligibility, form_token, paths, by=by, now=now)
    except (Obstacle, IntegrityError) as refusal:
        # A form that was sent before is in its own way; this time it took nothing.
        if order := Order.objects.placed_with(form_token):
            return Submitted(Enrollment.objects.get(purchase__order=order), order)
        if isinstance(refusal, OfferUsedUp):
            raise PriceChanged from refusal
        raise


def _judge(confirmation: Confirmation, shown_offer: str, *, now: datetime) -> Eligibility:
    eligibility = eligibility_of(confirmation.enrollment, now=now)
    if eligibility.verdict is Verdict.NOT_MET:
        raise NotEligible(eligibility)
    if shown_offer != confirmation.fingerprint:
        raise OfferChanged
    return eligibility


@transaction.atomic
def _park(confirmation: Confirmation, eligibility: Eligibility, *, by: Actor, now: datetime) -> Enrollment:
    if confirmation.enrollment.status == Enrollment.Status.UNDER_REVIEW:
        return confirmation.enrollment
    parked = park_for_review(confirmation.enrollment, eligibility=eligibility, by=by, now=now)
    _accept(confirmation, by=by, now=now)
    return parked


@transaction.atomic
def _hold_and_order(
    confirmation: Confirmation,
    eligibility: Eligibility,
    form_token: str,
    paths: Paths,
    *,
    by: Actor,
    now: datetime,
) -> Submitted:
    """One transaction whose first statement takes the seat; a seat without an order, or the reverse, cannot be.

    An upgrade locks the order of the seat it is to replace before that: it is not canceled in the same moment, and what
    was paid for it is what was shown.
    """
    _lock_what_is_replaced(confirmation, now=now)
    hold_until = now + conf.LMS_HOLD
    # A seat that was offered from the waitlist is counted already; it is only kept for the time to pay.
    enrollment = confirmation.enrollment
    if enrollment.status == Enrollment.Status.OFFERED:
        held = accept_offer(enrollment, eligibility=eligibility, hold_until=hold_until, by=by, now=now)
    else:
        agreed = agreed_when_applying(confirmation)
        held = hold_inside(
            enrollment,
            eligibility=eligibility,
            hold_until=hold_until,
            agreed=agreed,
            sender=confirmation.seller,
            by=by,
            now=now,
        )
    _accept(confirmation, by=by, now=now)
    placed = place_order(
        buyer=_buyer(held),
        lines=[line_of(held, confirmation)],
        policy=confirmation.policy,
        terms_version=confirmation.terms.version,
        form_token=form_token,
        locale=(get_language() or "ja")[:2],
        return_path=paths.returned,
        cancel_path=paths.turned_back,
        methods_until=confirmation.deadline_at,
        by=by,
        now=now,
    )
    Purchase.objects.create(order=placed.order, line=placed.lines[0], enrollment=held)
    return Submitted(held, placed.order, placed.payment)


def _accept(confirmation: Confirmation, *, by: Actor, now: datetime) -> None:
    record_consents(
        confirmation.enrollment,
        terms=confirmation.terms.version,
        policy=str(confirmation.policy),
        privacy=confirmation.privacy.version,
        by=by,
        now=now,
    )


def _buyer(enrollment: Enrollment) -> Buyer:
    person = enrollment.person
    return Buyer(name=person.full_name, email=person.email, user_pk=person.user_id)


def line_of(enrollment: Enrollment, confirmation: Confirmation) -> LineToOrder:
    price = confirmation.price
    title = f"{enrollment.cohort.title} {enrollment.get_kind_display()}"
    if enrollment.upgrade_of:
        facts = {"seat": title, "number": enrollment.upgrade_of.number}
        title = gettext("%(seat)s (difference to the audit-only seat %(number)s)") % facts
    return LineToOrder(
        title=title,
        reference=f"enrollment:{enrollment.public_id}",
        list_unit_jpy=price.list_jpy,
        offer=price.offer,
        tax_percent=enrollment.pool.listing.tax_percent,
        credit_jpy=confirmation.credit_jpy,
    )


def _lock_what_is_replaced(confirmation: Confirmation, *, now: datetime) -> None:
    source = confirmation.enrollment.upgrade_of
    order = order_of(source) if source else None
    if source is None or order is None:
        return
    lock_order(order.pk)
    if credit_of(Enrollment.objects.get(pk=source.pk), now=now) != confirmation.credit_jpy:
        raise PriceChanged
