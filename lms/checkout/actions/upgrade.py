"""Changing a paid audit-only seat to a certification seat: a seat, an order over the difference, and the old seat last.

The participant goes the way of an application (`submit_application`); the office does the same in one act, to be paid
by bank transfer. The audit-only seat and its money are untouched until the difference is paid.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts.actions.application import DeclarationData
from cohorts.actions.enrollment import hold_seat
from cohorts.actions.upgrade import confirm_upgrade, draft_upgrade, upgrade_limit
from cohorts.applications import eligibility_of
from cohorts.eligibility import Eligibility, Need
from cohorts.models import Enrollment
from cohorts.reasons import sentences
from lms.checkout.actions.application import Paths, Submitted, line_of
from lms.checkout.cancellation import order_of
from lms.checkout.confirmation import Confirmation, confirmation_of
from lms.checkout.mail_words import agreed_when_applying
from lms.checkout.models import Purchase
from lms.kernel.actor import Actor
from lms.kernel.calendar import end_of
from lms.kernel.obstacles import Obstacle
from payments.actions.checkout import open_checkout
from payments.actions.order import Buyer, place_order
from payments.actions.state import lock_order
from payments.models import Order


class PayByTooLate(Obstacle):
    message = _("The last day to pay lies ahead, and before the first day of the course.")


class UpgradeNotEligible(Obstacle):
    """The message says why."""

    message = _("This person cannot take a certification seat yet.")

    def __init__(self, eligibility: Eligibility) -> None:
        super().__init__(" ".join([str(self.message), *sentences(eligibility)]))


def confirm_paid_upgrade(enrollment: Enrollment, *, agreed: Sequence[str], by: Actor, now: datetime) -> Enrollment:
    """The difference is paid. Inside the caller's transaction, which has locked its order.

    The order of the seat that is given back is locked after it, so that this seat is not canceled, and its money sent
    back, in the same moment. Raises what `confirm_upgrade` raises.
    """
    source = enrollment.upgrade_of
    if source and (order := order_of(source)):
        lock_order(order.pk)
    return confirm_upgrade(enrollment, agreed=agreed, by=by, now=now)


def upgrade_by_office(
    enrollment: Enrollment,
    *,
    declaration: DeclarationData,
    cleared: Collection[Need] = (),
    pay_by: date,
    paths: Paths,
    form_token: str,
    by: Actor,
    now: datetime,
) -> Submitted:
    """Hold a certification seat for somebody with an audit-only seat, and bill the difference of this moment.

    Call outside any transaction. Whoever paid for the audit-only seat is billed, by bank transfer; where nothing is
    left to pay, the seats are changed at once. The same form token again finds what the first one did.

    Args:
        cleared: what the office has checked of the declaration.
        pay_by: the last day for the transfer to arrive, in Japan.

    Raises PayByTooLate, UpgradeNotEligible, NotOnSale, FeeUndecided, CohortFull, and what `draft_upgrade` raises.
    """
    if order := Order.objects.placed_with(form_token):
        return Submitted(Enrollment.objects.get(purchase__order=order), order)
    limit = upgrade_limit(enrollment)
    if end_of(pay_by) <= now or (limit is not None and end_of(pay_by) > limit):
        raise PayByTooLate
    with transaction.atomic():
        buyer = _buyer_of(enrollment)
        draft = draft_upgrade(enrollment, declaration=declaration, cleared=cleared, by=by, now=now)
        confirmation = confirmation_of(draft, now=now)
        held = _hold(draft, confirmation, hold_until=end_of(pay_by), by=by, now=now)
        placed = place_order(
            buyer=buyer,
            lines=[line_of(held, confirmation)],
            policy=confirmation.policy,
            terms_version=confirmation.terms.version,
            form_token=form_token,
            locale=held.person.language,
            return_path=paths.returned,
            cancel_path=paths.turned_back,
            methods_until=confirmation.deadline_at,
            due_on=pay_by if confirmation.total_jpy else None,
            by=by,
            now=now,
        )
        Purchase.objects.create(order=placed.order, line=placed.lines[0], enrollment=held)
    open_checkout(placed.payment, now=now)
    held.refresh_from_db()
    placed.order.refresh_from_db()
    return Submitted(held, placed.order)


def _hold(
    draft: Enrollment, confirmation: Confirmation, *, hold_until: datetime, by: Actor, now: datetime
) -> Enrollment:
    eligibility = eligibility_of(draft, now=now)
    if not eligibility.may_take_seat:
        raise UpgradeNotEligible(eligibility)
    agreed = agreed_when_applying(confirmation)
    return hold_seat(draft, eligibility=eligibility, hold_until=hold_until, agreed=agreed, by=by, now=now)


def _buyer_of(enrollment: Enrollment) -> Buyer:
    """Whoever paid before, as they stand on that order, which is kept from others meanwhile."""
    source = Enrollment.objects.select_related("purchase__order", "person").get(pk=enrollment.pk)
    if order := order_of(source):
        lock_order(order.pk)
        return Buyer(name=order.buyer_name, email=order.buyer_email, user_pk=order.buyer_id)
    person = source.person
    return Buyer(name=person.full_name, email=person.email, user_pk=person.user_id)
