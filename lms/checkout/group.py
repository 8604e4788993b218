"""What a company is about to buy: every seat with its price of this moment and the answer on its person."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from cohorts.actions.application import ApplicationsClosed, DeclarationData
from cohorts.applications import eligibility_of
from cohorts.eligibility import Eligibility
from cohorts.models import Cohort, CompanyHold, Declaration, Enrollment, Organization, Person, SeatPool
from lms.checkout import conf
from lms.checkout.confirmation import NotOnSale, Sale, listing_of, sale_of
from lms.checkout.models import GroupApplication, GroupSeat
from lms.checkout.pricing import prices_of
from lms.checkout.terms import terms_for, usual_terms
from lms.kernel import conf as kernel_conf
from lms.kernel.calendar import add_business_days, end_of, jst_date, office_closed, start_of
from lms.kernel.names import same_name
from lms.kernel.obstacles import Obstacle
from payments.models import CancellationPolicy
from payments.money import Yen, yen
from payments.offers import COMPANY, Price
from payments.payment_terms import PaymentTerms, due_on


class PoliciesDiffer(Obstacle):
    message = _("These kinds of seats have different cancellation terms. Please apply for each kind separately.")


@dataclass(frozen=True, slots=True)
class SeatToOrder:
    """One seat of the application. `eligibility` is None where the name comes later."""

    seat: GroupSeat
    pool: SeatPool
    price: Price
    eligibility: Eligibility | None

    @property
    def needs_choice(self) -> bool:
        """Whether its person cannot have this kind of seat now, so that the company decides what becomes of it."""
        return self.eligibility is not None and not self.eligibility.may_take_seat


@dataclass(frozen=True, slots=True)
class GroupConfirmation:
    """The six statutory items for several seats, as they stand at this moment."""

    application: GroupApplication
    seats: tuple[SeatToOrder, ...]
    sale: Sale
    deadline_at: datetime
    policy: CancellationPolicy
    invoiced_on: date
    due_on: date | None
    agreed: PaymentTerms | None
    name_until: datetime
    held: Mapping[int, int] = field(default_factory=dict)

    @property
    def first_day(self) -> date:
        return min(day.held_on for day in self.sale.days if day.held_on)

    @property
    def drawn(self) -> int:
        """How many of the seats come from those held for the company."""
        wanted = Counter(each.pool.pk for each in self.seats)
        return sum(min(count, self.held.get(key, 0)) for key, count in wanted.items())

    @property
    def total_jpy(self) -> Yen:
        return yen(sum(each.price.unit_jpy for each in self.seats))

    @property
    def terms(self) -> PaymentTerms | None:
        """The agreed terms, where the last day follows from them and not from the first day of the course."""
        return self.agreed if self.agreed and self.due_on == due_on(self.invoiced_on, self.agreed) else None

    @property
    def undecided(self) -> list[SeatToOrder]:
        """Seats whose person cannot have them: nothing is ordered before the company has chosen."""
        return [each for each in self.seats if each.needs_choice]

    @property
    def names_people(self) -> bool:
        return any(not each.seat.is_named_later for each in self.seats)

    @property
    def fingerprint(self) -> str:
        """Another one as soon as anything but the total differs: seats, names, days, period, texts, way of paying."""
        seats = [(each.pool.pk, each.seat.is_named_later, *_named(each.seat)) for each in self.seats]
        days = [(day.held_on, day.opens_at, day.closes_at) for day in self.sale.days]
        texts = (self.policy.pk, self.sale.terms.pk, self.sale.privacy.pk)
        paid = (self.application.way, self.agreed, self.application.buyer_reference, self.application.cost_center)
        facts = (seats, days, self.application.cohort.venue_id, self.deadline_at.timestamp(), texts, paid)
        return hashlib.sha256(repr(facts).encode()).hexdigest()


def group_confirmation_of(application: GroupApplication, *, now: datetime) -> GroupConfirmation:
    """Everything the company agrees to by confirming now.

    Raises ApplicationsClosed, NotOnSale, FeeUndecided, PoliciesDiffer.
    """
    cohort = application.cohort
    if not Cohort.objects.accepting(at=now).filter(pk=cohort.pk).exists():
        raise ApplicationsClosed
    sale, deadline = sale_of(cohort, now=now), cohort.application_deadline_at
    if deadline is None:
        raise NotOnSale
    seats = list(application.seats.order_by("position"))
    priced: list[SeatToOrder] = []
    policies: dict[int, CancellationPolicy] = {}
    for pool in SeatPool.objects.filter(cohort=cohort).select_related("listing__policy").order_by("pk"):
        own = [seat for seat in seats if seat.kind == pool.kind]
        if not own:
            continue
        listing = listing_of(pool)
        if listing.policy is None:
            raise NotOnSale
        policies[listing.policy.pk] = listing.policy
        prices = prices_of(listing, len(own), now=now, channel=COMPANY)
        for seat, price in zip(own, prices, strict=True):
            eligibility = None if seat.is_named_later else judge(seat, application, now=now)
            priced.append(SeatToOrder(seat, pool, price, eligibility))
    if len(policies) > 1:
        raise PoliciesDiffer
    if len(priced) < len(seats) or not priced:
        raise NotOnSale
    first_day = min(day.held_on for day in sale.days if day.held_on)
    transfers = application.way == GroupApplication.Way.TRANSFER
    agreed = terms_for(application.contact, application.organization, on=jst_date(now)) if transfers else None
    return GroupConfirmation(
        application=application,
        seats=tuple(sorted(priced, key=lambda each: each.seat.position)),
        sale=sale,
        deadline_at=deadline,
        policy=next(iter(policies.values())),
        invoiced_on=jst_date(now),
        due_on=transfer_due_on(first_day, agreed, now=now) if transfers else None,
        agreed=agreed,
        name_until=naming_ends_at(first_day, now=now),
        held=held_for(application, now=now),
    )


def judge(seat: GroupSeat, application: GroupApplication, *, now: datetime) -> Eligibility:
    """The answer for the person written on a seat, before anything about them is kept. Nothing is saved."""
    person = person_known(seat) or Person(
        family_name=seat.family_name,
        given_name=seat.given_name,
        family_kana=seat.family_kana,
        given_kana=seat.given_kana,
    )
    enrollment = Enrollment(person=person, cohort=application.cohort, kind=seat.kind)
    Declaration(enrollment=enrollment, **asdict(declared(seat, application.organization)))
    return eligibility_of(enrollment, now=now)


def declared(seat: GroupSeat, organization: Organization) -> DeclarationData:
    """What the contact declares for an employee: the license is wanted for training inside the company."""
    return DeclarationData(
        purpose=Declaration.Purpose.COMPANY_EMPLOYEE,
        specialist_status=seat.specialist_status or Declaration.SpecialistStatus.NEITHER,
        specialist_number=seat.specialist_number,
        specialist_expected_on=seat.specialist_expected_on,
        employer_name=organization.name,
    )


def held_for(application: GroupApplication, *, now: datetime) -> dict[int, int]:
    """How many seats of each pool are held for this application, by the key of the pool."""
    usable = CompanyHold.objects.usable(now).filter(
        cohort=application.cohort_id, organization=application.organization_id, contact=application.contact_id
    )
    return dict(usable.values_list("pool_id", "seats"))


def person_known(seat: GroupSeat) -> Person | None:
    """The person on file with this address and name, if there is one."""
    name = f"{seat.family_name} {seat.given_name}"
    known = Person.objects.filter(email__iexact=seat.email).select_related("employer")
    return next((person for person in known if same_name(person.full_name, name)), None)


def naming_limits(first_day: date) -> tuple[datetime, datetime]:
    """The usual moment that is too late to name somebody, and the one for a company that buys after it."""
    return end_of(first_day - timedelta(days=conf.LMS_NAMING_DAYS)), start_of(first_day)


def naming_ends_at(first_day: date, *, now: datetime) -> datetime:
    """The first moment that is too late to name somebody; a company that buys late has until the first day."""
    usual, late = naming_limits(first_day)
    return usual if usual > now else late


def transfer_due_on(first_day: date, agreed: PaymentTerms | None, *, now: datetime) -> date:
    """The last day to pay: by the agreed terms or so many days from now, and always before the course."""
    return min(due_on(jst_date(now), agreed or usual_terms()), eve_of(first_day))


def eve_of(first_day: date) -> date:
    """The business day before the first one: seats are not given on credit, so nobody pays for them later."""
    return add_business_days(first_day, -1, is_closed=office_closed(kernel_conf.OFFICE_CLOSURES))


def _named(seat: GroupSeat) -> tuple[str, ...]:
    return (seat.family_name, seat.given_name, seat.family_kana, seat.given_kana, seat.email, seat.specialist_number)
