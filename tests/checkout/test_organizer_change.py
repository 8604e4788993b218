"""Postponing and calling off: one act over everybody, carried out person by person, also after a crash."""

from datetime import date, datetime, timedelta

import pytest

from cohorts.actions.waitlist import join_waitlist
from cohorts.applications import eligibility_of
from cohorts.models import Cohort, Enrollment, SeatPool
from lms.checkout.actions.choice import AnswerOver, choose_cohort, choose_refund, choose_to_stay
from lms.checkout.actions.organizer_change import (
    AnswerDayOver,
    CannotTakeBack,
    call_off,
    carry_out,
    carry_out_notice,
    postpone,
    pursue_unanswered,
    take_back,
)
from lms.checkout.actions.transfer import targets_of
from lms.checkout.models import Cancellation, ChangeNotice, OrganizerChange, Transfer
from lms.checkout.organizer_preview import Effect, preview_of
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from payments.models import Dispute, Order, Refund
from tests.checkout.applications import NOW, a_draft, a_world, bought
from tests.checkout.stripe_says import pay
from tests.factories.cohorts import CohortDayFactory, OpenCohortFactory, SeatPoolFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

OFFICE = Actor.process("office")
ME = Actor.process("participant")
NEW_DATES = (date(2027, 3, 18), date(2027, 3, 19))
ANSWER_BY = date(2026, 12, 24)
Kind = OrganizerChange.Kind


@pytest.fixture
def world():
    return a_world()


def paid(world):
    payment = bought(world)
    pay(payment)
    return Enrollment.objects.get(purchase__order=payment.order)


def postponed(world, dates=NEW_DATES, now=NOW):
    change = postpone(world.cohort, reason="台風のため", dates=dates, answer_by=ANSWER_BY, by=OFFICE, now=now)
    return carry_out(change, by=OFFICE, now=now)


def notice_of(enrollment):
    return ChangeNotice.objects.select_related("change", "enrollment").get(enrollment=enrollment)


def state(enrollment):
    enrollment.refresh_from_db()
    return enrollment.status, notice_of(enrollment).status


def mails(kind):
    return Message.objects.filter(kind=f"checkout.email.{kind}")


def another_cohort(world, *, capacity=5):
    other = OpenCohortFactory(
        course=world.course,
        applications_open_at=NOW - timedelta(days=1),
        application_deadline_at=datetime.fromisoformat("2027-05-01T00:00:00+09:00"),
    )
    CohortDayFactory(cohort=other, position=1, held_on=date(2027, 6, 10))
    SeatPoolFactory(cohort=other, kind="certification", capacity=capacity)
    return other


def test_j9_09_one_act_moves_the_dates_tells_everybody_and_asks_those_who_have_a_seat(world):
    seated, draft = paid(world), a_draft(world)
    change = postponed(world)
    world.cohort.refresh_from_db()
    assert (world.cohort.status, [day.held_on for day in world.cohort.days.order_by("position")]) == (
        "planned",
        list(NEW_DATES),
    )
    assert (change.status, state(seated), state(draft)) == ("asking", ("confirmed", "asked"), ("draft", "told"))
    body = mails("postponed").get(about=Message.key_of(seated)).body
    for words in ("2027年2月18日（木）", "2027年3月18日（木）", "台風のため", "2026年12月24日（木）", "/choice/"):
        assert words in body


def test_the_preview_says_what_will_happen_to_whom_before_anything_does(world):
    seated = paid(world)
    held = bought(world).order.purchases.get().enrollment
    preview = preview_of(world.cohort, Kind.CANCELED)
    assert {row.enrollment.pk: (row.effect, row.refund_jpy) for row in preview.rows} == {
        seated.pk: (Effect.REFUND, 70_400),
        held.pk: (Effect.CLOSE, 0),
    }
    assert (preview.refund_jpy, preview.mails) == (70_400, 2)
    assert (Refund.objects.count(), Message.objects.filter(kind__contains="postponed").count()) == (0, 0)
    assert {row.effect for row in preview_of(world.cohort, Kind.POSTPONED).rows} == {Effect.ASK, Effect.CLOSE}


