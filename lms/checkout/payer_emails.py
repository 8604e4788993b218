"""Mails to a company that pays for the seats of its people: to its contact, one an order.

Its people read of their own seat and never of money (`cohorts.emails.seat_given_up`, `lms.checkout.group_emails`).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cohorts.seats import Seat
from lms.checkout.mail_words import paid_for
from lms.checkout.models import Purchase
from lms.kernel.actions.message import queue_message
from payments.models import Order
from payments.models.order import Party


def addressed(order: Order) -> dict[str, str]:
    """Who reads a mail about an order: the buyer, or the contact of a company, with the company's name above."""
    if order.buyer_party != Party.ORGANIZATION:
        return {"to_name": order.buyer_name, "organization": ""}
    application = getattr(order, "group_application", None)
    contact = application.contact.full_name if application else order.buyer_name
    return {"to_name": contact, "organization": order.buyer_name}


def seats_paid(order: Order, purchases: Sequence[Purchase], *, now: datetime) -> None:
    """T06: the money is here, every seat is confirmed; until when names are awaited, and where the receipt is."""
    unnamed = [purchase.open_seat for purchase in purchases if purchase.open_seat]
    name_until = min((seat.name_until for seat in unnamed), default=None)
    facts = {
        "purchases": purchases,
        "agreed": paid_for(order, language=order.locale),
        "name_until": name_until - timedelta(seconds=1) if name_until else None,
    }
    _to_payer("company_order_paid", order, purchases[0].seat, now=now, **facts)


def seats_lapsed(order: Order, purchases: Sequence[Purchase], *, now: datetime) -> None:
    """T05: the payment did not come in time and all seats of the order were given back."""
    _to_payer("company_order_lapsed", order, purchases[0].seat, now=now)


def _to_payer(message: str, order: Order, seat: Seat, *, now: datetime, **facts: object) -> None:
    who = addressed(order)
    queue_message(
        kind=f"checkout.email.{message}",
        dedupe_key=f"{message}:order:{order.pk}",
        to_email=order.buyer_email,
        to_name=who["to_name"],
        language=order.locale,
        context={
            "organization": who["organization"],
            "cohort": seat.cohort,
            "order": order,
            "path": f"/my/orders/{order.public_id}/",
            "again": f"/apply/{seat.cohort.code}/company/",
            **facts,
        },
        reader=order.buyer,
        about=order,
        now=now,
    )
