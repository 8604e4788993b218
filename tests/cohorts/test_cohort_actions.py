"""The secretariat's year: schedule, decide, open, close, hold, call off."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from cohorts.actions import cohort as cohorts
from cohorts.models import Cohort, SeatKind
from cohorts.schedule import timetable_of_cohort
from courses.models import Curriculum, RubricCriterion, SchemeVersion
from courses.timetable import timetable_of_curriculum
from lms.kernel.actor import Actor
from tests.factories.cohorts import CohortFactory, HeldEnrollmentFactory, SeatPoolFactory, VenueFactory
from tests.factories.courses import two_day_curriculum

pytestmark = pytest.mark.django_db

NOW = datetime.fromisoformat("2026-11-20T10:00:00+09:00")
OPENING = datetime.fromisoformat("2026-12-01T00:00:00+09:00")
DEADLINE = datetime.fromisoformat("2027-02-01T00:00:00+09:00")
FIRST, SECOND = date(2027, 2, 18), date(2027, 2, 19)
OFFICE = Actor.process("office")


@pytest.fixture
def curriculum():
    return two_day_curriculum()


@pytest.fixture
def cohort(curriculum):
    return CohortFactory(course=curriculum.course)


def schedule(cohort, curriculum, dates=(FIRST, SECOND), venue=None):
    return cohorts.schedule_cohort(cohort, curriculum=curriculum, dates=dates, venue=venue, by=OFFICE)


@pytest.fixture
def ready(cohort, curriculum):
    """Everything decided."""
    schedule(cohort, curriculum)
    scheme = SchemeVersion.objects.create(course=cohort.course)
    RubricCriterion.objects.create(scheme=scheme, code="a", title="構成", weight=Decimal(100))
    SeatPoolFactory(cohort=cohort)
    Cohort.objects.update(scheme_version=scheme, applications_open_at=OPENING, application_deadline_at=DEADLINE)
    cohort.refresh_from_db()
    return cohort


def test_scheduling_copies_days_with_their_own_hours_and_all_sessions(cohort, curriculum):
    schedule(cohort, curriculum)
    days = timetable_of_cohort(cohort)
    assert [(day.position, day.date, day.opens_at, day.closes_at) for day in days] == [
        (1, FIRST, time(10), time(17)),
        (2, SECOND, time(9), time(16)),
    ]
    planned = timetable_of_curriculum(Curriculum.objects.with_timetable().get())
    assert [day.sessions for day in days] == [day.sessions for day in planned]
    assert list(cohort.sessions.values_list("position", flat=True)) == [1, 2, 3, 4]


def test_a_later_edit_of_the_curriculum_does_not_reach_the_cohort(cohort, curriculum):
    schedule(cohort, curriculum)
    before = timetable_of_cohort(cohort)
    session = curriculum.days.first().sessions.first()
    session.title = "書き換え"
    session.save()
    assert timetable_of_cohort(cohort) == before


def test_hours_may_be_known_while_dates_are_not(cohort, curriculum):
    schedule(cohort, curriculum, dates=[None, None])
    assert [(day.date, day.opens_at) for day in timetable_of_cohort(cohort)] == [(None, time(10)), (None, time(9))]


def test_scheduling_again_replaces_the_sessions(cohort, curriculum):
    schedule(cohort, curriculum)
    schedule(cohort, curriculum)
    assert (cohort.days.count(), cohort.sessions.count()) == (2, 4)


@pytest.mark.parametrize("dates", [[FIRST], [FIRST, SECOND, None], [SECOND, FIRST], [FIRST, FIRST]])
def test_dates_fit_the_days(cohort, curriculum, dates):
    with pytest.raises(cohorts.DatesDoNotMatchDays):
        schedule(cohort, curriculum, dates=dates)
    assert not cohort.days.exists()


def test_an_open_cohort_is_not_scheduled_anew(ready, curriculum):
    cohorts.open_applications(ready, by=OFFICE, now=NOW)
    with pytest.raises(cohorts.CohortNotPlanned):
        schedule(ready, curriculum)


def test_dates_are_decided_once(cohort, curriculum):
    schedule(cohort, curriculum, dates=[None, None])
    cohorts.decide_dates(cohort, dates=[FIRST, SECOND], by=OFFICE)
    cohorts.decide_dates(cohort, dates=[FIRST, SECOND], by=OFFICE)
    with pytest.raises(cohorts.AlreadyDecided):
        cohorts.decide_dates(cohort, dates=[FIRST, date(2027, 2, 20)], by=OFFICE)
    assert [day.date for day in timetable_of_cohort(cohort)] == [FIRST, SECOND]


def test_the_venue_is_decided_once(cohort):
    venue = VenueFactory()
    assert cohorts.decide_venue(cohort, venue=venue, by=OFFICE).venue == venue
    with pytest.raises(cohorts.AlreadyDecided):
        cohorts.decide_venue(cohort, venue=VenueFactory(), by=OFFICE)


def test_j9_05_opening_freezes_the_standard(ready):
    opened = cohorts.open_applications(ready, by=OFFICE, now=NOW)
    assert opened.status == Cohort.Status.OPEN
    assert opened.scheme_version.frozen_at == NOW


def undecide(cohort, **fields):
    Cohort.objects.filter(pk=cohort.pk).update(**fields)


@pytest.mark.parametrize(
    "missing,named",
    [
        (lambda cohort: cohort.days.filter(position=2).update(held_on=None), "開催日"),
        (lambda cohort: cohort.sessions.all().delete() and cohort.days.all().delete(), "開催日"),
        (lambda cohort: undecide(cohort, scheme_version=None), "認定基準"),
        (lambda cohort: cohort.pools.all().delete(), "定員"),
        (lambda cohort: undecide(cohort, applications_open_at=None), "申込の開始"),
        (lambda cohort: undecide(cohort, application_deadline_at=None), "申込の締切"),
    ],
)
def test_nothing_undecided_opens(ready, missing, named):
    missing(ready)
    ready.refresh_from_db()
    with pytest.raises(cohorts.StillUndecided) as refusal:
        cohorts.open_applications(ready, by=OFFICE, now=NOW)
    assert named in str(refusal.value)
    ready.refresh_from_db()
    assert ready.status == Cohort.Status.PLANNED


@pytest.mark.parametrize(
    "deadline,opens",
    [
        (datetime.fromisoformat("2027-02-18T00:00:00+09:00"), True),
        (datetime.fromisoformat("2027-02-18T00:00:01+09:00"), False),
        (NOW, False),
    ],
)
def test_the_deadline_lies_ahead_and_not_after_the_first_morning(ready, deadline, opens):
    Cohort.objects.update(
        application_deadline_at=deadline, applications_open_at=datetime.fromisoformat("2026-11-01T00:00:00+09:00")
    )
    ready.refresh_from_db()
    if opens:
        assert cohorts.open_applications(ready, by=OFFICE, now=NOW).status == Cohort.Status.OPEN
    else:
        with pytest.raises(cohorts.StillUndecided):
            cohorts.open_applications(ready, by=OFFICE, now=NOW)


def test_an_audit_only_cohort_needs_no_standard(ready):
    ready.pools.update(kind=SeatKind.AUDIT)
    Cohort.objects.update(scheme_version=None)
    ready.refresh_from_db()
    assert cohorts.open_applications(ready, by=OFFICE, now=NOW).status == Cohort.Status.OPEN


def test_a_year(ready):
    cohorts.open_applications(ready, by=OFFICE, now=NOW)
    cohorts.close_applications(ready, by=OFFICE)
    cohorts.start_cohort(ready, by=OFFICE)
    cohorts.finish_cohort(ready, by=OFFICE)
    assert cohorts.archive_cohort(ready, by=OFFICE).status == Cohort.Status.ARCHIVED


@pytest.mark.parametrize(
    "step", [cohorts.close_applications, cohorts.start_cohort, cohorts.finish_cohort, cohorts.archive_cohort]
)
def test_steps_come_in_order(cohort, step):
    with pytest.raises(cohorts.StatusNotReached):
        step(cohort, by=OFFICE)
    cohort.refresh_from_db()
    assert cohort.status == Cohort.Status.PLANNED


def test_postponing_makes_the_dates_undecided_and_keeps_the_seats(ready):
    cohorts.open_applications(ready, by=OFFICE, now=NOW)
    postponed = cohorts.postpone_cohort(ready, reason="会場の都合により", by=OFFICE)
    assert (postponed.status, postponed.status_reason) == ("postponed", "会場の都合により")
    assert [day.date for day in timetable_of_cohort(postponed)] == [None, None]
    assert postponed.pools.count() == 1
    again = cohorts.replan_cohort(postponed, by=OFFICE)
    assert (again.status, again.status_reason) == ("planned", "")


def test_canceling_needs_a_reason(ready):
    with pytest.raises(IntegrityError), transaction.atomic():
        cohorts.cancel_cohort(ready, reason="", by=OFFICE)
    assert cohorts.cancel_cohort(ready, reason="最少催行人数に満たないため", by=OFFICE).status == Cohort.Status.CANCELED


def test_capacity_never_falls_below_what_is_taken(cohort):
    pool = cohorts.set_capacity(cohort, kind=SeatKind.CERTIFICATION, capacity=3, by=OFFICE)
    HeldEnrollmentFactory(pool=pool)
    pool.taken = 1
    pool.save()
    assert cohorts.set_capacity(cohort, kind=SeatKind.CERTIFICATION, capacity=1, by=OFFICE).capacity == 1
    with pytest.raises(cohorts.TooFewSeats):
        cohorts.set_capacity(cohort, kind=SeatKind.CERTIFICATION, capacity=0, by=OFFICE)


def test_public_cohorts_are_dated_first_and_undecided_last(curriculum):
    undecided, late, early = (CohortFactory(course=curriculum.course) for _cohort in range(3))
    schedule(undecided, curriculum, dates=[None, None])
    schedule(late, curriculum, dates=[date(2027, 5, 1), date(2027, 5, 2)])
    schedule(early, curriculum)
    CohortFactory(course=curriculum.course, status=Cohort.Status.ARCHIVED)
    assert list(Cohort.objects.public()) == [early, late, undecided]


@pytest.mark.parametrize("count", [1, 3])
def test_the_ribbon_takes_the_same_queries_for_any_number_of_sessions(curriculum, django_assert_num_queries, count):
    for _more in range(count - 1):
        two_day_curriculum(course=curriculum.course)
    with django_assert_num_queries(1 + 4 * 1):
        for one in Curriculum.objects.with_timetable():
            timetable_of_curriculum(one)
    cohort = CohortFactory(course=curriculum.course)
    schedule(cohort, curriculum)
    with django_assert_num_queries(1):
        timetable_of_cohort(Cohort(pk=cohort.pk))
