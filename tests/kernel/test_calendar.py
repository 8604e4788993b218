from datetime import UTC, date, datetime

import pytest

from lms.kernel import calendar
from lms.kernel.calendar import Roll, add_business_days, is_bank_holiday, office_closed, roll


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    "text, closed",
    [
        ("2026-09-21", True),  # 敬老の日
        ("2026-09-22", True),  # a day between two holidays is one (祝日法3条3項)
        ("2026-09-23", True),  # 秋分の日
        ("2026-09-24", False),
        ("2026-05-06", True),  # substitute for 3 May, a Sunday
        ("2027-03-21", True),  # 春分の日, a Sunday
        ("2027-03-22", True),  # its substitute
        ("2027-03-23", False),
        ("2026-12-30", False),
        ("2026-12-31", True),
        ("2027-01-01", True),
        ("2027-01-02", True),
        ("2027-01-03", True),
        ("2027-01-04", False),
        ("2027-02-11", True),  # 建国記念の日
        ("2027-02-13", True),  # Saturday
        ("2027-02-15", False),
    ],
)
def test_bank_holidays(text, closed):
    assert is_bank_holiday(day(text)) is closed


def test_an_office_also_closes_on_its_own_days():
    closed = office_closed([(12, 29), (12, 30)])
    assert [closed(date(2026, 12, number)) for number in (28, 29, 30, 31)] == [False, True, True, False]
    assert closed(date(2026, 9, 22))


@pytest.mark.parametrize(
    "text, to, rolled",
    [
        ("2026-12-30", Roll.NEXT, "2026-12-30"),
        ("2026-12-31", Roll.NEXT, "2027-01-04"),
        ("2026-12-31", Roll.PREVIOUS, "2026-12-30"),
        ("2026-09-20", Roll.NEXT, "2026-09-24"),
        ("2026-09-23", Roll.PREVIOUS, "2026-09-18"),
        ("2027-03-20", Roll.NEXT, "2027-03-23"),
    ],
)
def test_a_due_date_rolls_to_an_open_day(text, to, rolled):
    assert roll(day(text), is_closed=is_bank_holiday, to=to) == day(rolled)


@pytest.mark.parametrize(
    "text, count, result",
    [
        ("2026-09-18", 1, "2026-09-24"),
        ("2026-09-18", 2, "2026-09-25"),
        ("2026-09-24", -1, "2026-09-18"),
        ("2026-12-30", 1, "2027-01-04"),
        ("2027-01-02", 1, "2027-01-04"),
        ("2027-01-04", -2, "2026-12-29"),
        ("2027-01-02", 0, "2027-01-02"),
    ],
)
def test_business_days_are_counted_without_the_first(text, count, result):
    assert add_business_days(day(text), count, is_closed=is_bank_holiday) == day(result)


@pytest.mark.parametrize(
    "text, year",
    [("2026-03-31", 2025), ("2026-04-01", 2026), ("2026-12-31", 2026), ("2027-03-31", 2026), ("2027-04-01", 2027)],
)
def test_the_fiscal_year_turns_on_the_first_of_april(text, year):
    assert calendar.fiscal_year(day(text)) == year
    assert calendar.fiscal_year_start(year) <= day(text) < calendar.fiscal_year_end(year)


@pytest.mark.parametrize(
    "text, era",
    [
        ("1926-12-25", "昭和元年12月25日"),
        ("1989-01-07", "昭和64年1月7日"),
        ("1989-01-08", "平成元年1月8日"),
        ("2019-04-30", "平成31年4月30日"),
        ("2019-05-01", "令和元年5月1日"),
        ("2019-12-31", "令和元年12月31日"),
        ("2020-01-01", "令和2年1月1日"),
        ("2027-02-18", "令和9年2月18日"),
    ],
)
def test_eras(text, era):
    assert calendar.era_date(day(text)) == era


def test_days_before_the_known_eras_are_refused():
    with pytest.raises(ValueError, match="1926-12-24"):
        calendar.era_date(date(1926, 12, 24))


@pytest.mark.parametrize(
    "text, long",
    [
        ("2027-02-18", "2027年2月18日（木）"),
        ("2027-02-21", "2027年2月21日（日）"),
        ("2028-02-29", "2028年2月29日（火）"),
    ],
)
def test_a_written_day_names_its_weekday(text, long):
    assert calendar.long_date(day(text)) == long


@pytest.mark.parametrize(
    "moment, text", [((2027, 3, 31, 14, 59, 59), "2027-03-31"), ((2027, 3, 31, 15, 0, 0), "2027-04-01")]
)
def test_a_moment_belongs_to_its_japanese_day(moment, text):
    at = datetime(*moment, tzinfo=UTC)
    assert calendar.jst_date(at) == day(text)
    assert calendar.start_of(day(text)) <= at < calendar.end_of(day(text))


def test_a_day_ends_where_the_next_begins():
    assert (
        calendar.end_of(date(2028, 2, 28))
        == calendar.start_of(date(2028, 2, 29))
        == datetime(2028, 2, 28, 15, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    "text, years, result",
    [
        ("2027-02-18", 3, "2030-02-18"),
        ("2028-02-29", 3, "2031-02-28"),
        ("2028-02-29", 4, "2032-02-29"),
        ("2028-02-29", -1, "2027-02-28"),
        ("2027-02-28", 1, "2028-02-28"),
    ],
)
def test_years_later(text, years, result):
    assert calendar.add_years(day(text), years) == day(result)
