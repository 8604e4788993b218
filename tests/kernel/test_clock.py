from datetime import UTC, datetime, timedelta

import pytest

from lms.kernel import clock


def test_the_clock_tells_the_real_time_unless_set():
    assert abs(clock.now() - datetime.now(tz=UTC)) < timedelta(seconds=5)
    assert clock.now().tzinfo is not None


def test_today_is_the_japanese_day(at):
    at("2027-03-31T14:59:00+00:00")
    assert str(clock.today()) == "2027-03-31"
    at("2027-03-31T15:00:00+00:00")
    assert str(clock.today()) == "2027-04-01"


def test_a_set_clock_runs_on(at, settings):
    at("2027-01-15T10:00:00+09:00")
    settings.LMS_CLOCK_SET_AT -= 3600
    assert clock.now().astimezone(clock.JST).hour == 11


def test_a_clock_is_not_set_where_that_is_not_allowed(at, settings):
    at("2031-01-15T10:00:00+09:00")
    settings.LMS_CLOCK_SETTABLE = False
    assert abs(clock.now() - datetime.now(tz=UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize("name", ["LMS_CLOCK", "LMS_CLOCK_SETTABLE", "LMS_CLOCK_SET_AT"])
def test_a_host_site_needs_none_of_these_settings(settings, name):
    delattr(settings, name)
    assert abs(clock.now() - datetime.now(tz=UTC)) < timedelta(seconds=5)
