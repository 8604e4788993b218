"""The journal of what was sold: the money of the ledger joined with the days on which courses were held."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import chain
from typing import Any, TypeVar, cast

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from cohorts.models import CohortDay, Enrollment, OpenSeat
from cohorts.seats import Seat
from lms.checkout.models import Cancellation, Charge, Purchase
from lms.kernel.calendar import ONE_DAY, jst_date, start_of
from payments.bank_books import found_later, matched_between, unknown_between
from payments.day_book import booked_between
from payments.journal import Account, Delivery, Discount, Entry, History, KeptFee, Movement, balance_of, entries_of
from payments.models import LedgerEntry, Order, OrderLine, Payment, Quote, Refund
from payments.money import Line, Yen, lines_with_tax, totals_of, yen
from payments.suspense import suspense_of

Row = TypeVar("Row")

#: A seat is a sale once its course was held, whether its participant came or not.
SERVED = (Enrollment.Status.CONFIRMED, Enrollment.Status.COMPLETED, Enrollment.Status.INCOMPLETE)
#: Not paid; what was rendered all the same is owed.
OWED = (Order.Status.AWAITING_PAYMENT, Order.Status.EXPIRED)
SETTLED = (Order.Status.PAID, Order.Status.PARTIALLY_REFUNDED, Order.Status.REFUNDED)


def journal(first: date, end: date, *, today: date) -> list[Entry]:
    """What is to be booked from a day until another (exclusive), by day and order; a fixed number of queries.

    Days to come hold nothing: a course that is planned has not been held.
    """
    end = min(end, today + ONE_DAY)
    known = chain(histories(_touched(first, end), until=end), [_account(first, end)])
    of_bank = (suspense_of(line) for line in unknown_between(first, end))
    entries = chain.from_iterable(chain((entries_of(history) for history in known), of_bank))
    return sorted((each for each in entries if first <= each.on < end), key=lambda each: (each.on, each.history.number))


def _account(first: date, end: date) -> History:
    """What moved between Stripe and us about no order: payouts, and fees of the account."""
    booked = booked_between(first, end).filter(order=None).values_list("booked_at", "kind", "amount_jpy")
    return History("", "Stripe", [Movement(jst_date(moment), kind, amount) for moment, kind, amount in booked])


def advances(on: date, *, today: date) -> list[tuple[History, int]]:
    """Orders whose buyers had paid for what was still to come at the end of a day, each with the yen it comes to."""
    end = min(on, today) + ONE_DAY
    paid = Order.objects.filter(Exists(LedgerEntry.objects.filter(order=OuterRef("pk"), booked_at__lt=start_of(end))))
    left = ((each, balance_of(Account.ADVANCES, _before(end, each))) for each in histories(paid, until=end))
    return [(history, amount) for history, amount in left if amount]


def _before(end: date, history: History) -> list[Entry]:
    """Money that is found to be an order's later is none of its advance yet."""
    return [entry for entry in entries_of(history) if entry.on < end]


def histories(orders: QuerySet[Order], *, until: date) -> Iterator[History]:
    """What the books know of orders up to a day (exclusive), in a fixed number of queries."""
    movements = _by_order(_movements(orders, until))
    fees = _by_order(_fees(orders, until))
    quoted, discounted = _quoted(orders, until, found_on=_found_days(movements))
    deliveries = _by_order(chain(_seats(orders, until), _fees_of_persons(orders, until), quoted))
    discounts = _by_order(discounted)
    for pk, number, name in orders.order_by("number").values_list("pk", "number", "buyer_name"):
        yield History(number, name, movements[pk], fees[pk], deliveries[pk], discounts[pk], order_id=pk)


def _touched(first: date, end: date) -> QuerySet[Order]:
    """Orders whose money moved in a period, whose courses were held in it, or that kept a fee in it."""
    held = _served(end).filter(last_day__gte=first)
    kept = Cancellation.objects.filter(fee_jpy__gt=0, canceled_at__gte=start_of(first), canceled_at__lt=start_of(end))
    return Order.objects.filter(
        Q(pk__in=booked_between(first, end).order_by().values("order"))
        | Q(pk__in=held.order_by().values("order"))
        | Q(pk__in=kept.order_by().values("order"))
        | Q(quote__delivery_on__gte=first, quote__delivery_on__lt=end)
        | Q(pk__in=matched_between(first, end).order_by().values("order"))
    )


