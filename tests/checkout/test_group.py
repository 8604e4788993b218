"""A company applies for several seats at once: all or nothing, each judged and priced for itself, named now or later."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from cohorts.actions.open_seat import CannotBeNamed, NamedAlready, NotEligibleForSeat
from cohorts.models import Consent, Enrollment, OpenSeat, Person, SeatPool
from lms.checkout.actions.application import OfferChanged, PriceChanged
from lms.checkout.actions.cancellation import cancel_by_participant
from lms.checkout.actions.group import NamingOver, NotWritten, SeatsUndecided, name_by_office, name_participant
from lms.checkout.actions.group_draft import NamedTwice, drop_seat, leave_unnamed, turn_to_audit, write_seats
from lms.checkout.actions.group_seats import SeatsShort
from lms.checkout.actions.organizer_change import call_off, carry_out
from lms.checkout.actions.substitution import substitute
from lms.checkout.cancellation import quote_of
from lms.checkout.group import group_confirmation_of
from lms.checkout.models import Cancellation, GroupSeat, OrganizerChange, Purchase
from lms.kernel.calendar import JST
from lms.kernel.models import Message
from payments.actions.bank_transfer import receive_transfer
from payments.actions.document import usual_addressee
from payments.models import DiscountOffer, Order, Refund
from tests.checkout.applications import NOW, a_world
from tests.checkout.companies import CONTACT, LATER, PATHS, a_contact, a_group_draft, confirm_group, somebody, taken
from tests.checkout.stripe_says import expire, pay
from tests.factories.cohorts import OrganizationFactory, PersonFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 10)


@pytest.fixture
def world():
    return a_world()


def shown(application, now=NOW):
    return group_confirmation_of(type(application).objects.get(pk=application.pk), now=now)


def name(purchase, row, now=NOW):
    return name_participant(purchase, row, by=CONTACT, now=now)


@pytest.mark.both_databases
def test_j7_01_three_seats_of_both_kinds_are_held_at_once_named_now_or_later(world):
    rows = [somebody("一郎"), LATER, somebody("三郎", has_passed=False)]
    draft = a_group_draft(world, rows, kinds=["certification", "certification", "audit"])
    order = confirm_group(draft)
    assert taken(world) == {"certification": 2, "audit": 1}
    assert [p.seat.status for p in order.purchases.all()] == ["held"] * 3
    open_seat = OpenSeat.objects.get()
    assert (open_seat.kind, open_seat.organization.name) == ("certification", "見本株式会社")
    assert open_seat.name_until == datetime(2027, 2, 5, tzinfo=JST)  # two weeks before the first day
    assert not GroupSeat.objects.exists(), "what was written about people is kept twice"
    receive_transfer(order, amount_jpy=order.total_jpy, received_on=TODAY, by=CONTACT, now=NOW)
    assert [p.seat.status for p in order.purchases.all()] == ["confirmed"] * 3


def test_j7_01_everybody_reads_their_own_seat_and_the_contact_all(world):
    order = confirm_group(a_group_draft(world, [somebody("一郎"), somebody("二郎"), LATER]))
    to_contact = Message.objects.get(kind="checkout.email.group_received")
    assert all(word in to_contact.body for word in ("見本 一郎", "見本 二郎", "後日", "211,200円", "PO-1", "12月24日"))
    mails = Message.objects.filter(kind="checkout.email.seat_reserved").order_by("pk")
    assert [mail.to_name for mail in mails] == ["見本 一郎", "見本 二郎"]
    assert not [mail for mail in mails if "円" in mail.body or order.number in mail.body]
    assert "二郎" not in mails[0].body


def test_j7_02_one_who_is_not_eligible_is_a_choice_and_blocks_nobody(world):
    draft = a_group_draft(
        world, [somebody("一郎"), somebody("二郎", has_passed=False), somebody("三郎", has_passed=False)]
    )
    assert [each.needs_choice for each in shown(draft).seats] == [False, True, True]
    with pytest.raises(SeatsUndecided):
        confirm_group(draft)
    turn_to_audit(draft, 2, by=CONTACT)
    leave_unnamed(draft, 3, by=CONTACT)
    order = confirm_group(draft)
    assert [p.line.unit_jpy for p in order.purchases.all()] == [70_400, 44_000, 70_400]
    assert (taken(world), OpenSeat.objects.count()) == ({"certification": 2, "audit": 1}, 1)


def test_j7_03_each_seat_has_its_price_and_an_offer_lowers_as_many_as_it_has_uses(world):
    DiscountOffer.objects.update(max_uses=2)
    draft = a_group_draft(world, [LATER] * 3)
    assert [each.price.unit_jpy for each in shown(draft).seats] == [70_400, 70_400, 88_000]
    order = confirm_group(draft)
    assert (order.total_jpy, DiscountOffer.objects.get().used) == (228_800, 2)
    DiscountOffer.objects.update(percent=90, max_uses=None)
    assert [line.unit_jpy for line in order.lines.all()] == [70_400, 70_400, 88_000]


def test_j7_04_it_is_paid_by_transfer_and_made_out_to_the_company(world):
    order = confirm_group(a_group_draft(world, [LATER]))
    assert (order.due_on, order.buyer_reference, order.cost_center) == (date(2026, 12, 24), "PO-1", "4100")
    assert usual_addressee(order).in_full == "見本株式会社 御中"
    late = datetime(2027, 1, 31, 3, tzinfo=JST)
    assert confirm_group(a_group_draft(world, [LATER], now=late), now=late).due_on == date(2027, 2, 14)


def test_j7_04_it_is_paid_online_where_the_company_likes_that_better(world):
    order = confirm_group(a_group_draft(world, [LATER, somebody("一郎")], way="online"))
    pay(order.payments.get())
    assert [p.seat.status for p in order.purchases.all()] == ["confirmed"] * 2


def test_an_unpaid_order_frees_named_and_unnamed_seats_and_late_money_finds_them(world):
    order = confirm_group(a_group_draft(world, [LATER, somebody("一郎")], way="online"))
    expire(order.payments.get())
    assert (taken(world)["certification"], OpenSeat.objects.get().status) == (0, "released")
    pay(order.payments.get())
    assert (taken(world)["certification"], OpenSeat.objects.get().status) == (2, "confirmed")


def test_nothing_is_taken_where_one_pool_is_short_and_the_sentence_says_which(world):
    SeatPool.objects.filter(kind="audit").update(capacity=1)
    draft = a_group_draft(world, [LATER] * 4, kinds=["certification", "certification", "audit", "audit"])
    with pytest.raises(SeatsShort) as refusal:
        confirm_group(draft)
    assert str(refusal.value.message) == "受講のみコースは、2席のご希望に対して空席が1席のため、1席足りません。"
    assert (taken(world), Order.objects.count(), OpenSeat.objects.count()) == ({"certification": 0, "audit": 0}, 0, 0)
    drop_seat(draft, 4, by=CONTACT)
    assert confirm_group(draft).purchases.count() == 3


def test_a_company_does_not_pass_the_waitlist(world):
    SeatPool.objects.filter(kind="certification").update(waiting=1)
    with pytest.raises(SeatsShort):
        confirm_group(a_group_draft(world, [LATER]))


def test_a_price_or_a_seat_that_changed_since_it_was_shown_orders_nothing(world):
    draft = a_group_draft(world, [LATER, LATER])
    seen = shown(draft)
    with pytest.raises(PriceChanged):
        confirm_group(draft, seen=seen, now=datetime(2027, 1, 5, tzinfo=JST))
    write_seats(draft, {1: somebody("一郎")}, by=CONTACT)
    with pytest.raises(OfferChanged):
        confirm_group(draft, seen=seen)
    assert taken(world)["certification"] == 0


def test_sent_twice_from_one_tab_or_two_it_is_one_order(world):
    draft = a_group_draft(world, [LATER, somebody("一郎")])
    first, second = shown(draft), shown(draft)
    order = confirm_group(draft, seen=first, token="a")
    from lms.checkout.actions.group import submit_group

    again = submit_group(
        second, shown_total_jpy=second.total_jpy, shown_offer=second.fingerprint, form_token="b",
        paths=PATHS, by=CONTACT, now=NOW,
    )  # fmt: skip
    assert (again, taken(world)["certification"]) == (order, 2)


@pytest.mark.parametrize("given", ["𠮷", "髙", "花🌸子", "あ" * 100])
def test_names_are_kept_as_they_are_typed(world, given):
    order = confirm_group(a_group_draft(world, [somebody(given, has_passed=False)], kinds=["audit"]))
    assert order.purchases.get().enrollment.person.given_name == given


def test_the_same_person_twice_in_one_form_is_refused_and_nothing_is_kept(world):
    row = somebody("一郎")
    draft = a_group_draft(world, [LATER, LATER])
    with pytest.raises(NamedTwice):
        write_seats(draft, {1: row, 2: replace(row, email=row.email.upper())}, by=CONTACT)
    assert not draft.seats.exclude(family_name="").exists()


def test_a_seat_nobody_wrote_on_is_not_ordered(world):
    draft = a_group_draft(world, [LATER, LATER])
    draft.seats.filter(position=2).update(is_named_later=False)
    with pytest.raises(NotWritten):
        confirm_group(draft)


def test_a_company_names_neither_a_stranger_s_person_nor_one_who_applied(world):
    elsewhere = PersonFactory(family_name="見本", given_name="他社", employer=OrganizationFactory(name="別の会社"))
    rows = [somebody("他社", email=elsewhere.email), LATER]
    with pytest.raises(CannotBeNamed) as refusal:
        confirm_group(a_group_draft(world, rows, kinds=["audit", "audit"]))
    assert "別の会社" not in str(refusal.value)
    seated = somebody("一郎")
    confirm_group(a_group_draft(world, [seated]))
    with pytest.raises(CannotBeNamed):
        confirm_group(a_group_draft(world, [seated], contact=a_contact()))
    assert taken(world) == {"certification": 1, "audit": 0}


def test_j7_01_a_seat_is_named_later_once_in_time_and_judged_then(world):
    order = confirm_group(a_group_draft(world, [LATER]))
    receive_transfer(order, amount_jpy=order.total_jpy, received_on=TODAY, by=CONTACT, now=NOW)
    purchase = order.purchases.get()
    with pytest.raises(NotEligibleForSeat):
        name(purchase, somebody("零郎", has_passed=False))
    assert not Person.objects.filter(given_name="零郎").exists()
    person = somebody("一郎")
    enrollment = name(purchase, person)
    assert (enrollment.status, enrollment.person.employer.name) == ("confirmed", "見本株式会社")
    assert (taken(world)["certification"], OpenSeat.objects.get().status) == (1, "named")
    purchase.refresh_from_db()
    assert (purchase.enrollment, purchase.open_seat) == (enrollment, None)
    assert Message.objects.filter(kind="cohorts.email.seat_confirmed", to_email=person.email).count() == 1
    with pytest.raises(NamedAlready):
        name(purchase, somebody("二郎"))


@pytest.mark.parametrize("before, allowed", [(timedelta(seconds=1), True), (timedelta(), False)])
def test_j7_01_after_the_deadline_only_the_office_names(world, before, allowed):
    purchase = confirm_group(a_group_draft(world, [LATER])).purchases.get()
    moment = purchase.open_seat.name_until - before
    if allowed:
        assert name(purchase, somebody("一郎"), now=moment).status == "held"
    else:
        with pytest.raises(NamingOver):
            name(purchase, somebody("一郎"), now=moment)
        assert name_by_office(purchase, somebody("一郎"), by=CONTACT, now=moment).status == "held"


def test_j7_07_a_seat_without_a_name_is_given_up_at_its_own_fee(world):
    order = confirm_group(a_group_draft(world, [LATER, somebody("一郎")], way="online"))
    pay(order.payments.get())
    seat = OpenSeat.objects.get()
    ten_days_before = datetime(2027, 2, 8, 12, tzinfo=JST)
    assert quote_of(seat, now=ten_days_before).refund_jpy == 49_280
    cancel_by_participant(seat, shown_refund_jpy=49_280, by=CONTACT, now=ten_days_before)
    assert (Refund.objects.get().amount_jpy, Cancellation.objects.get().open_seat) == (49_280, seat)
    assert (taken(world)["certification"], Enrollment.objects.get().status) == (1, "confirmed")
    with pytest.raises((NamedAlready, NamingOver)):
        name(Purchase.objects.get(open_seat=seat), somebody("二郎"))


def test_j7_09_who_leaves_the_company_leaves_the_seat_to_it_and_keeps_the_own_file(world):
    contact = a_contact()
    order = confirm_group(a_group_draft(world, [somebody("一郎")], contact=contact, way="online"))
    pay(order.payments.get())
    purchase = order.purchases.get()
    left = purchase.enrollment
    assert purchase.is_for_another
    to = PersonFactory(family_name="見本", given_name="二郎", employer=contact.employer)
    from cohorts.actions.application import DeclarationData
    from cohorts.eligibility import Need

    declaration = DeclarationData(purpose="company_employee", specialist_status="in_progress", specialist_number="X")
    target = substitute(left, to=to, declaration=declaration, cleared=[Need.NUMBER_CHECK], by=CONTACT, now=NOW)
    purchase.refresh_from_db()
    left.refresh_from_db()
    assert (purchase.enrollment, left.status, left.person.given_name) == (target, "canceled", "一郎")
    assert left.declaration.specialist_status == "passed"


def test_a_cohort_called_off_sends_the_money_of_unnamed_seats_back_too(world):
    order = confirm_group(a_group_draft(world, [LATER, somebody("一郎")], way="online"))
    pay(order.payments.get())
    change = call_off(world.cohort, OrganizerChange.Kind.CANCELED, reason="台風のため", by=CONTACT, now=NOW)
    carry_out(change, by=CONTACT, now=NOW)
    change.refresh_from_db()
    assert (sorted(r.amount_jpy for r in Refund.objects.all()), change.status) == ([70_400, 70_400], "done")
    assert taken(world)["certification"] == 0


def test_the_contact_accepts_for_the_company_and_the_named_accept_nothing(world):
    contact = a_contact()
    confirm_group(a_group_draft(world, [somebody("一郎")], contact=contact))
    assert set(Consent.objects.values_list("person", flat=True)) == {contact.pk}
