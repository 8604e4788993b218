"""A change of the plan, told to companies: what becomes of a seat is said by whoever pays for it.

Each mail names its cause, so that telling again after a crash tells nobody twice.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from cohorts.models import Cohort, CompanyHold, Enrollment, OpenSeat
from lms.checkout import change_emails
from lms.checkout.group import naming_ends_at, naming_limits
from lms.checkout.models import OrganizerChange, Purchase
from payments.models import Order
from payments.models.order import Party

Kind = OrganizerChange.Kind
SEATED = (Enrollment.Status.HELD, Enrollment.Status.CONFIRMED)


@dataclass(frozen=True, slots=True)
class CompanySeats:
    """The seats of one order in one cohort: those without a name, and those of its people."""

    unnamed: list[OpenSeat] = field(default_factory=list)
    named: list[Enrollment] = field(default_factory=list)


def seats_by_order(cohort: Cohort) -> dict[Order, CompanySeats]:
    """What companies pay for, by the order that pays for it; two queries."""
    unnamed = Q(open_seat__cohort=cohort, open_seat__status__in=OpenSeat.OCCUPYING)
    named = Q(enrollment__cohort=cohort, enrollment__status__in=SEATED, order__buyer_party=Party.ORGANIZATION)
    related = ("open_seat", "enrollment__person", "order__buyer", "order__group_application__contact")
    found: dict[Order, CompanySeats] = {}
    for purchase in (
        Purchase.objects.standing().filter(unnamed | named).select_related(*related).order_by("order", "pk")
    ):
        seats = found.setdefault(purchase.order, CompanySeats())
        if purchase.open_seat:
            seats.unnamed.append(purchase.open_seat)
        elif purchase.enrollment and purchase.is_for_another:
            seats.named.append(purchase.enrollment)
    return found


def tell_companies(change: OrganizerChange, *, now: datetime) -> None:
    """Before any of their orders ends. Where seats end that are paid for, the mail on the money tells it."""
    is_postponed = change.kind == Kind.POSTPONED
    notices = {notice.enrollment_id: notice for notice in change.notices.select_related("change", "enrollment__person")}
    for order, seats in seats_by_order(change.cohort).items():
        if order.status == Order.Status.AWAITING_PAYMENT and (not is_postponed or _names_somebody(order)):
            change_emails.company_order_ended(change, order, seats.unnamed, now=now)
        elif is_postponed:
            asked = [notices[each.pk] for each in seats.named if each.pk in notices]
            change_emails.company_postponed(change, order, seats.unnamed, asked, now=now)
    if is_postponed:
        held = CompanyHold.objects.standing().filter(cohort=change.cohort)
        for hold in held.select_related("cohort", "pool", "contact", "organization").order_by("pk"):
            change_emails.hold_postponed(change, hold, now=now)


def _names_somebody(order: Order) -> bool:
    """Whether the order holds a seat of somebody: a change closes its payment, and with it the whole order."""
    held = Enrollment.Status.HELD
    return Purchase.objects.standing().filter(order=order, enrollment__status=held).exists()


def tell_companies_it_is_taken_back(change: OrganizerChange, *, now: datetime) -> None:
    for order, seats in seats_by_order(change.cohort).items():
        change_emails.company_postponement_taken_back(change, order, seats.unnamed, now=now)


def move_naming_limits(cohort: Cohort, *, now: datetime) -> int:
    """People are named until so many days before the first day; where that day has moved, the limit moves along.

    Seats bought late may be named until the first day and keep that. Returns how many seats have another limit now.
    """
    dates = [day.held_on for day in cohort.days.all()]
    decided = [day for day in dates if day]
    if not decided or len(decided) < len(dates):
        return 0
    first_day = min(decided)
    seats = OpenSeat.objects.occupying().filter(cohort=cohort).exclude(name_until__in=naming_limits(first_day))
    return seats.update(name_until=naming_ends_at(first_day, now=now))
