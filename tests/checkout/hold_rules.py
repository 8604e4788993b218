"""The office keeps seats for companies, changes its mind, and forgets; the contact applies for them or does not."""

from contextlib import suppress
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from cohorts.actions.company_hold import change_hold, hold_for_company, lapse_hold, release_hold
from cohorts.models import CompanyHold
from cohorts.tasks import sweep_company_holds
from lms.kernel import clock
from lms.kernel.obstacles import Obstacle
from tests.checkout.companies import LATER, a_contact, a_group_draft, confirm_group
from tests.checkout.seat_stories import ANY, KINDS, OFFICE

FEW = st.integers(1, 3)
DAYS = st.integers(1, 20)


class HoldRules:
    @rule(kind=KINDS, seats=FEW, days=DAYS)
    def seats_are_held_for_a_company(self, kind, seats, days):
        contact = a_contact(f"確保{self.moment}")
        self._hold(contact, kind, seats, days)

    @rule(kind=KINDS, held=FEW, wanted=FEW)
    def a_company_applies_for_held_seats(self, kind, held, wanted):
        """Also while others wait: those seats are the company's. What it wants beyond them, it does not pass them for."""
        contact = a_contact(f"確保{self.moment}")
        hold = self._hold(contact, kind, held, days=5)
        self.a_crowd_comes_to_a_small_room(kind=kind)
        before = self.pool(kind)
        try:
            draft = a_group_draft(self.world, [LATER] * wanted, contact=contact, kinds=[kind] * wanted, now=clock.now())
            confirm_group(draft, now=clock.now())
        except Obstacle:
            assert self.pool(kind).taken == before.taken, "refused, and the count has moved"
            return
        drawn = min(wanted, hold.seats if hold else 0)
        assert self.pool(kind).taken == before.taken + wanted - drawn
        assert not (before.waiting and wanted > drawn), "a company passed the queue"

    @rule(i=ANY, seats=FEW, days=DAYS)
    def a_hold_is_changed(self, i, seats, days):
        if hold := self._nth(i):
            until = clock.now() + timedelta(days=days)
            with suppress(Obstacle):
                change_hold(hold, seats=seats, held_until=until, reason="ご連絡により", by=OFFICE, now=clock.now())

    @rule(i=ANY)
    def a_hold_is_released(self, i):
        if hold := self._nth(i):
            with suppress(Obstacle):
                release_hold(hold, reason="ご辞退のため", by=OFFICE, now=clock.now())

    @rule(i=ANY)
    def a_hold_lapses(self, i):
        if hold := self._nth(i):
            is_over = CompanyHold.objects.lapsing(clock.now()).filter(pk=hold.pk).exists()
            assert lapse_hold(hold, by=OFFICE, now=clock.now()) is is_over

    @rule()
    def the_clock_gives_back(self):
        sweep_company_holds()
        assert not CompanyHold.objects.lapsing(clock.now()).exists(), "the sweep left a hold that is over"

    @invariant()
    def a_hold_holds_until_it_ends(self):
        for hold in CompanyHold.objects.all():
            assert (hold.seats > 0) is (hold.status == CompanyHold.Status.HELD)

    def _hold(self, contact, kind, seats, days):
        with suppress(Obstacle):
            return hold_for_company(
                self.pool(kind),
                seats=seats,
                organization=contact.employer,
                contact=contact,
                held_until=clock.now() + timedelta(days=days),
                reason="見学のご相談",
                by=OFFICE,
                now=clock.now(),
            )
        return None

    def _nth(self, i):
        rows = list(CompanyHold.objects.order_by("pk"))
        return rows[i % len(rows)] if rows else None
