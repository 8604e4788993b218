"""Another person of the company takes the seat the company paid for: once, in time, the money stays with the seat."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts.actions.application import DeclarationData
from cohorts.actions.person import create_person
from cohorts.actions.substitution import hand_over_seat
from cohorts.actions.upgrade import stop_upgrades
from cohorts.eligibility import Need
from cohorts.models import CohortDay, Enrollment, Person, SeatKind
from cohorts.seats import lock_pool
from lms.checkout import change_emails
from lms.checkout.cancellation import orders_of
from lms.checkout.models import Purchase, Substitution
from lms.kernel import audit, conf
from lms.kernel.actor import Actor
from lms.kernel.calendar import JST, add_business_days, end_of, office_closed
from lms.kernel.company_names import same_company
from lms.kernel.names import same_name
from lms.kernel.obstacles import Obstacle
from payments.actions.state import lock_order


class AlreadySubstituted(Obstacle):
    message = _("A seat can be taken over once, and this one was taken over before.")


class TooLateToSubstitute(Obstacle):
    message = _("The time in which somebody else could take this seat is over.")


class NotPaidByCompany(Obstacle):
    message = _("Only a seat that somebody else pays for, such as a company, can be taken over by another person.")


class OtherCompany(Obstacle):
    message = _("This person works for another company. A seat can be taken over within one company only.")


class SamePerson(Obstacle):
    message = _("This is the person who has the seat already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """The new participant as the company names them. Names are kept exactly as typed."""

    family_name: str
    given_name: str
    family_kana: str
    given_kana: str
    email: str


def is_paid_by_another(enrollment: Enrollment) -> bool:
    """Whether the buyer is not the participant: a company, or a colleague who applied for several people."""
    orders = orders_of(enrollment)
    return bool(orders) and all(
        order.buyer_id is None or order.buyer_id != enrollment.person.user_id for order in orders
    )


def substitution_limit(enrollment: Enrollment) -> datetime | None:
    """The first moment that is too late; None while the dates are undecided.

    A certification seat until the end of the business day before the first day, so that materials and evaluators can be
    prepared; an audit seat until the doors open. Never once the course has begun.
    """
    days = CohortDay.objects.filter(cohort=enrollment.cohort_id, held_on__isnull=False)
    first = days.order_by("held_on").first()
    if first is None or first.held_on is None:
        return None
    if enrollment.kind == SeatKind.AUDIT:
        return datetime.combine(first.held_on, first.opens_at, tzinfo=JST)
    return end_of(add_business_days(first.held_on, -1, is_closed=office_closed(conf.OFFICE_CLOSURES)))


def company_of(enrollment: Enrollment) -> str:
    """The company of the one who has the seat, as far as it is known."""
    if enrollment.person.employer:
        return enrollment.person.employer.name
    declaration = getattr(enrollment, "declaration", None)
    return declaration.employer_name if declaration else ""


def substitute(
    enrollment: Enrollment,
    *,
    to: Person,
    declaration: DeclarationData,
    cleared: Collection[Need] = (),
    reason: str = "",
    by: Actor,
    now: datetime,
) -> Enrollment:
    """Seat another person of the company; the price that was paid and its terms stay as they are.

    Doing it again with the same person finds what the first one did. The old and the new participant and the buyer are
    told by mail.

    Raises NotPaidByCompany, SamePerson, OtherCompany, AlreadySubstituted, TooLateToSubstitute,
    UpgradeUnderWay, and what `hand_over_seat` raises.
    """
    with transaction.atomic():
        enrollment = Enrollment.objects.select_related(
            "person__employer", "cohort", "pool", "declaration", "purchase__order", "upgrade_of__purchase__order"
        ).get(pk=enrollment.pk)
        for order in reversed(orders_of(enrollment)):
            lock_order(order.pk)
        if done := Substitution.objects.filter(source=enrollment, target__person=to).first():
            return done.target
        _check(enrollment, to, now=now)
        stop_upgrades(enrollment, by=by, now=now)
        target = hand_over_seat(
            enrollment, to=to, declaration=declaration, cleared=cleared, reason=reason, by=by, now=now
        )
        Purchase.objects.filter(enrollment=enrollment).update(enrollment=target)
        substitution = Substitution.objects.create(
            source=enrollment, target=target, reason=reason, decided_by=by.label, decided_at=now
        )
        audit.record("lms_checkout.substitute", target, by=by, reason=reason, before=enrollment.number)
        change_emails.substituted(substitution, now=now)
        return target


@transaction.atomic
def substitute_newcomer(
    enrollment: Enrollment,
    newcomer: Newcomer,
    *,
    declaration: DeclarationData,
    cleared: Collection[Need] = (),
    reason: str,
    by: Actor,
    now: datetime,
) -> Enrollment:
    """The same for somebody named by the company: found by address and name, or entered as its employee."""
    for order in reversed(orders_of(enrollment)):
        lock_order(order.pk)
    lock_pool(enrollment)  # before the organization, which entering a person locks
    to = _person_of(newcomer) or create_person(
        by=by, now=now, employer=enrollment.person.employer, language=enrollment.person.language, **asdict(newcomer)
    )
    return substitute(enrollment, to=to, declaration=declaration, cleared=cleared, reason=reason, by=by, now=now)


def _person_of(newcomer: Newcomer) -> Person | None:
    name = f"{newcomer.family_name} {newcomer.given_name}"
    known = Person.objects.filter(email__iexact=newcomer.email).select_related("employer")
    return next((person for person in known if same_name(person.full_name, name)), None)


def _check(enrollment: Enrollment, to: Person, *, now: datetime) -> None:
    chain = Substitution.objects.filter(target=enrollment) | Substitution.objects.filter(source=enrollment)
    if chain.exists():
        raise AlreadySubstituted
    if not is_paid_by_another(enrollment):
        raise NotPaidByCompany
    if to == enrollment.person:
        raise SamePerson
    if (limit := substitution_limit(enrollment)) is not None and now >= limit:
        raise TooLateToSubstitute
    company = company_of(enrollment)
    if company and to.employer and not same_company(to.employer.name, company):
        raise OtherCompany
