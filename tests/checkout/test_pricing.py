"""The price of a seat at a moment, and that nothing undecided has one."""

from datetime import datetime

import pytest

from cohorts.models import SeatKind
from lms.checkout.models import Listing
from lms.checkout.pricing import FeeUndecided, price_of
from payments.models import DiscountOffer
from tests.checkout.applications import NOW, a_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing():
    pool = a_world().cohort.pools.get(kind=SeatKind.CERTIFICATION)
    return Listing.objects.get(pool=pool)


@pytest.mark.parametrize(
    "moment,price_jpy",
    [
        ("2026-11-10T09:59:59.999999+09:00", 88_000),
        ("2026-11-10T10:00:00+09:00", 70_400),
        ("2026-12-31T23:59:59.999999+09:00", 70_400),
        ("2026-12-31T14:59:59+00:00", 70_400),
        ("2027-01-01T00:00:00+09:00", 88_000),
        ("2026-12-31T15:00:00+00:00", 88_000),
    ],
)
def test_the_offer_runs_to_the_last_moment_of_the_year_in_japan(listing, moment, price_jpy):
    price = price_of(listing, now=datetime.fromisoformat(moment))
    assert (price.list_jpy, price.unit_jpy) == (88_000, price_jpy)
    assert (price.offer.label if price.offer else None) == ("早期割引" if price_jpy < 88_000 else None)


def test_offers_are_not_stacked(listing):
    further = DiscountOffer.objects.create(
        label="再受講割引", percent=30, starts_at=NOW, ends_at=NOW.replace(year=2027, month=2)
    )
    listing.offers.add(further)
    assert price_of(listing, now=NOW).unit_jpy == 61_600


def test_an_undecided_fee_is_no_price(listing):
    listing.list_price_jpy = None
    with pytest.raises(FeeUndecided):
        price_of(listing, now=NOW)


def test_a_free_seat_costs_nothing(listing):
    listing.list_price_jpy = 0
    assert price_of(listing, now=NOW).unit_jpy == 0
