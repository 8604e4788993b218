"""Contradictory settings are refused before anyone pays."""

import pytest

from payments import checks, gateway
from payments.sandbox import checks as sandbox_checks


def ids(messages) -> list[str]:
    return [message.id for message in messages]


def test_the_test_settings_are_in_order():
    assert ids([*checks.check_api_version(), *checks.check_mode(), *sandbox_checks.check_sandbox()]) == []


def test_another_api_version_is_refused(monkeypatch):
    monkeypatch.setattr(gateway, "API_VERSION", "2020-01-01.other")
    assert ids(checks.check_api_version()) == ["lms_payments.E001"]


@pytest.mark.parametrize(
    "key,livemode,found",
    [
        ("sk_live_x", True, []),
        ("rk_live_x", True, []),
        ("sk_live_x", False, ["lms_payments.E002"]),
        ("sk_test_x", True, ["lms_payments.E002"]),
        ("sk_test_x", False, []),
        ("", True, []),
    ],
)
def test_a_key_of_the_other_mode_is_refused(settings, key, livemode, found):
    settings.STRIPE_SECRET_KEY, settings.STRIPE_LIVEMODE = key, livemode
    assert ids(checks.check_mode()) == found


def test_missing_secrets_are_named(settings):
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRETS = "", []
    assert ids(checks.check_secrets()) == ["lms_payments.W001", "lms_payments.W001"]


@pytest.mark.parametrize(
    "changes,found",
    [
        ({"STRIPE_SECRET_KEY": "sk_live_x"}, ["lms_sandbox.E001"]),
        ({"STRIPE_LIVEMODE": True}, ["lms_sandbox.E002"]),
        ({"LMS_DEMO": False}, ["lms_sandbox.E003"]),
        ({"LMS_DEMO": False, "DEBUG": True}, []),
        ({"LMS_SANDBOX": False, "STRIPE_SECRET_KEY": "sk_live_x"}, []),
    ],
)
def test_the_sandbox_never_stands_beside_real_money(settings, changes, found):
    for name, value in changes.items():
        setattr(settings, name, value)
    assert ids(sandbox_checks.check_sandbox()) == found
