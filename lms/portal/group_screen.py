"""What the pages of a company's seats say, prepared for printing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.eligibility import Eligibility, ReasonCode
from cohorts.models import OpenSeat
from lms.checkout.actions.cancellation import CANCELABLE
from lms.checkout.actions.substitution import substitution_limit
from lms.checkout.employer_report import Report, reports_of
from lms.checkout.group import GroupConfirmation, SeatToOrder
from lms.checkout.models import Purchase
from lms.checkout.seat_quote import lines_of, prices_until, quote_ends, quoted_seats
from lms.checkout.terms import usual_terms
from lms.portal.confirm_screen import CancellationRow, cancellation_rows_of, payment_facts
from lms.templatetags.lms import hour, long_date, long_datetime, yen_tax_included
from payments.models import Order
from payments.terms_words import terms_in_words


@dataclass(frozen=True, slots=True)
class ShownSeat:
    """One row of the confirm screen. `reasons` say why its person cannot have it; empty where it is fine."""

    to_order: SeatToOrder
    who: str
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class BoughtSeat:
    """One row of the order's page, with what its payer may do with it now."""

    purchase: Purchase
    who: str
    email: str
    state: str
    tone: str
    name_until: datetime | None
    may_name: bool
    may_replace: bool
    may_cancel: bool
    report: Report | None


#: Why the person on a seat cannot have it, told to whoever applies for them. The purpose is the company's own training
#: and never in the way.
HINDRANCES: dict[ReasonCode, str | Promise] = {
    ReasonCode.SPECIALIST_MISSING: gettext_lazy(
        "The certification course is for people who have passed or are taking the Specialist level."
    ),
    ReasonCode.RECORD_NOT_MATCHED: gettext_lazy(
        "No Specialist record has this number and this name. Please check both with the person and correct them. If "
        "they are right, keep the seat without a name and write to the office."
    ),
    ReasonCode.RECORD_NOT_PASSED: gettext_lazy(
        "The record of this number does not show a pass. Please check it with the person. If it is right, keep the "
        "seat without a name and write to the office."
    ),
    ReasonCode.RESULT_OVERDUE: gettext_lazy(
        "The day on which the Specialist result was expected has passed. Please correct the day, or keep the seat "
        "without a name and write to the office."
    ),
}
TONES = {"confirmed": "success", "completed": "success", "held": "warning", "incomplete": "warning"}


def confirm_screen_of(confirmation: GroupConfirmation, *, now: datetime) -> dict[str, Any]:
    return {
        "confirmation": confirmation,
        "shown_seats": [_shown(each) for each in confirmation.seats],
        "undecided": len(confirmation.undecided),
        "offer_facts": _offer_facts(confirmation, now=now),
        "cancellation_rows": _cancellation_rows(confirmation),
    }


def quote_request_screen_of(confirmation: GroupConfirmation) -> dict[str, Any]:
    """The lines a quote would have, what they come to, and until when somebody who has it could order by it."""
    seats = quoted_seats(confirmation)
    offers_end = prices_until(seat.price for seat in seats)
    ends_at = quote_ends(confirmation.deadline_at, confirmation.first_day, offers_end)
    terms = terms_in_words(confirmation.agreed or usual_terms())
    return {
        "confirmation": confirmation,
        "lines": lines_of(seats),
        "request_facts": [
            (_("Name of the company"), confirmation.application.organization.name),
            (_("The quote is sent to"), confirmation.application.contact.email),
            (_("Total at today's prices"), yen_tax_included(confirmation.total_jpy)),
            (_("Terms of payment"), _("By bank transfer, %(terms)s") % {"terms": terms}),
            (_("Can be accepted until, at the latest"), long_datetime(ends_at - timedelta(seconds=1))),
        ],
    }


def order_screen_of(order: Order, *, now: datetime) -> dict[str, Any]:
    purchases = list(seats_of(order))
    reports = reports_of(purchases)
    seats = [_bought(purchase, reports.get(purchase.enrollment_id or 0), now=now) for purchase in purchases]
    return {
        "order": order,
        "cohort": purchases[0].seat.cohort if purchases else None,
        "seats": seats,
        "unnamed": sum(seat.may_name for seat in seats),
    }


def seats_of(order: Order) -> QuerySet[Purchase]:
    """Every seat of an order with its person, in the order of its lines."""
    related = ("line", "order", "enrollment__person", "enrollment__cohort", "open_seat__cohort")
    return order.purchases.select_related(*related).order_by("line__position")


