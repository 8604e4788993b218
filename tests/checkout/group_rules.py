"""Companies buy several seats at once, named or not, name people later, hand seats on and give single ones up."""

from contextlib import suppress

from hypothesis import strategies as st
from hypothesis.stateful import rule

from cohorts.models import OpenSeat
from lms.checkout.actions.cancellation import cancel_by_office, cancel_by_participant
from lms.checkout.actions.group import name_participant
from lms.checkout.cancellation import quote_of
from lms.checkout.models import Purchase
from lms.kernel import clock
from lms.kernel.obstacles import Obstacle
from payments.actions.bank_transfer import missing_jpy, receive_transfer
from payments.actions.checkout import cancel_unpaid_order
from payments.models import Order
from tests.checkout.companies import CONTACT, LATER, a_contact, a_group_draft, confirm_group, somebody
from tests.checkout.seat_stories import ANY, OFFICE

OPEN = (OpenSeat.Status.HELD, OpenSeat.Status.CONFIRMED)
SEATS = st.lists(st.sampled_from(["certification", "certification", "audit"]), min_size=1, max_size=3)


class GroupRules:
    @rule(kinds=SEATS, named=st.integers(0, 3), way=st.sampled_from(["online", "transfer"]))
    def a_company_applies(self, kinds, named, way):
        kinds = sorted(kinds, reverse=True)
        rows = [somebody(f"社員{n}") if n < named else LATER for n in range(len(kinds))]
        before = {pool.kind: pool.taken for pool in self.pools()}
        waiting = {pool.kind for pool in self.pools() if pool.waiting}
        try:
            draft = a_group_draft(
                self.world, rows, contact=a_contact(f"会社{self.moment}"), way=way, kinds=kinds, now=clock.now()
            )
            order = confirm_group(draft, now=clock.now())
        except Obstacle:
            assert {pool.kind: pool.taken for pool in self.pools()} == before, "refused, and a seat was taken"
            return
        assert not waiting & set(kinds), "a company passed the queue"
        if way == "online":
            self.open_payment_page(order)

    @rule(kinds=SEATS)
    def a_company_applies_and_pays(self, kinds):
        self.a_company_applies(kinds=kinds, named=1, way="online")
        self.pay(i=-1)
        self.hear_of_money()

    @rule(i=ANY)
    def a_transfer_arrives(self, i):
        orders = list(Order.objects.filter(due_on__isnull=False).awaiting_payment().order_by("pk"))
        if orders:
            order = orders[i % len(orders)]
            with suppress(Obstacle):
                today = clock.today()
                receive_transfer(order, amount_jpy=missing_jpy(order), received_on=today, by=OFFICE, now=clock.now())

    @rule(i=ANY)
    def somebody_is_named(self, i):
        if purchase := self._open(i):
            with suppress(Obstacle):
                name_participant(purchase, somebody("後任"), by=CONTACT, now=clock.now())

    @rule(i=ANY)
    def a_company_gives_a_seat_up(self, i):
        if purchase := self._open(i):
            with suppress(Obstacle):
                shown = quote_of(purchase.open_seat, now=clock.now()).refund_jpy
                cancel_by_participant(purchase.open_seat, shown_refund_jpy=shown, by=CONTACT, now=clock.now())

    @rule(i=ANY)
    def the_office_gives_a_company_s_seat_up(self, i):
        bought = list(Purchase.objects.filter(order__buyer_party="organization").order_by("pk"))
        if bought:
            with suppress(Obstacle):
                seat = bought[i % len(bought)].seat
                cancel_by_office(seat, fee_jpy=None, reason="ご連絡により", by=OFFICE, now=clock.now())

    @rule(i=ANY)
    def a_company_gives_all_up(self, i):
        orders = list(Order.objects.filter(buyer_party="organization").order_by("pk"))
        if orders:
            with suppress(Obstacle):
                cancel_unpaid_order(orders[i % len(orders)], by=CONTACT, now=clock.now())

    def _open(self, i):
        waiting = list(Purchase.objects.filter(open_seat__status__in=OPEN).order_by("pk"))
        return waiting[i % len(waiting)] if waiting else None
