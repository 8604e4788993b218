"""Keeping what participants and companies are written in step with seats, cohorts and orders.

Called in the transaction of whatever changed one of these, and by the sweeper for what no act brings.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

from cohorts.models import Cohort, CompanyHold, Enrollment, OpenSeat
from lms.checkout.company_letters import drafts_of_holds, drafts_of_orders
from lms.checkout.letters import GOES_AHEAD, drafts_for, with_letter_facts
from lms.checkout.models import Purchase
from lms.checkout.quote_letters import drafts_of_quotes
from lms.kernel.actions.letter import CHANGEABLE, Draft, reconcile_letters
from lms.kernel.models import Message
from payments.models import Order, Quote

AT_ONCE = 200
Reader = Callable[[Collection[int]], tuple[Iterable[Draft], Iterable[str]]]


def reconcile_cohort(cohort: Cohort, *, now: datetime) -> int:
    """After a change of days, venue or status; returns how many letters were changed."""
    seated = Enrollment.objects.filter(cohort=cohort)
    held = _keys(CompanyHold.objects.standing().filter(cohort=cohort))
    return (
        reconcile_letters(lambda: drafts_for(with_letter_facts(seated)), now=now)
        + reconcile_orders(_orders_of(_keys(OpenSeat.objects.occupying().filter(cohort=cohort))), now=now)
        + reconcile_holds(held, now=now)
    )


def reconcile_enrollments(keys: Collection[int], *, now: datetime) -> int:
    """After a step of these enrollments or their orders; returns how many letters were changed."""
    return _reconcile(_of_enrollments, keys, now=now)


def reconcile_orders(keys: Collection[int], *, now: datetime) -> int:
    """After a step of these orders of companies or of their seats; returns how many letters were changed."""
    return _reconcile(drafts_of_orders, keys, now=now)


def reconcile_open_seats(keys: Collection[int], *, now: datetime) -> int:
    """The same, by the seats."""
    return reconcile_orders(_orders_of(keys), now=now)


def reconcile_holds(keys: Collection[int], *, now: datetime) -> int:
    """After seats kept for a company were set, changed, used or given back; returns how many letters were changed."""
    return _reconcile(drafts_of_holds, keys, now=now)


def reconcile_quotes(keys: Collection[int], *, now: datetime) -> int:
    """After quotes were sent, answered or superseded; returns how many letters were changed."""
    return _reconcile(drafts_of_quotes, keys, now=now)


def reconcile_all(*, now: datetime) -> int:
    """Every seat somebody may still be written about, and every letter that waits."""
    Status = Enrollment.Status  # noqa: N806 - a name, as where it stands
    seated = Enrollment.objects.filter(cohort__status__in=GOES_AHEAD, status__in=[Status.HELD, Status.CONFIRMED])
    unnamed = OpenSeat.objects.occupying().filter(cohort__status__in=GOES_AHEAD)
    owed = Q(order__status=Order.Status.AWAITING_PAYMENT, order__group_application__cohort__status__in=GOES_AHEAD)
    companies = Purchase.objects.filter(Q(open_seat__in=unnamed) | owed)
    held = CompanyHold.objects.standing()
    alive: list[tuple[Reader, type[Model], Collection[int]]] = [
        (_of_enrollments, Enrollment, _keys(seated)),
        (drafts_of_orders, Order, set(companies.values_list("order", flat=True))),
        (drafts_of_holds, CompanyHold, _keys(held)),
        (drafts_of_quotes, Quote, _keys(Quote.objects.standing(now))),
    ]
    changed = 0
    for read, model, found in alive:
        keys = sorted({*found, *_written_about(model)})
        changed += sum(_reconcile(read, keys[at : at + AT_ONCE], now=now) for at in range(0, len(keys), AT_ONCE))
    return changed


def _of_enrollments(keys: Collection[int]) -> tuple[Iterable[Draft], Iterable[str]]:
    return drafts_for(with_letter_facts(Enrollment.objects.filter(pk__in=keys)))


def _reconcile(read: Reader, keys: Collection[int], *, now: datetime) -> int:
    return reconcile_letters(lambda: read(keys), now=now) if keys else 0


def _orders_of(seats: Collection[int]) -> list[int]:
    return sorted(set(Purchase.objects.filter(open_seat__in=seats).values_list("order_id", flat=True)))


def _keys(rows: QuerySet[Any]) -> list[int]:
    return list(rows.values_list("pk", flat=True))


def _written_about(model: type[Model]) -> set[int]:
    waiting = Message.objects.letters().filter(status__in=CHANGEABLE)
    prefix = f"{model._meta.label_lower}:"
    about = waiting.filter(about__startswith=prefix).values_list("about", flat=True)
    return {int(key.removeprefix(prefix)) for key in about}
