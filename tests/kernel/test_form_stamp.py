"""A form takes a hand more than two seconds and less than a day."""

from datetime import UTC, datetime, timedelta

import pytest

from lms.kernel import clock, form_stamp

MADE = datetime(2026, 12, 10, 1, 0, tzinfo=UTC)


@pytest.fixture
def wait(monkeypatch):
    """Let the moment be exactly so long after the page was made."""

    def later(**passed: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: MADE + timedelta(**passed))

    return later


@pytest.mark.parametrize(
    "passed,by_hand",
    [
        ({"seconds": 0}, False),
        ({"seconds": 1.999}, False),
        ({"seconds": 2}, True),
        ({"hours": 24}, True),
        ({"hours": 24, "seconds": 0.001}, False),
        ({"seconds": -30}, False),
    ],
)
def test_a_form_is_believed_between_two_seconds_and_a_day(wait, passed, by_hand):
    wait()
    stamp = form_stamp.stamp()
    wait(**passed)
    assert form_stamp.was_filled_in_by_hand(stamp) is by_hand


@pytest.mark.parametrize("value", ["", "forged", "1765328400.0"])
def test_a_stamp_that_is_not_ours_is_not_believed(wait, value):
    wait(seconds=30)
    assert form_stamp.was_filled_in_by_hand(value) is False
