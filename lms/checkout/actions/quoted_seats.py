"""A company asks for a quote over the seats it wrote down, and orders them by accepting it.

No seat is held by a request or by a quote: they are taken in the transaction of the acceptance, all or none.
"""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from cohorts.actions.application import ApplicationsClosed
from cohorts.actions.consent import record_consent
from cohorts.actions.open_seat import CannotBeNamed, NotEligibleForSeat
from cohorts.models import Cohort, Consent, SeatPool
from cohorts.seats import lock_pools
from lms.checkout import quote_emails
from lms.checkout.actions.correspondence import reconcile_orders
from lms.checkout.actions.group import NotWritten, SeatsUndecided, bind, give_seat
from lms.checkout.actions.group_draft import check_once, rewrite
from lms.checkout.actions.group_seats import SeatsShort, take_group_seats
from lms.checkout.group import GroupConfirmation, SeatToOrder, eve_of, group_confirmation_of
from lms.checkout.models import GroupApplication, GroupSeat
from lms.checkout.seat_quote import (
    NO_SEAT_YET,
    cancellation_in_words,
    delivery_of,
    lines_of,
    pools_of,
    prices_until,
    quote_ends,
    quoted_seats,
    seats_for,
)
from lms.checkout.terms import usual_terms
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.calendar import end_of
from lms.kernel.obstacles import Obstacle
from payments.actions.quote import QuoteData, draft_quote
from payments.actions.quote_answer import Answer, accept_quote, invoice_quote
from payments.models import OrderLine, Quote


class AskedAlready(Obstacle):
    message = _("We are writing the quote you asked for. If something is to be different, please write to us.")


class SeatsAreInclusive(Obstacle):
    message = _("Seats are quoted with their tax and invoiced at acceptance. Please change the draft.")


class NoSeatsQuoted(Obstacle):
    message = _("The company asked for seats, and the quote has none. Keep at least one of the lines it came with.")


class SeatsGone(Obstacle):
    """Fewer seats are free than were quoted; the message says of which kind, and nothing was ordered."""

    def __init__(self, short: SeatsShort) -> None:
        words = _("%(short)s Nothing was ordered. Please write to us; we are glad to make you a new quote.")
        super().__init__(words % {"short": short.message})


@transaction.atomic
def ask_for_quote(confirmation: GroupConfirmation, *, wish: str, by: Actor, now: datetime) -> Quote:
    """A draft for the office with what the company wrote down, at the prices of this moment; no seat is held.

    The application is written no more; its contact may begin another one. `wish` is what the company says about the
    quote, to whom it is to be made out for example.

    Raises NotWritten, NamedTwice, SeatsUndecided, AskedAlready.
    """
    application = confirmation.application
    if not all(each.seat.is_written for each in confirmation.seats):
        raise NotWritten
    check_once([each.seat for each in confirmation.seats])
    if confirmation.undecided:
        raise SeatsUndecided
    check_not_asked(application)
    with override("ja"):  # as it is printed, whatever the contact reads
        data, lines = _data_of(confirmation), lines_of(quoted_seats(confirmation))
    quote = draft_quote(
        data,
        lines=lines,
        buyer=application.contact.user,
        locale=(get_language() or "ja")[:2],
        by=by,
        now=now,
    )
    kept = GroupApplication.objects.open().filter(pk=application.pk)
    asked_now = kept.update(
        quote=quote,
        quote_wish=wish.strip(),
        prices_until=prices_until(each.price for each in confirmation.seats),
        way=GroupApplication.Way.TRANSFER,
    )
    if not asked_now:
        raise AskedAlready
    application.refresh_from_db(fields=["quote", "quote_wish"])
    record_consent(
        Consent.Text.PRIVACY,
        confirmation.sale.privacy.version,
        source=Consent.Source.APPLICATION,
        given_for=application,
        person=application.contact,
        by=by,
        now=now,
    )
    audit.record("lms_checkout.ask_for_quote", application, by=by, seats=len(confirmation.seats))
    quote_emails.asked_for(quote, application, now=now)
    return quote


def check_not_asked(application: GroupApplication) -> None:
    """One request of a contact for a cohort is written at a time. Raises AskedAlready."""
    asked = GroupApplication.objects.quoted().filter(contact=application.contact, cohort=application.cohort)
    if asked.filter(quote__status=Quote.Status.DRAFT).exists():
        raise AskedAlready


def asked_from(quote: Quote) -> GroupApplication | None:
    """The application a company asked for it from, for this version or the one before."""
    related = ("contact", "organization", "cohort")
    return GroupApplication.objects.filter(quote__in=[quote.pk, quote.revises_id]).select_related(*related).first()


def check_seats(quote: Quote, application: GroupApplication, *, now: datetime) -> None:
    """Before a quote over seats is sent. Raises ApplicationsClosed, SeatsAreInclusive, NoSeatsQuoted."""
    if not Cohort.objects.accepting(at=now).filter(pk=application.cohort_id).exists():
        raise ApplicationsClosed
    if quote.prices_exclude_tax or quote.invoiced != Quote.Invoiced.AT_ACCEPTANCE:
        raise SeatsAreInclusive
    if not _pools(quote):
        raise NoSeatsQuoted


