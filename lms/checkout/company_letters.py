"""The facts of company seats in a fixed number of queries, and the letters they call for, to the company's contact."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db.models import Prefetch

from cohorts.hold_emails import application_path
from cohorts.models import CompanyHold, Enrollment, OpenSeat, SeatKind
from lms.checkout import conf
from lms.checkout.company_letter_rules import (
    HoldFacts,
    NamingFacts,
    OwedOrderFacts,
    hold_key,
    hold_reminder,
    naming_key,
    naming_reminder,
    owed_key,
    owed_reminder,
)
from lms.checkout.letter_rules import OwedFacts
from lms.checkout.letter_words import words_of
from lms.checkout.letters import GOES_AHEAD, payable_until
from lms.checkout.models import Purchase
from lms.checkout.payer_emails import addressed
from lms.kernel.actions.letter import Draft
from payments.models import Order, Payment


def drafts_of_orders(keys: Collection[int]) -> tuple[list[Draft], list[str]]:
    """For orders of companies, unnamed or unpaid; the keys of all letters there could be."""
    standing = Purchase.objects.standing().select_related("open_seat", "enrollment").order_by("line__position")
    orders = (
        Order.objects.filter(pk__in=keys)
        .select_related("buyer", "group_application__contact", "group_application__cohort")
        .prefetch_related(
            Prefetch("purchases", standing, to_attr="standing"),
            Prefetch("payments", Payment.objects.live(), to_attr="live_payments"),
        )
        .order_by("pk")
    )
    drafts = [draft for order in orders for draft in (_naming(order), _owing(order)) if draft]
    return drafts, [name(key) for key in keys for name in (naming_key, owed_key)]


def drafts_of_holds(keys: Collection[int]) -> tuple[list[Draft], list[str]]:
    """For seats kept for a company; the keys of all letters there could be."""
    holds = CompanyHold.objects.filter(pk__in=keys).select_related("cohort", "pool", "contact", "organization")
    drafts = [draft for hold in holds.order_by("pk") if (draft := _holding(hold))]
    return drafts, [hold_key(key) for key in keys]


def _naming(order: Any) -> Draft | None:
    unnamed = [purchase.open_seat for purchase in order.standing if purchase.open_seat]
    seats: list[OpenSeat] = [seat for seat in unnamed if seat.status in OpenSeat.OCCUPYING]
    if not seats:
        return None
    cohort, contact = order.group_application.cohort, order.group_application.contact
    name_until = min(seat.name_until for seat in seats)
    facts = NamingFacts(
        order=order.pk,
        order_number=order.number,
        email=order.buyer_email,
        name=contact.full_name,
        language=order.locale,
        title=cohort.title,
        goes_ahead=cohort.status in GOES_AHEAD,
        unnamed=len(seats),
        ordered_at=order.price_locked_at,
        name_until=name_until,
        remind_days=conf.LMS_NAMING_REMINDER_DAYS,
    )
    call = naming_reminder(facts)
    if call is None:
        return None
    return Draft(
        call=call,
        to_email=facts.email,
        to_name=facts.name,
        language=facts.language,
        reader=order.buyer or contact,
        about=order,
        words=words_of,
        context={
            "cohort": cohort,
            "order": order,
            "organization": order.buyer_name,
            "unnamed": facts.unnamed,
            "last_moment": name_until - timedelta(seconds=1),
            "path": f"/my/orders/{order.public_id}/",
        },
    )


def _owing(order: Any) -> Draft | None:
    held = [purchase.seat for purchase in order.standing if purchase.seat.status == Enrollment.Status.HELD]
    if order.status != Order.Status.AWAITING_PAYMENT or not held:
        return None
    cohort, who = order.group_application.cohort, addressed(order)
    until = payable_until(order, held_until=held[0].hold_until)
    facts = OwedOrderFacts(
        order=order.pk,
        order_number=order.number,
        email=order.buyer_email,
        name=who["to_name"],
        language=order.locale,
        title=cohort.title,
        goes_ahead=cohort.status in GOES_AHEAD,
        total_jpy=order.total_jpy,
        agreed_at=order.price_locked_at,
        payable_until=until,
    )
    call = owed_reminder(facts)
    if call is None or until is None:
        return None
    return Draft(
        call=call,
        to_email=facts.email,
        to_name=facts.name,
        language=facts.language,
        reader=order.buyer or order.group_application.contact,
        about=order,
        words=words_of,
        context={
            "cohort": cohort,
            "number": order.number,
            "organization": who["organization"],
            "owed": OwedFacts(order.number, order.total_jpy, facts.agreed_at, until, facts.email, facts.name),
            "last_moment": until - timedelta(seconds=1),
            "page": f"/my/orders/{order.public_id}/",
        },
    )


def _holding(hold: CompanyHold) -> Draft | None:
    contact = hold.contact
    facts = HoldFacts(
        hold=hold.pk,
        email=contact.email,
        name=contact.full_name,
        language=contact.language,
        organization=hold.organization.name,
        title=hold.cohort.title,
        seat=hold.pool.kind,
        goes_ahead=hold.cohort.status in GOES_AHEAD,
        seats=hold.seats,
        held_since=hold.created_at,
        held_until=hold.held_until,
        remind_days=conf.LMS_HOLD_REMINDER_DAYS,
    )
    call = hold_reminder(facts)
    if call is None:
        return None
    return Draft(
        call=call,
        to_email=facts.email,
        to_name=facts.name,
        language=facts.language,
        reader=contact,
        about=hold,
        words=words_of,
        context={
            "hold": hold,
            "cohort": hold.cohort,
            "organization": facts.organization,
            "seat": SeatKind(hold.pool.kind).label,
            "last_moment": hold.last_moment,
            "path": application_path(hold),
        },
    )
