"""The door Stripe rings at."""

import json

import pytest
import stripe
from django.db import connection
from django.test import Client
from django.urls import reverse

from payments.models import WebhookEvent

SECRET = "whsec_test"


@pytest.fixture
def door(db):
    return Client(enforce_csrf_checks=True)


def body(event_id: str = "evt_1", *, livemode: bool = False, **subject) -> str:
    content = {"id": "cs_1", "object": "checkout.session"} | subject
    return json.dumps(
        {
            "id": event_id,
            "object": "event",
            "type": "checkout.session.completed",
            "livemode": livemode,
            "created": 1,
            "data": {"object": content},
        },
    )


def ring(door: Client, content: str | bytes, signature: str | None = None, secret: str = SECRET) -> int:
    if signature is None and isinstance(content, str):
        signature = stripe.WebhookSignature.generate_signature_header(content, secret)
    headers = {"Stripe-Signature": signature} if signature else {}
    url = reverse("lms_payments:stripe_webhook")
    return door.post(url, content, content_type="application/json", headers=headers).status_code


def test_the_address():
    assert reverse("lms_payments:stripe_webhook") == "/stripe/webhook/"


def test_a_signed_event_is_kept_as_received(door):
    assert ring(door, body()) == 200
    event = WebhookEvent.objects.get()
    assert (event.event_id, event.object_id, event.status) == ("evt_1", "cs_1", "received")
    assert bytes(event.raw).decode() == body()


def test_the_same_event_again_is_one_row(door):
    assert [ring(door, body()), ring(door, body())] == [200, 200]
    assert WebhookEvent.objects.count() == 1


def test_both_secrets_are_accepted_while_one_is_rolled(door, settings):
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", "whsec_old"]
    assert [ring(door, body(each), secret=f"whsec_{each}") for each in ("new", "old", "other")] == [200, 200, 400]
    assert WebhookEvent.objects.count() == 2


@pytest.mark.parametrize(
    "content,signature",
    [
        (body(), ""),
        (body(), "t=1,v1=00"),
        (body(), "nonsense"),
        (b"\xff\xfe", "t=1,v1=00"),
        (body(), stripe.WebhookSignature.generate_signature_header(body(), SECRET, timestamp=1_600_000_000)),
        (body("evt_2"), stripe.WebhookSignature.generate_signature_header(body(), SECRET)),
    ],
    ids=["unsigned", "forged", "garbage", "not UTF-8", "old", "tampered"],
)
def test_what_stripe_did_not_sign_is_not_kept(door, content, signature):
    assert ring(door, content, signature) == 400
    assert WebhookEvent.objects.count() == 0


@pytest.mark.parametrize("content", ["{", '{"object": "v2.core.event"}', "[]", '{"object": "event"}'])
def test_a_signed_body_that_is_no_event_is_not_kept(door, content):
    assert ring(door, content) == 400
    assert WebhookEvent.objects.count() == 0


def test_a_huge_body_is_refused(door):
    assert ring(door, "x" * 1_000_001) == 413


def test_looking_is_not_ringing(door):
    assert door.get(reverse("lms_payments:stripe_webhook")).status_code == 405


def test_an_event_of_the_other_mode_is_not_kept(door):
    assert ring(door, body(livemode=True)) == 200
    assert WebhookEvent.objects.count() == 0


def test_an_event_about_nothing_with_an_id_is_kept(door):
    assert ring(door, body(id=None)) == 200
    assert WebhookEvent.objects.get().object_id == ""


def test_a_database_that_fails_makes_stripe_try_again(door):
    door.raise_request_exception = False

    def refuse(*_args):
        raise connection.Database.OperationalError

    with connection.execute_wrapper(refuse):
        assert ring(door, body()) == 500