def _by_order(rows: Iterable[tuple[int, Row]]) -> dict[int, list[Row]]:
    grouped: dict[int, list[Row]] = defaultdict(list)
    for order, row in rows:
        grouped[order].append(row)
    return grouped


def _movements(orders: QuerySet[Order], until: date) -> Iterator[tuple[int, Movement]]:
    booked = LedgerEntry.objects.filter(order__in=orders.values("pk"), booked_at__lt=start_of(until)).order_by(
        "booked_at", "pk"
    )
    lines, found = _lines_sent_back(orders), found_later(orders)
    for order, moment, kind, amount, key in booked.values_list(
        "order", "booked_at", "kind", "amount_jpy", "external_id"
    ):
        on = jst_date(moment)
        if kind == LedgerEntry.Kind.TRANSFER and key in found:
            yield order, Movement(found[key] or on, kind, amount, of_suspense=found[key] is not None)
        else:
            undone = kind == LedgerEntry.Kind.TRANSFER_REVERSAL and key in found
            yield order, Movement(on, kind, amount, lines.get(key), of_suspense=undone)


def _lines_sent_back(orders: QuerySet[Order]) -> dict[str, int]:
    """The line of the order each refund is of, by the name its entries in the ledger have."""
    known = Refund.objects.filter(payment__order__in=orders.values("pk"), line__isnull=False)
    return {
        stripe or str(own): line for stripe, own, line in known.values_list("stripe_refund_id", "public_id", "line")
    }


def _fees(orders: QuerySet[Order], until: date) -> Iterator[tuple[int, KeptFee]]:
    kept = Cancellation.objects.filter(order__in=orders.values("pk"), fee_jpy__gt=0, canceled_at__lt=start_of(until))
    for each in kept.select_related("enrollment__cohort__course", "open_seat__cohort__course").order_by(
        "canceled_at", "pk"
    ):
        text = _("Cancellation fee: %(cohort)s") % {"cohort": each.seat.cohort.title}
        yield each.order_id or 0, KeptFee(jst_date(each.canceled_at), text, product_of(each.seat), each.fee_jpy)


def _seats(orders: QuerySet[Order], until: date) -> Iterator[tuple[int, Delivery]]:
    related = ("line", "enrollment__cohort__course", "open_seat__cohort__course")
    served = _served(until).filter(order__in=orders.values("pk")).select_related(*related)
    for each in served.order_by("last_day", "pk"):
        yield each.order_id, _delivery(each.line, each.last_day, product_of(each.seat))


def _fees_of_persons(orders: QuerySet[Order], until: date) -> Iterator[tuple[int, Delivery]]:
    """What is no seat is rendered when it is paid, or so soon after it that the books make no difference."""
    paid = Charge.objects.filter(status=Charge.Status.PAID, settled_at__lt=start_of(until))
    lines = OrderLine.objects.filter(order__charge__in=paid, order__in=orders.values("pk"))
    for line in lines.select_related("order__charge__product").order_by("order", "position"):
        charge = line.order.charge
        yield line.order_id, _delivery(line, jst_date(cast("datetime", charge.settled_at)), charge.product.name)


def _found_days(movements: dict[int, list[Movement]]) -> dict[int, date]:
    """The last day on which money of an order was found among what was unknown; before it nobody knew of it."""
    found = {order: [each.on for each in moved if each.of_suspense] for order, moved in movements.items()}
    return {order: max(days) for order, days in found.items() if days}


