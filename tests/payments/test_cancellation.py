from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from lms.kernel.calendar import office_closed
from payments.cancellation import (
    DEFAULT_TIERS,
    CancellationTerms,
    DayUnit,
    FeeBase,
    Tier,
    terms_from,
    tiers_from,
)
from payments.money import yen
from tests.factories.payments import CancellationPolicyFactory

DAY_ONE = date(2027, 2, 18)  # a Thursday; 11 February is a holiday
CLOSED = office_closed([(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)])


def percent(moment, first_day=DAY_ONE, **terms):
    return CancellationTerms(is_closed=CLOSED, **terms).tier_at(moment, first_day).fee_percent


def jst(text):
    return datetime.fromisoformat(f"{text}+09:00")


@pytest.mark.parametrize(
    "days_before,fee",
    [(100, 0), (15, 0), (14, 30), (8, 30), (7, 50), (5, 50), (4, 80), (1, 80), (0, 100), (-1, 100)],
)
@pytest.mark.parametrize("clock", ["00:00:00", "23:59:59.999999"])
def test_the_fee_by_calendar_days_before_the_first(days_before, fee, clock):
    moment = datetime.combine(DAY_ONE - timedelta(days=days_before), time.fromisoformat(clock)).isoformat()
    assert percent(jst(moment)) == fee
    assert percent(jst(moment).astimezone(UTC)) == fee


@pytest.mark.parametrize(
    "moment,fee",
    [
        # Five business days before Thursday 18 February: 17, 16, 15, 12 and (11 is a holiday) 10 February.
        ("2027-02-10T23:59:59.999999", 0),
        ("2027-02-11T00:00:00", 100),
        ("2027-02-17T12:00:00", 100),
    ],
)
def test_business_days_leave_out_weekends_and_holidays(moment, fee):
    assert percent(jst(moment), unit=DayUnit.BUSINESS, tiers=(Tier(5, 0), Tier(0, 100))) == fee


@pytest.mark.parametrize(
    "moment,fee",
    [("2027-02-17T16:59:59.999", 20), ("2027-02-17T17:00:00", 100), ("2027-02-17T07:59:59+00:00", 20)],
)
def test_a_cut_off_ends_the_last_day_of_a_tier(moment, fee):
    at = datetime.fromisoformat(moment) if "+" in moment else jst(moment)
    assert percent(at, cut_off=time(17), tiers=(Tier(1, 20), Tier(0, 100))) == fee


@pytest.mark.parametrize(
    "moment,fee",
    [
        # Four calendar days before is Sunday 14 February; the limit moves to Friday 12.
        ("2027-02-12T15:59:59", 0),
        ("2027-02-12T16:00:00", 100),
        ("2027-02-14T10:00:00", 100),
    ],
)
def test_a_limit_on_a_closed_day_moves_to_the_open_day_before(moment, fee):
    assert percent(jst(moment), rolls=True, cut_off=time(16), tiers=(Tier(4, 0), Tier(0, 100))) == fee


def test_the_turn_of_the_year_is_closed():
    terms = CancellationTerms(unit=DayUnit.BUSINESS, tiers=(Tier(3, 0), Tier(0, 100)), is_closed=CLOSED)
    assert terms.last_day(Tier(3, 0), date(2027, 1, 5)) == date(2026, 12, 25)


@pytest.mark.parametrize(
    "base,paid,regular,fee",
    [(FeeBase.PAID, 999, 1200, 299), (FeeBase.LIST, 999, 1200, 360), (FeeBase.LIST, 300, 1200, 300)],
)
def test_a_fee_is_rounded_down_and_never_more_than_was_paid(base, paid, regular, fee):
    terms = CancellationTerms(base=base)
    assert terms.fee(Tier(8, 30), paid_jpy=yen(paid), list_jpy=yen(regular)) == fee


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"days_before": 1, "fee_percent": 100}],
        [{"days_before": 0, "fee_percent": 50}, {"days_before": 0, "fee_percent": 100}],
        [{"days_before": 0, "fee_percent": 50}, {"days_before": 7, "fee_percent": 80}],
        [{"days_before": 0, "fee_percent": 101}],
        [{"days_before": 7, "fee_percent": -1}, {"days_before": 0, "fee_percent": 100}],
    ],
    ids=["empty", "no day 0", "day twice", "fee falls", "over 100", "below 0"],
)
def test_unusable_tiers_are_refused(rows):
    with pytest.raises(ValueError):
        tiers_from(rows)


def test_tiers_are_read_in_any_order():
    rows = [{"days_before": 0, "fee_percent": 100}, {"days_before": 8, "fee_percent": 0}]
    assert [tier.days_before for tier in tiers_from(rows)] == [8, 0]


def test_an_editor_is_told_about_unusable_tiers(db):
    policy = CancellationPolicyFactory.build(tiers=[{"days": 3}])
    with pytest.raises(ValidationError, match="tiers"):
        policy.full_clean()


def test_an_order_keeps_everything_the_terms_say(db):
    policy = CancellationPolicyFactory(unit="business", cut_off=time(17), rolls=True, base="list")
    kept = terms_from(policy.snapshot(), is_closed=CLOSED)
    assert kept == policy.terms()
    assert (kept.unit, kept.cut_off, kept.rolls, kept.base) == (DayUnit.BUSINESS, time(17), True, FeeBase.LIST)


def test_terms_accepted_before_there_was_a_choice_count_calendar_days(db):
    old = {"name": "規定", "version": 1, "tiers": [{"days_before": 0, "fee_percent": 100}], "text": "…"}
    assert terms_from(old, is_closed=CLOSED) == CancellationTerms(tiers=(Tier(0, 100),))


def test_a_policy_starts_from_the_default_table(db):
    assert CancellationPolicyFactory().tier_table() == DEFAULT_TIERS
