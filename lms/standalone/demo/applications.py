"""Applying and paying, on the road a visitor takes: draft, confirm, checkout, card, webhook."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from cohorts.actions.application import DeclarationData, draft_application
from cohorts.actions.upgrade import draft_upgrade
from cohorts.models import Cohort, Declaration, Enrollment, SeatKind
from lms.checkout.actions.application import Paths, submit_application
from lms.checkout.confirmation import confirmation_of
from lms.kernel.actor import Actor
from lms.portal.draft import open_application, order_path
from lms.standalone.demo.backstage import moment, work
from lms.standalone.demo.people import Guest, make_person
from payments.actions.checkout import look_at_attempt, open_checkout
from payments.models import Payment
from payments.sandbox.actions.checkout import load_session
from payments.sandbox.actions.payment import pay_by_card
from payments.sandbox.cards import GOOD

Purpose, Specialist, Status = Declaration.Purpose, Declaration.SpecialistStatus, Enrollment.Status
TIME_TO_PAY = timedelta(minutes=4)
LONGER_THAN_A_HOLD = timedelta(minutes=75)


@dataclass(frozen=True, slots=True)
class Application:
    """What a guest declares. Without a Specialist status they hold or take no Specialist level."""

    guest: Guest
    seat: SeatKind = SeatKind.CERTIFICATION
    specialist: Declaration.SpecialistStatus = Specialist.PASSED
    purpose: Declaration.Purpose = Purpose.COMPANY_EMPLOYEE
    note: str = ""
    expected_on: date | None = None

    def declaration(self) -> DeclarationData:
        is_candidate = self.specialist != Specialist.NEITHER
        return DeclarationData(
            purpose=self.purpose,
            purpose_note=self.note,
            specialist_status=self.specialist,
            specialist_number=self.guest.number if is_candidate else "",
            specialist_expected_on=self.expected_on,
            profession=self.guest.profession,
            employer_name=self.guest.employer,
        )


def draft(application: Application, cohort: Cohort, when: datetime) -> Enrollment:
    """The guest's application for this cohort, however far it has come; begun now if there is none."""
    with moment(when) as now:
        person = make_person(application.guest, now=now)
        existing = Enrollment.objects.of(person).filter(cohort=cohort).first()
        return existing or draft_application(
            person=person,
            cohort=cohort,
            kind=application.seat,
            declaration=application.declaration(),
            by=_by(person.user),
            now=now,
        )


def submit(application: Application, cohort: Cohort, when: datetime) -> Enrollment:
    """Up to the payment page, or to the office's review."""
    return send(draft(application, cohort, when), when)


def send(enrollment: Enrollment, when: datetime) -> Enrollment:
    """What was written becomes binding; what is binding already stays."""
    if enrollment.status != Status.DRAFT:
        return enrollment
    with moment(when) as now:
        waiting = open_application(enrollment.person, enrollment.cohort)
        if waiting is None:
            return enrollment
        confirmation = confirmation_of(waiting, now=now)
        back = order_path("lms_portal:order_return")
        submitted = submit_application(
            confirmation,
            shown_total_jpy=confirmation.price.unit_jpy,
            shown_offer=confirmation.fingerprint,
            form_token=f"demonstration-{enrollment.public_id}",
            paths=Paths(returned=back, turned_back=back),
            by=_by(enrollment.person.user),
            now=now,
        )
        if submitted.order is not None:
            # The page would send the applicant on to the payment at once; left to the worker it would be up to chance.
            open_checkout(_payment_of(submitted.enrollment), now=now)
        return submitted.enrollment


def enroll(application: Application, cohort: Cohort, when: datetime) -> Enrollment:
    """Apply and pay by card."""
    enrollment = submit(application, cohort, when)
    if enrollment.status == Status.HELD:
        pay(_payment_of(enrollment), when + TIME_TO_PAY)
        enrollment.refresh_from_db()
    return enrollment


def pay(payment: Payment, when: datetime) -> None:
    """By card, on the payment page."""
    with moment(when) as now:
        open_checkout(payment, now=now)
        payment.refresh_from_db()
        with transaction.atomic():
            pay_by_card(load_session(payment.session_id or ""), GOOD.number)
        work()


def upgrade(enrollment: Enrollment, application: Application, when: datetime) -> Enrollment:
    """Whoever has an audit-only seat asks for a certification seat in its place."""
    if known := enrollment.upgrades.first():
        return known
    with moment(when) as now:
        draft_upgrade(enrollment, declaration=application.declaration(), by=_by(enrollment.person.user), now=now)
    return send(enrollment.upgrades.get(), when)


def lapse(application: Application, cohort: Cohort, when: datetime) -> Enrollment:
    """Apply and never pay: the seat goes back when the payment page closes."""
    enrollment = submit(application, cohort, when)
    if enrollment.status == Status.HELD:
        with moment(when + LONGER_THAN_A_HOLD) as now:
            look_at_attempt(_payment_of(enrollment), now=now)
        enrollment.refresh_from_db()
    return enrollment


def _payment_of(enrollment: Enrollment) -> Payment:
    return Payment.objects.filter(order__purchases__enrollment=enrollment).latest("created_at")


def _by(user: object) -> Actor:
    return Actor.person(user)  # type: ignore[arg-type]
