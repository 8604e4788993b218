"""Mails about seats a company applies for: one to its contact, and to each person one about their own seat only."""

from datetime import datetime, timedelta

from cohorts.models import Enrollment
from lms.checkout.group import GroupConfirmation
from lms.checkout.models import GroupApplication
from lms.kernel.actions.message import queue_message
from payments.models import Order


def group_received(
    order: Order, application: GroupApplication, confirmation: GroupConfirmation, *, now: datetime
) -> None:
    """T01, to the contact: every seat with its price, what is owed until when, and until when names are awaited."""
    purchases = order.purchases.select_related("line", "enrollment__person", "open_seat")
    queue_message(
        kind="checkout.email.group_received",
        dedupe_key=f"group_received:order:{order.pk}",
        to_email=order.buyer_email,
        to_name=application.contact.full_name,
        language=order.locale,
        context={
            "cohort": application.cohort,
            "organization": application.organization.name,
            "order": order,
            "purchases": list(purchases),
            "policy": str(confirmation.policy),
            "name_until": confirmation.name_until - timedelta(seconds=1),
            "has_open_seats": any(each.seat.is_named_later for each in confirmation.seats),
            "path": f"/my/orders/{order.public_id}/",
        },
        reader=order.buyer or application.contact,
        about=order,
        now=now,
    )


def seat_reserved(enrollment: Enrollment, order: Order, *, now: datetime) -> None:
    """T01, to somebody their company named: who has reserved which seat for them. No amount and no other person."""
    person = enrollment.person
    if not person.email:
        return
    queue_message(
        kind="checkout.email.seat_reserved",
        dedupe_key=f"seat_reserved:enrollment:{enrollment.pk}",
        to_email=person.email,
        to_name=person.full_name,
        language=person.language,
        context={
            "cohort": enrollment.cohort,
            "number": enrollment.number,
            "enrollment": enrollment,
            "organization": order.buyer_name,
            "days": list(enrollment.cohort.days.order_by("position")),
        },
        reader=person,
        about=enrollment,
        now=now,
    )
