"""Seats kept for a company: taken from the pool like any other, drawn by its application, given back by hand or clock.

The pool row is written before the hold, as everywhere seats are counted.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cohorts import hold_emails
from cohorts.actions.affiliation import Work, change_employer, confirm_affiliation, organization_named
from cohorts.actions.person import create_person
from cohorts.models import Cohort, CompanyHold, Organization, Person, SeatPool
from cohorts.organizations import lock_organization
from cohorts.seats import give_back_seats, lock_pools, take_seats
from cohorts.signals import company_holds_changed
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.calendar import jst_date, start_of
from lms.kernel.names import same_name
from lms.kernel.obstacles import Obstacle

Status = CompanyHold.Status
#: Before a company can apply, and while it can.
HOLDING = (Cohort.Status.PLANNED, Cohort.Status.OPEN)


class NotHolding(Obstacle):
    message = _("Seats are held for companies until the applications of a cohort close.")


class HeldTooLong(Obstacle):
    message = _("The last day lies ahead, and not after the application deadline or the first day of the course.")


class WorksElsewhere(Obstacle):
    message = _("By our records this contact works for another company. Correct the employer first.")


class HeldAlready(Obstacle):
    message = _("Seats of this kind are held for this contact already. Change that entry.")


class HoldOver(Obstacle):
    message = _("No seats are held here any more.")


class TooFewFree(Obstacle):
    """The message says how many there are; a free seat that somebody waits for is not."""

    def __init__(self, free: int) -> None:
        words = ngettext(
            "Only %(count)d seat of this kind is free for that. Seats somebody waits for are not counted.",
            "Only %(count)d seats of this kind are free for that. Seats somebody waits for are not counted.",
            free,
        )
        super().__init__(words % {"count": free})


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactData:
    """Who writes for the company, as the office types it; found again by address and name."""

    family_name: str
    given_name: str
    email: str


@transaction.atomic
def hold_for_contact(
    pool: SeatPool,
    *,
    company: str,
    contact: ContactData,
    seats: int,
    held_until: datetime,
    reason: str,
    by: Actor,
    now: datetime,
) -> CompanyHold:
    """The same for a company and a contact by name; both are entered where they are not on file yet.

    Raises NotHolding, HeldTooLong, WorksElsewhere, TooFewFree, HeldAlready.
    """
    lock_pools(pool.pk)
    organization = organization_named(company)
    person = _person_of(contact, organization, by=by, now=now)
    return hold_for_company(
        pool,
        seats=seats,
        organization=organization,
        contact=person,
        held_until=held_until,
        reason=reason,
        by=by,
        now=now,
    )


@transaction.atomic
def hold_for_company(
    pool: SeatPool,
    *,
    seats: int,
    organization: Organization,
    contact: Person,
    held_until: datetime,
    reason: str,
    by: Actor,
    now: datetime,
) -> CompanyHold:
    """Take that many seats of a pool, all or none, and keep them for the application of this contact.

    Whoever waits comes first: while somebody does, nothing can be held. The contact is told by mail, and
    known by it to speak for the company.

    Raises NotHolding, HeldTooLong, WorksElsewhere, TooFewFree, HeldAlready.
    """
    _take(pool, seats)
    _check_until(pool.cohort, held_until, now=now)
    organization = lock_organization(organization)
    contact.refresh_from_db(fields=["employer"])
    if contact.employer_id != organization.pk:
        raise WorksElsewhere
    for work in contact.affiliations.on(jst_date(now)).filter(organization=organization):
        confirm_affiliation(work, by=by, now=now)
    try:
        with transaction.atomic():
            hold = CompanyHold.objects.create(
                organization=organization,
                contact=contact,
                cohort=pool.cohort,
                pool=pool,
                seats=seats,
                held_until=held_until,
                reason=reason,
                created_at=now,
            )
    except IntegrityError as error:
        raise HeldAlready from error
    audit.record("lms_cohorts.hold_for_company", hold, by=by, seats=seats, until=held_until.isoformat(), reason=reason)
    hold_emails.seats_held(hold, now=now)
    _tell(hold, now=now)
    return hold


@transaction.atomic
def change_hold(
    hold: CompanyHold, *, seats: int, held_until: datetime, reason: str, by: Actor, now: datetime
) -> CompanyHold:
    """From now on so many seats are held, until then; what was applied for before is not counted among them.

    More are taken as for a new entry; fewer go back at once. The contact is told. Saying the same again changes
    nothing.

    Raises HoldOver, NotHolding, HeldTooLong, TooFewFree.
    """
    lock_pools(hold.pool_id)
    hold = _fresh(hold)
    if (hold.seats, hold.held_until) == (seats, held_until):
        return hold
    before = hold.seats
    if seats > before:
        _take(hold.pool, seats - before)
    elif seats < before:
        give_back_seats(hold.pool_id, before - seats)
    _check_until(hold.cohort, held_until, now=now)
    CompanyHold.objects.filter(pk=hold.pk).update(
        seats=seats, held_until=held_until, given_back=F("given_back") + max(before - seats, 0)
    )
    hold.refresh_from_db()
    details = {"before": before, "after": seats, "until": held_until.isoformat(), "reason": reason}
    audit.record("lms_cohorts.change_hold", hold, by=by, **details)
    hold_emails.hold_changed(hold, now=now)
    _tell(hold, now=now)
    return hold


@transaction.atomic
def release_hold(hold: CompanyHold, *, reason: str, by: Actor, now: datetime) -> CompanyHold:
    """The office gives all seats that are still held back, for a reason the contact reads. Raises HoldOver."""
    lock_pools(hold.pool_id)
    hold = _fresh(hold)
    count = _end(hold, Status.RELEASED)
    audit.record("lms_cohorts.release_hold", hold, by=by, seats=count, reason=reason)
    hold_emails.hold_released(hold, reason=reason, now=now)
    _tell(hold, now=now)
    return hold


@transaction.atomic
def lapse_hold(hold: CompanyHold, *, by: Actor, now: datetime) -> bool:
    """The time is over, or nobody can apply any more: what is left goes back, exactly once. Whether it did now."""
    lock_pools(hold.pool_id)
    lapsing = CompanyHold.objects.lapsing(now).filter(pk=hold.pk).select_related("pool", "cohort", "contact").first()
    if lapsing is None:
        return False
    count = _end(lapsing, Status.LAPSED)
    audit.record("lms_cohorts.lapse_hold", lapsing, by=by, seats=count)
    hold_emails.hold_lapsed(lapsing, now=now)
    _tell(lapsing, now=now)
    return True


def draw_seats(
    pool: SeatPool, *, organization: Organization, contact: Person, most: int, by: Actor, now: datetime
) -> int:
    """Turn up to `most` of the seats held for this contact over to their application; returns how many.

    They stay counted in the pool. Inside the transaction that gives each its row.
    """
    lock_pools(pool.pk)
    usable = CompanyHold.objects.usable(now).filter(pool=pool, organization=organization, contact=contact)
    hold = usable.select_related("pool", "cohort", "contact").first()
    if hold is None:
        return 0
    count = min(most, hold.seats)
    CompanyHold.objects.filter(pk=hold.pk).update(
        seats=F("seats") - count,
        drawn=F("drawn") + count,
        status=Case(When(seats=count, then=Value(Status.USED)), default=F("status")),
    )
    audit.record("lms_cohorts.draw_seats", hold, by=by, seats=count)
    _tell(hold, now=now)
    return count


def _person_of(contact: ContactData, organization: Organization, *, by: Actor, now: datetime) -> Person:
    """The contact on file, who works here from now on if nothing was known of it, or entered as one."""
    known = Person.objects.filter(email__iexact=contact.email).select_related("employer")
    name = f"{contact.family_name} {contact.given_name}"
    person = next((one for one in known if same_name(one.full_name, name)), None)
    if person is None:
        return create_person(by=by, now=now, employer=organization, **asdict(contact))
    if person.employer is None:
        change_employer(person, Work(organization=organization), by=by, today=jst_date(now), now=now)
    return person


def _take(pool: SeatPool, count: int) -> None:
    holding = Cohort.objects.filter(status__in=HOLDING)
    if take_seats(pool, count, within=holding):
        return
    if not holding.filter(pk=pool.cohort_id).exists():
        raise NotHolding
    pool.refresh_from_db()
    raise TooFewFree(pool.left)


def _check_until(cohort: Cohort, held_until: datetime, *, now: datetime) -> None:
    days = cohort.days.filter(held_on__isnull=False).order_by("held_on")
    ends = [start_of(day.held_on) for day in days[:1] if day.held_on]
    if cohort.application_deadline_at:
        ends.append(cohort.application_deadline_at)
    if held_until <= now or any(held_until > end for end in ends):
        raise HeldTooLong


def _fresh(hold: CompanyHold) -> CompanyHold:
    """The hold behind the lock on its pool. Raises HoldOver."""
    rows = CompanyHold.objects.standing().select_related("pool", "cohort", "contact", "organization")
    found = rows.filter(pk=hold.pk).first()
    if found is None:
        raise HoldOver
    return found


def _end(hold: CompanyHold, status: CompanyHold.Status) -> int:
    """How many seats went back."""
    count = hold.seats
    give_back_seats(hold.pool_id, count)
    CompanyHold.objects.filter(pk=hold.pk).update(status=status, given_back=F("given_back") + count, seats=0)
    hold.refresh_from_db()
    return count


def _tell(hold: CompanyHold, *, now: datetime) -> None:
    company_holds_changed.send(sender=CompanyHold, holds=[hold], now=now)
