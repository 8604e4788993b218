"""The running site of the bench with the sweeps of a purchase coming round every second, so that no test waits for them.

All sweeps every second are more than one thread takes from the file-system broker while the other is held.
"""

from tests.bench.site_settings import *  # noqa: F403 - settings inherit
from tests.bench.site_settings import CELERY_BEAT_SCHEDULE

STRIPE_READ_SECONDS = 100  # what a test holds on the line stays held, however busy the machine is

OF_A_PURCHASE = {
    "sweep-messages",
    "sweep-stripe-requests",
    "sweep-webhook-events",
    "sweep-expired-attempts",
    "sweep-sandbox-deliveries",
}
CELERY_BEAT_SCHEDULE = {name: {**CELERY_BEAT_SCHEDULE[name], "schedule": 1.0} for name in OF_A_PURCHASE}
