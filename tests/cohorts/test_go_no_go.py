"""The smallest number of participants, and the day on which it is decided whether the course is held."""

from datetime import date

import pytest
from django.db import IntegrityError

from cohorts.actions.cohort import postpone_cohort
from cohorts.actions.minimum import CourseBegun, DecisionTooLate, DecisionWithoutMinimum, decide_minimum
from cohorts.go_no_go import Verdict, go_no_go
from cohorts.models import Cohort
from lms.kernel.actor import Actor
from tests.factories.cohorts import (
    CohortDayFactory,
    ConfirmedEnrollmentFactory,
    HeldEnrollmentFactory,
    OpenCohortFactory,
    SeatPoolFactory,
)

OFFICE = Actor.process("office")
DAY = date(2027, 2, 4)


@pytest.mark.parametrize(
    "minimum,decide_on,confirmed,pending,today,verdict,missing,within_reach",
    [
        (None, None, 0, 0, DAY, Verdict.NO_MINIMUM, 0, True),
        (6, DAY, 6, 0, DAY, Verdict.REACHED, 0, True),
        (6, DAY, 9, 0, DAY, Verdict.REACHED, 0, True),
        (6, DAY, 5, 0, date(2027, 2, 3), Verdict.SHORT, 1, False),
        (6, DAY, 5, 1, DAY, Verdict.DUE, 1, True),
        (6, DAY, 3, 2, date(2027, 2, 9), Verdict.DUE, 3, False),
        (6, None, 3, 0, date(2027, 2, 9), Verdict.SHORT, 3, False),
    ],
)
def test_j9_08_the_verdict_on_the_minimum(
    minimum, decide_on, confirmed, pending, today, verdict, missing, within_reach
):
    answer = go_no_go(minimum=minimum, decide_on=decide_on, confirmed=confirmed, pending=pending, today=today)
    assert (answer.verdict, answer.missing, answer.is_within_reach) == (verdict, missing, within_reach)


@pytest.fixture
def cohort(db):
    cohort = OpenCohortFactory()
    CohortDayFactory(cohort=cohort, position=1, held_on=date(2027, 2, 18))
    return cohort


def test_the_minimum_is_decided_and_changed(cohort):
    decide_minimum(cohort, minimum=6, decide_on=DAY, by=OFFICE)
    assert (cohort.minimum_participants, cohort.go_no_go_on) == (6, DAY)
    decide_minimum(cohort, minimum=None, decide_on=None, by=OFFICE)
    assert (cohort.minimum_participants, cohort.go_no_go_on) == (None, None)


def test_it_is_decided_before_the_first_day(cohort):
    with pytest.raises(DecisionTooLate):
        decide_minimum(cohort, minimum=6, decide_on=date(2027, 2, 18), by=OFFICE)


def test_a_decision_needs_a_minimum(cohort):
    with pytest.raises(DecisionWithoutMinimum):
        decide_minimum(cohort, minimum=None, decide_on=DAY, by=OFFICE)


@pytest.mark.both_databases
def test_the_database_keeps_no_decision_without_a_minimum(cohort):
    with pytest.raises(IntegrityError, match="decision_has_minimum"):
        Cohort.objects.update(go_no_go_on=DAY)


def test_a_course_that_has_begun_has_nothing_to_decide(cohort):
    Cohort.objects.update(status="running")
    with pytest.raises(CourseBegun):
        decide_minimum(cohort, minimum=6, decide_on=DAY, by=OFFICE)


def test_a_postponed_cohort_needs_a_new_day_for_the_decision(cohort):
    decide_minimum(cohort, minimum=6, decide_on=DAY, by=OFFICE)
    postponed = postpone_cohort(cohort, reason="会場の都合", by=OFFICE)
    assert (postponed.minimum_participants, postponed.go_no_go_on) == (6, None)


@pytest.mark.both_databases
@pytest.mark.parametrize("today", [date(2027, 2, 3), DAY])
@pytest.mark.parametrize("confirmed", [0, 2, 3])
@pytest.mark.parametrize("minimum,decide_on", [(None, None), (3, None), (3, DAY)])
def test_the_list_finds_what_the_verdict_calls_due(cohort, today, confirmed, minimum, decide_on):
    certification, audit = (SeatPoolFactory(cohort=cohort, kind=kind) for kind in ("certification", "audit"))
    HeldEnrollmentFactory(pool=certification)
    for number in range(confirmed):
        ConfirmedEnrollmentFactory(pool=audit if number else certification)
    decide_minimum(cohort, minimum=minimum, decide_on=decide_on, by=OFFICE)
    verdict = go_no_go(minimum=minimum, decide_on=decide_on, confirmed=confirmed, pending=1, today=today).verdict
    assert Cohort.objects.short_of_minimum(on=today).exists() is (verdict is Verdict.DUE)


@pytest.mark.parametrize(
    "status,is_listed", [("open", True), ("closed", True), ("running", False), ("canceled", False)]
)
def test_only_cohorts_still_to_be_held_wait_for_the_decision(cohort, status, is_listed):
    decide_minimum(cohort, minimum=3, decide_on=DAY, by=OFFICE)
    Cohort.objects.update(status=status, status_reason="会場の都合")
    assert Cohort.objects.short_of_minimum(on=DAY).exists() is is_listed
