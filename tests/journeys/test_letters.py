"""What participants are written before they come and before they must have paid, from the first plan to corrections."""

import signal
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from cohorts.actions.cohort import decide_dates, postpone_cohort, replan_cohort
from cohorts.actions.enrollment import cancel_enrollment, confirm_seat
from cohorts.actions.joining import decide_joining_notes
from cohorts.models import Cohort, Enrollment, Person, SeatPool, Venue
from lms.checkout.actions.correspondence import reconcile_all, reconcile_enrollments
from lms.kernel.actions.delivery import deliver
from lms.kernel.actions.letter import NotHeldBack, NotWaiting, hold_back, let_go
from lms.kernel.models import Message
from payments.models import Order, Payment
from tests.bench.manage import ROOT
from tests.bench.race import race
from tests.checkout.applications import NOW, a_draft, a_world, bought, confirm
from tests.checkout.stripe_says import pay
from tests.factories.cohorts import ConfirmedEnrollmentFactory, HeldEnrollmentFactory, PersonFactory
from tests.factories.commerce import purchase
from tests.factories.payments import OrderFactory, PaymentFactory
from tests.world import OFFICE

D_14 = datetime(2027, 2, 4, 1, 0, tzinfo=UTC)  # 10:00 in Japan, two weeks before 18 February
Status = Message.Status


@pytest.fixture
def world(db):
    return a_world()


def seated(world, number: int = 1) -> list[Enrollment]:
    pool = world.cohort.pools.get(kind="certification")
    rows = ConfirmedEnrollmentFactory.create_batch(number, pool=pool)
    SeatPool.objects.filter(pk=pool.pk).update(taken=number)
    reconcile_all(now=NOW)
    return rows


def letters(enrollment: Enrollment, kind: str = "joining_instructions") -> list[Message]:
    return list(Message.objects.about(enrollment).filter(kind=f"checkout.email.{kind}").order_by("edition"))


def states(enrollment: Enrollment) -> list[str]:
    return [letter.status for letter in letters(enrollment)]


def leave(enrollment: Enrollment, *, now: datetime = D_14) -> None:
    for letter in letters(enrollment):
        deliver(letter.pk, now=now)


def move_venue(world, name: str, *, now: datetime) -> None:
    Venue.objects.filter(cohorts=world.cohort).update(name=name)
    reconcile_all(now=now)


@pytest.mark.both_databases
def test_j1_12_joining_instructions_wait_for_their_day_and_leave_once(world):
    world.cohort.things_to_bring = "筆記用具\n名刺"
    world.cohort.save()
    (enrollment,) = seated(world)

    (letter,) = letters(enrollment)
    assert (letter.status, letter.next_attempt_at) == (Status.QUEUED, D_14)
    assert deliver(letter.pk, now=D_14 - timedelta(microseconds=1)) is False
    assert deliver(letter.pk, now=D_14) is True
    assert reconcile_all(now=D_14) == 0
    assert deliver(letter.pk, now=D_14) is False
    (sent,) = mail.outbox
    for said in (
        enrollment.number,
        "2027年2月18日（木）  10:00–17:00",
        "2027年2月19日（金）  09:00–16:00",
        "研修センター 第1研修室",
        "東京都見本区見本1-2-3",
        "名刺",
        "03-0000-0000",
    ):
        assert said in sent.body


def test_j1_12_paying_plans_the_letter_in_the_same_transaction(world):
    enrollment = confirm(a_draft(world)).enrollment
    assert letters(enrollment) == []

    confirm_seat(enrollment, by=OFFICE, now=NOW)

    assert states(enrollment) == [Status.QUEUED]


def test_j1_12_who_is_confirmed_late_gets_it_at_once_and_nobody_after_the_doors_open(world):
    pool = world.cohort.pools.get(kind="certification")
    late, too_late = ConfirmedEnrollmentFactory.create_batch(2, pool=pool)
    opens = datetime(2027, 2, 18, 1, 0, tzinfo=UTC)

    reconcile_enrollments([late.pk], now=opens - timedelta(minutes=1))
    reconcile_enrollments([too_late.pk], now=opens)

    assert [letter.next_attempt_at for letter in letters(late)] == [D_14]
    assert Message.objects.due(opens - timedelta(minutes=1)).filter(kind__endswith="joining_instructions").count() == 1
    assert letters(too_late) == []


@pytest.mark.both_databases
def test_j1_12_an_edit_before_it_left_rewrites_it(world):
    (enrollment,) = seated(world)

    move_venue(world, "大阪研修室", now=NOW)
    Person.objects.filter(pk=enrollment.person_id).update(email="moved@example.test")
    reconcile_all(now=NOW)
    decide_joining_notes(world.cohort, things_to_bring="名刺", joining_notes="", by=OFFICE)

    (letter,) = letters(enrollment)
    assert letter.to_email == "moved@example.test"
    assert "大阪研修室" in letter.body
    assert "名刺" in letter.body
    assert "変更" not in letter.subject


