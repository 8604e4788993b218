"""A change of the plan, told to companies whose seats have no name yet: nobody else would read of it.

Each mail names its cause, so that telling again after a crash tells nobody twice.
"""

from datetime import datetime

from cohorts.models import Cohort, CompanyHold, Enrollment, OpenSeat
from lms.checkout import change_emails
from lms.checkout.group import naming_ends_at, naming_limits
from lms.checkout.models import OrganizerChange, Purchase
from payments.models import Order

Kind = OrganizerChange.Kind


def unnamed_by_order(cohort: Cohort) -> dict[Order, list[OpenSeat]]:
    """The seats nobody is named for, by the order that pays for them; two queries."""
    unnamed = Purchase.objects.standing().filter(open_seat__cohort=cohort, open_seat__status__in=OpenSeat.OCCUPYING)
    found: dict[Order, list[OpenSeat]] = {}
    related = ("open_seat", "order__buyer", "order__group_application__contact")
    for purchase in unnamed.select_related(*related).order_by("order", "pk"):
        if purchase.open_seat:
            found.setdefault(purchase.order, []).append(purchase.open_seat)
    return found


def tell_companies(change: OrganizerChange, *, now: datetime) -> None:
    """Before any of their orders ends. Where seats end that are paid for, the mail on the money tells it."""
    is_postponed = change.kind == Kind.POSTPONED
    for order, seats in unnamed_by_order(change.cohort).items():
        if order.status == Order.Status.AWAITING_PAYMENT and (not is_postponed or _names_somebody(order)):
            change_emails.company_order_ended(change, order, seats, now=now)
        elif is_postponed:
            change_emails.company_postponed(change, order, seats, now=now)
    if is_postponed:
        held = CompanyHold.objects.standing().filter(cohort=change.cohort)
        for hold in held.select_related("cohort", "pool", "contact", "organization").order_by("pk"):
            change_emails.hold_postponed(change, hold, now=now)


def _names_somebody(order: Order) -> bool:
    """Whether the order holds a seat of somebody: a change closes its payment, and with it the whole order."""
    held = Enrollment.Status.HELD
    return Purchase.objects.standing().filter(order=order, enrollment__status=held).exists()


def tell_companies_it_is_taken_back(change: OrganizerChange, *, now: datetime) -> None:
    for order, seats in unnamed_by_order(change.cohort).items():
        change_emails.company_postponement_taken_back(change, order, seats, now=now)


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
