"""Buyers, Stripe, banks and staff around one till with two seats, and what must never be false about its money.

The rules of the property test: every public act of the payment room through the real SDK against the sandbox, with
everything that may go wrong between them. Nothing here is a model of our code; the sandbox is the truth.
"""

import time
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from cohorts.models import SeatPool
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from payments import gateway
from payments.actions.balance import reconcile_balance
from payments.actions.checkout import cancel_unpaid_order, look_at_attempt, open_checkout
from payments.actions.document import Addressee, issue_receipt, reissue_document
from payments.actions.event import process_event
from payments.actions.order import retry_payment
from payments.actions.reconcile import backfill_events, reconcile_disputes, reconcile_refunds, reconcile_sessions
from payments.actions.refund import request_refund
from payments.actions.requests import send_request
from payments.actions.settlement import apply_session
from payments.models import Document, Order, Payment, StripeRequest, WebhookEvent
from payments.sandbox.actions.checkout import load_session
from payments.sandbox.actions.dispute import decide_dispute, open_dispute
from payments.sandbox.actions.payment import choose_konbini, pay_by_card, pay_voucher
from payments.sandbox.actions.refund import create_refund, fail_refund, settle_refund
from payments.sandbox.cards import GOOD
from payments.sandbox.errors import Refusal
from payments.sandbox.models import Fault, StoredObject
from payments.signals import order_paid
from tests.checkout import invariants
from tests.checkout.applications import NOW, a_draft, confirm
from tests.payments.shop import ring

STAFF, BUYER = Actor.process("staff"), Actor.process("buyer")
INDEX = st.integers(0, 7)
CRASH = st.sampled_from(["no", "no", "before the call", "after the call"])
AMOUNTS = st.sampled_from([500, 30_000, 70_400, 88_000])
OPEN, REFUND = "POST /v1/checkout/sessions", "POST /v1/refunds"


class Died(Exception):
    """A worker in the middle of a transaction."""


