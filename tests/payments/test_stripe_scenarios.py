"""The stories of the sandbox are those of Stripe; `make test-stripe-live` tells the same ones to Stripe itself."""

import pytest

from tests.payments.shop import Shop
from tests.payments.stripe_itself import NotATestKey, key_from
from tests.payments.stripe_scenarios import SCENARIOS


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_at_the_sandbox(shop: Shop, scenario):
    scenario(shop)


@pytest.mark.parametrize(
    "key", ["sk_live_51abc", "rk_live_51abc", "pk_test_51abc", "sk_test_", "whsec_x", "sk_sandbox_x"]
)
def test_nothing_but_a_test_key_is_ever_used(key):
    with pytest.raises(NotATestKey, match="nothing was sent"):
        key_from({"LMS_STRIPE_TEST_KEY": key})


@pytest.mark.parametrize("key", ["sk_test_51abc", "rk_test_51abc"])
def test_a_test_key_is_taken_and_none_is_none(key):
    assert key_from({"LMS_STRIPE_TEST_KEY": f" {key}\n"}) == key
    assert key_from({}) == ""
