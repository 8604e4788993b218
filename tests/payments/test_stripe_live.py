"""The stories of the sandbox, told to Stripe in test mode: the only thing that can prove the sandbox wrong.

Without a test-mode key in LMS_STRIPE_TEST_KEY they are skipped and say so. `make test-stripe-live` runs them alone.
"""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import sync_playwright

from payments import gateway
from tests.bench.site import find_chromium
from tests.payments.stripe_itself import MISSING, NotATestKey, ShopAtStripe, key_from
from tests.payments.stripe_scenarios import SCENARIOS


@pytest.fixture
def test_mode() -> str:
    try:
        key = key_from(os.environ)
    except NotATestKey as refusal:
        raise pytest.fail.Exception(str(refusal), pytrace=False) from None
    return key or pytest.skip(MISSING)


@pytest.fixture
def shop_at_stripe(test_mode, request, monkeypatch) -> Iterator[ShopAtStripe]:
    """Our code talks to Stripe; the buyer, back from its page, meets a server of ours."""
    settings, live_server = request.getfixturevalue("settings"), request.getfixturevalue("live_server")
    settings.LMS_BASE_URL = live_server.url
    settings.STRIPE_API_BASE = "https://api.stripe.com"
    settings.STRIPE_SECRET_KEY, settings.STRIPE_LIVEMODE = test_mode, False
    settings.LMS_PAYMENT_METHODS = ["card", "konbini", "paypay"]
    # Playwright keeps an event loop in this thread; the ORM is used between its calls, never inside one.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"])
        shop = ShopAtStripe(browser.new_page(locale="ja-JP", timezone_id="Asia/Tokyo"))
        yield shop
        shop.close()
        browser.close()
    gateway.close()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_at_stripe(shop_at_stripe: ShopAtStripe, scenario):
    scenario(shop_at_stripe)