def who_of(purchase: Purchase) -> str:
    return purchase.enrollment.person.full_name if purchase.enrollment else _("not named yet")


def _shown(each: SeatToOrder) -> ShownSeat:
    seat = each.seat
    who = _("to be named later") if seat.is_named_later else f"{seat.family_name} {seat.given_name}"
    return ShownSeat(each, who, _hindrances(each.eligibility) if each.needs_choice and each.eligibility else [])


def _hindrances(eligibility: Eligibility) -> list[str]:
    return [str(HINDRANCES[reason.code]) for reason in eligibility.reasons if reason.code in HINDRANCES]


def _offer_facts(confirmation: GroupConfirmation, *, now: datetime) -> list[tuple[str, Any]]:
    application = confirmation.application
    venue = application.cohort.venue
    days = [
        (
            _("Held on, day %(number)d") % {"number": day.position},
            f"{long_date(day.held_on)} {hour(day.opens_at)}–{hour(day.closes_at)}",
        )
        for day in confirmation.sale.days
    ]
    rows: list[tuple[str, Any]] = [
        (_("Name of the company"), application.organization.name),
        (_("Quantity"), _quantity(confirmation)),
        (_("Total to pay"), yen_tax_included(confirmation.total_jpy)),
        *_way(confirmation, now=now),
        *days,
        (_("Venue"), venue.display_name if venue else None),
        (_("Applications until"), long_datetime(confirmation.deadline_at - timedelta(seconds=1))),
    ]
    own = [(_("Your own order number"), application.buyer_reference), (_("Your cost center"), application.cost_center)]
    rows += [(label, value) for label, value in own if value]
    if any(each.seat.is_named_later for each in confirmation.seats):
        rows.append((_("Names awaited until"), long_datetime(confirmation.name_until - timedelta(seconds=1))))
    return rows


def _quantity(confirmation: GroupConfirmation) -> str:
    if confirmation.drawn:
        words = _("%(count)d seats, %(held)d of them held for your company")
        return words % {"count": len(confirmation.seats), "held": confirmation.drawn}
    return _("%(count)d seats") % {"count": len(confirmation.seats)}


def _way(confirmation: GroupConfirmation, *, now: datetime) -> list[tuple[str, Any]]:
    if confirmation.due_on:
        words = _("By bank transfer until %(day)s, against an invoice")
        rows = [(_("When and how to pay"), words % {"day": long_date(confirmation.due_on)})]
        if confirmation.terms:
            rows.append((_("Terms of payment"), terms_in_words(confirmation.terms)))
        elif confirmation.agreed:
            rows.append((_("Terms of payment"), _("Seats are paid before the first day, earlier than your terms say.")))
        return rows
    return payment_facts(confirmation.total_jpy, deadline_at=confirmation.deadline_at, now=now)


def _cancellation_rows(confirmation: GroupConfirmation) -> list[CancellationRow]:
    """The fee for one seat of each price: a canceled seat costs its own part only."""
    dearest = max((each.price for each in confirmation.seats), key=lambda price: price.unit_jpy)
    prices = {"paid_jpy": dearest.unit_jpy, "list_jpy": dearest.list_jpy}
    return cancellation_rows_of(confirmation.policy, confirmation.sale.days, **prices)


def _bought(purchase: Purchase, report: Report | None, *, now: datetime) -> BoughtSeat:
    seat, person = purchase.seat, purchase.enrollment.person if purchase.enrollment else None
    is_open = isinstance(seat, OpenSeat)
    is_confirmed = purchase.enrollment is not None and seat.status == "confirmed"
    limit = substitution_limit(purchase.enrollment) if purchase.enrollment and is_confirmed else None
    return BoughtSeat(
        purchase=purchase,
        who=who_of(purchase),
        email=person.email if person else "",
        state=str(seat.get_status_display()),
        tone=TONES.get(seat.status, ""),
        name_until=seat.name_until - timedelta(seconds=1) if isinstance(seat, OpenSeat) else None,
        may_name=isinstance(seat, OpenSeat) and seat.occupies_seat and now < seat.name_until,
        may_replace=is_confirmed and (limit is None or now < limit),
        may_cancel=seat.occupies_seat and (is_open or seat.status in CANCELABLE),
        report=report,
    )