@pytest.mark.parametrize("people", [1, 3])
def test_the_preview_costs_the_same_for_one_and_for_many(world, django_assert_num_queries, people):
    for _each in range(people):
        paid(world)
    with django_assert_num_queries(5):
        preview_of(world.cohort, Kind.CANCELED)


def test_j5_14_three_people_choose_three_ways(world):
    stays, leaves, moves = paid(world), paid(world), paid(world)
    other = another_cohort(world)
    change = postponed(world)
    choose_to_stay(notice_of(stays), by=ME, now=NOW)
    choose_refund(notice_of(leaves), by=ME, now=NOW)
    assert targets_of(moves, now=NOW) == [other]
    target = choose_cohort(notice_of(moves), to=other, by=ME, now=NOW)
    assert [state(each) for each in (stays, leaves, moves)] == [
        ("confirmed", "kept"),
        ("canceled", "ended"),
        ("canceled", "moved"),
    ]
    assert (Refund.objects.get().amount_jpy, Cancellation.objects.get().fee_jpy) == (70_400, 0)
    assert (target.cohort, target.status, target.purchase.order.status) == (other, "confirmed", "paid")
    assert Transfer.objects.get().cause == "organizer"
    change.refresh_from_db()
    assert change.status == "done"
    assert SeatPool.objects.get(cohort=world.cohort, kind="certification").taken == 1
    assert SeatPool.objects.get(cohort=other).taken == 1


def test_choosing_twice_changes_nothing_and_staying_can_still_become_money_back(world):
    enrollment = paid(world)
    paid(world)
    postponed(world)
    for _again in range(2):
        choose_to_stay(notice_of(enrollment), by=ME, now=NOW)
    for _again in range(2):
        choose_refund(notice_of(enrollment), by=ME, now=NOW)
    assert (Refund.objects.count(), state(enrollment)) == (1, ("canceled", "ended"))
    with pytest.raises(AnswerOver):
        choose_to_stay(notice_of(enrollment), by=ME, now=NOW)


def test_no_answer_keeps_the_seat_asks_again_and_then_sends_the_money_back(world):
    enrollment = paid(world)
    postponed(world)
    over = datetime.fromisoformat("2026-12-25T00:00:00+09:00")
    assert not ChangeNotice.objects.unanswered(over - timedelta(microseconds=1)).exists()
    assert ChangeNotice.objects.unanswered(over).get().enrollment == enrollment
    for _again in range(2):
        pursue_unanswered(ChangeNotice.objects.unanswered(over).first() or notice_of(enrollment), by=OFFICE, now=over)
        if mails("asked_again").count() == 1 and state(enrollment)[1] == "asked":
            break
    assert state(enrollment) == ("confirmed", "asked")
    assert "2027年1月1日（金）" in mails("asked_again").get().body
    later = datetime.fromisoformat("2027-01-02T00:00:00+09:00")
    pursue_unanswered(ChangeNotice.objects.unanswered(later).get(), by=OFFICE, now=later)
    assert (state(enrollment), Refund.objects.get().amount_jpy) == (("canceled", "ended"), 70_400)
    assert OrganizerChange.objects.get().status == "done"


def test_calling_off_ends_everything_and_sends_all_money_back(world):
    seated, draft = paid(world), a_draft(world)
    waiting = a_draft(world)
    SeatPool.objects.filter(cohort=world.cohort, kind="certification").update(capacity=1)
    join_waitlist(waiting, eligibility=eligibility_of(waiting, now=NOW), by=ME, now=NOW)
    change = carry_out(
        call_off(world.cohort, Kind.CANCELED, reason="講師の急病のため", by=OFFICE, now=NOW), by=OFFICE, now=NOW
    )
    world.cohort.refresh_from_db()
    assert (world.cohort.status, change.status) == ("canceled", "done")
    assert {state(each) for each in (seated, draft, waiting)} == {("canceled", "ended")}
    assert Refund.objects.get().amount_jpy == 70_400
    assert (mails("canceled").count(), mails("called_off").count()) == (1, 1)
    pool = SeatPool.objects.get(cohort=world.cohort, kind="certification")
    assert (pool.taken, pool.waiting) == (0, 0)


