"""People, a small cohort, Stripe and a clock: what every story about seats starts from and must never break.

A file of rules is a mixin (`ApplicationRules`, `WaitlistRules`); `test_seats_property` puts them together. A new act on
enrollments adds its own mixin and is held to the same invariants. Nothing here is a model of our code.
"""

import time
from collections import defaultdict
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from cohorts.actions.application import DeclarationData, draft_application
from cohorts.models import (
    CertificationCase,
    CompanyHold,
    Enrollment,
    LessonModelEvaluation,
    OpenSeat,
    Person,
    SeatKind,
    SeatPool,
)
from lms.checkout.models import Purchase
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.calendar import start_of
from lms.kernel.obstacles import Obstacle
from payments.actions.checkout import look_at_attempt, open_checkout
from payments.actions.reconcile import reconcile_refunds, reconcile_sessions
from payments.actions.requests import send_request
from payments.models import LedgerEntry, Order, Payment, StripeRequest
from payments.sandbox.actions.checkout import load_session
from payments.sandbox.models import StoredObject
from tests.checkout import invariants
from tests.checkout.applications import NOW
from tests.factories.cohorts import ConfirmedPassFactory, PersonFactory
from tests.world import FIRST_DAY

OFFICE, VISITOR = Actor.process("office"), Actor.process("visitor")
ANY = st.integers(0, 7)
KINDS = st.sampled_from([SeatKind.CERTIFICATION, SeatKind.AUDIT])
NAMES = ["花子", "𠮷田", "髙橋", "🌸子", "太郎"]
Status = Enrollment.Status


