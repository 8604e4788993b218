"""A company's contact applies for several seats: written as a draft, bound by one click, named now or later.

All seats are taken in one transaction, pool by pool in the order of their keys, or none is.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cohorts.actions.consent import record_consent
from cohorts.actions.enrollment import ApplicationsClosed
from cohorts.actions.open_seat import CannotBeNamed, NamedAlready, SeatTaken, name_person, open_seat, seat_person
from cohorts.actions.person import create_person
from cohorts.eligibility import Need
from cohorts.models import Cohort, Consent, Enrollment, Organization, Person, SeatKind
from lms.checkout import conf, group_emails
from lms.checkout.actions.application import OfferChanged, Paths, PriceChanged
from lms.checkout.actions.correspondence import reconcile_orders
from lms.checkout.actions.group_seats import SeatsShort, take_group_seats
from lms.checkout.group import GroupConfirmation, SeatToOrder, declared, person_known
from lms.checkout.models import GroupApplication, GroupSeat, Purchase
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.calendar import end_of
from lms.kernel.names import same_name
from lms.kernel.obstacles import Obstacle
from payments.actions.offer_use import OfferUsedUp
from payments.actions.order import Buyer, LineToOrder, place_order
from payments.actions.state import lock_order
from payments.models import Order, Party

ORDER = (SeatKind.CERTIFICATION, SeatKind.AUDIT)


class SeatsUndecided(Obstacle):
    message = _("For one of the people this kind of seat is not possible now. Choose for each such seat what to do.")


class NotWritten(Obstacle):
    message = _("Write for each seat whom it is for, or that the name comes later.")


class NamedTwice(Obstacle):
    message = _("The same person stands on two seats. Each person takes one seat.")


class NamingOver(Obstacle):
    message = _("The time to name somebody here is over. Please write to the office; the seat stays yours.")


class TransferTooLate(Obstacle):
    message = _("There is no time left for a bank transfer before the course. Please choose to pay online.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How the company pays, and what its own books call this order."""

    way: str
    buyer_reference: str = ""
    cost_center: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatData:
    """Whom a seat is for as the contact writes it; names are kept exactly as typed."""

    is_named_later: bool = False
    family_name: str = ""
    given_name: str = ""
    family_kana: str = ""
    given_kana: str = ""
    email: str = ""
    specialist_status: str = ""
    specialist_number: str = ""
    specialist_expected_on: date | None = None


LATER = SeatData(is_named_later=True)


@transaction.atomic
def draft_group(
    *,
    contact: Person,
    organization: Organization,
    cohort: Cohort,
    seats: Mapping[str, int],
    terms: Terms,
    by: Actor,
    now: datetime,
) -> GroupApplication:
    """Write how many seats of which kind are wanted; an open draft is written anew and keeps whom it names already.

    Raises ApplicationsClosed.
    """
    if not Cohort.objects.accepting(at=now).filter(pk=cohort.pk).exists():
        raise ApplicationsClosed
    application, _created = GroupApplication.objects.open().update_or_create(
        contact=contact,
        cohort=cohort,
        defaults={"organization": organization, **asdict(terms)},
        create_defaults={"organization": organization, "created_at": now, **asdict(terms)},
    )
    kept = list(application.seats.order_by("position"))
    wanted: list[GroupSeat] = []
    for kind in ORDER:
        own = [seat for seat in kept if seat.kind == kind][: seats.get(kind, 0)]
        new = [GroupSeat(kind=kind) for _each in range(seats.get(kind, 0) - len(own))]
        wanted += [*own, *new]
    _rewrite(application, wanted)
    audit.record("lms_checkout.draft_group", application, by=by, seats=len(wanted))
    return application


@transaction.atomic
def write_seats(application: GroupApplication, rows: Mapping[int, SeatData], *, by: Actor) -> GroupApplication:
    """Keep what was written on the seats, by seat number; numbers that are not there are passed over.

    Raises NamedTwice.
    """
    _check_once(rows.values())
    for position, row in rows.items():
        application.seats.filter(position=position).update(**asdict(row))
    audit.record("lms_checkout.write_seats", application, by=by)
    return application


@transaction.atomic
def turn_to_audit(application: GroupApplication, position: int, *, by: Actor) -> None:
    """The person cannot have a certification seat: an audit-only one instead."""
    application.seats.filter(position=position).update(kind=SeatKind.AUDIT)
    audit.record("lms_checkout.turn_to_audit", application, by=by, position=position)


@transaction.atomic
def leave_unnamed(application: GroupApplication, position: int, *, by: Actor) -> None:
    """The seat is wanted, and whom it is for is said later."""
    application.seats.filter(position=position).update(**asdict(LATER))
    audit.record("lms_checkout.leave_unnamed", application, by=by, position=position)


@transaction.atomic
def drop_seat(application: GroupApplication, position: int, *, by: Actor) -> None:
    """One seat fewer."""
    _rewrite(application, list(application.seats.exclude(position=position).order_by("position")))
    audit.record("lms_checkout.drop_seat", application, by=by, position=position)


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
    _check_once([each.seat for each in confirmation.seats])
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
        _seat(each, order, line, confirmation, SeatTaken(pool=each.pool, hold_until=hold_until), by=by, now=now)
    application.seats.all().delete()
    GroupApplication.objects.filter(pk=application.pk).update(order=order)
    _accept(confirmation, application, by=by, now=now)
    audit.record("lms_checkout.submit_group", application, by=by, seats=len(confirmation.seats), order=order.number)
    group_emails.group_received(order, application, confirmation, now=now)
    reconcile_orders([order.pk], now=now)
    return order


def _seat(
    each: SeatToOrder,
    order: Order,
    line: Any,
    confirmation: GroupConfirmation,
    taken: SeatTaken,
    *,
    by: Actor,
    now: datetime,
) -> None:
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
    if person.employer and not same_name(person.employer.name, organization.name):
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


def _rewrite(application: GroupApplication, seats: list[GroupSeat]) -> None:
    """The seats in this order, numbered from 1."""
    application.seats.exclude(pk__in=[seat.pk for seat in seats if seat.pk]).delete()
    application.seats.update(position=F("position") + 1000)
    for position, seat in enumerate(seats, start=1):
        seat.application, seat.position = application, position
        seat.save()


def _check_once(rows: Any) -> None:
    """Nobody stands on two seats; an address may be shared, a person with it not."""
    people = [(row.email.lower(), row.family_name + row.given_name) for row in rows if not row.is_named_later]
    written = [(email, name) for email, name in people if email and name]
    for index, (email, name) in enumerate(written):
        if any(email == other and same_name(name, known) for other, known in written[:index]):
            raise NamedTwice
