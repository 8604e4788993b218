"""What canceling an enrollment now would cost, by the terms its buyer accepted; read before anything is done."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Q, Sum

from cohorts.models import CohortDay, Enrollment, OpenSeat
from cohorts.seats import Seat
from lms.checkout.models import Cancellation, Purchase
from payments.cancellation import CancellationTerms, Tier
from payments.models import Finding, Order, Payment
from payments.models.policy import accepted_terms
from payments.money import Yen, yen


class Route(StrEnum):
    """How money goes back."""

    NONE = "none"  # nothing to send back
    SAME_WAY = "same_way"  # to the card or wallet it came from
    BANK = "bank"  # konbini: the payee names a bank account, which the payment company asks for by mail
    TRANSFER = "transfer"  # by bank transfer: the office asks for the account and sends it itself


@dataclass(frozen=True, slots=True)
class CancellationQuote:
    """Yen, tax included. `until` is the first moment at which the fee is another one; None once it stays as it is.

    `first_day` is None while the dates are undecided, and then nothing is charged. A seat that was paid in two orders,
    because it took the place of another, has a part for each, under its own accepted terms; the first part is the
    earlier payment. Every other seat is its own only part.
    """

    paid_jpy: Yen
    fee_jpy: Yen
    fee_percent: int
    until: datetime | None
    first_day: date | None
    route: Route
    bears_bank_charge: bool = False
    parts: "tuple[Part, ...]" = ()

    @property
    def refund_jpy(self) -> Yen:
        return Yen(self.paid_jpy - self.fee_jpy)


@dataclass(frozen=True, slots=True)
class Part:
    """What one order of a seat means for its cancellation; `seat` is the one the order was placed for."""

    seat: Seat
    order: Order
    quote: CancellationQuote


PAID = (Order.Status.PAID, Order.Status.PARTIALLY_REFUNDED)


def order_of(seat: Seat) -> Order | None:
    purchase = getattr(seat, "purchase", None)
    return purchase.order if purchase else None


def payment_of(order: Order | None) -> Payment | None:
    """The payment a refund comes from; None where nothing was paid. What was paid twice is a matter of its own."""
    if order is None:
        return None
    return order.payments.of_the_price().first()


def paid_of_price(payment: Payment, order: Order) -> Yen:
    """What is here of the price; a surplus that was not sent back yet is no part of it."""
    surplus = Finding.objects.unresolved().filter(kind=Finding.Kind.TRANSFER_OVER, payment=payment)
    waiting = sum(int(finding.detail["amount_jpy"]) for finding in surplus)
    return yen(min(payment.refundable_jpy - waiting, order.total_jpy - order.written_off_jpy))


def seats_paid(seat: Seat) -> list[Seat]:
    """Those whose payments belong to this seat, in the order in which they were paid: usually itself alone."""
    if isinstance(seat, OpenSeat):
        return [seat]
    earlier = seat.upgrade_of if seat.has_replaced else None
    return [earlier, seat] if earlier else [seat]


def orders_of(seat: Seat) -> list[Order]:
    """Every order that paid for this seat, the earlier one first."""
    return [order for each in seats_paid(seat) if (order := order_of(each))]


def quote_of(seat: Seat, *, now: datetime) -> CancellationQuote:
    """What canceling at `now` costs (server time, days in Japan). An edited policy changes nothing here.

    Free and unpaid seats cost nothing. Of an order that pays for several seats only this seat's part is looked at.
    """
    first_day = first_day_of(seat)
    parts = tuple(
        Part(each, purchase.order, _quote(purchase, first_day, now=now))
        for each in seats_paid(seat)
        if (purchase := getattr(each, "purchase", None))
    )
    quotes = [part.quote for part in parts if part.quote.paid_jpy]
    if not quotes:
        return CancellationQuote(Yen(0), Yen(0), 0, None, first_day, Route.NONE, parts=parts)
    paid, fee = sum(quote.paid_jpy for quote in quotes), sum(quote.fee_jpy for quote in quotes)
    percents = {quote.fee_percent for quote in quotes}
    return CancellationQuote(
        paid_jpy=yen(paid),
        fee_jpy=yen(fee),
        fee_percent=percents.pop() if len(percents) == 1 else fee * 100 // paid,
        until=min((quote.until for quote in quotes if quote.until), default=None),
        first_day=first_day,
        route=max((quote.route for quote in quotes), key=list(Route).index),
        bears_bank_charge=any(quote.bears_bank_charge for quote in quotes),
        parts=parts,
    )


def _quote(purchase: Purchase, first_day: date | None, *, now: datetime) -> CancellationQuote:
    order, line = purchase.order, purchase.line
    payment = payment_of(order) if order.status in PAID else None
    if payment is None:
        return CancellationQuote(Yen(0), Yen(0), 0, None, first_day, Route.NONE)
    paid = paid_for(purchase, payment)
    if order.policy is None or first_day is None:
        return CancellationQuote(paid, Yen(0), 0, None, first_day, _route(payment, paid))
    terms = accepted_terms(order.policy)
    tier = terms.tier_at(now, first_day)
    regular = yen(line.list_unit_jpy * line.quantity)
    fee = terms.fee(tier, paid_jpy=paid, list_jpy=regular)
    until = _until(terms, tier, first_day)
    route = _route(payment, Yen(paid - fee))
    bears = route is Route.TRANSFER and bears_bank_charge(order, payment)
    return CancellationQuote(paid, fee, tier.fee_percent, until, first_day, route, bears)


def paid_for(purchase: Purchase, payment: Payment) -> Yen:
    """What was paid for one seat and has not gone back, in yen.

    A seat that has its order to itself has all its money. One of several has its own line, as far as the money
    reaches: fees kept for other seats are not given back with this one.
    """
    left = paid_of_price(payment, purchase.order)
    if purchase.order.lines.standing().count() == 1:
        return left
    kept = Cancellation.objects.filter(order=purchase.order_id).aggregate(sum=Sum("fee_jpy"))["sum"] or 0
    return yen(max(min(purchase.line.total_jpy, left - kept), 0))


def shares_order(seat: Seat) -> bool:
    """Whether the order of a seat pays for another one that is still taken."""
    order = order_of(seat)
    if order is None:
        return False
    others = order.purchases.standing().exclude(pk=seat.purchase.pk)
    seated = Q(enrollment__status__in=Enrollment.OCCUPYING) | Q(open_seat__status__in=OpenSeat.OCCUPYING)
    replaced = Q(
        enrollment__upgrades__status__in=Enrollment.OCCUPYING, enrollment__upgrades__confirmed_at__isnull=False
    )
    return others.filter(seated | replaced).exists()


def first_day_of(seat: Seat) -> date | None:
    days = CohortDay.objects.filter(cohort=seat.cohort_id).order_by("position").values_list("held_on", flat=True)
    decided = [day for day in days if day]
    return min(decided) if decided else None


def _until(terms: CancellationTerms, tier: Tier, first_day: date) -> datetime | None:
    return None if tier == terms.tiers[-1] else terms.ends_at(tier, first_day)


def _route(payment: Payment, refund: Yen) -> Route:
    if not refund:
        return Route.NONE
    return route_of(payment)


def bears_bank_charge(order: Order, payment: Payment) -> bool:
    """Whether a buyer who cancels accepted to bear the bank's charge, and money goes back by our bank at all."""
    return route_of(payment) is Route.TRANSFER and bool((order.policy or {}).get("bank_charge_on_buyer"))


def route_of(payment: Payment) -> Route:
    """The way back of a payment's money."""
    if payment.channel == Payment.Channel.BANK_TRANSFER:
        return Route.TRANSFER
    return Route.BANK if payment.method == "konbini" else Route.SAME_WAY
