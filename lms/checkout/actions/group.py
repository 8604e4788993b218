"""A company's draft is bound by one click, and its seats are named now or later.

All seats are taken in one transaction, pool by pool in the order of their keys, or none is.
"""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cohorts.actions.consent import record_consent
from cohorts.actions.open_seat import CannotBeNamed, NamedAlready, SeatTaken, name_person, open_seat, seat_person
from cohorts.actions.person import create_person
from cohorts.eligibility import Need
from cohorts.models import Consent, Enrollment, Organization, Person
from cohorts.seats import lock_pools
from lms.checkout import conf, group_emails
from lms.checkout.actions.application import OfferChanged, Paths, PriceChanged
from lms.checkout.actions.correspondence import reconcile_orders
from lms.checkout.actions.group_draft import SeatData, check_once
from lms.checkout.actions.group_seats import SeatsShort, take_group_seats
from lms.checkout.group import GroupConfirmation, SeatToOrder, declared, person_known
from lms.checkout.models import GroupApplication, GroupSeat, Purchase
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.calendar import end_of
from lms.kernel.company_names import same_company
from lms.kernel.obstacles import Obstacle
from payments.actions.offer_use import OfferUsedUp
from payments.actions.order import Buyer, LineToOrder, place_order
from payments.actions.state import lock_order
from payments.models import Order, OrderLine, Party


class SeatsUndecided(Obstacle):
    message = _("For one of the people this kind of seat is not possible now. Choose for each such seat what to do.")


class NotWritten(Obstacle):
    message = _("Write for each seat whom it is for, or that the name comes later.")


class NamingOver(Obstacle):
    message = _("The time to name somebody here is over. Please write to the office; the seat stays yours.")


class TransferTooLate(Obstacle):
    message = _("There is no time left for a bank transfer before the course. Please choose to pay online.")


def submit_group(
    confirmation: GroupConfirmation,
    *,
    shown_total_jpy: int,
    shown_offer: str,
    form_token: str,
    paths: Paths,
    by: Actor,
    now: datetime,
) -> Order:
    """Make the draft binding: hold all seats and freeze the price of each, or change nothing.

    Call outside any transaction. Sent again, from another tab too, it finds the order that was made.

    Raises:
        NotWritten, NamedTwice, SeatsUndecided, OfferChanged, PriceChanged, TransferTooLate, SeatsShort,
        ApplicationsClosed, CannotBeNamed, NotEligibleForSeat.
    """
    if order := Order.objects.filter(group_application=confirmation.application).first():
        return order
    if not all(each.seat.is_written for each in confirmation.seats):
        raise NotWritten
    check_once([each.seat for each in confirmation.seats])
    if confirmation.undecided:
        raise SeatsUndecided
    if shown_offer != confirmation.fingerprint:
        raise OfferChanged
    if shown_total_jpy != confirmation.total_jpy:
        raise PriceChanged
    try:
        return _take_and_order(confirmation, form_token, paths, by=by, now=now)
    except OfferUsedUp as used_up:
        raise PriceChanged from used_up
    except (IntegrityError, SeatsShort, GroupApplication.DoesNotExist):
        # The same draft was sent twice at the same moment: the other request won, and this one took nothing.
        order = Order.objects.filter(group_application=confirmation.application).first()
        if order is None:
            raise
        return order


def name_participant(purchase: Purchase, row: SeatData, *, by: Actor, now: datetime) -> Enrollment:
    """Say for whom a seat of an order is; the named person gets an own mail and sees only their own seat.

    Raises NamingOver, NamedAlready, CannotBeNamed, NotEligibleForSeat.
    """
    if purchase.open_seat and now >= purchase.open_seat.name_until:
        raise NamingOver
    return _name(purchase, row, by=by, now=now)


def name_by_office(
    purchase: Purchase, row: SeatData, *, cleared: Collection[Need] = (), by: Actor, now: datetime
) -> Enrollment:
    """The same, also after the deadline; `cleared` is what the office has checked of the person.

    Raises NamedAlready, CannotBeNamed, NotEligibleForSeat.
    """
    return _name(purchase, row, cleared=cleared, by=by, now=now)


@transaction.atomic
def _name(purchase: Purchase, row: SeatData, *, cleared: Collection[Need] = (), by: Actor, now: datetime) -> Enrollment:
    lock_order(purchase.order_id)
    purchase = Purchase.objects.select_related("order", "enrollment", "open_seat__organization").get(pk=purchase.pk)
    seat = purchase.open_seat
    if seat is None:
        raise NamedAlready
    lock_pools(seat.pool_id)  # before the organization, which entering a person locks
    written = GroupSeat(kind=seat.kind, **asdict(row))
    person = _person_of(written, seat.organization, by=by, now=now)
    declaration = declared(written, seat.organization)
    enrollment = name_person(seat, person, declaration=declaration, cleared=cleared, by=by, now=now)
    Purchase.objects.filter(pk=purchase.pk).update(enrollment=enrollment, open_seat=None)
    if enrollment.status == Enrollment.Status.HELD:
        group_emails.seat_reserved(enrollment, purchase.order, now=now)
    return enrollment


