from collections.abc import Iterator

import pytest
from django.test import Client

from payments import gateway
from tests.cast import create
from tests.factories.cohorts import ConfirmedPassFactory
from tests.world import World, open_world

NOW = "2026-12-10T10:00:00+09:00"


@pytest.fixture
def world(db, at) -> World:
    """The open cohort, with the early discount running, and the pass that the trainee declares."""
    ConfirmedPassFactory(candidate_number="SP-2026-0042", number_key="sp20260042", holder_name="見本 花子")
    return open_world(now=at(NOW))


@pytest.fixture
def browser(client: Client, trainee) -> Client:
    """The trainee's."""
    client.force_login(trainee)
    return client


@pytest.fixture
def paying_world(live_server, settings, at) -> Iterator[World]:
    """The same with the sandbox behind it on a real server."""
    settings.LMS_BASE_URL = live_server.url
    settings.STRIPE_API_BASE = f"{live_server.url}/sandbox/stripe"
    ConfirmedPassFactory(candidate_number="SP-2026-0042", number_key="sp20260042", holder_name="見本 花子")
    yield open_world(now=at(NOW))
    gateway.close()


@pytest.fixture
def paying_browser(paying_world, client: Client) -> Client:
    client.force_login(create("trainee"))
    return client
