"""A seat somebody else pays for: the payer reads of the money and decides, the participant of their own seat."""

from datetime import date, timedelta

import pytest

from cohorts.models import Enrollment
from lms.checkout.actions.cancellation import cancel_by_office, cancel_by_participant
from lms.checkout.actions.choice import choose_cohort, choose_refund
from lms.checkout.actions.organizer_change import call_off, carry_out, postpone, pursue_unanswered, take_back
from lms.checkout.change_emails import choice_path
from lms.checkout.models import ChangeNotice, OrganizerChange
from lms.checkout.organizer_preview import Effect, preview_of
from lms.checkout.receivers import release
from lms.kernel.models import Message
from payments.actions.bank_transfer import receive_transfer
from payments.actions.checkout import cancel_unpaid_order
from payments.models import Order
from tests.checkout.applications import NOW, a_world, bought
from tests.checkout.companies import CONTACT, LATER, a_contact, a_group_draft, confirm_group, somebody
from tests.checkout.test_organizer_change import another_cohort
from tests.world import OFFICE

pytestmark = pytest.mark.django_db
NEW_DATES = (date(2027, 3, 18), date(2027, 3, 19))
YEN = "円"


@pytest.fixture
def world():
    return a_world()


def an_order(world, rows, *, is_paid=True):
    order = confirm_group(a_group_draft(world, list(rows), contact=a_contact()))
    if is_paid:
        receive_transfer(order, amount_jpy=order.total_jpy, received_on=date(2026, 12, 10), by=CONTACT, now=NOW)
    order.refresh_from_db()
    return order


def employees(order):
    return [purchase.enrollment for purchase in order.purchases.filter(enrollment__isnull=False).order_by("pk")]


def written_to(address):
    return list(Message.objects.filter(to_email=address).exclude(letter_key__gt="").order_by("pk"))


def last_mail(address):
    return written_to(address)[-1]


def postponed(world):
    change = postpone(
        world.cohort, reason="台風のため", dates=NEW_DATES, answer_by=date(2026, 12, 24), by=OFFICE, now=NOW
    )
    return carry_out(change, by=OFFICE, now=NOW)


@pytest.mark.both_databases
def test_j5_14_whoever_pays_answers_a_postponement_and_the_participant_reads_that_they_are_asked(world):
    order = an_order(world, [somebody("一郎"), LATER])
    (seat,) = employees(order)
    assert [row.effect for row in preview_of(world.cohort, OrganizerChange.Kind.POSTPONED).rows] == [Effect.ASK_PAYER]
    postponed(world)
    notice = ChangeNotice.objects.get(enrollment=seat)
    told, asked = last_mail(seat.person.email), last_mail(order.buyer_email)
    assert (notice.status, told.kind, asked.kind) == (
        "asked",
        "checkout.email.postponed",
        "checkout.email.company_postponed",
    )
    assert "見本株式会社に、新しい日程でも席をお使いになるかをお尋ねしています" in told.body
    assert ("/choice/" in told.body, YEN in told.body) == (False, False)
    for words in ("見本 一郎", seat.number, choice_path(notice, "ja"), "2026年12月24日（木）", "1席"):
        assert words in asked.body
    assert asked.reader == Message.key_of(order.buyer)


def test_j5_14_the_page_of_the_answer_names_whose_seat_it_is(world, client):
    order = an_order(world, [somebody("一郎")])
    postponed(world)
    page = client.get(choice_path(ChangeNotice.objects.get())).content.decode()
    assert "見本 一郎" in page
    assert "70,400円" in page
    assert order.buyer_email not in page


def test_j5_14_the_payer_is_asked_again_and_the_participant_learns_how_it_ends(world):
    order = an_order(world, [somebody("一郎")])
    (seat,) = employees(order)
    postponed(world)
    later = NOW + timedelta(days=20)
    pursue_unanswered(ChangeNotice.objects.get(), by=OFFICE, now=later)
    asked = last_mail(order.buyer_email)
    assert (asked.kind, "受講者：見本 一郎" in asked.body) == ("checkout.email.asked_again", True)
    assert last_mail(seat.person.email).kind == "checkout.email.postponed"
    choose_refund(ChangeNotice.objects.get(), by=CONTACT, now=later)
    told = last_mail(seat.person.email)
    assert (told.kind, "台風のため" in told.body, YEN in told.body) == ("cohorts.email.seat_given_up", True, False)
    assert last_mail(order.buyer_email).kind == "checkout.email.canceled"


def test_j5_14_both_read_that_a_postponement_was_taken_back(world):
    order = an_order(world, [somebody("一郎")])
    (seat,) = employees(order)
    take_back(postponed(world), by=OFFICE, now=NOW)
    assert last_mail(seat.person.email).kind == "checkout.email.postponement_taken_back"
    assert last_mail(order.buyer_email).kind == "checkout.email.company_postponement_taken_back"


@pytest.mark.both_databases
def test_j5_14_the_participant_of_a_paid_seat_is_told_that_the_course_is_not_held(world):
    order = an_order(world, [somebody("一郎")])
    (seat,) = employees(order)
    change = call_off(world.cohort, OrganizerChange.Kind.CANCELED, reason="講師の急病のため", by=OFFICE, now=NOW)
    for _again in range(2):
        carry_out(change, by=OFFICE, now=NOW)
    told = [mail for mail in written_to(seat.person.email) if "講師の急病のため" in mail.body]
    assert [mail.kind for mail in told] == ["cohorts.email.seat_given_up"]
    assert last_mail(order.buyer_email).kind == "checkout.email.canceled"


