from collections.abc import Iterator

import pytest
from celery import current_app

from payments import gateway
from tests.payments.shop import Shop


def pytest_collection_modifyitems(items) -> None:
    """Nudges are sent to a broker nobody listens to; only what sweeps hand out runs on the spot."""
    for item in items:
        if "shop" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.filterwarnings("ignore::celery.exceptions.AlwaysEagerIgnored"))


@pytest.fixture
def shop(live_server, settings, at) -> Iterator[Shop]:
    """The site and the sandbox on one real server; the SDK talks to it over HTTP."""
    settings.LMS_BASE_URL = live_server.url
    settings.STRIPE_API_BASE = f"{live_server.url}/sandbox/stripe"
    settings.LMS_PAYMENT_METHODS = ["card", "konbini"]
    at("2027-01-10T10:00:00+09:00")
    # Sweeps hand their work to tasks, which run on the spot here.
    current_app.conf.update(task_always_eager=True, task_eager_propagates=True)
    shop = Shop()
    yield shop
    current_app.conf.update(task_always_eager=False, task_eager_propagates=False)
    shop.close()
    gateway.close()
