"""People apply, pay, leave it, cancel; the office changes the number of seats; time passes."""

from contextlib import suppress

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import rule

from cohorts.actions.cohort import set_capacity
from cohorts.models import Enrollment
from lms.checkout.actions.cancellation import cancel_by_office, cancel_by_participant
from lms.checkout.cancellation import quote_of
from lms.kernel import clock
from lms.kernel.obstacles import Obstacle
from payments.models import Order
from payments.sandbox.actions.checkout import load_session
from payments.sandbox.actions.payment import pay_by_card
from payments.sandbox.cards import GOOD
from payments.sandbox.errors import Refusal
from payments.sandbox.models import StoredObject
from tests.checkout.applications import confirm
from tests.checkout.seat_stories import ANY, KINDS, OFFICE, VISITOR, Status

LEAVABLE = [Status.DRAFT, Status.WAITLISTED, Status.OFFERED, Status.HELD, Status.CONFIRMED]


class ApplicationRules:
    @rule(i=ANY, kind=KINDS)
    def apply(self, i, kind):
        if draft := self.draft(i, kind):
            waited = self.pool(kind).waiting
            with suppress(Obstacle):
                order = confirm(draft, now=clock.now()).order
                assert not waited, "a newcomer passed the queue"
                self.open_payment_page(order)

    @rule(i=ANY, kind=KINDS)
    def apply_and_pay(self, i, kind):
        self.apply(i=i, kind=kind)
        self.pay(i=-1)
        self.hear_of_money()

    @rule(i=ANY)
    def pay(self, i):
        sessions = list(StoredObject.objects.filter(kind="checkout.session", data__status="open").order_by("pk"))
        if sessions:
            with suppress(Refusal), transaction.atomic():
                pay_by_card(load_session(sessions[i % len(sessions)].object_id), GOOD.number)

    @rule()
    def machines_wake(self):
        self.hear_of_money()

    @rule(i=ANY)
    def cancel(self, i):
        if enrollment := self.nth(i, *LEAVABLE):
            with suppress(Obstacle):
                shown = quote_of(_fresh(enrollment), now=clock.now()).refund_jpy
                cancel_by_participant(enrollment, shown_refund_jpy=shown, by=VISITOR, now=clock.now())

    @rule(i=ANY, fee_jpy=st.sampled_from([None, 0, 1000, 10_000_000]))
    def office_cancels(self, i, fee_jpy):
        if enrollment := self.nth(i, *LEAVABLE):
            with suppress(Obstacle):
                cancel_by_office(enrollment, fee_jpy=fee_jpy, reason="ご連絡により", by=OFFICE, now=clock.now())

    @rule(kind=KINDS, capacity=st.integers(0, 3))
    def decide_capacity(self, kind, capacity):
        with suppress(Obstacle):
            set_capacity(self.world.cohort, kind=kind, capacity=capacity, by=OFFICE)

    @rule(minutes=st.sampled_from([5, 45, 80]))
    def minutes_pass(self, minutes):
        self.pass_time(minutes=minutes)

    @rule(hours=st.sampled_from([24, 47, 48, 49, 24 * 20]))
    def days_pass(self, hours):
        self.pass_time(hours=hours)

    @rule()
    def holds_run_out(self):
        self.pass_time(minutes=80)
        self.hear_of_money()
        over = Order.objects.filter(status=Order.Status.EXPIRED).values("pk")
        held = Enrollment.objects.filter(status=Status.HELD, purchase__order__in=over)
        assert not held.exists(), "I3: a seat is held for an order that is over"


def _fresh(enrollment):
    return Enrollment.objects.select_related("person", "cohort", "purchase__order").get(pk=enrollment.pk)
