"""The waitlist: a real seat for a time, in the order people came, and nobody passes the queue."""

from datetime import date, datetime, timedelta

import pytest

from cohorts.actions.application import AlreadyApplied
from cohorts.actions.cohort import TooFewSeats, set_capacity
from cohorts.actions.enrollment import CohortFull, cancel_enrollment, hold_seat, release_seat
from cohorts.actions.waitlist import (
    NotWaiting,
    OfferOver,
    SeatFree,
    accept_offer,
    close_place,
    join_waitlist,
    lapse_offer,
    leave_waitlist,
    offer_next_seat,
    offer_seats,
    place_of,
)
from cohorts.applications import eligibility_of
from cohorts.models import Cohort, Enrollment, SeatKind, SeatPool
from cohorts.tasks import sweep_waitlists
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from tests.factories.cohorts import (
    CohortDayFactory,
    ConfirmedEnrollmentFactory,
    DeclarationFactory,
    EnrollmentFactory,
    SeatPoolFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOW = datetime.fromisoformat("2027-01-15T10:00:00+09:00")
HOUR = timedelta(hours=1)
OFFICE = Actor.process("office")
Status = Enrollment.Status


@pytest.fixture
def pool():
    """One audit seat, taken; the course begins on 18 February."""
    pool = SeatPoolFactory(capacity=1, taken=1, kind=SeatKind.AUDIT)
    CohortDayFactory(cohort=pool.cohort, held_on=date(2027, 2, 18))
    return pool


@pytest.fixture
def seated(pool):
    return ConfirmedEnrollmentFactory(pool=pool)


def applicant(pool):
    enrollment = EnrollmentFactory(pool=pool)
    DeclarationFactory(enrollment=enrollment)
    return enrollment


def join(enrollment, now=NOW):
    return join_waitlist(enrollment, eligibility=eligibility_of(enrollment, now=now), by=OFFICE, now=now)


def hold(enrollment, now=NOW):
    eligibility = eligibility_of(enrollment, now=now)
    return hold_seat(enrollment, eligibility=eligibility, hold_until=now + HOUR, by=OFFICE, now=now)


def accept(enrollment, now=NOW):
    eligibility = eligibility_of(enrollment, now=now)
    return accept_offer(enrollment, eligibility=eligibility, hold_until=now + HOUR, by=OFFICE, now=now)


def counts(pool):
    pool.refresh_from_db()
    occupying = Enrollment.objects.occupying().filter(pool=pool).count()
    waiting = Enrollment.objects.waiting_in(pool).count()
    assert (pool.taken, pool.waiting) == (occupying, waiting)
    return pool.taken, pool.waiting


def mails(enrollment):
    kinds = Message.objects.about(enrollment).order_by("pk").values_list("kind", flat=True)
    return [kind.rpartition(".")[2] for kind in kinds]


def test_j1_09_a_full_cohort_leads_over_the_waitlist_to_a_seat_for_48_hours(pool, seated):
    waiting = join(applicant(pool))
    assert (waiting.status, counts(pool)) == (Status.WAITLISTED, (1, 1))
    cancel_enrollment(seated, reason="都合", by=OFFICE, now=NOW)
    (offered,) = offer_seats(pool, by=OFFICE, now=NOW)
    assert (offered.pk, offered.status) == (waiting.pk, Status.OFFERED)
    assert offered.hold_until == NOW + timedelta(hours=48)
    assert counts(pool) == (1, 0)
    assert accept(offered, NOW + HOUR).status == Status.HELD
    assert counts(pool) == (1, 0)
    assert mails(waiting) == ["placed_on_waitlist", "seat_offered"]


def test_j4_03_the_audit_waitlist_does_not_care_for_certification_seats(pool, seated):
    SeatPoolFactory(cohort=pool.cohort, kind=SeatKind.CERTIFICATION, capacity=20)
    assert join(applicant(pool)).status == Status.WAITLISTED


def test_nobody_waits_while_a_seat_is_free(pool):
    SeatPool.objects.update(taken=0)
    with pytest.raises(SeatFree):
        join(applicant(pool))
    assert counts(pool) == (0, 0)


def test_a_freed_seat_is_not_a_newcomers(pool, seated):
    waiting = join(applicant(pool))
    cancel_enrollment(seated, reason="", by=OFFICE, now=NOW)
    newcomer = applicant(pool)
    with pytest.raises(CohortFull):
        hold(newcomer)
    assert join(newcomer, NOW + HOUR).status == Status.WAITLISTED
    assert offer_next_seat(pool, by=OFFICE, now=NOW + HOUR) == waiting
    assert offer_next_seat(pool, by=OFFICE, now=NOW + HOUR) is None


def test_the_order_is_kept_and_places_are_told(pool, seated):
    queue = [join(applicant(pool), NOW + n * HOUR) for n in range(3)]
    assert [place_of(each) for each in queue] == [1, 2, 3]
    leave_waitlist(queue[0], reason="", by=OFFICE, now=NOW)
    assert [place_of(each) for each in queue[1:]] == [1, 2]
    set_capacity(pool.cohort, kind=SeatKind.AUDIT, capacity=3, by=OFFICE)
    assert offer_seats(pool, by=OFFICE, now=NOW + 5 * HOUR) == queue[1:]
    assert counts(pool) == (3, 0)


def test_joining_twice_keeps_the_place(pool, seated):
    waiting = join(applicant(pool))
    assert join(waiting, NOW + HOUR).waitlisted_at == NOW
    assert (counts(pool), mails(waiting)) == ((1, 1), ["placed_on_waitlist"])


def test_whoever_has_a_seat_does_not_wait_for_one(pool, seated):
    DeclarationFactory(enrollment=seated)
    with pytest.raises(AlreadyApplied):
        join(seated)
    assert counts(pool) == (1, 0)


def offered(pool, seated, now=NOW):
    waiting = join(applicant(pool), now)
    cancel_enrollment(seated, reason="", by=OFFICE, now=now)
    return offer_next_seat(pool, by=OFFICE, now=now) or waiting


@pytest.mark.parametrize("late,status", [(timedelta(0), "lapsed"), (timedelta(microseconds=-1), "offered")])
def test_an_offer_ends_at_its_moment_and_not_before(pool, seated, late, status):
    enrollment = offered(pool, seated)
    moment = NOW + timedelta(hours=48) + late
    assert lapse_offer(enrollment, by=OFFICE, now=moment) is (status == "lapsed")
    enrollment.refresh_from_db()
    assert enrollment.status == status
    counts(pool)


def test_an_ended_offer_cannot_be_accepted_and_goes_on_to_the_next(pool, seated):
    enrollment = offered(pool, seated)
    following = join(applicant(pool), NOW + HOUR)
    end = NOW + timedelta(hours=48)
    with pytest.raises(OfferOver):
        accept(enrollment, end)
    lapse_offer(enrollment, by=OFFICE, now=end)
    assert lapse_offer(enrollment, by=OFFICE, now=end) is False
    assert offer_next_seat(pool, by=OFFICE, now=end) == following
    assert mails(enrollment) == ["placed_on_waitlist", "seat_offered", "offer_lapsed"]


def test_a_declined_offer_goes_to_the_next_and_declining_twice_changes_nothing(pool, seated):
    enrollment = offered(pool, seated)
    following = join(applicant(pool), NOW + HOUR)
    for _again in range(2):
        assert leave_waitlist(enrollment, reason="", by=OFFICE, now=NOW).status == Status.CANCELED
    assert counts(pool) == (0, 1)
    assert offer_next_seat(pool, by=OFFICE, now=NOW + HOUR) == following


def test_what_is_being_paid_is_not_left_through_the_waitlist(pool, seated):
    held = accept(offered(pool, seated))
    with pytest.raises(NotWaiting):
        leave_waitlist(held, reason="", by=OFFICE, now=NOW)
    assert release_seat(held, by=OFFICE, now=NOW) is True
    assert counts(pool) == (0, 0)


def test_an_offer_never_outlasts_the_day_before_the_course(pool, seated):
    eve = datetime.fromisoformat("2027-02-17T20:00:00+09:00")
    waiting = join(applicant(pool))
    cancel_enrollment(seated, reason="", by=OFFICE, now=eve)
    assert offer_next_seat(pool, by=OFFICE, now=eve).hold_until == datetime.fromisoformat("2027-02-18T00:00:00+09:00")
    lapse_offer(waiting, by=OFFICE, now=eve + 4 * HOUR)
    join_again = EnrollmentFactory(pool=pool, status="waitlisted", waitlisted_at=NOW, submitted_at=NOW)
    SeatPool.objects.update(waiting=1)
    assert offer_next_seat(pool, by=OFFICE, now=eve + 4 * HOUR) is None
    assert join_again.status == Status.WAITLISTED


@pytest.mark.parametrize(
    "status,offers", [("open", 1), ("closed", 1), ("postponed", 0), ("canceled", 0), ("running", 0)]
)
def test_seats_are_offered_only_while_the_cohort_is_to_be_held(pool, seated, status, offers):
    join(applicant(pool))
    cancel_enrollment(seated, reason="", by=OFFICE, now=NOW)
    Cohort.objects.update(status=status, status_reason="会場の都合")
    assert len(offer_seats(pool, by=OFFICE, now=NOW)) == offers
    counts(pool)


def test_the_capacity_never_falls_below_seats_and_offers(pool, seated):
    offered(pool, seated)
    with pytest.raises(TooFewSeats) as refused:
        set_capacity(pool.cohort, kind=SeatKind.AUDIT, capacity=0, by=OFFICE)
    assert "1席" in str(refused.value)


def test_canceling_an_application_on_the_list_gives_the_place_back(pool, seated):
    waiting = join(applicant(pool))
    cancel_enrollment(waiting, reason="", by=OFFICE, now=NOW)
    assert counts(pool) == (1, 0)


def test_places_end_with_the_course_and_people_are_told(pool, seated):
    waiting = join(applicant(pool))
    Cohort.objects.update(status="running")
    assert list(Enrollment.objects.waiting_in_vain()) == [waiting]
    assert close_place(waiting, by=OFFICE, now=NOW) is True
    assert close_place(waiting, by=OFFICE, now=NOW) is False
    assert (counts(pool), mails(waiting)) == ((1, 0), ["placed_on_waitlist", "no_seat_came_free"])


def test_the_sweep_lapses_offers_and_offers_on(pool, seated, at):
    at(NOW.isoformat())
    first = offered(pool, seated)
    second = join(applicant(pool), NOW + HOUR)
    at((NOW + timedelta(hours=49)).isoformat())
    sweep_waitlists()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status, counts(pool)) == (Status.LAPSED, Status.OFFERED, (1, 0))
