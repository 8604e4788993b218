"""Every address of ours says who may open it, and a stranger is turned away from all the others."""

import pytest
from django.urls import reverse

from lms.kernel.access import access_rule, is_post_only
from tests.strangers import SOMEBODY_ELSES
from tests.tools.urls import Address, every_address, our_addresses

TURNED_AWAY = {403, 404}


@pytest.fixture
def strangers_client(client, stranger):
    client.force_login(stranger)
    return client


def guarded(*names: str) -> list[Address]:
    found = [address for address in our_addresses() if (rule := access_rule(address.view)) and rule.name in names]
    return [address for address in found if not address.is_in_admin]


def knock(client, address: Address, path: str | None = None):
    send = client.post if is_post_only(address.view) else client.get
    return send(path or address.path)


def asks_to_sign_in(response) -> bool:
    return response.status_code == 302 and response["Location"].startswith(reverse("account_login"))


def test_the_walk_finds_the_addresses():
    assert {"/healthz", "/readyz"} <= {address.path for address in our_addresses()}
    assert len(every_address()) > 100


def test_every_view_declares_who_may_open_it():
    undeclared = [
        address.route
        for address in our_addresses()
        if access_rule(address.view) is None and not address.is_in_admin and not _is_api(address)
    ]
    assert undeclared == []


def test_only_signed_requests_skip_the_csrf_check():
    exempt = {
        address.route
        for address in our_addresses()
        if getattr(address.view, "csrf_exempt", False) and not _is_api(address)
        if access_rule(address.view).name != "signed_request"
    }
    assert exempt == set()


def test_without_an_account_only_open_doors_open(client, db):
    opened = [
        (address.route, response.status_code)
        for address in guarded("signed_in", "owner_only", "staff_only")
        if not asks_to_sign_in(response := knock(client, address))
    ]
    assert opened == []


def test_an_unrelated_account_gets_no_staff_page(strangers_client):
    answers = [(address.route, knock(strangers_client, address).status_code) for address in guarded("staff_only")]
    assert [answer for answer in answers if answer[1] not in TURNED_AWAY] == []


def test_an_unrelated_account_gets_nobody_elses_rows(strangers_client):
    found = []
    for address in guarded("owner_only"):
        if address.has_arguments:
            path = reverse(address.name, kwargs=SOMEBODY_ELSES[address.name]())
            found.append((address.route, knock(strangers_client, address, path).status_code))
    assert [answer for answer in found if answer[1] not in TURNED_AWAY] == []


def test_every_row_page_has_somebody_elses_row_to_try():
    with_rows = {address.name for address in guarded("owner_only") if address.has_arguments}
    assert set(SOMEBODY_ELSES) == with_rows


def test_nothing_changes_by_looking(admin_client):
    answers = {
        address.route: admin_client.get(address.path).status_code
        for address in our_addresses()
        if is_post_only(address.view)
    }
    assert {route: status for route, status in answers.items() if status != 405} == {}


def test_our_admin_screens_are_closed_to_strangers(strangers_client):
    ours = [address for address in our_addresses() if address.is_in_admin]
    opened = [
        address.route for address in ours if strangers_client.get(address.path).status_code not in {302, 403, 404}
    ]
    assert opened == []


def _is_api(address: Address) -> bool:
    """django-ninja declares access per operation; tests/api/ holds those to their rule."""
    view = getattr(address.view, "func", address.view)
    return view.__module__.startswith("ninja.")