class Till(RuleBasedStateMachine):
    def __init__(self, world) -> None:
        super().__init__()
        self.world = world
        self.moment = NOW
        self.stale = []
        self.heard = 0
        self.events = []
        self.papers: dict[str, bytes] = {}
        self._example = transaction.atomic()
        self._example.__enter__()
        self._set_clock()
        SeatPool.objects.update(capacity=2)

    # Buyers

    @rule(crash=CRASH)
    def buy(self, crash):
        with suppress(Obstacle):
            order = confirm(a_draft(self.world), now=clock.now()).order
            self._open(order.payments.get(), crash)

    @rule(i=INDEX, how=st.sampled_from([pay_by_card, choose_konbini, pay_voucher]))
    def customer(self, i, how):
        if session := self._pick("checkout.session", i):
            self._do(how, load_session(session.object_id))

    @rule()
    def happy_purchase(self):
        for session in self._bought():
            self._do(pay_by_card, session)
        reconcile_sessions(now=clock.now())

    @rule(minutes=st.sampled_from([0, 80]), is_paid=st.booleans())
    def voucher_purchase(self, minutes, is_paid):
        for session in self._bought():
            self._do(choose_konbini, session)
            self.deliver_all()
            self.tick(minutes)
            if is_paid:
                self._do(pay_voucher, session)

    @rule(i=INDEX)
    def cancel(self, i):
        if order := self._nth(Order, i):
            with suppress(Obstacle):
                cancel_unpaid_order(order, by=BUYER, now=clock.now())

    @rule(i=INDEX, crash=CRASH)
    def pay_again(self, i, crash):
        if order := self._nth(Order, i):
            with suppress(Obstacle):
                with transaction.atomic():
                    payment = retry_payment(order, by=BUYER, now=clock.now())
                self._open(payment, crash)

    # Chance alone rarely sends something twice in time, or misses the one event that matters: these do.

    @rule()
    def buy_while_answers_are_lost(self):
        self.buy(crash="after the call")
        self.tick(5)
        self.sweep()

    @rule()
    def voucher_we_do_not_hear_of(self):
        for session in self._bought():
            self._do(choose_konbini, session)
            self.tick(80)
            self.sweep()

    @rule(i=INDEX)
    def refund_while_answers_are_lost(self, i):
        self.refund(i=i, amount=500, crash="after the call")
        self.tick(5)
        self.sweep()

    @rule()
    def voucher_refunded_before_we_hear_that_it_was_paid(self):
        for session in self._bought():
            self._do(choose_konbini, session)
            self.deliver_all()
            self._do(pay_voucher, session)
            session.refresh_from_db()
            self._do(create_refund, {"payment_intent": session.data["payment_intent"]})
            self._deliver_news_of("refund")

    # Time and news

    @rule(minutes=st.sampled_from([5, 35, 80, 5 * 24 * 60]))
    def tick(self, minutes):
        self.moment += timedelta(minutes=minutes)
        self._set_clock()
        for session in StoredObject.objects.filter(kind="checkout.session"):
            load_session(session.object_id)

    @rule(i=INDEX, again=st.booleans())
    def deliver(self, i, again):
        if event := self._event(i):
            ring(event.data)
            if not again:
                self.events.remove(event)

    @rule(i=INDEX)
    def lose(self, i):
        if event := self._event(i):
            self.events.remove(event)

    @rule()
    def deliver_all(self):
        while event := self._event(0):
            ring(event.data)
            self.events.remove(event)
        self.work_on(dies=False)

    @rule(dies=st.booleans())
    def work_on(self, dies):
        if dies:
            order_paid.connect(self._die)
        for event in WebhookEvent.objects.due(clock.now()):
            with suppress(Died):
                process_event(event, now=clock.now())
        order_paid.disconnect(self._die)

    @rule(i=INDEX)
    def fetch(self, i):
        if session := self._pick("checkout.session", i):
            self.stale.append(gateway.retrieve_session(session.object_id))

    @rule(i=INDEX)
    def apply_what_was_fetched_long_ago(self, i):
        if self.stale:
            truth = self.stale.pop(i % len(self.stale))
            if payment := Payment.objects.of_session(truth.session_id, truth.attempt):
                apply_session(payment, truth, now=clock.now())

    # Money that goes back

    @rule(i=INDEX, amount=AMOUNTS, crash=CRASH)
    def refund(self, i, amount, crash):
        paid = list(Payment.objects.paid().order_by("pk"))
        if paid:
            with suppress(Obstacle):
                made = request_refund(paid[i % len(paid)], amount_jpy=amount, reason="", by=STAFF, now=clock.now())
                self._send(made.request, REFUND, crash)

    @rule(i=INDEX, amount=AMOUNTS)
    def refund_in_the_dashboard(self, i, amount):
        if intent := self._pick("payment_intent", i):
            self._do(create_refund, {"payment_intent": intent.object_id, "amount": amount})

    @rule(i=INDEX, fails=st.booleans())
    def bank(self, i, fails):
        refund = self._pick("refund", i)
        if refund and fails and refund.data["status"] in {"succeeded", "requires_action"}:
            fail_refund(refund, reason="account_closed")
        elif refund and refund.data["status"] == "requires_action":
            settle_refund(refund)

    @rule(i=INDEX)
    def object_to(self, i):
        if (charge := self._pick("charge", i)) and charge.data["amount"] > charge.data["amount_refunded"]:
            self._do(open_dispute, charge)

    @rule(i=INDEX, for_us=st.booleans())
    def decide(self, i, for_us):
        dispute = self._pick("dispute", i)
        if dispute and dispute.data["status"] == "needs_response":
            decide_dispute(dispute, for_us=for_us)

    # Papers

    @rule(i=INDEX, again=st.booleans())
    def receipt(self, i, again):
        paid = list(Payment.objects.paid().order_by("pk"))
        if paid:
            payee = Addressee("見本 花子")
            with suppress(Obstacle):
                paper = issue_receipt(paid[i % len(paid)], addressee=payee, by=STAFF, now=clock.now())
                if again:
                    reissue_document(paper, addressee=payee, reason="", by=STAFF, now=clock.now())
        self._papers_are_as_they_were_issued()

    # Machines

    @rule()
    def sweep(self):
        for request in StripeRequest.objects.due(clock.now()):
            send_request(request, now=clock.now())
        for payment in Payment.objects.due_for_a_look(clock.now()):
            look_at_attempt(payment, now=clock.now())

    @rule()
    def reconcile(self):
        for compare in (reconcile_sessions, reconcile_refunds, reconcile_disputes, backfill_events, reconcile_balance):
            compare(now=clock.now())

    # What is never false

    @invariant()
    def nothing_is_wrong(self):
        invariants.at_every_moment()

    def teardown(self) -> None:
        try:
            for _round in range(3):
                self.tick(5 * 24 * 60)
                self.reconcile()
                for _seconds_later in range(2):  # one sweep gives an old request a new key, the next one sends it
                    self.sweep()
                self.work_on(dies=False)
                for refund in StoredObject.objects.filter(kind="refund", data__status="requires_action"):
                    settle_refund(refund)
            self.reconcile()
            invariants.at_rest()
            self._papers_are_as_they_were_issued()
            before = invariants.everything()
            self._hear_everything_again()
            assert invariants.everything() == before, "I9, I10: old news changed something"
        finally:
            transaction.set_rollback(True)
            self._example.__exit__(None, None, None)

    def _papers_are_as_they_were_issued(self) -> None:
        stored = {paper.number: bytes(paper.file.pdf) for paper in Document.objects.select_related("file")}
        assert stored | self.papers == stored, "I13: a paper is not what was issued"
        self.papers = stored

    def _hear_everything_again(self) -> None:
        for event in StoredObject.objects.filter(kind="event"):
            ring(event.data)
        WebhookEvent.objects.update(status="received", next_at=clock.now(), attempts=0, lease_until=None)
        self.work_on(dies=False)
        self.reconcile()

    def _bought(self) -> list[StoredObject]:
        before = set(StoredObject.objects.values_list("pk", flat=True))
        self.buy(crash="no")
        return list(StoredObject.objects.filter(kind="checkout.session").exclude(pk__in=before))

    def _open(self, payment: Payment, crash: str) -> None:
        if request := payment.requests.first():
            self._send(request, OPEN, crash)
        else:
            open_checkout(payment, now=clock.now())

    def _send(self, request: StripeRequest, operation: str, crash: str) -> None:
        if crash == "before the call":
            return
        if crash == "after the call":
            Fault.objects.create(kind=Fault.Kind.ANSWER_LOST, operation=operation)
        send_request(request, now=clock.now())
        Fault.objects.all().delete()

    def _do(self, act, *arguments) -> None:
        """What Stripe refuses has not happened."""
        extra = (GOOD.number,) if act is pay_by_card else ()
        with suppress(Obstacle, Refusal), transaction.atomic():
            act(*arguments, *extra)

    def _die(self, **_fact) -> None:
        raise Died

    def _pick(self, kind: str, i: int) -> StoredObject | None:
        rows = list(StoredObject.objects.filter(kind=kind).order_by("pk"))
        return rows[i % len(rows)] if rows else None

    def _nth(self, model, i: int):
        rows = list(model.objects.order_by("pk"))
        return rows[i % len(rows)] if rows else None

    def _event(self, i: int) -> StoredObject | None:
        new = StoredObject.objects.filter(kind="event", pk__gt=self.heard).order_by("pk")
        self.events.extend(new)
        self.heard = max([self.heard, *(event.pk for event in self.events)])
        return self.events[i % len(self.events)] if self.events else None

    def _deliver_news_of(self, what: str) -> None:
        """Only these, whatever else is on its way."""
        self._event(0)
        for event in [each for each in self.events if what in each.data["type"]]:
            ring(event.data)
            self.events.remove(event)
        self.work_on(dies=False)

    def _set_clock(self) -> None:
        settings.LMS_CLOCK, settings.LMS_CLOCK_SET_AT = self.moment.isoformat(), time.time()
