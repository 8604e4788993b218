"""Seats change: to the other kind, to another cohort, to another person; and the organizer changes the plan."""

from contextlib import suppress
from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from cohorts.actions.application import DeclarationData
from cohorts.actions.upgrade import draft_upgrade
from cohorts.actions.waitlist import join_waitlist
from cohorts.applications import eligibility_of
from cohorts.models import Cohort, Enrollment, SeatKind
from lms.checkout.actions.choice import choose_cohort, choose_refund, choose_to_stay
from lms.checkout.actions.organizer_change import call_off, carry_out, postpone, pursue_unanswered, take_back
from lms.checkout.actions.substitution import substitute
from lms.checkout.actions.transfer import move_by_office, move_by_participant
from lms.checkout.models import Cancellation, ChangeNotice, OrganizerChange
from lms.kernel import clock
from lms.kernel.obstacles import Obstacle
from tests.checkout.applications import confirm
from tests.checkout.seat_stories import ANY, OFFICE, VISITOR, Status

NEW_DATES = (date(2027, 3, 18), date(2027, 3, 19))
SENT = (Status.WAITLISTED, Status.OFFERED, Status.HELD)


class ChangeRules:
    @rule(i=ANY)
    def upgrade(self, i):
        """Begun and not paid yet: the seat that was paid stays as it is."""
        if draft := self._upgrade_of(i):
            with suppress(Obstacle):
                self.open_payment_page(confirm(draft, now=clock.now()).order)
            assert Enrollment.objects.get(pk=draft.upgrade_of_id).status == Status.CONFIRMED

    @rule(i=ANY)
    def upgrade_waits(self, i):
        if draft := self._upgrade_of(i):
            with suppress(Obstacle):
                eligibility = eligibility_of(draft, now=clock.now())
                join_waitlist(draft, eligibility=eligibility, by=VISITOR, now=clock.now())

    @rule(i=ANY, pays=st.booleans())
    def somebody_listens_and_wants_more(self, i, pays):
        """Chance alone seldom leads somebody all the way."""
        self.apply_and_pay(i=i, kind=SeatKind.AUDIT)
        self.upgrade(i=-1)
        if pays:
            self.pay(i=-1)
            self.hear_of_money()

    @rule(i=ANY, is_own=st.booleans())
    def move(self, i, is_own):
        if seat := self.nth(i, Status.CONFIRMED):
            to = Cohort.objects.exclude(pk=seat.cohort_id).get()
            with suppress(Obstacle):
                if is_own:
                    move_by_participant(seat, to=to, by=VISITOR, now=clock.now())
                else:
                    move_by_office(seat, to=to, reason="x", by=OFFICE, now=clock.now())

    @rule(i=ANY, j=ANY)
    def hand_over(self, i, j):
        if seat := self.nth(i, Status.CONFIRMED):
            to = self.people[j % len(self.people)]
            with suppress(Obstacle):
                substitute(seat, to=to, declaration=self._declared(to), by=OFFICE, now=clock.now())

    @rule(has_dates=st.booleans())
    def postpone(self, has_dates):
        with suppress(Obstacle):
            change = postpone(
                self._cohort(),
                reason="台風のため",
                dates=NEW_DATES if has_dates else (),
                answer_by=(clock.now() + timedelta(days=14)).date(),
                by=OFFICE,
                now=clock.now(),
            )
            carry_out(change, by=OFFICE, now=clock.now())

    @rule(i=ANY, choice=st.sampled_from(["stay", "money", "move"]))
    def answer(self, i, choice):
        notices = list(ChangeNotice.objects.filter(status__in=["asked", "kept"]).order_by("pk"))
        if not notices:
            return
        notice, other = notices[i % len(notices)], Cohort.objects.exclude(pk=self.world.cohort.pk).get()
        with suppress(Obstacle):
            if choice == "stay":
                choose_to_stay(notice, by=VISITOR, now=clock.now())
            elif choice == "money":
                choose_refund(notice, by=VISITOR, now=clock.now())
            else:
                choose_cohort(notice, to=other, by=VISITOR, now=clock.now())

    @rule()
    def nobody_answered(self):
        for change in OrganizerChange.objects.filter(status__in=["under_way", "asking"]):
            carry_out(change, by=OFFICE, now=clock.now())
        for notice in ChangeNotice.objects.unanswered(clock.now()):
            with suppress(Obstacle):
                pursue_unanswered(notice, by=OFFICE, now=clock.now())

    @rule()
    def take_back(self):
        for change in OrganizerChange.objects.filter(status__in=["under_way", "asking"]):
            with suppress(Obstacle):
                take_back(change, by=OFFICE, now=clock.now())

    @precondition(lambda self: len(self.before) > 4)  # an early end leaves nothing to tell
    @rule()
    def call_off(self):
        with suppress(Obstacle):
            change = call_off(
                self._cohort(), OrganizerChange.Kind.CANCELED, reason="講師急病", by=OFFICE, now=clock.now()
            )
            carry_out(change, by=OFFICE, now=clock.now())

    # What is never false

    @invariant()
    def an_upgrade_replaces_a_seat_that_stands(self):
        for upgrade in Enrollment.objects.filter(upgrade_of__isnull=False, status__in=SENT).select_related(
            "upgrade_of"
        ):
            assert upgrade.upgrade_of.status == Status.CONFIRMED, f"{upgrade} would replace what has ended"

    @invariant()
    def a_seat_that_was_replaced_is_held_no_more(self):
        replacing = Enrollment.objects.filter(upgrade_of__isnull=False, confirmed_at__isnull=False)
        for seat in replacing.select_related("upgrade_of"):
            assert seat.upgrade_of.status == Status.CANCELED, f"{seat.upgrade_of} is held beside {seat}"
            assert (seat.kind, seat.upgrade_of.kind) == (SeatKind.CERTIFICATION, SeatKind.AUDIT)

    @invariant()
    def money_of_a_seat_that_is_held_stays(self):
        """Whoever sits in a seat has not been sent the money that was paid for it, nor for the one before it."""
        for seat in Enrollment.objects.filter(status=Status.CONFIRMED):
            paid = [pk for pk in (seat.pk, seat.upgrade_of_id) if pk]
            assert not Cancellation.objects.filter(enrollment__in=paid).exists(), f"{seat} was paid back and is held"

    def _cohort(self) -> Cohort:
        return Cohort.objects.get(pk=self.world.cohort.pk)

    def _declared(self, person) -> DeclarationData:
        return DeclarationData(
            purpose="company_employee", specialist_status="passed", specialist_number=f"SP-{person.pk:04}"
        )

    def _upgrade_of(self, i) -> Enrollment | None:
        seats = list(Enrollment.objects.filter(status=Status.CONFIRMED, kind=SeatKind.AUDIT).order_by("pk"))
        if not seats:
            return None
        seat = seats[i % len(seats)]
        with suppress(Obstacle):
            return draft_upgrade(seat, declaration=self._declared(seat.person), by=VISITOR, now=clock.now())
        return None