def _quoted(
    orders: QuerySet[Order], until: date, *, found_on: dict[int, date]
) -> tuple[list[tuple[int, Delivery]], list[tuple[int, Discount]]]:
    """What companies bought by a quote is a sale on the day of its delivery, whether it is paid for by then or later.

    Where no day of delivery was written down it is the day of the payment. What was accepted as too little lowers the
    sale on the day the rest came.
    """
    quoted = Quote.objects.filter(
        group_application=None, order__in=orders.values("pk")
    )  # seats are served like any other
    sold: QuerySet[Any] = OrderLine.objects.standing().filter(order__quote__in=quoted)
    lines = list(sold.select_related("order").annotate(delivery_on=F("order__quote__delivery_on")))
    paid_days = _paid_days({line.order_id for line in lines}) if lines else {}
    paid_days |= {key: max(day, found_on.get(key, day)) for key, day in paid_days.items()}
    amounts = _with_tax(lines)
    deliveries, discounts = [], {}
    for line in lines:
        order = line.order
        paid_on = paid_days.get(order.pk) if order.status in SETTLED else None
        due_on = order.due_on if order.status in (*SETTLED, *OWED) else None
        rendered = rendered_on(line.delivery_on, due_on, paid_on)
        if rendered and rendered[0] < until:
            sale = _delivery(line, rendered[0], line.title, on_credit=rendered[1])
            if amount := amounts.get(line.pk):
                sale = replace(sale, list_jpy=amount, amount_jpy=amount)
            deliveries.append((order.pk, sale))
        if order.written_off_jpy and paid_on and paid_on < until:
            discounts[order.pk] = Discount(paid_on, _("Shortfall accepted as a discount"), order.written_off_jpy)
    return deliveries, list(discounts.items())


def _with_tax(lines: list[OrderLine]) -> dict[int, Yen]:
    """What lines agreed without tax come to with it, so that they add up to the total of their order."""
    agreed: dict[Order, list[OrderLine]] = defaultdict(list)
    for line in lines:
        if line.order.prices_exclude_tax:
            agreed[line.order].append(line)
    amounts: dict[int, Yen] = {}
    for sold in agreed.values():
        parts = [Line(yen(line.total_jpy), line.tax_percent) for line in sold]
        totals = totals_of(parts, excludes_tax=True)
        amounts |= zip((line.pk for line in sold), lines_with_tax(parts, totals), strict=True)
    return amounts


def rendered_on(delivery_on: date | None, due_on: date | None, paid_on: date | None) -> tuple[date, bool] | None:
    """The day a quoted sale is a sale, and whether it is one on credit; None while it is none.

    It is given on credit where it is payable after the delivery. What was to be paid before it is not held without its
    money, so that an order nobody paid never becomes a sale.
    """
    if delivery_on and due_on and delivery_on <= due_on and (paid_on is None or delivery_on < paid_on):
        return delivery_on, True
    if paid_on is None:
        return None
    return max(delivery_on or paid_on, paid_on), False


def _paid_days(orders: set[int]) -> dict[int, date]:
    """The day on which all of the price was here."""
    paid = Payment.objects.of_the_price().filter(order__in=orders)
    return {pk: jst_date(at) for pk, at in paid.order_by("-paid_at").values_list("order", "paid_at") if at}


def _delivery(line: OrderLine, on: date, product: str, *, on_credit: bool = False) -> Delivery:
    return Delivery(
        on=on,
        text=line.title,
        product=product,
        quantity=line.quantity,
        list_jpy=line.list_unit_jpy * line.quantity,
        amount_jpy=line.total_jpy,
        tax_percent=line.tax_percent,
        offer_label=line.offer_label,
        on_credit=on_credit,
        line=line.pk,
    )


def _served(until: date) -> QuerySet[Any]:
    """Paid seats of courses that were held before a day, with the last of their days.

    A seat a company never named anybody for was kept free for it, and counts like one whose participant stayed away.
    """
    days = CohortDay.objects.filter(cohort=OuterRef("cohort"))
    return (
        Purchase.objects.filter(order__status__in=SETTLED)
        .filter(Q(enrollment__status__in=SERVED) | Q(open_seat__status=OpenSeat.Status.CONFIRMED))
        .annotate(cohort=Coalesce("enrollment__cohort_id", "open_seat__cohort_id"))
        .exclude(Exists(days.filter(held_on=None)))
        .annotate(last_day=Subquery(days.order_by("-held_on").values("held_on")[:1]))
        .filter(last_day__lt=until)
    )


def product_of(seat: Seat) -> str:
    """What is sold alike from year to year: a kind of seat of a course."""
    return f"{seat.cohort.course.title} {seat.get_kind_display()}"
