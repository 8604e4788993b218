from datetime import UTC, date, datetime, time

import pytest
from django.utils.translation import override

from lms.templatetags import lms


@pytest.mark.parametrize(
    "amount,japanese,english",
    [
        (0, "0円", "¥0"),
        (999, "999円", "¥999"),
        (1000, "1,000円", "¥1,000"),
        (88000, "88,000円", "¥88,000"),
        (1234567, "1,234,567円", "¥1,234,567"),
        (None, "未定", "To be decided"),
    ],
)
def test_yen(amount, japanese, english):
    with override("ja"):
        assert lms.yen(amount) == japanese
    with override("en"):
        assert lms.yen(amount) == english


@pytest.mark.parametrize("amount,words", [(88000, "88,000円（税込）"), (None, "未定")])
def test_yen_tax_included(amount, words):
    with override("ja"):
        assert lms.yen_tax_included(amount) == words


def test_a_long_date_names_the_weekday():
    with override("ja"):
        assert lms.long_date(date(2027, 2, 18)) == "2027年2月18日（木）"
    with override("en"):
        assert lms.long_date(date(2027, 2, 18)) == "Thursday, February 18, 2027"


def test_a_moment_is_shown_in_japan_wherever_it_was_stored():
    last_second_of_the_day_in_utc = datetime(2027, 2, 17, 15, 0, tzinfo=UTC)
    with override("ja"):
        assert lms.long_datetime(last_second_of_the_day_in_utc) == "2027年2月18日（木）00:00"
        assert lms.long_date(last_second_of_the_day_in_utc) == "2027年2月18日（木）"
    with override("en"):
        assert lms.long_datetime(last_second_of_the_day_in_utc) == "Thursday, February 18, 2027, 00:00 (JST)"


@pytest.mark.parametrize(
    "day,words",
    [
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2027, 2, 18), "令和9年2月18日"),
    ],
)
def test_era_date(day, words):
    with override("ja"):
        assert lms.era_date(day) == words


def test_an_era_means_nothing_to_an_english_reader():
    with override("en"):
        assert lms.era_date(date(2027, 2, 18)) == "Thursday, February 18, 2027"


@pytest.mark.parametrize("write", [lms.long_date, lms.short_date, lms.long_datetime, lms.era_date, lms.hour])
def test_the_undecided_has_a_word(write):
    with override("ja"):
        assert write(None) == "未定"


def test_hours_and_short_dates():
    with override("ja"):
        assert lms.hour(time(9, 5)) == "9:05"
        assert lms.short_date(date(2027, 2, 18)) == "2月18日（木）"
    with override("en"):
        assert lms.short_date(date(2027, 2, 18)) == "Thu, Feb 18"
