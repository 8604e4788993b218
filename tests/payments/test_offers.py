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
