"""Seats kept for a company: really taken, drawn by its contact's application alone, given back to those who wait."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from cohorts.actions.cohort import TooFewSeats, cancel_cohort, close_applications, set_capacity
from cohorts.actions.company_hold import (
    ContactData,
    HeldAlready,
    HeldTooLong,
    HoldOver,
    NotHolding,
    TooFewFree,
    WorksElsewhere,
    change_hold,
    hold_for_contact,
    lapse_hold,
    release_hold,
)
from cohorts.actions.forgetting import StillTakingPart, forget_person
from cohorts.actions.merge import merge_people
from cohorts.catalogue import CatalogueState
from cohorts.models import CompanyHold, Enrollment, OpenSeat, SeatPool
from cohorts.tasks import sweep_company_holds, sweep_waitlists
from lms.checkout.actions.group_seats import SeatsShort
from lms.checkout.offering import card_of
from lms.kernel.actions.delivery import deliver
from lms.kernel.calendar import JST
from lms.kernel.models import Message
from tests.checkout.applications import NOW, a_world
from tests.checkout.companies import LATER, UNTIL, a_contact, a_group_draft, confirm_group, hold, somebody, taken
from tests.factories.cohorts import EnrollmentFactory, PersonFactory
from tests.world import OFFICE

pytestmark = pytest.mark.django_db
Status = CompanyHold.Status


@pytest.fixture
def world():
    return a_world(capacity=4)


def change(entry, *, seats, until=UNTIL, now=NOW):
    return change_hold(entry, seats=seats, held_until=until, reason="ご連絡により", by=OFFICE, now=now)


def counts(entry):
    entry.refresh_from_db()
    return entry.status, entry.seats, entry.drawn, entry.given_back


def mails(kind):
    return list(Message.objects.filter(kind=kind).order_by("pk"))


@pytest.mark.both_databases
def test_j7_01_held_seats_are_taken_and_the_company_draws_them_first(world):
    contact = a_contact()
    entry = hold(world, contact, seats=3)
    assert (taken(world)["certification"], SeatPool.objects.get(cohort=world.cohort, kind="certification").left) == (
        3,
        1,
    )
    with pytest.raises(SeatsShort) as refusal:
        confirm_group(a_group_draft(world, [LATER] * 2, contact=a_contact("別の株式会社")))
    assert "空席が1席" in str(refusal.value.message)
    order = confirm_group(a_group_draft(world, [somebody("一郎"), LATER], contact=contact))
    assert (order.purchases.count(), counts(entry)) == (2, (Status.HELD, 1, 2, 0))
    assert taken(world)["certification"] == 3, "a seat that was held is counted once"
    confirm_group(a_group_draft(world, [LATER] * 2, contact=contact))
    assert counts(entry) == (Status.USED, 0, 3, 0)
    assert taken(world)["certification"] == 4, "one came from the pool"


def test_j7_01_more_than_is_held_and_free_is_refused_and_nothing_is_drawn(world):
    contact = a_contact()
    entry = hold(world, contact, seats=2)
    with pytest.raises(SeatsShort) as refusal:
        confirm_group(a_group_draft(world, [LATER] * 5, contact=contact))
    assert "5席のご希望に対して空席が4席" in str(refusal.value.message)
    assert (counts(entry), OpenSeat.objects.count()) == ((Status.HELD, 2, 0, 0), 0)


def test_j7_01_held_seats_are_the_company_s_while_others_wait_and_no_more_than_those(world):
    contact = a_contact()
    entry = hold(world, contact, seats=2)
    SeatPool.objects.filter(pk=entry.pool_id).update(waiting=1)
    with pytest.raises(SeatsShort):
        confirm_group(a_group_draft(world, [LATER] * 3, contact=contact))
    confirm_group(a_group_draft(world, [LATER] * 2, contact=contact))
    assert counts(entry) == (Status.USED, 0, 2, 0)


def test_only_the_contact_draws_and_only_for_the_company(world):
    contact, colleague = a_contact(), a_contact("別の部")
    entry = hold(world, contact, seats=4)
    colleague.employer = contact.employer
    colleague.save()
    with pytest.raises(SeatsShort):
        confirm_group(a_group_draft(world, [LATER], contact=colleague))
    draft = a_group_draft(world, [LATER], contact=contact)
    contact.employer = a_contact("転職先").employer
    contact.save()
    draft.organization = contact.employer
    draft.save()
    with pytest.raises(SeatsShort):
        confirm_group(draft)
    assert counts(entry) == (Status.HELD, 4, 0, 0)


def test_visitors_read_as_many_seats_fewer(world):
    hold(world, a_contact(), seats=4)
    seats = {seat.kind: (seat.seats_left, seat.state) for seat in card_of(world.cohort, now=NOW).seats}
    assert seats["certification"] == (0, CatalogueState.FULL)


def test_what_is_not_used_goes_to_those_who_wait_first(world, at):
    entry = hold(world, a_contact(), seats=4)
    waiting = EnrollmentFactory(
        pool=entry.pool, status=Enrollment.Status.WAITLISTED, waitlisted_at=NOW, submitted_at=NOW
    )
    SeatPool.objects.filter(pk=entry.pool_id).update(waiting=1)
    assert not lapse_hold(entry, by=OFFICE, now=UNTIL - timedelta(microseconds=1))
    at(UNTIL.isoformat())
    sweep_company_holds()
    sweep_waitlists()
    waiting.refresh_from_db()
    assert (counts(entry), waiting.status) == ((Status.LAPSED, 0, 0, 4), "offered")
    assert taken(world)["certification"] == 1
    assert len(mails("cohorts.email.hold_lapsed")) == 1
    sweep_company_holds()
    assert taken(world)["certification"] == 1


def test_a_hold_is_raised_lowered_and_given_back_by_hand_and_the_contact_is_told(world):
    entry = hold(world, a_contact(), seats=1)
    with pytest.raises(TooFewFree) as refusal:
        change(entry, seats=6)
    assert "3席" in str(refusal.value.message)
    change(entry, seats=3)
    change(entry, seats=3)
    change(entry, seats=2)
    assert (counts(entry), taken(world)["certification"]) == ((Status.HELD, 2, 0, 1), 2)
    assert len(mails("cohorts.email.hold_changed")) == 2
    release_hold(entry, reason="ご辞退のため", by=OFFICE, now=NOW)
    assert (counts(entry), taken(world)["certification"]) == ((Status.RELEASED, 0, 0, 3), 0)
    assert "ご辞退のため" in mails("cohorts.email.hold_released")[0].body
    for again in (lambda: change(entry, seats=1), lambda: release_hold(entry, reason="x", by=OFFICE, now=NOW)):
        with pytest.raises(HoldOver):
            again()


def test_a_cohort_has_at_least_the_seats_taken_and_held(world):
    hold(world, a_contact(), seats=3)
    confirm_group(a_group_draft(world, [LATER], contact=a_contact("別の株式会社")))
    with pytest.raises(TooFewSeats) as refusal:
        set_capacity(world.cohort, kind="certification", capacity=3, by=OFFICE)
    assert str(refusal.value.message).startswith("4席")


@pytest.mark.parametrize(
    "until", [NOW, datetime(2027, 2, 18, 0, 0, 1, tzinfo=JST)], ids=["now is too late", "past the first day"]
)
def test_a_hold_ends_while_it_can_be_used(world, until):
    with pytest.raises(HeldTooLong):
        hold(world, a_contact(), until=until)
    assert taken(world)["certification"] == 0


def test_a_hold_ends_with_the_deadline_or_the_cohort(world):
    entry = hold(world, a_contact(), until=world.cohort.application_deadline_at)
    other = hold(world, a_contact("別の株式会社"), seats=1)
    assert not lapse_hold(entry, by=OFFICE, now=NOW)
    type(world.cohort).objects.filter(pk=world.cohort.pk).update(application_deadline_at=NOW + timedelta(hours=1))
    assert lapse_hold(entry, by=OFFICE, now=NOW + timedelta(hours=1))
    cancel_cohort(world.cohort, reason="講師の急病のため", by=OFFICE)
    assert lapse_hold(other, by=OFFICE, now=NOW)
    assert "講師の急病のため" in mails("cohorts.email.hold_lapsed")[1].body


def test_nothing_is_held_past_those_who_wait_or_when_applications_are_over(world):
    SeatPool.objects.filter(kind="certification").update(waiting=1)
    with pytest.raises(TooFewFree):
        hold(world, a_contact(), seats=1)
    SeatPool.objects.filter(kind="certification").update(waiting=0)
    close_applications(world.cohort, by=OFFICE)
    with pytest.raises(NotHolding):
        hold(world, a_contact(), seats=1)


def test_a_contact_by_name_is_found_or_entered_and_keeps_one_entry_a_pool(world):
    known = PersonFactory(family_name="髙橋", given_name="恵", email="megumi@example.test")

    def reserve(company, email="megumi@example.test"):
        data = ContactData(family_name="髙橋", given_name="恵", email=email)
        facts = {"seats": 1, "held_until": UNTIL, "reason": "見学", "by": OFFICE, "now": NOW}
        return hold_for_contact(
            SeatPool.objects.get(cohort=world.cohort, kind="certification"), company=company, contact=data, **facts
        )

    entry = reserve("みなと株式会社")
    known.refresh_from_db()
    assert (entry.contact, known.employer.name) == (known, "みなと株式会社")
    assert "3席" not in mails("cohorts.email.seats_held")[0].body
    for company, obstacle in [("みなと株式会社", HeldAlready), ("別の株式会社", WorksElsewhere)]:
        with pytest.raises(obstacle):
            reserve(company)
    assert reserve("みなと株式会社", "new@example.test").contact.employer == known.employer
    assert taken(world)["certification"] == 2


def test_the_contact_is_reminded_three_days_before_while_seats_are_left(world):
    contact = a_contact()
    entry = hold(world, contact, seats=2)
    (letter,) = mails("checkout.email.hold_reminder")
    assert letter.next_attempt_at == datetime(2026, 12, 17, 10, tzinfo=JST)
    later = UNTIL + timedelta(days=4)
    change(entry, seats=1, until=later)
    letter.refresh_from_db()
    assert letter.next_attempt_at == datetime(2026, 12, 21, 10, tzinfo=JST)
    assert "1席" in letter.body
    assert deliver(letter.pk, now=letter.next_attempt_at)
    confirm_group(a_group_draft(world, [LATER], contact=contact))
    assert [each.status for each in mails("checkout.email.hold_reminder")] == ["sent"]


def test_a_reminder_that_is_needless_is_taken_back(world):
    contact = a_contact()
    hold(world, contact, seats=1)
    confirm_group(a_group_draft(world, [LATER], contact=contact))
    assert [each.status for each in mails("checkout.email.hold_reminder")] == ["withdrawn"]


def test_two_entries_of_a_contact_become_one_and_keep_every_seat(world):
    one, other = a_contact(), a_contact("別の部")
    other.employer, other.user = one.employer, None
    other.save()
    hold(world, one, seats=1)
    hold(world, other, seats=2)
    merge_people(one, other, reason="同じ方", by=OFFICE, now=NOW)
    entry = CompanyHold.objects.get()
    assert (entry.contact, entry.seats, taken(world)["certification"]) == (one, 3, 3)


def test_who_stands_for_held_seats_is_not_forgotten_before_they_are_given_back(world):
    contact = a_contact()
    entry = hold(world, contact)
    with pytest.raises(StillTakingPart):
        forget_person(contact, by=OFFICE, now=NOW)
    release_hold(entry, reason="ご辞退", by=OFFICE, now=NOW)
    forget_person(contact, by=OFFICE, now=NOW)
    entry.refresh_from_db()
    assert entry.reason == "（削除済み）"


def test_seats_are_held_exactly_as_long_as_there_are_any(world):
    entry = hold(world, a_contact())
    for broken in ({"seats": 0}, {"status": Status.LAPSED}):
        with pytest.raises(IntegrityError, match="companyhold_held_has_seats"), transaction.atomic():
            CompanyHold.objects.filter(pk=entry.pk).update(**broken)