def seats_end(application: GroupApplication) -> datetime | None:
    """The first moment at which seats a quote is asked for cannot be ordered by it; None while a day is undecided."""
    first_day = application.cohort.days.aggregate(first=Min("held_on"))["first"]
    deadline = application.cohort.application_deadline_at
    return quote_ends(deadline, first_day, application.prices_until) if deadline and first_day else None


def seats_asked(quote: Quote) -> list[tuple[SeatPool, int]]:
    """Each kind of seat on the lines of a quote, with how many of it are quoted."""
    wanted = Counter(_pools(quote))
    return [(pool, wanted[pool.pk]) for pool in SeatPool.objects.filter(pk__in=wanted).order_by("pk")]


def keep_with(quote: Quote) -> None:
    """The application goes with the version that was sent last."""
    if quote.revises_id:
        GroupApplication.objects.quoted().filter(quote=quote.revises_id).update(quote=quote)


@transaction.atomic
def accept_seats(quote: Quote, application: GroupApplication, answer: Answer, *, by: Actor, now: datetime) -> Quote:
    """The company orders the seats of its quote: they are taken now, all or none, held until the last day to pay.

    Whoever was written down sits on them as far as they may; every other seat is to be named later.

    Raises what `accept_quote` raises, CannotBePrinted, ApplicationsClosed, NotOnSale, and SeatsGone.
    """
    pools = SeatPool.objects.in_bulk(_pools(quote))
    lock_pools(*pools)
    quote = accept_quote(quote, answer, by=by, now=now)
    confirmation = _confirmed(application, [pools[key].kind for key in _pools(quote)], now=now)
    try:
        take_group_seats(confirmation, by=by, now=now)
    except SeatsShort as short:
        raise SeatsGone(short) from short
    page = quote_emails.quote_path(quote) or "/"
    pay_by = eve_of(confirmation.first_day)
    order = invoice_quote(quote, page=page, policy=confirmation.policy, pay_by=pay_by, by=by, now=now)
    lines = order.lines.filter(reference__startswith="pool:").select_related("order").order_by("position")
    for each, line in zip(confirmation.seats, lines, strict=True):
        _give(each, line, confirmation, hold_until=end_of(order.due_on or pay_by), by=by, now=now)
    bind(application, order)
    audit.record("lms_checkout.submit_group", application, by=by, seats=len(lines), order=order.number)
    quote_emails.seats_invoiced(quote, order, name_until=confirmation.name_until - timedelta(seconds=1), now=now)
    reconcile_orders([order.pk], now=now)
    quote.refresh_from_db()
    return quote


def _pools(quote: Quote) -> list[int]:
    return pools_of(quote.lines.order_by("position").values_list("reference", "quantity"))


def _data_of(confirmation: GroupConfirmation) -> QuoteData:
    application, policy = confirmation.application, confirmation.policy
    contact, cohort = application.contact, application.cohort
    return QuoteData(
        title=f"{cohort.title} 受講料（{len(confirmation.seats)}名様分）"[:200],
        buyer_name=application.organization.name,
        buyer_contact=contact.full_name,
        buyer_email=contact.email,
        terms=confirmation.agreed or usual_terms(),
        cancellation=cancellation_in_words(policy.text, policy.terms(), confirmation.first_day),
        delivery=delivery_of(confirmation),
        notes=NO_SEAT_YET,
    )


def _confirmed(application: GroupApplication, kinds: list[str], *, now: datetime) -> GroupConfirmation:
    """The seats that were quoted, as they can be given now; whoever may not sit on one leaves it to be named later."""
    rewrite(application, seats_for(kinds, application.seats.order_by("position")))
    confirmation = group_confirmation_of(application, now=now)
    return replace(confirmation, seats=tuple(map(_givable, confirmation.seats)))


def _givable(each: SeatToOrder) -> SeatToOrder:
    return _unnamed(each) if each.needs_choice else each


def _unnamed(each: SeatToOrder) -> SeatToOrder:
    seat = GroupSeat(kind=each.seat.kind, position=each.seat.position, is_named_later=True)
    return replace(each, seat=seat, eligibility=None)


def _give(
    each: SeatToOrder,
    line: OrderLine,
    confirmation: GroupConfirmation,
    *,
    hold_until: datetime,
    by: Actor,
    now: datetime,
) -> None:
    """The seat with its person; somebody who cannot be named any more does not keep the company from ordering."""
    try:
        with transaction.atomic():
            give_seat(each, line, confirmation, hold_until=hold_until, by=by, now=now)
    except (CannotBeNamed, NotEligibleForSeat):
        give_seat(_unnamed(each), line, confirmation, hold_until=hold_until, by=by, now=now)
