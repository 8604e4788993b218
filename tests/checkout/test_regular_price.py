"""Whether a compared price is one that people pay: each way to show it, at each boundary."""

from datetime import date, timedelta

import pytest

from lms.checkout.regular_price import Span, Verdict, judge, merged
from lms.kernel.calendar import end_of, start_of

TICK = timedelta(microseconds=1)


def days(first: tuple[int, int], last: tuple[int, int]) -> Span:
    """From the first to the last day of 2026, in Japan."""
    return Span(start_of(date(2026, *first)), end_of(date(2026, *last)))


ON_SALE = days((4, 1), (8, 31))
EARLY = days((4, 1), (6, 30))


@pytest.mark.parametrize(
    "on_sale, offers, verdict",
    [
        pytest.param(ON_SALE, [], Verdict.REAL, id="no offer"),
        pytest.param(None, [EARLY], Verdict.UNKNOWN, id="period undecided"),
        pytest.param(None, [], Verdict.REAL, id="period undecided, no offer"),
        pytest.param(ON_SALE, [EARLY], Verdict.REAL, id="early price, the regular one follows for two months"),
        pytest.param(ON_SALE, [ON_SALE], Verdict.FICTITIOUS, id="the whole time"),
        pytest.param(ON_SALE, [days((4, 1), (8, 17))], Verdict.REAL, id="exactly two weeks follow"),
        pytest.param(
            ON_SALE,
            [Span(ON_SALE.starts_at, end_of(date(2026, 8, 17)) + TICK)],
            Verdict.FICTITIOUS,
            id="a tick less than two weeks follows",
        ),
        pytest.param(ON_SALE, [days((5, 27), (8, 31))], Verdict.REAL, id="eight weeks at the regular price before"),
        pytest.param(ON_SALE, [days((4, 15), (8, 31))], Verdict.REAL, id="two weeks before, all the time on sale"),
        pytest.param(
            ON_SALE,
            [Span(start_of(date(2026, 4, 15)) - TICK, ON_SALE.ends_at)],
            Verdict.FICTITIOUS,
            id="a tick less than two weeks before",
        ),
        pytest.param(
            ON_SALE,
            [EARLY, days((7, 1), (8, 31))],
            Verdict.FICTITIOUS,
            id="a second offer begins where the first ends: one endless offer",
        ),
        pytest.param(ON_SALE, [EARLY, days((6, 1), (8, 31))], Verdict.FICTITIOUS, id="two that overlap to the end"),
        pytest.param(
            ON_SALE, [EARLY, days((6, 1), (8, 17))], Verdict.REAL, id="two that overlap, and two weeks follow"
        ),
        pytest.param(
            ON_SALE,
            [EARLY, days((7, 8), (8, 31))],
            Verdict.FICTITIOUS,
            id="one week at the regular price between two offers proves neither",
        ),
        pytest.param(
            ON_SALE,
            [days((4, 1), (5, 31)), days((7, 1), (8, 31))],
            Verdict.REAL,
            id="a month between: it follows the one and precedes the other",
        ),
        pytest.param(
            ON_SALE,
            [days((4, 1), (6, 15)), days((7, 1), (8, 31))],
            Verdict.FICTITIOUS,
            id="two weeks before the second, but less than half of the last eight",
        ),
        pytest.param(ON_SALE, [days((3, 1), (3, 31))], Verdict.REAL, id="over before applications open"),
        pytest.param(ON_SALE, [days((9, 1), (9, 30))], Verdict.REAL, id="begins after applications closed"),
        pytest.param(ON_SALE, [days((3, 1), (9, 30))], Verdict.FICTITIOUS, id="longer than the sale"),
    ],
)
def test_judge(on_sale, offers, verdict):
    assert judge(on_sale, offers) is verdict
    assert judge(on_sale, reversed(offers)) is verdict


def test_offers_that_touch_are_one():
    june, july, september = days((6, 1), (6, 30)), days((7, 1), (7, 31)), days((9, 1), (9, 30))
    assert merged([september, july, june]) == [days((6, 1), (7, 31)), september]
