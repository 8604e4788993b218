"""Stripe in test mode: the key it needs, and a buyer's hands on its own payment page."""

import re
import time
from collections.abc import Mapping

import pytest
from playwright.sync_api import FrameLocator, Page

from payments.models import Payment
from tests.payments.shop import CARD, Shop

VARIABLE = "LMS_STRIPE_TEST_KEY"
MISSING = f"Stripe itself was not asked: set {VARIABLE} to a test-mode key (sk_test_… or rk_test_…)."
REFUSED = (
    f"{VARIABLE} is not a test-mode key (sk_test_… or rk_test_…), so nothing was sent: real money stays out of tests."
)
PAGE_SECONDS, ANSWER_SECONDS = 60, 30


class NotATestKey(Exception):
    """Somebody's real account: nothing may be sent."""


def key_from(environment: Mapping[str, str]) -> str:
    """The key to test with; empty where none is set. Raises NotATestKey for a live key and for anything else."""
    key = environment.get(VARIABLE, "").strip()
    if key and not re.fullmatch(r"[sr]k_test_\w+", key):
        raise NotATestKey(REFUSED)
    return key


class ShopAtStripe(Shop):
    """The same shop, whose buyer fills in the page at checkout.stripe.com in a browser."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        page.set_default_timeout(PAGE_SECONDS * 1000)

    def pay(self, payment: Payment, card: dict[str, str] = CARD) -> None:
        self._open(payment, "card")
        for name, value in {
            "cardNumber": card["number"],
            "cardExpiry": card["expiry"],
            "cardCvc": card["cvc"],
            "billingName": card["name"],
        }.items():
            self.page.locator(f"#{name}").fill(value)
        self._submit()
        self._wait_for_an_answer()

    def at_the_bank(self, _payment: Payment, button: str) -> None:
        answer = {"confirmed": "#test-source-authorize-3ds", "refused": "#test-source-fail-3ds"}[button]
        self._question().locator(answer).click()
        self._question().locator(answer).wait_for(state="detached")
        self._wait_for_an_answer()

    def take_voucher(self, payment: Payment) -> None:
        if not self._open(payment, "konbini"):
            pytest.skip("This Stripe account does not offer konbini: enable it in the dashboard, in test mode.")
        name = self.page.locator("#billingName")
        if name.count():
            name.fill("ミホン ハナコ")
        self._submit()
        self.page.locator("#billingName").wait_for(state="detached")

    def _open(self, payment: Payment, method: str) -> bool:
        """Whether the page offers this way to pay; where it is the only one, there is nothing to choose."""
        self.page.goto(payment.url)
        self.page.get_by_test_id("hosted-payment-submit-button").wait_for()
        choice = self.page.get_by_test_id(f"{method}-accordion-item-button")
        if choice.count():
            choice.click()
            return True
        return method == "card"

    def _submit(self) -> None:
        self.page.get_by_test_id("hosted-payment-submit-button").click()

    def _question(self) -> FrameLocator:
        """What the bank asks, in a frame inside a frame of Stripe's own."""
        return self.page.frame_locator("iframe[name^='__privateStripeFrame']").frame_locator("iframe#challengeFrame")

    def _wait_for_an_answer(self) -> None:
        """Paid: the page is left. Declined: it says so. The bank asks: `at_the_bank` goes on. Else time is over."""
        until = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < until and self.page.url.startswith("https://checkout.stripe.com"):
            if self.page.get_by_role("alert").count() or self._question().locator("body").count():
                return
            self.page.wait_for_timeout(500)
