"""Asking a person for a fee, and what happens when they pay it or need not."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cohorts.actions.reissue import carry_out_reissue, withdraw_reissue
from cohorts.models import CertificateReissue, Person
from lms.checkout import charge_emails
from lms.checkout.actions.application import Paths, PriceChanged
from lms.checkout.commerce import commerce_gaps
from lms.checkout.models import Charge, LegalDocument
from lms.kernel import audit
from lms.kernel.actions.numbering import next_number
from lms.kernel.actor import Actor
from lms.kernel.calendar import end_of, fiscal_year, jst_date
from lms.kernel.obstacles import Obstacle
from payments.actions.checkout import NotCancelable, cancel_unpaid_order
from payments.actions.offer_use import OfferUsedUp
from payments.actions.order import Buyer, LineToOrder, place_order
from payments.actions.state import lock_order
from payments.models import Order, Product
from payments.offers import Price

Status = Charge.Status


class NoAccount(Obstacle):
    message = _("This person has no account, so nothing can be paid online. Ask for a bank transfer instead.")


class NotSold(Obstacle):
    message = _("This product has no price yet, or it is not on sale.")


class TooEarly(Obstacle):
    message = _("The last day to pay is over already. Choose a later one.")


class NotAsked(Obstacle):
    message = _("This fee is paid, or it is no longer asked for.")


class Over(Obstacle):
    message = _("The last day to pay is over. Please ask the secretariat.")


class TermsMissing(Obstacle):
    message = _("Nothing can be paid at the moment because the terms are still being prepared. We are sorry.")


class BeingPaid(Obstacle):
    message = _("The payment is arriving in this moment. Please look again in a minute.")


@transaction.atomic
def ask_for_fee(
    person: Person,
    *,
    product: Product,
    reason: str,
    due_on: date,
    reissue: CertificateReissue | None = None,
    by: Actor,
    now: datetime,
) -> Charge:
    """Ask somebody to pay for a product until a day (in Japan, inclusive); a mail tells them.

    Args:
        reissue: what is printed when it is paid.

    Raises NoAccount, NotSold, TooEarly.
    """
    if person.user_id is None:
        raise NoAccount
    if not product.is_on_sale or product.list_price_at(now) is None:
        raise NotSold
    if due_on < jst_date(now):
        raise TooEarly
    year = fiscal_year(jst_date(now))
    charge = Charge.objects.create(
        number=f"F{year}-{next_number('charge', period=year):04}",
        person=person,
        product=product,
        reason=reason.strip(),
        due_on=due_on,
        reissue=reissue,
        asked_by=by.label,
        asked_at=now,
    )
    audit.record("lms_checkout.ask_for_fee", charge, by=by, reason=charge.reason)
    charge_emails.asked(charge, now=now)
    return charge


def withdraw_charge(charge: Charge, *, reason: str, by: Actor, now: datetime) -> Charge:
    """A fee is no longer asked for; an order under way is closed first. Call outside any transaction.

    Raises:
        NotAsked.
        BeingPaid: the person paid in this moment, or Stripe does not answer.
    """
    charge = Charge.objects.select_related("order").get(pk=charge.pk)
    if charge.order and charge.order.status == Order.Status.AWAITING_PAYMENT:
        _close(charge.order, by=by, now=now)
    with transaction.atomic():
        charge = _locked(charge)
        if charge.status != Status.ASKED:
            raise NotAsked
        if charge.order and charge.order.status == Order.Status.AWAITING_PAYMENT:
            raise BeingPaid
        charge.status, charge.settled_at, charge.withdrawn_because = Status.WITHDRAWN, now, reason.strip()
        charge.save(update_fields=["status", "settled_at", "withdrawn_because"])
        audit.record("lms_checkout.withdraw_fee", charge, by=by, reason=charge.withdrawn_because)
        if charge.reissue:
            withdraw_reissue(charge.reissue, by=by, now=now)
        charge_emails.withdrawn(charge, now=now)
        return charge


@transaction.atomic
def order_charge(
    charge: Charge, *, shown_total_jpy: int, form_token: str, paths: Paths, by: Actor, now: datetime
) -> Order:
    """The person confirms: the price of this moment is frozen in an order. A repeated form finds the same order.

    Afterwards the payment page opens as for any order.

    Raises:
        NotAsked, Over, NotSold, TermsMissing.
        PriceChanged: `shown_total_jpy` (yen, tax included) is no longer the price; nothing is ordered.
    """
    if known := Order.objects.placed_with(form_token):
        return known
    charge = _locked(charge)
    if charge.order and charge.order.status == Order.Status.AWAITING_PAYMENT:
        return charge.order
    price = price_now(charge, now=now)
    terms = LegalDocument.objects.in_force(LegalDocument.Kind.TERMS, at=now)
    if terms is None or commerce_gaps(now=now):
        raise TermsMissing
    if price.unit_jpy != shown_total_jpy:
        raise PriceChanged
    order = _place(charge, price, terms, form_token, paths, by=by, now=now)
    charge.order = order
    charge.save(update_fields=["order"])
    return order


def price_now(charge: Charge, *, now: datetime) -> Price:
    """What the fee costs in this moment.

    Raises NotAsked, Over, NotSold.
    """
    if charge.status != Status.ASKED:
        raise NotAsked
    if charge.is_over(jst_date(now)):
        raise Over
    price = charge.product.price_at(now)
    if price is None:
        raise NotSold
    return price


def settle_charge(order: Order, *, by: Actor, now: datetime) -> Charge | None:
    """The money is here, in the transaction that says so. None where the order pays for something else.

    Raises NotAsked where the fee was withdrawn meanwhile: there is nothing to give for the money.
    """
    charge = Charge.objects.select_related("person", "product", "reissue").filter(order=order).first()
    if charge is None or charge.status == Status.PAID:
        return charge
    if charge.status == Status.WITHDRAWN:
        raise NotAsked
    charge.status, charge.settled_at = Status.PAID, now
    charge.save(update_fields=["status", "settled_at"])
    audit.record("lms_checkout.fee_paid", charge, by=by)
    if charge.reissue:
        carry_out_reissue(charge.reissue, by=by, now=now)
    charge_emails.paid(charge, order, now=now)
    return charge


def _place(
    charge: Charge, price: Price, terms: LegalDocument, form_token: str, paths: Paths, *, by: Actor, now: datetime
) -> Order:
    person, product = charge.person, charge.product
    line = LineToOrder(
        title=product.name,
        reference=f"charge:{charge.public_id}",
        list_unit_jpy=price.list_jpy,
        offer=price.offer,
        tax_percent=product.tax_percent,
    )
    try:
        return place_order(
            buyer=Buyer(name=person.full_name, email=person.email, user_pk=person.user_id),
            lines=[line],
            policy=None,
            terms_version=terms.version,
            form_token=form_token,
            locale=(get_language() or "ja")[:2],
            return_path=paths.returned,
            cancel_path=paths.turned_back,
            methods_until=end_of(charge.due_on),
            by=by,
            now=now,
        ).order
    except OfferUsedUp as used_up:
        raise PriceChanged from used_up


def _close(order: Order, *, by: Actor, now: datetime) -> None:
    """Stripe is asked first: money that came in this moment is never thrown away."""
    try:
        closed = cancel_unpaid_order(order, by=by, now=now)
    except NotCancelable:
        return  # it ended in this moment, and the fee itself says how
    if closed.status == Order.Status.AWAITING_PAYMENT:
        raise BeingPaid


def _locked(charge: Charge) -> Charge:
    """As it is now: two tabs of a person, and the office, come one after the other. The order first, as everywhere."""
    found = Charge.objects.filter(pk=charge.pk).values_list("order", flat=True).get()
    if found:
        lock_order(found)
    Charge.objects.filter(pk=charge.pk).update(number=charge.number)
    return Charge.objects.select_related("person__user", "product", "order", "reissue").get(pk=charge.pk)
