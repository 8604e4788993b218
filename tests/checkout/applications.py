"""Somebody who stands before the confirm screen of the open cohort, and what pressing its button does."""

import secrets
from datetime import datetime

from cohorts.actions.application import DeclarationData
from cohorts.actions.upgrade import draft_upgrade
from cohorts.models import Declaration, Enrollment, Person, SeatKind
from lms.checkout.actions.application import Paths, Submitted, submit_application
from lms.checkout.confirmation import Confirmation, confirmation_of
from lms.kernel.actor import Actor
from payments.models import Payment
from tests.checkout.stripe_says import NOW, pay
from tests.factories.cohorts import (
    ConfirmedPassFactory,
    DeclarationFactory,
    EnrollmentFactory,
    ExamRecordFactory,
    PersonFactory,
)
from tests.world import World, open_world

APPLICANT = Actor.process("test applicant")
PATHS = Paths(returned="/orders/{order}/return/", turned_back="/orders/{order}/return/")
Specialist = Declaration.SpecialistStatus
Purpose = Declaration.Purpose


def a_world(*, capacity: int = 10) -> World:
    return open_world(now=NOW, capacity=capacity)


def a_draft(
    world: World,
    *,
    person: Person | None = None,
    kind: str = SeatKind.CERTIFICATION,
    specialist: str = Specialist.PASSED,
    purpose: str = Purpose.COMPANY_EMPLOYEE,
    record: str = "passed",
) -> Enrollment:
    """An application nobody has confirmed yet. `record` is what the association knows: passed, in_progress or ""."""
    person = person or PersonFactory(family_name="見本", given_name="花子")
    enrollment = EnrollmentFactory(person=person, pool=world.cohort.pools.get(kind=kind), created_at=NOW)
    number = f"SP-{enrollment.pk:04}"
    if record:
        factory = ConfirmedPassFactory if record == "passed" else ExamRecordFactory
        factory(candidate_number=number, number_key=f"sp{enrollment.pk:04}", holder_name=person.full_name)
    DeclarationFactory(
        enrollment=enrollment,
        specialist_status=specialist,
        specialist_number=number,
        purpose=purpose,
        accepted_terms_version="",
        accepted_policy_version="",
        accepted_privacy_version="",
        accepted_at=None,
    )
    return enrollment


def shown(enrollment: Enrollment, *, at: datetime = NOW) -> Confirmation:
    """What the confirm screen says at a moment."""
    fresh = Enrollment.objects.select_related("person", "cohort__venue", "pool", "declaration").get(pk=enrollment.pk)
    return confirmation_of(fresh, now=at)


def confirm(
    enrollment: Enrollment, *, now: datetime = NOW, seen: Confirmation | None = None, token: str = ""
) -> Submitted:
    """Press the button now, having seen what is true now, or what `seen` says."""
    current = shown(enrollment, at=now)
    seen = seen or current
    return submit_application(
        current,
        shown_total_jpy=seen.total_jpy,
        shown_offer=seen.fingerprint,
        form_token=token or secrets.token_urlsafe(16),
        paths=PATHS,
        by=APPLICANT,
        now=now,
    )


def bought(world: World, **applicant: object) -> Payment:
    """A held seat and its attempt to pay, with no answer from Stripe yet."""
    order = confirm(a_draft(world, **applicant)).order
    return order.payments.get()


def a_listener(world: World, **applicant: object) -> Enrollment:
    """Somebody with a paid audit-only seat."""
    payment = bought(world, kind=SeatKind.AUDIT, **applicant)
    pay(payment)
    return Enrollment.objects.get(purchase__order=payment.order)


def an_upgrade(
    source: Enrollment,
    *,
    specialist: str = Specialist.PASSED,
    purpose: str = Purpose.COMPANY_EMPLOYEE,
    at: datetime = NOW,
) -> Enrollment:
    """The change to a certification seat up to the confirm screen, with the pass that `a_draft` has put on record."""
    declared = DeclarationData(
        purpose=purpose, specialist_status=specialist, specialist_number=source.declaration.specialist_number
    )
    return draft_upgrade(source, declaration=declared, by=APPLICANT, now=at)
