"""The running site of the bench with sweeps that come round every second, so that a test need not wait for them."""

from tests.bench.site_settings import *  # noqa: F403 - settings inherit
from tests.bench.site_settings import CELERY_BEAT_SCHEDULE

STRIPE_READ_SECONDS = 100  # what a test holds on the line stays held, however busy the machine is

CELERY_BEAT_SCHEDULE = {
    name: {**entry, "schedule": 1.0} for name, entry in CELERY_BEAT_SCHEDULE.items() if name.startswith("sweep-")
}
