from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.money import discounted_unit_price, format_yen, share_of, tax_included_in, yen

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
