from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from payments.cancellation import DEFAULT_TIERS, cancellation_fee, fee_percent, tiers_from
from payments.money import yen
from tests.factories.payments import CancellationPolicyFactory

DAY_ONE = date(2027, 2, 18)


@pytest.mark.parametrize(
    "days_before,percent",
    [(100, 0), (15, 0), (14, 30), (8, 30), (7, 50), (5, 50), (4, 80), (1, 80), (0, 100), (-1, 100)],
)
def test_the_fee_by_days_before_the_first(days_before, percent):
    canceled_on = DAY_ONE - timedelta(days=days_before)
    assert fee_percent(DEFAULT_TIERS, first_day=DAY_ONE, canceled_on=canceled_on) == percent


def test_a_fee_is_rounded_down():
    fee = cancellation_fee(yen(999), DEFAULT_TIERS, first_day=DAY_ONE, canceled_on=DAY_ONE - timedelta(days=10))
    assert fee == 299


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


def test_a_policy_starts_from_the_default_table(db):
    assert CancellationPolicyFactory().tier_table() == DEFAULT_TIERS
