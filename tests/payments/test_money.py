import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.money import (
    Line,
    RateTotal,
    Yen,
    apportion,
    discounted_unit_price,
    format_yen,
    net_and_total_price,
    share_of,
    tax_included_in,
    tax_on,
    total_price,
    totals_with_tax_inside,
    totals_with_tax_on_top,
    yen,
)
from tests.tools.packages import ROOT

OUT_OF_SCOPE = None
lines = st.lists(st.builds(Line, st.integers(0, 10**7).map(yen), st.sampled_from([10, 8, 0, OUT_OF_SCOPE])), max_size=8)
amounts = st.integers(0, 10**9).map(yen)
percents = st.integers(0, 100)


@pytest.mark.parametrize("mistake", [True, 1.0, Decimal(1), "1", None])
def test_only_whole_numbers_are_yen(mistake):
    with pytest.raises(TypeError):
        yen(mistake)


def test_yen_are_not_negative():
    with pytest.raises(ValueError):
        yen(-1)


@pytest.mark.parametrize("amount,text", [(0, "0円"), (999, "999円"), (88_000, "88,000円"), (1_234_567, "1,234,567円")])
def test_format_yen(amount, text):
    assert format_yen(amount) == text


@pytest.mark.parametrize(
    "regular,percent,price",
    [(88_000, 20, 70_400), (88_000, 0, 88_000), (88_000, 100, 0), (999, 20, 799), (1, 1, 0), (101, 50, 50)],
)
def test_a_discount_rounds_the_price_down(regular, percent, price):
    assert discounted_unit_price(yen(regular), percent) == price


@pytest.mark.parametrize(
    "total,percent,tax", [(88_000, 10, 8_000), (11, 10, 1), (10, 10, 0), (0, 10, 0), (1_080, 8, 80), (999, 10, 90)]
)
def test_the_tax_inside_a_total(total, percent, tax):
    assert tax_included_in(yen(total), percent) == tax


@pytest.mark.parametrize("percent", [-1, 101, 20.0, True])
def test_a_percentage_is_a_whole_number(percent):
    with pytest.raises(ValueError):
        discounted_unit_price(yen(100), percent)


@given(amounts, percents)
def test_a_discount_never_costs_the_buyer(regular, percent):
    price = discounted_unit_price(regular, percent)
    assert 0 <= price <= regular
    assert 0 <= regular * (100 - percent) - price * 100 < 100


@given(amounts, percents)
def test_tax_and_net_price_make_the_total(total, percent):
    tax = tax_included_in(total, percent)
    assert 0 <= tax * (100 + percent) <= total * percent < (tax + 1) * (100 + percent)


@given(amounts, percents)
def test_a_share_and_the_rest_make_the_whole(amount, percent):
    assert 0 <= share_of(amount, percent) <= amount


@pytest.mark.parametrize(
    "net,percent,tax", [(80_000, 10, 8_000), (9, 10, 0), (10, 10, 1), (19, 10, 1), (99, 8, 7), (100, 8, 8), (0, 10, 0)]
)
def test_the_tax_on_top_of_a_price(net, percent, tax):
    assert tax_on(yen(net), percent) == tax


def test_prices_name_their_total():
    assert total_price(88_000) == "88,000円（税込）"
    assert net_and_total_price(yen(10_000), 10) == "10,000円（税込11,000円）"
    assert net_and_total_price(yen(999), 10) == "999円（税込1,098円）"


def parts(totals) -> tuple:
    rates = [(rate.percent, rate.net_jpy, rate.tax_jpy, rate.total_jpy) for rate in totals.rates]
    return rates, totals.out_of_scope_jpy, totals.tax_jpy, totals.total_jpy