@transaction.atomic
def _take_and_order(
    confirmation: GroupConfirmation, form_token: str, paths: Paths, *, by: Actor, now: datetime
) -> Order:
    application = confirmation.application
    take_group_seats(confirmation, by=by, now=now)
    # The draft is bound once: whoever comes second finds it gone.
    application = (
        GroupApplication.objects.open().select_related("contact", "organization", "cohort").get(pk=application.pk)
    )
    due_on = confirmation.due_on
    hold_until = end_of(due_on) if due_on else now + conf.LMS_HOLD
    if hold_until <= now:
        raise TransferTooLate
    placed = place_order(
        buyer=_buyer(application),
        lines=[_line(each) for each in confirmation.seats],
        policy=confirmation.policy,
        terms_version=confirmation.sale.terms.version,
        form_token=form_token,
        locale=(get_language() or "ja")[:2],
        return_path=paths.returned,
        cancel_path=paths.turned_back,
        methods_until=confirmation.deadline_at,
        due_on=due_on,
        payment_terms=confirmation.terms,
        buyer_reference=application.buyer_reference,
        cost_center=application.cost_center,
        by=by,
        now=now,
    )
    order = placed.order
    for each, line in zip(confirmation.seats, placed.lines, strict=True):
        give_seat(each, line, confirmation, hold_until=hold_until, by=by, now=now)
    bind(application, order)
    _accept(confirmation, application, by=by, now=now)
    audit.record("lms_checkout.submit_group", application, by=by, seats=len(confirmation.seats), order=order.number)
    group_emails.group_received(order, application, confirmation, now=now)
    reconcile_orders([order.pk], now=now)
    return order


def bind(application: GroupApplication, order: Order) -> None:
    """From now on the order says everything; what was written about the people is not kept twice."""
    application.seats.all().delete()
    GroupApplication.objects.filter(pk=application.pk).update(order=order)


def give_seat(
    each: SeatToOrder,
    line: OrderLine,
    confirmation: GroupConfirmation,
    *,
    hold_until: datetime,
    by: Actor,
    now: datetime,
) -> None:
    """The row of a seat that was counted, for its person or to be named later, and the line that pays for it.

    Raises CannotBeNamed, NotEligibleForSeat.
    """
    order, taken = line.order, SeatTaken(pool=each.pool, hold_until=hold_until)
    organization = confirmation.application.organization
    if each.seat.is_named_later:
        until = confirmation.name_until
        seat = open_seat(taken, organization=organization, name_until=until, by=by, now=now)
        Purchase.objects.create(order=order, line=line, open_seat=seat)
        return
    person = _person_of(each.seat, organization, by=by, now=now)
    declaration = declared(each.seat, organization)
    enrollment = seat_person(taken, person, declaration=declaration, by=by, now=now)
    Purchase.objects.create(order=order, line=line, enrollment=enrollment)
    group_emails.seat_reserved(enrollment, order, now=now)


def _person_of(seat: GroupSeat, organization: Organization, *, by: Actor, now: datetime) -> Person:
    """The employee on file, or entered as one. Somebody who works elsewhere is not for this company to name."""
    person = person_known(seat)
    if person is None:
        names = {name: getattr(seat, name) for name in ("family_name", "given_name", "family_kana", "given_kana")}
        return create_person(by=by, now=now, employer=organization, email=seat.email, **names)
    if person.employer and not same_company(person.employer.name, organization.name):
        raise CannotBeNamed
    return person


def _buyer(application: GroupApplication) -> Buyer:
    contact = application.contact
    return Buyer(application.organization.name, contact.email, contact.user_id, Party.ORGANIZATION)


def _line(each: SeatToOrder) -> LineToOrder:
    return LineToOrder(
        title=f"{each.pool.cohort.title} {each.pool.get_kind_display()}",
        reference=f"pool:{each.pool.pk}",
        list_unit_jpy=each.price.list_jpy,
        offer=each.price.offer,
        tax_percent=each.pool.listing.tax_percent,
    )


def _accept(confirmation: GroupConfirmation, application: GroupApplication, *, by: Actor, now: datetime) -> None:
    """The contact accepts for the company; the people named accept nothing by being named."""
    sale = confirmation.sale
    accepted = {
        Consent.Text.TERMS: sale.terms.version,
        Consent.Text.CANCELLATION: str(confirmation.policy),
        Consent.Text.PRIVACY: sale.privacy.version,
    }
    for text, version in accepted.items():
        source = Consent.Source.APPLICATION
        person = application.contact
        record_consent(text, version, source=source, given_for=application, person=person, by=by, now=now)
