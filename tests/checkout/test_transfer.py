"""Moving a paid seat to another cohort: once, in time, both seats and the money together."""

from datetime import datetime

import pytest

from cohorts.actions.application import AlreadyApplied
from cohorts.actions.enrollment import CohortFull
from cohorts.models import Enrollment, SeatPool
from lms.checkout.actions.transfer import (
    AlreadyMoved,
    TooLateToMove,
    move_by_office,
    move_by_participant,
    targets_of,
)
from lms.checkout.models import Transfer
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from tests.checkout.applications import NOW, a_world
from tests.checkout.test_organizer_change import another_cohort, paid
from tests.factories.cohorts import EnrollmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ME = Actor.process("participant")


@pytest.fixture
def world():
    return a_world()


def move(enrollment, to, now=NOW):
    return move_by_participant(enrollment, to=to, by=ME, now=now)


def taken(cohort):
    return SeatPool.objects.get(cohort=cohort, kind="certification").taken


def test_j5_13_a_seat_moves_once_without_a_fee_and_the_money_goes_with_it(world):
    enrollment, other = paid(world), another_cohort(world)
    target = move(enrollment, other)
    enrollment.refresh_from_db()
    assert (enrollment.status, target.status, target.cohort) == ("canceled", "confirmed", other)
    assert (taken(world.cohort), taken(other)) == (0, 1)
    order = target.purchase.order
    assert (order.status, order.payments.get().refund_reserved_jpy) == ("paid", 0)
    assert target.declaration.accepted_terms_version == "2026-04"
    assert "料金は発生しません" in Message.objects.get(kind="checkout.email.moved").body
    third = another_cohort(world)
    with pytest.raises(AlreadyMoved):
        move(target, third)


def test_moving_twice_is_one_move(world):
    enrollment, other = paid(world), another_cohort(world)
    assert move(enrollment, other) == move(enrollment, other)
    assert (Transfer.objects.count(), taken(other)) == (1, 1)


@pytest.mark.parametrize(
    "moment,refused",
    [
        ("2027-02-03T23:59:59.999+09:00", False),
        ("2027-02-04T00:00:00+09:00", True),
        ("2027-02-03T15:00:00+00:00", True),
    ],
)
def test_the_limit_is_a_day_in_japan_by_the_accepted_terms(world, moment, refused):
    enrollment, other = paid(world), another_cohort(world)
    if refused:
        with pytest.raises(TooLateToMove):
            move(enrollment, other, datetime.fromisoformat(moment))
    else:
        assert move(enrollment, other, datetime.fromisoformat(moment)).cohort == other


def test_the_office_may_move_later_and_it_does_not_count_as_the_participants_own(world):
    enrollment, other = paid(world), another_cohort(world)
    late = datetime.fromisoformat("2027-02-16T10:00:00+09:00")
    target = move_by_office(enrollment, to=other, reason="忌引のため", by=ME, now=late)
    assert move(target, another_cohort(world)).status == "confirmed"


def test_a_full_cohort_takes_nobody_and_the_first_seat_stays(world):
    enrollment, other = paid(world), another_cohort(world, capacity=0)
    assert targets_of(enrollment, now=NOW) == []
    with pytest.raises(CohortFull):
        move(enrollment, other)
    enrollment.refresh_from_db()
    assert (enrollment.status, taken(world.cohort)) == ("confirmed", 1)


def test_a_seat_somebody_waits_for_is_not_taken_by_a_move(world):
    enrollment, other = paid(world), another_cohort(world)
    SeatPool.objects.filter(cohort=other).update(waiting=1)
    with pytest.raises(CohortFull):
        move(enrollment, other)


def test_a_cohort_one_has_applied_for_already_is_refused(world):
    enrollment, other = paid(world), another_cohort(world)
    EnrollmentFactory(person=enrollment.person, pool=SeatPool.objects.get(cohort=other))
    with pytest.raises(AlreadyApplied):
        move(enrollment, other)
    assert Enrollment.objects.filter(status="confirmed").count() == 1