@pytest.mark.both_databases
def test_j1_12_a_change_after_it_left_is_told_once_and_taken_back_when_true_again(world):
    (enrollment,) = seated(world)
    leave(enrollment)

    move_venue(world, "大阪研修室", now=D_14)
    assert states(enrollment) == [Status.SENT, Status.QUEUED]
    move_venue(world, "研修センター 第1研修室", now=D_14)
    assert states(enrollment) == [Status.SENT, Status.WITHDRAWN]
    move_venue(world, "札幌研修室", now=D_14)
    leave(enrollment)
    assert reconcile_all(now=D_14) == 0

    assert states(enrollment) == [Status.SENT, Status.WITHDRAWN, Status.SENT]
    first, second = mail.outbox
    assert "変更" not in first.subject
    assert "変更" in second.subject
    assert "札幌研修室 東京都見本区見本1-2-3（変更前：研修センター 第1研修室 東京都見本区見本1-2-3）" in second.body


@pytest.mark.both_databases
def test_j9_09_postponing_takes_back_what_has_not_left_and_new_dates_plan_it_anew(world):
    written, waiting = seated(world, 2)
    leave(written)

    postpone_cohort(world.cohort, reason="台風のため", by=OFFICE)
    assert (states(written), states(waiting)) == ([Status.SENT], [Status.WITHDRAWN])
    replan_cohort(Cohort.objects.get(pk=world.cohort.pk), by=OFFICE)
    decide_dates(world.cohort, dates=[date(2027, 5, 20), date(2027, 5, 21)], by=OFFICE)

    assert states(written) == [Status.SENT, Status.QUEUED]
    assert states(waiting) == [Status.WITHDRAWN, Status.QUEUED]
    again, first = letters(written)[-1], letters(waiting)[-1]
    assert again.next_attempt_at == first.next_attempt_at == datetime(2027, 5, 6, 1, 0, tzinfo=UTC)
    assert "変更" in again.subject
    assert "変更" not in first.subject


def test_j5_09_a_canceled_seat_is_not_written_to(world):
    (enrollment,) = seated(world)

    cancel_enrollment(enrollment, reason="都合がつかない", by=OFFICE, now=NOW)

    (letter,) = letters(enrollment)
    assert (letter.status, letter.withdrawn_reason) == (Status.WITHDRAWN, "not_called_for")


def slip_pending(world) -> tuple[Enrollment, Order]:
    """A seat whose slip for the convenience store can be paid to the end of 13 December."""
    pool = world.cohort.pools.get(kind="certification")
    held = HeldEnrollmentFactory(pool=pool, hold_until=NOW + timedelta(minutes=70))
    order = OrderFactory(price_locked_at=NOW, created_at=NOW, buyer_email="payer@example.test")
    until = datetime(2026, 12, 13, 15, 0, tzinfo=UTC)
    PaymentFactory(order=order, status=Payment.Status.PENDING, voucher_expires_at=until)
    purchase(order, held)
    reconcile_all(now=NOW)
    return held, order


@pytest.mark.both_databases
def test_j5_03_the_day_before_the_slip_ends_the_payer_is_reminded_once(world):
    held, _order = slip_pending(world)

    (letter,) = letters(held, "payment_reminder")
    assert letter.next_attempt_at == datetime(2026, 12, 12, 1, 0, tzinfo=UTC)
    deliver(letter.pk, now=letter.next_attempt_at)
    assert reconcile_all(now=letter.next_attempt_at) == 0
    (sent,) = mail.outbox
    assert sent.to[0].endswith("<payer@example.test>")
    for said in (held.number, "88,000円（税込）", "2026年12月13日（日）23:59"):
        assert said in sent.body


@pytest.mark.both_databases
def test_j5_03_who_pays_in_time_is_not_reminded(world):
    held, order = slip_pending(world)

    Order.objects.filter(pk=order.pk).update(status=Order.Status.PAID)
    confirm_seat(held, by=OFFICE, now=NOW)

    assert [letter.status for letter in letters(held, "payment_reminder")] == [Status.WITHDRAWN]


@pytest.mark.parametrize("status", ["confirmed", "held"])
def test_j5_01_a_card_that_is_tried_for_an_hour_brings_no_reminder(world, status):
    enrollment = confirm(a_draft(world)).enrollment
    if status == "confirmed":
        confirm_seat(enrollment, by=OFFICE, now=NOW)

    assert letters(enrollment, "payment_reminder") == []


