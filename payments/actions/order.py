"""Placing, retrying and canceling orders."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from lms.kernel.actions.numbering import next_number
from lms.kernel.actor import Actor
from lms.kernel.calendar import fiscal_year, jst_date
from lms.kernel.obstacles import Obstacle
from payments.actions.attempt import BEGUN, begin_attempt, write_attempt
from payments.actions.offer_use import use_offer
from payments.actions.state import lock_order, note_beginnings, require_transaction
from payments.models import CancellationPolicy, Order, OrderLine, Party, Payment
from payments.money import Line, Yen, totals_of, yen
from payments.offers import Offer, after_credit
from payments.payment_terms import PaymentTerms, as_kept


class OrderClosed(Obstacle):
    message = _("This order can no longer be paid. Please apply again.")


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who pays, as written on the documents; `user_pk` is the key of their account."""

    name: str
    email: str
    user_pk: int | None = None
    party: Party = Party.PERSON


@dataclass(frozen=True, slots=True)
class LineToOrder:
    """What is sold: words for people, a reference that only the seller understands, yen tax included.

    `credit_jpy` was paid before towards the same thing; the line states what is left of both prices.
    """

    title: str
    reference: str
    list_unit_jpy: Yen
    quantity: int = 1
    offer: Offer | None = None
    tax_percent: int = 10
    credit_jpy: int = 0

    @property
    def unit_jpy(self) -> Yen:
        price = self.offer.unit_price(self.list_unit_jpy) if self.offer else self.list_unit_jpy
        return after_credit(price, self.credit_jpy) if self.credit_jpy else price

    @property
    def regular_unit_jpy(self) -> Yen:
        return after_credit(self.list_unit_jpy, self.credit_jpy) if self.credit_jpy else self.list_unit_jpy

    @property
    def total_jpy(self) -> Yen:
        return yen(self.unit_jpy * self.quantity)


@dataclass(frozen=True, slots=True)
class Placed:
    """An order that was just written, its lines in their order, and the first attempt to pay it."""

    order: Order
    lines: list[OrderLine]
    payment: Payment


def place_order(
    *,
    buyer: Buyer,
    lines: Sequence[LineToOrder],
    policy: CancellationPolicy | None,
    terms_version: str,
    form_token: str,
    locale: str,
    return_path: str,
    cancel_path: str,
    methods_until: datetime | None,
    due_on: date | None = None,
    payment_terms: PaymentTerms | None = None,
    buyer_reference: str = "",
    cost_center: str = "",
    prices_exclude_tax: bool = False,
    by: Actor,
    now: datetime,
) -> Placed:
    """Freeze what was agreed and begin the first attempt to pay it.

    Must be called inside the caller's transaction, so that what is sold and what is owed appear together.
    After the commit call `open_checkout(placed.payment, now=now)` to get the page to send the buyer to;
    an order over 0 yen becomes PAID by the same call.

    Args:
        form_token: unique per filled-in form. The database refuses a second order with it (IntegrityError); what the
            first one did is `Order.objects.placed_with(token)`.
        locale: "ja" or "en".
        return_path: local path to come back to; "{order}" in it stands for the order's public id.
        cancel_path: the same for a buyer who turns back.
        methods_until: slow methods (convenience store) are offered only if they end before.
        due_on: payable by bank transfer until this day (in Japan, inclusive) instead of online. What is sold stays
            taken past that day: the order is overdue then, and the office or the seller's own rule cancels it.
        payment_terms: what `due_on` follows from, where terms were agreed with the buyer; its documents say so.
        prices_exclude_tax: the prices of the lines are without tax, as a company agreed; only for bank transfers.
        buyer_reference: a company's own number of this order; like `cost_center` it is printed on every document.

    Raises OfferUsedUp where the last use of an offer went to somebody else; nothing is written then.
    """
    require_transaction()
    _use_offers(lines, now=now)
    public_id = uuid.uuid4()
    if prices_exclude_tax and due_on is None:
        msg = "The payment page shows prices with their tax."
        raise ValueError(msg)
    priced = (Line(line.total_jpy, line.tax_percent) for line in lines)
    totals = totals_of(priced, excludes_tax=prices_exclude_tax)
    order = Order.objects.create(
        public_id=public_id,
        number=_number(now),
        buyer_id=buyer.user_pk,
        buyer_name=buyer.name,
        buyer_email=buyer.email,
        buyer_party=buyer.party,
        total_jpy=totals.total_jpy,
        tax_jpy=totals.tax_jpy,
        prices_exclude_tax=prices_exclude_tax,
        policy=policy.snapshot() if policy else None,
        terms_version=terms_version,
        locale=locale,
        return_path=_local(return_path, public_id),
        cancel_path=_local(cancel_path, public_id),
        methods_until=methods_until,
        due_on=due_on,
        payment_terms=as_kept(payment_terms) if payment_terms else None,
        buyer_reference=buyer_reference,
        cost_center=cost_center,
        form_token=form_token,
        price_locked_at=now,
        created_at=now,
    )
    written = OrderLine.objects.bulk_create(
        _line(order, position, line, now=now) for position, line in enumerate(lines, start=1)
    )
    payment = write_attempt(order, written, now=now)
    note_beginnings({order: "placed", payment: BEGUN}, by=by, now=now)
    return Placed(order, written, payment)


def retry_payment(order: Order, *, by: Actor, now: datetime) -> Payment:
    """The attempt to go on with: the one under way, or a new one for an order that still awaits payment.

    Inside the caller's transaction; afterwards `open_checkout(payment, now=now)` gives the page.

    Raises:
        OrderClosed: the order is paid, expired or canceled; the price may have changed, so the buyer applies again.
    """
    order = lock_order(order.pk)
    if order.status != Order.Status.AWAITING_PAYMENT or order.cancel_requested_at:
        raise OrderClosed
    if payment := order.payments.live().first():
        return payment
    if order.payments.paid().exists():
        raise OrderClosed
    return begin_attempt(order, by=by, now=now)


def _number(now: datetime) -> str:
    year = fiscal_year(jst_date(now))
    return f"O-{year}-{next_number('order', period=year):06d}"


def _use_offers(lines: Sequence[LineToOrder], *, now: datetime) -> None:
    """In one order for all, so that two orders with the same two offers never wait for each other."""
    used = [(line.offer, line.quantity) for line in lines if line.offer]
    for offer, quantity in sorted(used, key=lambda use: use[0].key or 0):
        use_offer(offer, quantity=quantity, now=now)


def _line(order: Order, position: int, line: LineToOrder, *, now: datetime) -> OrderLine:
    if line.offer and not line.offer.applies_at(now):
        msg = f"The offer {line.offer.label!r} does not apply at {now}."
        raise ValueError(msg)
    return OrderLine(
        order=order,
        position=position,
        title=line.title,
        reference=line.reference,
        quantity=line.quantity,
        list_unit_jpy=line.regular_unit_jpy,
        unit_jpy=line.unit_jpy,
        offer_id=line.offer.key if line.offer else None,
        offer_label=line.offer.label if line.offer else "",
        offer_percent=line.offer.percent if line.offer else 0,
        tax_percent=line.tax_percent,
    )


def _local(path: str, public_id: uuid.UUID) -> str:
    """A path of this site: Stripe must never be told to send buyers elsewhere."""
    if not path.startswith("/") or path.startswith("//"):
        msg = f"Not a path of this site: {path!r}"
        raise ValueError(msg)
    return path.replace("{order}", str(public_id))
