"""The card of a cohort says what can be done today, and 未定 for what is not decided."""

from datetime import date, datetime, timedelta

import pytest

from cohorts.actions.cohort import cancel_cohort, postpone_cohort
from cohorts.catalogue import CatalogueState
from cohorts.models import Cohort, SeatKind, SeatPool
from lms.checkout.card import CohortCard
from lms.checkout.models import Listing
from lms.checkout.offering import offerings_of
from tests.checkout.applications import APPLICANT, NOW, a_world
from tests.factories.cohorts import CohortDayFactory, CohortFactory, SeatPoolFactory
from tests.world import DEADLINE_AT, OFFER_ENDS_AT

pytestmark = pytest.mark.django_db
APPLY = "/apply/2026/?kind=certification"


@pytest.fixture
def world():
    return a_world()


def card(world, *, now=NOW) -> CohortCard:
    (only,) = offerings_of(world.course, now=now)
    return only


def main_seat(world, *, now=NOW):
    return next(seat for seat in card(world, now=now).seats if seat.is_main)


def test_an_open_cohort(world):
    shown, seat = card(world), main_seat(world)
    assert (shown.state, shown.state_label, shown.tone, shown.is_open) == ("open", "受付中", "success", True)
    assert [day.date for day in shown.days] == [date(2027, 2, 18), date(2027, 2, 19)]
    assert (shown.venue, shown.deadline) == ("研修センター 第1研修室", DEADLINE_AT - timedelta(seconds=1))
    assert (seat.price.list_jpy, seat.price.unit_jpy, seat.price.offer_label) == (88_000, 70_400, "早期割引")
    assert seat.price.offer_last_moment == OFFER_ENDS_AT - timedelta(seconds=1)
    assert (seat.seats_left, seat.apply_url) == (10, APPLY)


def test_after_the_offer_the_regular_price_stands_alone(world):
    price = main_seat(world, now=OFFER_ENDS_AT).price
    assert (price.list_jpy, price.unit_jpy, price.offer_label, price.offer_last_moment) == (88_000, 88_000, "", None)


@pytest.mark.parametrize(
    "taken,state,left", [(6, "open", 4), (7, "few_seats", 3), (9, "few_seats", 1), (10, "full", 0)]
)
def test_seats_run_out(world, taken, state, left):
    SeatPool.objects.filter(kind=SeatKind.CERTIFICATION).update(taken=taken)
    seat = main_seat(world)
    assert (seat.state, seat.seats_left, bool(seat.apply_url)) == (state, left, left > 0)


def test_one_kind_of_seat_full_leaves_the_other_open(world):
    SeatPool.objects.filter(kind=SeatKind.CERTIFICATION).update(taken=10)
    assert (card(world).state, main_seat(world).state) == (CatalogueState.OPEN, CatalogueState.FULL)


@pytest.mark.parametrize(
    "moment,state",
    [
        ("2026-11-10T09:59:59+09:00", "upcoming"),
        ("2026-11-10T10:00:00+09:00", "open"),
        ("2027-01-31T23:59:59+09:00", "open"),
        ("2027-02-01T00:00:00+09:00", "closed"),
        ("2027-02-17T23:59:59+09:00", "closed"),
        ("2027-02-18T00:00:00+09:00", "running"),
        ("2027-02-20T00:00:00+09:00", "finished"),
    ],
)
def test_the_state_follows_the_calendar_in_japan(world, moment, state):
    now = datetime.fromisoformat(moment)
    assert (card(world, now=now).state, bool(main_seat(world, now=now).apply_url)) == (state, state == "open")


def undecided_date(world):
    world.cohort.days.filter(position=2).update(held_on=None)


def undecided_fee(_world):
    Listing.objects.update(list_price_jpy=None)


def no_listing(_world):
    Listing.objects.all().delete()


@pytest.mark.parametrize("leave_open", [undecided_date, undecided_fee, no_listing])
def test_j9_01_nothing_undecided_can_be_applied_for(world, leave_open):
    leave_open(world)
    assert (card(world).state, card(world).is_undecided, main_seat(world).apply_url) == ("interest", True, "")


def test_an_undecided_fee_is_not_zero(world):
    undecided_fee(world)
    price = main_seat(world).price
    assert (price.list_jpy, price.unit_jpy) == (None, None)


def test_an_undecided_venue_is_said_and_does_not_stop_the_sale(world):
    Cohort.objects.update(venue=None)
    assert (card(world).venue, card(world).is_open) == (None, True)


@pytest.mark.parametrize("stop,state", [(postpone_cohort, "postponed"), (cancel_cohort, "canceled")])
def test_a_stopped_cohort_says_why_and_sells_nothing(world, stop, state):
    stop(world.cohort, reason="会場の都合により", by=APPLICANT)
    shown = card(world)
    assert (shown.state, shown.reason, shown.is_stopped) == (state, "会場の都合により", True)
    assert [seat.apply_url for seat in shown.seats] == ["", ""]


def test_a_cohort_without_seats_is_announced_only(world):
    Listing.objects.all().delete()
    SeatPool.objects.all().delete()
    assert (card(world).state, card(world).seats) == ("interest", ())


def test_what_was_held_is_not_offered(world):
    Cohort.objects.update(status=Cohort.Status.EVALUATED)
    assert offerings_of(world.course, now=NOW) == []


@pytest.mark.parametrize("count", [1, 5])
def test_many_cohorts_cost_as_many_queries_as_one(world, django_assert_num_queries, count):
    for _cohort in range(count - 1):
        cohort = CohortFactory(course=world.course)
        CohortDayFactory(cohort=cohort)
        SeatPoolFactory(cohort=cohort)
    with django_assert_num_queries(2):
        assert len(offerings_of(world.course, now=NOW)) == count
