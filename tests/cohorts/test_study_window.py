"""When a lesson is open: every boundary on both sides."""

from datetime import date

import pytest

from cohorts.study_window import Window

FIRST, LAST = date(2027, 2, 18), date(2027, 2, 19)


@pytest.mark.parametrize(
    "opens,closes,first,last,today,is_open",
    [
        (None, None, FIRST, LAST, "2026-01-01", True),
        (None, None, None, None, "2026-01-01", True),
        (14, None, FIRST, LAST, "2027-02-03", False),
        (14, None, FIRST, LAST, "2027-02-04", True),
        (0, None, FIRST, LAST, "2027-02-17", False),
        (0, None, FIRST, LAST, "2027-02-18", True),
        (-2, None, FIRST, LAST, "2027-02-19", False),
        (-2, None, FIRST, LAST, "2027-02-20", True),
        (14, None, None, None, "2027-12-31", False),
        (None, 0, FIRST, LAST, "2027-02-19", True),
        (None, 0, FIRST, LAST, "2027-02-20", False),
        (None, 30, FIRST, LAST, "2027-03-21", True),
        (None, 30, FIRST, LAST, "2027-03-22", False),
        (None, 0, FIRST, None, "2027-12-31", True),
    ],
)
def test_open_days(opens, closes, first, last, today, is_open):
    window = Window(opens, closes)
    assert window.is_open(first_day=first, last_day=last, today=date.fromisoformat(today)) is is_open


def test_the_days_it_opens_and_closes():
    assert Window(14, 30).opens_on(FIRST) == date(2027, 2, 4)
    assert Window(14, 30).closed_from(LAST) == date(2027, 3, 22)
    assert Window(None, None).opens_on(FIRST) is None
    assert Window(None, None).closed_from(LAST) is None
