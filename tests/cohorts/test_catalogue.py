"""The state a visitor sees, at every boundary."""

from datetime import date, datetime

import pytest

from cohorts.catalogue import CatalogueState, CohortFacts, Stage, entry, state_of
from cohorts.models import Cohort

S = CatalogueState


def at(text):
    return datetime.fromisoformat(f"{text}+09:00")


def facts(**changes):
    known = {
        "stage": Stage.OPEN,
        "days": (date(2027, 2, 18), date(2027, 2, 19)),
        "fee_jpy": 88_000,
        "seats_left": 10,
        "opens_at": at("2026-12-01T00:00:00"),
        "deadline_at": at("2027-02-01T00:00:00"),
        "now": at("2027-01-15T10:00:00"),
        "has_venue": True,
    }
    return CohortFacts(**{**known, **changes})


@pytest.mark.parametrize(
    "now,state",
    [
        ("2026-11-30T23:59:59", S.UPCOMING),
        ("2026-12-01T00:00:00", S.OPEN),
        ("2027-01-31T23:59:59", S.OPEN),
        ("2027-02-01T00:00:00", S.CLOSED),
        ("2027-02-17T23:59:59", S.CLOSED),
        ("2027-02-18T00:00:00", S.RUNNING),
        ("2027-02-19T23:59:59", S.RUNNING),
        ("2027-02-20T00:00:00", S.FINISHED),
    ],
)
def test_an_open_cohort_follows_its_dates_in_japan(now, state):
    assert state_of(facts(now=at(now))) is state


def test_j1_08_the_deadline_is_judged_in_japan_whatever_zone_the_moment_is_written_in():
    last = datetime.fromisoformat("2027-01-31T14:59:59+00:00")
    late = datetime.fromisoformat("2027-01-31T15:00:00+00:00")
    assert [state_of(facts(now=now)) for now in (last, late)] == [S.OPEN, S.CLOSED]


@pytest.mark.parametrize(
    "left,state",
    [(11, S.OPEN), (4, S.OPEN), (3, S.FEW_SEATS), (1, S.FEW_SEATS), (0, S.FULL), (-1, S.FULL)],
)
def test_seats(left, state):
    found = entry(facts(seats_left=left))
    assert (found.state, found.may_apply) == (state, left > 0)


@pytest.mark.parametrize(
    "undecided",
    [
        {"days": ()},
        {"days": (None, None)},
        {"days": (date(2027, 2, 18), None)},
        {"fee_jpy": None},
        {"seats_left": None},
        {"opens_at": None},
        {"deadline_at": None},
    ],
)
@pytest.mark.parametrize("stage", [Stage.PLANNED, Stage.OPEN])
def test_nothing_undecided_is_sold(undecided, stage):
    found = entry(facts(stage=stage, **undecided))
    assert (found.state, found.may_apply, found.has_undecided) == (S.PLANNED, False, True)
    assert state_of(facts(stage=stage, takes_interest=True, **undecided)) is S.INTEREST


def test_an_undecided_venue_is_shown_but_stops_no_sale():
    found = entry(facts(has_venue=False))
    assert (found.state, found.may_apply, found.has_undecided) == (S.OPEN, True, True)


def test_a_free_seat_is_decided():
    assert state_of(facts(fee_jpy=0)) is S.OPEN


@pytest.mark.parametrize(
    "stage,state",
    [
        (Stage.PLANNED, S.UPCOMING),
        (Stage.OPEN, S.OPEN),
        (Stage.CLOSED, S.CLOSED),
        (Stage.RUNNING, S.RUNNING),
        (Stage.EVALUATED, S.FINISHED),
        (Stage.ARCHIVED, S.FINISHED),
        (Stage.POSTPONED, S.POSTPONED),
        (Stage.CANCELED, S.CANCELED),
    ],
)
def test_stage(stage, state):
    assert state_of(facts(stage=stage)) is state


@pytest.mark.parametrize("stage", [Stage.POSTPONED, Stage.CANCELED])
def test_what_is_called_off_stays_so_after_its_dates(stage):
    assert state_of(facts(stage=stage, now=at("2027-03-01T00:00:00"))).value == stage.value


def test_a_cohort_that_was_never_opened_is_closed_after_its_deadline():
    assert state_of(facts(stage=Stage.PLANNED, now=at("2027-02-01T00:00:00"))) is S.CLOSED


def test_stages_are_the_statuses_of_cohorts():
    assert {stage.value for stage in Stage} == set(Cohort.Status.values)
