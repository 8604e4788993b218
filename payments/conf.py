"""Settings of the payments room, read late so that a host may change them in tests.

Every name can be read as `conf.NAME`.
"""

from typing import Any

from django.conf import settings

DEFAULTS: dict[str, Any] = {
    # Where the Stripe API answers; a path prefix is allowed.
    "STRIPE_API_BASE": "https://api.stripe.com",
    "STRIPE_SECRET_KEY": "",
    # Seconds an answer of Stripe is waited for; well below the two minutes for which a worker has a request to itself.
    "STRIPE_READ_SECONDS": 20,
    # All secrets an endpoint may be signed with; two while one is being rolled.
    "STRIPE_WEBHOOK_SECRETS": [],
    # Events and sessions of the other mode are never applied. None: the mode of the secret key.
    "STRIPE_LIVEMODE": None,
    # Public address of this site, without a trailing slash: Stripe sends buyers back to it.
    "LMS_BASE_URL": "",
    # What buyers may pay with. Stripe offers those of them that are enabled in its dashboard.
    "LMS_PAYMENT_METHODS": ["card"],
    # Days a convenience-store voucher stays payable (1 to 60, ends at 23:59:59 in Japan).
    "LMS_KONBINI_DAYS": 3,
    # Days a paid order waits for the seller to find something to give before its money goes back by itself.
    "LMS_UNSEATED_REFUND_DAYS": 3,
    # Yen above which staff need a second person: to send money back, to close a finding without acting, to cancel with
    # another fee than the accepted terms say (the difference).
    "LMS_REFUND_LIMIT_JPY": 100_000,
    "LMS_WRITE_OFF_LIMIT_JPY": 100_000,
    "LMS_FEE_LIMIT_JPY": 30_000,
    # Yen that may be missing from a bank transfer and be accepted as a discount by one person (a bank's fee, say).
    "LMS_TRANSFER_WRITE_OFF_JPY": 1_000,
    # What the bookkeeper calls the accounts of the journal, by the names of `payments.journal.Account`; what is left
    # out keeps its ordinary name.
    "LMS_ACCOUNT_NAMES": {},
    # Serve the built-in Stripe sandbox.
    "LMS_SANDBOX": False,
}


LIVE_KEYS = ("sk_live_", "rk_live_")


def __getattr__(name: str) -> Any:
    if name not in DEFAULTS:
        raise AttributeError(name)
    value = getattr(settings, name, DEFAULTS[name])
    if name == "STRIPE_LIVEMODE" and value is None:
        return __getattr__("STRIPE_SECRET_KEY").startswith(LIVE_KEYS)
    return value
