"""The bench every test stands on. What each fixture promises is written in tests/bench/."""

import pytest
from hypothesis import HealthCheck, settings

# How fast the machine is decides nothing; all else as Hypothesis chose it, for CI or for a desk.
settings.register_profile("suite", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

pytest_plugins = [
    "tests.bench.clock",
    "tests.bench.database",
    "tests.bench.language",
    "tests.bench.servers",
    "tests.cast",
]

SLOW_FIXTURES = {"shop", "live_server", "process_environment", "postgres_url", "valkey_url", "site", "paying_world"}


def pytest_collection_modifyitems(items):
    """`make test-fast` leaves out what starts servers and processes."""
    for item in items:
        if SLOW_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