def test_j5_14_a_company_is_told_not_to_pay_for_an_order_of_named_seats_that_has_ended(world):
    order = an_order(world, [somebody("一郎")], is_paid=False)
    call_off(world.cohort, OrganizerChange.Kind.CANCELED, reason="講師の急病のため", by=OFFICE, now=NOW)
    carry_out(OrganizerChange.objects.get(), by=OFFICE, now=NOW)
    told = last_mail(order.buyer_email)
    assert (told.kind, "お支払いいただく必要はございません" in told.body) == (
        "checkout.email.company_order_ended",
        True,
    )


@pytest.mark.parametrize("by_office", [True, False], ids=["by the office", "by the company"])
def test_j7_07_the_participant_is_told_when_their_seat_is_canceled_and_nothing_of_money(world, by_office):
    order = an_order(world, [somebody("一郎"), somebody("二郎")])
    gone, stays = employees(order)
    if by_office:
        cancel_by_office(gone, fee_jpy=None, reason="社内の事情", by=OFFICE, now=NOW)
    else:
        cancel_by_participant(gone, shown_refund_jpy=70_400, by=CONTACT, now=NOW)
    told = last_mail(gone.person.email)
    assert (told.kind, "見本株式会社" in told.body, "社内の事情" in told.body, YEN in told.body) == (
        "cohorts.email.seat_given_up",
        True,
        False,
        False,
    )
    assert last_mail(stays.person.email).kind == "cohorts.email.seat_confirmed"
    canceled = last_mail(order.buyer_email)
    assert canceled.body.startswith("見本株式会社\n人事 見本株式会社 様\n")


def test_j5_13_a_move_is_told_to_whoever_pays_too_and_the_participant_reads_of_no_amount(world):
    order = an_order(world, [somebody("一郎")])
    (seat,) = employees(order)
    other = another_cohort(world)
    postponed(world)
    choose_cohort(ChangeNotice.objects.get(), to=other, by=CONTACT, now=NOW)
    told, payer = last_mail(seat.person.email), last_mail(order.buyer_email)
    assert (told.kind, payer.kind) == ("checkout.email.moved", "checkout.email.moved")
    assert ("お支払い済みの金額" in told.body, "合格が確定しています" in told.body) == (False, True)
    assert ("受講者：見本 一郎" in payer.body, "お支払い済みの金額" in payer.body) == (True, True)


@pytest.mark.both_databases
def test_j7_04_the_contact_reads_that_the_money_is_here_with_every_seat_and_the_way_to_the_receipt(world):
    order = an_order(world, [somebody("一郎"), LATER])
    told = last_mail(order.buyer_email)
    assert (told.kind, told.reader) == ("checkout.email.company_order_paid", Message.key_of(order.buyer))
    for words in (
        "見本株式会社\n人事",
        order.number,
        "140,800円（税込）",
        "見本 一郎",
        "PO-1",
        "2027年2月4日（木）23:59",
    ):
        assert words in told.body
    assert f"/my/orders/{order.public_id}/" in told.body


def test_j5_03_a_company_order_that_lapsed_is_told_to_the_contact_and_the_people_owe_nothing(world):
    order = an_order(world, [somebody("一郎"), LATER], is_paid=False)
    (seat,) = employees(order)
    order.status = Order.Status.EXPIRED
    release(order, now=NOW)
    told, participant = last_mail(order.buyer_email), last_mail(seat.person.email)
    assert (told.kind, "/apply/" in told.body) == ("checkout.email.company_order_lapsed", True)
    assert (participant.kind, YEN in participant.body) == ("cohorts.email.seat_given_up", False)


def test_an_application_withdrawn_before_it_was_paid_is_not_called_late(world):
    payment = bought(world)
    seat = Enrollment.objects.get(purchase__order=payment.order)
    cancel_unpaid_order(payment.order, by=OFFICE, now=NOW)
    assert last_mail(seat.person.email).kind == "cohorts.email.hold_withdrawn"


def test_an_unpaid_application_that_ends_with_a_postponement_is_not_told_that_nothing_is_held(world):
    seat = Enrollment.objects.get(purchase__order=bought(world).order)
    postponed(world)
    assert [mail.kind for mail in written_to(seat.person.email)][-2:] == [
        "cohorts.email.hold_withdrawn",
        "checkout.email.called_off",
    ]
    assert "開催を延期" in last_mail(seat.person.email).body
    assert "あらためてお申し込み" not in written_to(seat.person.email)[-2].body


@pytest.mark.both_databases
def test_j5_03_a_company_is_reminded_once_for_its_order_at_its_own_page_also_where_no_seat_has_a_name(world):
    named = an_order(world, [LATER, somebody("一郎")], is_paid=False)
    unnamed = an_order(world, [LATER], is_paid=False)
    reminders = Message.objects.filter(kind="checkout.email.payment_reminder")
    assert {mail.about for mail in reminders} == {Message.key_of(named), Message.key_of(unnamed)}
    mail = reminders.get(about=Message.key_of(named))
    assert mail.body.startswith("見本株式会社\n人事 見本株式会社 様\n")
    for words in ("140,800円（税込）", named.number, f"/my/orders/{named.public_id}/"):
        assert words in mail.body
    receive_transfer(named, amount_jpy=named.total_jpy, received_on=date(2026, 12, 10), by=CONTACT, now=NOW)
    assert {row.about: row.status for row in reminders.all()} == {
        Message.key_of(named): "withdrawn",
        Message.key_of(unnamed): "queued",
    }