@pytest.mark.parametrize(
    "document,sums",
    [
        ([], ([], 0, 0, 0)),
        ([(88_000, 10)], ([(10, 80_000, 8_000, 88_000)], 0, 8_000, 88_000)),
        # Three books of 108 yen: 9 yen of tax each would make 27; once per document it is 29.
        ([(108, 10)] * 3, ([(10, 295, 29, 324)], 0, 29, 324)),
        # Two rates on one document are rounded apart: the lesson at 10, the lunch to take away at 8.
        ([(104, 10), (107, 8), (208, 10), (107, 8)], ([(8, 199, 15, 214), (10, 284, 28, 312)], 0, 43, 526)),
        # A late cancellation: the price is reversed elsewhere, the fee alone is kept and bears no tax.
        ([(26_400, OUT_OF_SCOPE)], ([], 26_400, 0, 26_400)),
        ([(11_000, 10), (500, OUT_OF_SCOPE)], ([(10, 10_000, 1_000, 11_000)], 500, 1_000, 11_500)),
        # Exempt is a rate of 0 and stated; out of scope is not a rate at all.
        ([(1_000, 0), (1_100, 10)], ([(0, 1_000, 0, 1_000), (10, 1_000, 100, 1_100)], 0, 100, 2_100)),
    ],
)
def test_a_document_whose_lines_include_the_tax(document, sums):
    assert parts(totals_with_tax_inside(Line(yen(amount), percent) for amount, percent in document)) == sums


@pytest.mark.parametrize(
    "document,sums",
    [
        ([(80_000, 10)], ([(10, 80_000, 8_000, 88_000)], 0, 8_000, 88_000)),
        # Five people at 999 yen: 499 yen of tax on the document, not five times 99.
        ([(999, 10)] * 5, ([(10, 4_995, 499, 5_494)], 0, 499, 5_494)),
        ([(99, 8), (19, 10)], ([(8, 99, 7, 106), (10, 19, 1, 20)], 0, 8, 126)),
        ([(300_000, 10), (5_000, OUT_OF_SCOPE)], ([(10, 300_000, 30_000, 330_000)], 5_000, 30_000, 335_000)),
    ],
)
def test_a_document_whose_lines_are_agreed_without_tax(document, sums):
    assert parts(totals_with_tax_on_top(Line(yen(amount), percent) for amount, percent in document)) == sums


@given(lines)
def test_a_document_that_includes_the_tax_adds_up_to_its_lines(document):
    totals = totals_with_tax_inside(document)
    assert totals.total_jpy == sum(line.amount_jpy for line in document)
    assert totals.out_of_scope_jpy == sum(line.amount_jpy for line in document if line.percent is OUT_OF_SCOPE)
    for rate in totals.rates:
        total = sum(line.amount_jpy for line in document if line.percent == rate.percent)
        assert rate == RateTotal(rate.percent, Yen(total - rate.tax_jpy), tax_included_in(yen(total), rate.percent))


@given(lines)
def test_rounding_once_is_never_further_off_than_a_yen_per_rate(document):
    for totals in (totals_with_tax_inside(document), totals_with_tax_on_top(document)):
        for rate in totals.rates:
            assert 0 <= rate.net_jpy * rate.percent - rate.tax_jpy * 100 < 100 + rate.percent


@given(lines, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_nothing(document, random):
    shuffled = random.sample(document, len(document))
    assert totals_with_tax_inside(shuffled) == totals_with_tax_inside(document)


@pytest.mark.parametrize("mistake", [True, 1.0, Decimal(1), "1", None])
def test_a_document_is_made_of_yen(mistake):
    with pytest.raises(TypeError):
        totals_with_tax_inside([Line(mistake, 10)])


def test_nothing_scales_yen():
    """A hundredth of a yen does not exist: what Stripe is sent and sends is yen. Percentages live in money.py."""
    sources = [path for path in (ROOT / "payments").rglob("*.py") if path.name != "money.py"]
    scaling = re.compile(r"[*/]\s*(?:100|1e2|Decimal)\b|\b(?:float|Decimal)\(")
    assert [
        f"{path.name}: {line.strip()}"
        for path in sources
        for line in path.read_text().splitlines()
        if scaling.search(line)
    ] == []


@pytest.mark.parametrize(
    "amount,weights,shares",
    [
        (0, [3, 5], [0, 0]),
        (20_000, [10_000, 90_000], [2_000, 18_000]),
        (33_333, [10_000, 90_000], [3_333, 30_000]),
        (8, [3, 5], [3, 5]),
        (2, [1, 1, 1], [0, 1, 1]),
        (7, [7], [7]),
    ],
)
def test_an_amount_is_shared_in_proportion(amount, weights, shares):
    assert apportion(amount, weights) == shares


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=5), st.data())
def test_shares_are_the_amount_and_none_is_more_than_its_weight(weights, data):
    amount = data.draw(st.integers(0, sum(weights)))
    shares = apportion(amount, weights)
    assert sum(shares) == amount
    assert all(0 <= share <= weight for share, weight in zip(shares, weights, strict=True))