def test_j5_02_the_reminder_follows_the_slip(world):
    held, order = slip_pending(world)

    order.payments.update(voucher_expires_at=datetime(2026, 12, 15, 15, 0, tzinfo=UTC))
    reconcile_all(now=NOW)

    (letter,) = letters(held, "payment_reminder")
    assert letter.next_attempt_at == datetime(2026, 12, 14, 1, 0, tzinfo=UTC)
    assert "2026年12月15日（火）23:59" in letter.body


def test_one_letter_is_held_back_follows_the_facts_and_is_let_go(world):
    enrollment, other = seated(world, 2)
    (letter,) = letters(enrollment)

    hold_back(letter, reason="会場を確認中", by=OFFICE)
    move_venue(world, "大阪研修室", now=NOW)
    leave(enrollment)
    leave(other)
    assert (states(enrollment), states(other)) == ([Status.HELD_BACK], [Status.SENT])
    with pytest.raises(NotWaiting):
        hold_back(letters(other)[0], reason="遅い", by=OFFICE)
    let_go(letter, by=OFFICE)
    leave(enrollment)

    (left,) = letters(enrollment)
    assert "大阪研修室" in left.body
    assert left.status == Status.SENT
    with pytest.raises(NotHeldBack):
        let_go(left, by=OFFICE)


def test_the_reader_finds_a_letter_on_their_page_only_once_it_left(world):
    person = PersonFactory(email="hanako@example.test")
    pool = world.cohort.pools.get(kind="certification")
    enrollment = ConfirmedEnrollmentFactory(pool=pool, person=person)
    reconcile_all(now=NOW)
    mine = Message.objects.to_reader(person).shown_to_reader()

    assert not mine.exists()
    leave(enrollment)
    assert mine.count() == 1


@pytest.mark.parametrize("rows", [1, 12])
def test_the_sweep_costs_the_same_however_many_seats_when_all_is_in_line(world, django_assert_num_queries, rows):
    pool = world.cohort.pools.get(kind="certification")
    for enrollment in ConfirmedEnrollmentFactory.create_batch(rows, pool=pool):
        purchase(OrderFactory(status=Order.Status.PAID), enrollment)
    reconcile_all(now=NOW)

    with django_assert_num_queries(15):
        assert reconcile_all(now=NOW) == 0


RACE = "tests.checkout.race_for_letters"


def alone(process_environment, part: str, **arguments: object):
    (outcome,) = race(process_environment, f"{RACE}:{part}", processes=1, **arguments)
    return outcome


def killed(process_environment, part: str) -> bool:
    command = [sys.executable, "-m", RACE, part]
    done = subprocess.run(command, cwd=ROOT, env=dict(process_environment), check=False, timeout=60)
    return done.returncode == -signal.SIGKILL


def test_a_process_that_dies_before_the_commit_leaves_nothing_and_the_next_one_writes_all(process_environment):
    alone(process_environment, "plan", rows=3)

    assert killed(process_environment, "die_before_the_commit")
    assert alone(process_environment, "read")["editions"] == []
    assert killed(process_environment, "die_after_the_commit")
    assert alone(process_environment, "read")["editions"] == [[1, "queued"]] * 3
    assert race(process_environment, f"{RACE}:reconcile", processes=2) == [0, 0]


def test_many_processes_write_each_letter_once(process_environment):
    alone(process_environment, "plan", rows=3)

    changed = race(process_environment, f"{RACE}:reconcile", processes=8)

    assert sum(changed) == 3
    assert alone(process_environment, "read") == {"editions": [[1, "queued"]] * 3, "say_where": [True] * 3}


def test_the_last_edit_wins_whoever_swept_with_what(process_environment):
    venue = alone(process_environment, "plan", rows=3)
    alone(process_environment, "reconcile")

    race(process_environment, f"{RACE}:move_or_reconcile", processes=6, venue=venue)

    alone(process_environment, "reconcile")
    assert alone(process_environment, "read") == {"editions": [[1, "queued"]] * 3, "say_where": [True] * 3}


def test_j1_08_the_mail_on_applying_names_the_fixed_price_and_the_terms(world):
    enrollment = confirm(a_draft(world)).enrollment

    body = Message.objects.about(enrollment).get(kind="cohorts.email.application_received").body
    for said in (
        enrollment.number,
        "受講料：70,400円（税込）",
        "早期割引を適用。通常の受講料は88,000円（税込）です。",
        "同意いただいたキャンセル規定：公開講座",
        "03-0000-0000",
    ):
        assert said in body


def test_j1_11_the_mail_on_paying_names_order_and_amount(world):
    payment = bought(world)
    pay(payment)

    order = Order.objects.get()
    body = Message.objects.get(kind="cohorts.email.seat_confirmed").body
    for said in (order.number, "お支払い金額：70,400円（税込）", "ご入金日時：2026年12月10日（木）"):
        assert said in body