def test_j9_08_not_held_for_want_of_participants(world):
    paid(world)
    change = call_off(world.cohort, Kind.NOT_ENOUGH, reason="最少催行人数に満たないため", by=OFFICE, now=NOW)
    assert carry_out(change, by=OFFICE, now=NOW).get_kind_display() == "最少催行人数に満たず中止"
    assert Order.objects.get().payments.get().refundable_jpy == 0


def test_carrying_it_out_again_does_only_what_is_missing(world):
    first, second = paid(world), paid(world)
    change = call_off(world.cohort, Kind.CANCELED, reason="中止", by=OFFICE, now=NOW)
    carry_out_notice(notice_of(first), by=OFFICE, now=NOW)
    assert (state(first)[0], state(second)[0]) == ("canceled", "confirmed")
    for _again in range(2):
        carry_out(change, by=OFFICE, now=NOW)
    assert (Refund.objects.count(), mails("canceled").count()) == (2, 2)


def test_a_crash_between_money_and_notice_is_finished_later_without_a_second_refund(world):
    enrollment = paid(world)
    change = call_off(world.cohort, Kind.CANCELED, reason="中止", by=OFFICE, now=NOW)
    carry_out_notice(notice_of(enrollment), by=OFFICE, now=NOW)
    ChangeNotice.objects.update(status="to_do", settled_at=None)
    assert carry_out(change, by=OFFICE, now=NOW).status == "done"
    assert Refund.objects.count() == 1


def test_j5_19_what_is_in_the_way_of_one_holds_up_nobody_else(world):
    disputed, other = paid(world), paid(world)
    Dispute.objects.create(
        payment=disputed.purchase.order.payments.get(),
        stripe_dispute_id="du_1",
        amount_jpy=70_400,
        status=Dispute.Status.NEEDS_RESPONSE,
    )
    change = call_off(world.cohort, Kind.CANCELED, reason="中止", by=OFFICE, now=NOW)
    assert carry_out(change, by=OFFICE, now=NOW).status == "under_way"
    assert state(other) == ("canceled", "ended")
    assert notice_of(disputed).obstacle != ""


def test_a_postponement_is_taken_back_while_no_money_has_left(world):
    enrollment = paid(world)
    Cohort.objects.filter(pk=world.cohort.pk).update(minimum_participants=3, go_no_go_on=date(2027, 2, 4))
    world.cohort.refresh_from_db()
    change = postponed(world)
    choose_to_stay(notice_of(enrollment), by=ME, now=NOW)
    OrganizerChange.objects.update(status="asking")
    change.refresh_from_db()
    take_back(change, by=OFFICE, now=NOW)
    world.cohort.refresh_from_db()
    assert (world.cohort.status, world.cohort.days.first().held_on) == ("open", date(2027, 2, 18))
    assert world.cohort.application_deadline_at == datetime.fromisoformat("2027-02-01T00:00:00+09:00")
    assert world.cohort.go_no_go_on == date(2027, 2, 4)
    assert state(enrollment) == ("confirmed", "taken_back")
    assert mails("postponement_taken_back").count() == 1
    with pytest.raises(AnswerOver):
        choose_refund(notice_of(enrollment), by=ME, now=NOW)


def test_it_is_not_taken_back_once_money_has_left(world):
    enrollment = paid(world)
    paid(world)
    change = postponed(world)
    choose_refund(notice_of(enrollment), by=ME, now=NOW)
    with pytest.raises(CannotTakeBack):
        take_back(change, by=OFFICE, now=NOW)
    assert set(ChangeNotice.objects.values_list("status", flat=True)) == {"ended", "asked"}


def test_dates_may_stay_undecided(world):
    paid(world)
    postponed(world, dates=())
    world.cohort.refresh_from_db()
    assert (world.cohort.status, world.cohort.days.filter(held_on=None).count()) == ("postponed", 2)
    assert "決まり次第" in mails("postponed").get().body


def test_an_answer_day_that_is_over_is_refused_and_nothing_happens(world):
    with pytest.raises(AnswerDayOver):
        postpone(world.cohort, reason="x", dates=(), answer_by=date(2026, 12, 9), by=OFFICE, now=NOW)
    assert Cohort.objects.get(pk=world.cohort.pk).status == "open"
