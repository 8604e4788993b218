from datetime import date, datetime, timedelta

import pytest

from lms.kernel.calendar import JST, end_of, start_of
from payments.money import yen
from payments.offers import Offer, last_moment_shown, price_at
from tests.factories.payments import DiscountOfferFactory

TICK = timedelta(microseconds=1)
# "From 1 to 30 November": entered as days in Japan.
EARLY = Offer("早期割引", 20, start_of(date(2026, 11, 1)), end_of(date(2026, 11, 30)))
LIST = yen(88_000)

BOUNDARIES = [
    (EARLY.starts_at - TICK, 88_000),
    (EARLY.starts_at, 70_400),
    (datetime(2026, 11, 30, 23, 59, 59, 999_999, tzinfo=JST), 70_400),
    (datetime(2026, 12, 1, 0, 0, tzinfo=JST), 88_000),
]


@pytest.mark.parametrize("moment,price", BOUNDARIES)
def test_the_price_at_a_moment(moment, price):
    assert price_at(LIST, [EARLY], moment).unit_jpy == price


@pytest.mark.parametrize("moment,price", BOUNDARIES)
def test_the_database_agrees_which_offers_run(db, moment, price):
    offer = DiscountOfferFactory(starts_at=EARLY.starts_at, ends_at=EARLY.ends_at)
    from payments.models import DiscountOffer

    assert DiscountOffer.objects.running_at(moment).exists() == (price != LIST) == offer.as_offer().applies_at(moment)


def test_offers_are_not_stacked_and_the_best_one_counts():
    better = Offer("会員割引", 30, EARLY.starts_at, EARLY.ends_at)
    price = price_at(LIST, [EARLY, better], EARLY.starts_at)
    assert (price.unit_jpy, price.offer) == (61_600, better)


def test_of_equal_offers_the_one_ending_first_is_named():
    shorter = Offer("先着割引", 20, EARLY.starts_at, EARLY.ends_at - timedelta(days=1))
    assert price_at(LIST, [EARLY, shorter], EARLY.starts_at).offer == shorter


def test_without_an_offer_the_regular_price_holds():
    assert price_at(LIST, [], EARLY.starts_at) == price_at(LIST, [EARLY], EARLY.ends_at)


def test_the_last_moment_is_shown_in_japan():
    assert last_moment_shown(EARLY.ends_at).isoformat() == "2026-11-30T23:59:59+09:00"


def an_offer(**terms: object) -> Offer:
    given = {"label": "割引", "percent": 0, "starts_at": EARLY.starts_at, "ends_at": EARLY.ends_at}
    return Offer(**{**given, **terms})


@pytest.mark.parametrize(
    "terms, price",
    [
        ({"percent": 20}, 70_400),
        ({"percent": 99}, 880),
        ({"amount_off_jpy": 10_000}, 78_000),
        ({"amount_off_jpy": 88_000}, 0),
        ({"amount_off_jpy": 100_000}, 0),
        ({"amount_off_jpy": 87_950}, 50),
        ({"amount_off_jpy": 87_951}, 0),
        ({"fixed_jpy": 50_000}, 50_000),
        ({"fixed_jpy": 0}, 0),
        ({"fixed_jpy": 88_000}, 88_000),
        ({"fixed_jpy": 90_000}, 88_000),
    ],
)
def test_what_an_offer_leaves_to_pay(terms, price):
    offer = an_offer(**terms)
    assert offer.unit_price(LIST) == price
    chosen = price_at(LIST, [offer], EARLY.starts_at)
    assert (chosen.unit_jpy, chosen.offer) == (price, offer if price < LIST else None)


def test_the_best_of_different_reductions_depends_on_the_regular_price():
    percent, amount = an_offer(percent=20), an_offer(amount_off_jpy=10_000)
    assert price_at(LIST, [percent, amount], EARLY.starts_at).offer == percent
    assert price_at(yen(40_000), [percent, amount], EARLY.starts_at).offer == amount


@pytest.mark.parametrize(
    "channel, buyer, price",
    [
        ("", "individual", 70_400),
        ("", "company", 70_400),
        ("individual", "individual", 70_400),
        ("individual", "company", 88_000),
        ("company", "individual", 88_000),
        ("company", "company", 70_400),
    ],
)
def test_an_offer_is_for_those_it_is_made_to(channel, buyer, price):
    offer = an_offer(percent=20, channel=channel)
    assert price_at(LIST, [offer], EARLY.starts_at, channel=buyer).unit_jpy == price


@pytest.mark.parametrize("max_uses, used, price", [(None, 99, 70_400), (3, 2, 70_400), (3, 3, 88_000), (0, 0, 88_000)])
def test_an_offer_holds_while_a_use_is_left(max_uses, used, price):
    offer = an_offer(percent=20, max_uses=max_uses, used=used)
    assert price_at(LIST, [offer], EARLY.starts_at).unit_jpy == price


@pytest.mark.parametrize("max_uses, used, quantity", [(None, 9, 1), (3, 2, 1), (3, 3, 1), (3, 2, 2), (3, 1, 2)])
def test_the_database_agrees_which_offers_have_uses_left(db, max_uses, used, quantity):
    from payments.models import DiscountOffer

    offer = DiscountOfferFactory(max_uses=max_uses, used=used).as_offer()
    enough = offer.uses_left is None or offer.uses_left >= quantity
    assert DiscountOffer.objects.with_uses_left(quantity).exists() == enough
