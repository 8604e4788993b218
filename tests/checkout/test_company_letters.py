"""What a company's contact is written about seats without a name: before names are due, and when the plan changes."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cohorts.models import OpenSeat
from lms.checkout.actions.cancellation import cancel_by_office
from lms.checkout.actions.correspondence import reconcile_all
from lms.checkout.actions.group import name_participant
from lms.checkout.actions.organizer_change import call_off, carry_out, postpone, take_back
from lms.checkout.company_letter_rules import HoldFacts, NamingFacts, hold_reminder, naming_reminder
from lms.checkout.models import OrganizerChange
from lms.checkout.organizer_preview import preview_of
from lms.kernel.actions.delivery import deliver
from lms.kernel.calendar import JST
from lms.kernel.models import Message
from payments.actions.bank_transfer import receive_transfer
from tests.checkout.applications import NOW, a_world
from tests.checkout.companies import CONTACT, LATER, a_contact, a_group_draft, confirm_group, hold, somebody
from tests.world import OFFICE

Kind = OrganizerChange.Kind
NAMING = NamingFacts(
    order=7,
    order_number="O-2026-000007",
    email="jinji@example.test",
    name="人事 花子",
    language="ja",
    title="第7期",
    goes_ahead=True,
    unnamed=2,
    ordered_at=datetime(2026, 12, 10, 1, 0, tzinfo=UTC),
    name_until=datetime(2027, 2, 4, 15, 0, tzinfo=UTC),  # through 4 February in Japan
    remind_days=7,
)
HOLD = HoldFacts(
    hold=3,
    email="jinji@example.test",
    name="人事 花子",
    language="ja",
    organization="見本株式会社",
    title="第7期",
    seat="certification",
    goes_ahead=True,
    seats=2,
    held_since=datetime(2026, 12, 10, 1, 0, tzinfo=UTC),
    held_until=datetime(2026, 12, 20, 15, 0, tzinfo=UTC),
    remind_days=3,
)
NEW_DATES = (date(2027, 3, 18), date(2027, 3, 19))


def mails(kind):
    return Message.objects.filter(kind=f"checkout.email.{kind}").order_by("pk")


def moment(day, hour=10):
    return datetime(2027, *day, hour, tzinfo=JST)


def test_the_reminder_to_name_leaves_a_week_before_and_comes_in_time_or_not():
    call = naming_reminder(NAMING)
    assert (call.due_at, call.ends_at) == (datetime(2027, 1, 28, 1, 0, tzinfo=UTC), NAMING.name_until)
    assert call.facts == {"name_until": "2027-02-04T15:00:00+00:00"}, "how many are missing is no news after it left"


@pytest.mark.parametrize(
    "change",
    [{"unnamed": 0}, {"goes_ahead": False}, {"email": ""}, {"ordered_at": datetime(2027, 1, 28, 1, 0, tzinfo=UTC)}],
    ids=["all named", "postponed or called off", "no address", "bought after the reminder"],
)
def test_no_reminder_to_name(change):
    assert naming_reminder(replace(NAMING, **change)) is None


@pytest.mark.parametrize(
    "change",
    [{"seats": 0}, {"goes_ahead": False}, {"email": ""}, {"held_since": datetime(2026, 12, 17, 1, 0, tzinfo=UTC)}],
    ids=["all applied for", "postponed or called off", "no address", "held after the reminder"],
)
def test_no_reminder_of_held_seats(change):
    assert hold_reminder(HOLD).due_at == datetime(2026, 12, 17, 1, 0, tzinfo=UTC)
    assert hold_reminder(replace(HOLD, **change)) is None


@pytest.fixture
def world(db):
    return a_world()


def an_order(world, rows=(LATER, LATER), *, is_paid=True):
    order = confirm_group(a_group_draft(world, list(rows)))
    if is_paid:
        receive_transfer(order, amount_jpy=order.total_jpy, received_on=date(2026, 12, 10), by=CONTACT, now=NOW)
    return order


def an_open_seat(order):
    return order.purchases.filter(open_seat__isnull=False).first()


@pytest.mark.both_databases
def test_j7_01_the_contact_is_reminded_while_a_seat_has_no_name(world):
    order = an_order(world)
    (letter,) = mails("naming_reminder")
    assert (letter.to_email, letter.next_attempt_at) == (order.buyer_email, moment((1, 28)))
    assert "2席" in letter.body
    assert "2027年2月4日（木）23:59" in letter.body
    name_participant(an_open_seat(order), somebody("一郎"), by=CONTACT, now=NOW)
    letter.refresh_from_db()
    assert "1席" in letter.body, "a letter that waits follows the seats"
    assert "一郎" not in letter.body
    name_participant(an_open_seat(order), somebody("二郎"), by=CONTACT, now=NOW)
    letter.refresh_from_db()
    assert letter.status == Message.Status.WITHDRAWN
    assert reconcile_all(now=NOW) == 0


def test_a_seat_given_up_needs_no_name(world):
    order = an_order(world, [LATER])
    cancel_by_office(an_open_seat(order).open_seat, fee_jpy=0, reason="x", by=OFFICE, now=NOW)
    assert [letter.status for letter in mails("naming_reminder")] == [Message.Status.WITHDRAWN]


def test_j7_01_a_reminder_that_has_left_is_not_sent_again_until_the_day_moves(world):
    an_order(world)
    (letter,) = mails("naming_reminder")
    assert deliver(letter.pk, now=moment((1, 28)))
    assert reconcile_all(now=moment((1, 28))) == 0
    change = postpone(
        world.cohort, reason="台風のため", dates=NEW_DATES, answer_by=date(2027, 2, 10), by=OFFICE, now=moment((1, 29))
    )
    carry_out(change, by=OFFICE, now=moment((1, 29)))
    _first, second = mails("naming_reminder")
    assert second.next_attempt_at == moment((2, 25))
    assert "2027年3月4日（木）23:59（変更前：2027年2月4日（木）23:59）" in second.body


def test_j5_14_a_postponement_is_told_to_the_contact_once_with_the_new_day_for_names(world):
    order = an_order(world, [LATER, LATER, somebody("一郎")])
    hold(world, a_contact("確保の会社"), seats=1)
    assert preview_of(world.cohort, Kind.POSTPONED).contacts == 2
    change = postpone(
        world.cohort, reason="台風のため", dates=NEW_DATES, answer_by=date(2026, 12, 24), by=OFFICE, now=NOW
    )
    for _again in range(2):
        carry_out(change, by=OFFICE, now=NOW)
    (told,) = mails("company_postponed")
    assert (told.to_email, told.about) == (order.buyer_email, Message.key_of(order))
    for words in (
        "台風のため",
        "2027年2月18日（木）",
        "2027年3月18日（木）",
        "2席",
        "2027年3月4日（木）23:59",
        "キャンセル料なし",
    ):
        assert words in told.body
    assert OpenSeat.objects.filter(status="confirmed", name_until=datetime(2027, 3, 5, tzinfo=JST)).count() == 2
    (held,) = mails("hold_postponed")
    assert "引き続き2026年12月20日（日）23:59まで確保" in held.body
    take_back(change, by=OFFICE, now=NOW)
    assert mails("company_postponement_taken_back").count() == 1
    assert set(OpenSeat.objects.values_list("name_until", flat=True)) == {datetime(2027, 2, 5, tzinfo=JST)}


def test_j5_14_calling_off_tells_the_contact_of_unnamed_seats_paid_or_not(world):
    paid, unpaid = an_order(world, [LATER]), an_order(world, [LATER, somebody("一郎")], is_paid=False)
    change = call_off(world.cohort, Kind.CANCELED, reason="講師の急病のため", by=OFFICE, now=NOW)
    for _again in range(2):
        carry_out(change, by=OFFICE, now=NOW)
    (told,) = mails("company_order_ended")
    assert (told.to_email, told.about) == (unpaid.buyer_email, Message.key_of(unpaid))
    assert "講師の急病のため" in told.body
    assert mails("canceled").get().to_email == paid.buyer_email
    assert not OpenSeat.objects.occupying().exists()


def test_j5_14_an_unpaid_order_that_ends_with_a_postponement_is_not_said_to_stay(world):
    ends, stays = an_order(world, [LATER, somebody("一郎")], is_paid=False), an_order(world, [LATER], is_paid=False)
    change = postpone(world.cohort, reason="台風のため", dates=(), answer_by=date(2026, 12, 24), by=OFFICE, now=NOW)
    carry_out(change, by=OFFICE, now=NOW)
    assert mails("company_order_ended").get().about == Message.key_of(ends)
    assert mails("company_postponed").get().about == Message.key_of(stays)
    assert OpenSeat.objects.occupying().get().purchase.order == stays
