"""People wait, are offered seats, take them, decline them or let the time pass; the sweep runs when it likes."""

from contextlib import suppress

from hypothesis import strategies as st
from hypothesis.stateful import rule

from cohorts.actions.waitlist import OfferOver, join_waitlist, lapse_offer, leave_waitlist, offer_next_seat
from cohorts.applications import eligibility_of
from cohorts.models import Enrollment, SeatPool
from cohorts.tasks import sweep_waitlists
from lms.kernel import clock
from lms.kernel.obstacles import Obstacle
from tests.checkout.applications import confirm
from tests.checkout.seat_stories import ANY, KINDS, OFFICE, VISITOR, Status


class WaitlistRules:
    @rule(i=ANY, kind=KINDS)
    def join(self, i, kind):
        if draft := self.draft(i, kind):
            pool = self.pool(kind)
            with suppress(Obstacle):
                eligibility = eligibility_of(draft, now=clock.now())
                join_waitlist(draft, eligibility=eligibility, by=VISITOR, now=clock.now())
                assert pool.waiting or pool.taken >= pool.capacity, "somebody waits for a seat that is free"

    @rule(kind=KINDS)
    def a_crowd_comes_to_a_small_room(self, kind):
        """Chance alone seldom fills a room and a queue in one story."""
        for i in range(len(self.people)):
            self.apply(i=i, kind=kind)
            self.join(i=i, kind=kind)

    @rule(kind=KINDS)
    def offer(self, kind):
        pool = self.pool(kind)
        first = Enrollment.objects.waiting_in(pool).first()
        offered = offer_next_seat(pool, by=OFFICE, now=clock.now())
        assert offered in {first, None}, "somebody was passed over"
        if offered:
            assert pool.taken < pool.capacity, "a seat was offered that was not free"

    @rule(i=ANY)
    def accept(self, i):
        if enrollment := self.nth(i, Status.OFFERED):
            is_over = enrollment.hold_until <= clock.now()
            with suppress(Obstacle):
                order = confirm(enrollment, now=clock.now()).order
                assert not is_over, "an offer was taken after its end"
                self.open_payment_page(order)

    @rule(i=ANY, pays_at_once=st.booleans())
    def a_freed_seat_finds_its_way(self, i, pays_at_once):
        """Somebody leaves, the next is offered the seat and takes it."""
        self.cancel(i=i)
        sweep_waitlists()
        self.accept(i=i)
        if pays_at_once:
            self.pay(i=-1)
            self.hear_of_money()

    @rule(i=ANY)
    def decline(self, i):
        if enrollment := self.nth(i, Status.OFFERED, Status.WAITLISTED, Status.HELD, Status.CANCELED):
            with suppress(Obstacle):
                leave_waitlist(enrollment, reason="", by=VISITOR, now=clock.now())

    @rule(i=ANY)
    def lapse(self, i):
        if enrollment := self.nth(i, Status.OFFERED):
            is_over = enrollment.hold_until <= clock.now()
            assert lapse_offer(enrollment, by=OFFICE, now=clock.now()) is is_over
            if is_over:
                with suppress(OfferOver):
                    confirm(enrollment, now=clock.now())
                    raise AssertionError("a lapsed offer was taken")

    @rule()
    def sweep(self):
        sweep_waitlists()
        over = Enrollment.objects.filter(status=Status.OFFERED, hold_until__lte=clock.now())
        assert not over.exists(), "the sweep left an offer that is over"
        first_day = self.world.cohort.days.order_by("position")[0].held_on
        is_before_the_course = first_day is not None and clock.now().date() < first_day
        assert not (is_before_the_course and SeatPool.objects.with_seats_for_waitlist().exists()), "a seat stays idle"
