"""Days in lists, as people write them."""

from datetime import date

import pytest

from lms.kernel.japanese_dates import BeforeTheEra, DayIsANumber, DayMissing, NotADay, read_day

NOVEMBER = date(2026, 11, 3)


@pytest.mark.parametrize(
    "text",
    [
        "2026/11/3",
        "2026-11-03",
        "2026.11.3",
        "2026年11月3日",
        "２０２６／１１／０３",
        "20261103",
        "令和8年11月3日",
        "令和８年１１月３日",
        "㋿8年11月3日",
        "令8年11月3日",
        "R8.11.3",
        "r8/11/3",
        "Ｒ８．１１．３",
        "R08-11-03",
        "2026年11月3日（火）",
        "2026/11/3 0:00:00",
        "2026-11-03 00:00",
        " 2026 / 11 / 3 ",
        "2026−11−3",
    ],
)
def test_one_day_in_many_spellings(text):
    assert read_day(text) == NOVEMBER


@pytest.mark.parametrize(
    "text,day",
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("R1.5.1", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("平成33年3月31日", date(2021, 3, 31)),  # printed before anybody knew that it would not come
        ("H元.1.8", date(1989, 1, 8)),
        ("S55.4.1", date(1980, 4, 1)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("2028/2/29", date(2028, 2, 29)),
    ],
)
def test_eras_are_counted(text, day):
    assert read_day(text) == day


@pytest.mark.parametrize(
    "text,obstacle",
    [
        ("昭和55年", DayMissing),
        ("2026年", DayMissing),
        ("令和8年11月", DayMissing),
        ("2026/11", DayMissing),
        ("令和元年4月30日", BeforeTheEra),
        ("平成元年1月7日", BeforeTheEra),
        ("46329", DayIsANumber),
        ("2027/2/29", NotADay),
        ("2026/13/1", NotADay),
        ("11/3/2026", NotADay),
        ("26/11/3", NotADay),
        ("来週", NotADay),
        ("令和8年11月3日ごろ", NotADay),
        ("", NotADay),
    ],
)
def test_what_is_no_day_is_told_apart(text, obstacle):
    with pytest.raises(obstacle):
        read_day(text)