class SeatStories(RuleBasedStateMachine):
    """One cohort with two seats of each kind, and five people who want them."""

    def __init__(self, world) -> None:
        super().__init__()
        self.world = world
        self.moment = NOW
        self.before: dict[int, str] = {}
        self._example = transaction.atomic()
        self._example.__enter__()
        self._set_clock()
        SeatPool.objects.update(capacity=2)
        self.people = [self._person(name) for name in NAMES]

    # What the rules are made of

    def draft(self, i: int, kind: str) -> Enrollment | None:
        """The application of a person up to the confirm screen; None where the product refuses it."""
        person = self.people[i % len(self.people)]
        declared = DeclarationData(
            purpose="company_employee", specialist_status="passed", specialist_number=f"SP-{person.pk:04}"
        )
        with suppress(Obstacle):
            return draft_application(
                person=person, cohort=self.world.cohort, kind=kind, declaration=declared, by=VISITOR, now=clock.now()
            )
        return None

    def nth(self, i: int, *statuses: str) -> Enrollment | None:
        rows = list(Enrollment.objects.filter(status__in=statuses).order_by("pk"))
        return rows[i % len(rows)] if rows else None

    def pools(self) -> list[SeatPool]:
        return list(SeatPool.objects.filter(cohort=self.world.cohort))

    def pool(self, kind: str) -> SeatPool:
        return SeatPool.objects.get(cohort=self.world.cohort, kind=kind)

    def pass_time(self, **span: int) -> None:
        self.moment += timedelta(**span)
        self._set_clock()
        for session in StoredObject.objects.filter(kind="checkout.session"):
            load_session(session.object_id)

    def open_payment_page(self, order: Order) -> None:
        payment = order.payments.latest("pk")
        if request := payment.requests.first():
            send_request(request, now=clock.now())
        else:
            open_checkout(payment, now=clock.now())

    def hear_of_money(self) -> None:
        """Everything the machines of the payment room do when they wake up."""
        for request in StripeRequest.objects.due(clock.now()):
            send_request(request, now=clock.now())
        for payment in Payment.objects.due_for_a_look(clock.now()):
            look_at_attempt(payment, now=clock.now())
        reconcile_sessions(now=clock.now())
        reconcile_refunds(now=clock.now())

    # What is never false

    @invariant()
    def seats_are_counted(self):
        for pool in SeatPool.objects.all():
            of_pool = Enrollment.objects.filter(pool=pool)
            unnamed = OpenSeat.objects.occupying().filter(pool=pool).count()
            held = sum(hold.seats for hold in CompanyHold.objects.filter(pool=pool))
            assert pool.taken == of_pool.occupying().count() + unnamed + held, f"I1: {pool} counts {pool.taken}"
            assert pool.taken <= pool.capacity, f"I1: {pool} is oversold"
            assert pool.waiting == of_pool.filter(status=Status.WAITLISTED).count(), f"{pool} waits {pool.waiting}"

    @invariant()
    def money_is_right(self):
        invariants.at_every_moment()
        for order in Order.objects.all():
            assert order.terms_version, "2.14-1: an order without the terms it was placed under"
            assert LedgerEntry.objects.filter(order=order).of_the_buyer().total() >= 0, "2.14-1: more back than paid"

    @invariant()
    def every_seat_is_paid_by_its_own_line(self):
        for purchase in Purchase.objects.select_related("order", "line", "enrollment", "open_seat"):
            seat, order = purchase.seat, purchase.order
            assert purchase.line.order_id == order.pk, f"{seat} is paid for by a line of another order"
            is_over = order.status in {Order.Status.EXPIRED, Order.Status.CANCELED, Order.Status.REFUNDED}
            assert not (seat.occupies_seat and is_over), f"{seat} is taken, and {order} is {order.status}"
            assert not (seat.occupies_seat and purchase.line.withdrawn_at), f"{seat} was given up"

    @invariant()
    def a_person_applies_once(self):
        """The change of a seat is an application beside it, until it takes its place; of one seat there is one."""
        upgrading = Enrollment.objects.pending().filter(upgrade_of__isnull=False)
        active = list(Enrollment.objects.active().exclude(pk__in=upgrading).values_list("person", "cohort"))
        assert len(active) == len(set(active)), "2.14-3: two active applications"
        replaced = list(upgrading.values_list("upgrade_of", flat=True))
        assert len(replaced) == len(set(replaced)), "two changes of one seat"

    @invariant()
    def listeners_are_not_judged(self):
        audit = Enrollment.objects.filter(kind=SeatKind.AUDIT).values("pk")
        assert not CertificationCase.objects.filter(enrollment__in=audit).exists(), "2.14-4"
        assert not LessonModelEvaluation.objects.filter(enrollment__in=audit).exists(), "2.14-4"

    @invariant()
    def only_known_ways_are_gone(self):
        now = dict(Enrollment.objects.values_list("pk", "status"))
        for pk, status in now.items():
            came_from = self.before.get(pk, Status.DRAFT)
            assert status in REACHED[came_from], f"an enrollment went from {came_from} to {status}"
        self.before = now

    @invariant()
    def no_offer_outlasts_the_eve_of_the_course(self):
        too_late = Enrollment.objects.filter(status=Status.OFFERED, hold_until__gt=start_of(FIRST_DAY))
        assert not too_late.exists()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._example.__exit__(None, None, None)

    def _person(self, name: str) -> Person:
        person = PersonFactory(given_name=name)
        number = f"SP-{person.pk:04}"
        ConfirmedPassFactory(
            candidate_number=number, number_key=f"sp{person.pk:04}", holder_name=person.full_name, person=person
        )
        return person

    def _set_clock(self) -> None:
        settings.LMS_CLOCK, settings.LMS_CLOCK_SET_AT = self.moment.isoformat(), time.time()


def _reached() -> dict[str, set[str]]:
    """From each status, itself and everything `NEXT` leads to: one step of a story may go several arrows."""
    found: dict[str, set[str]] = defaultdict(set)
    for start in Status:
        paths = [start]
        while paths:
            status = paths.pop()
            if status not in found[start]:
                found[start].add(status)
                paths.extend(Enrollment.NEXT[status])
    return found


REACHED = _reached()
