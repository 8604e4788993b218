"""Telling the site what happened: signed, over HTTP, again and again until it says thank you."""

import json
import urllib.error
import urllib.request
from datetime import datetime, timedelta
from typing import Any

import stripe
from django.conf import settings
from django.db.models import F

from lms.kernel import clock as site_clock
from lms.kernel.nudge import nudge
from payments.gateway import API_VERSION
from payments.sandbox import store
from payments.sandbox.models import Delivery, Fault, StoredObject

WEBHOOK_PATH = "/stripe/webhook/"
LEASE = timedelta(seconds=60)
PAUSE = timedelta(seconds=5)
TRIES = 12
TIMEOUT_SECONDS = 10
Kind = Fault.Kind
LATE = timedelta(minutes=10)
# What a payload says that was written down long before it is delivered.
AT_FIRST = {"status": "open", "payment_status": "unpaid"}


def emit(event_type: str, subject: StoredObject) -> StoredObject:
    """Write down that something happened to an object, with the object as it is at this moment."""
    event = store.new_object(
        "event",
        api_version=API_VERSION,
        type=event_type,
        data={"object": store.public(subject.data)},
        pending_webhooks=1,
        request={"id": None, "idempotency_key": None},
    )
    delivery = Delivery.objects.create(event=event, next_at=site_clock.now())
    nudge("lms_sandbox.deliver", delivery.pk)
    return event


def deliver(delivery: Delivery, *, now: datetime) -> bool:
    """Deliver one event unless it is delivered or another process is at it; True when the site has taken it."""
    mine = Delivery.objects.due(now).filter(pk=delivery.pk)
    if not mine.update(lease_until=now + LEASE, attempts=F("attempts") + 1):
        return False
    delivery.refresh_from_db()
    fault = take_fault([kind for kind in Kind if kind.startswith("delivery")], str(delivery.event.data["type"]))
    if fault == Kind.DELIVERY_LATE:
        Delivery.objects.filter(pk=delivery.pk).update(lease_until=None, next_at=now + LATE)
        return False
    answer = _post_with_faults(delivery.event.data, fault)
    is_taken = answer.startswith("2")
    Delivery.objects.filter(pk=delivery.pk).update(
        lease_until=None,
        answer=answer[:200],
        delivered_at=now if is_taken else None,
        given_up=not is_taken and delivery.attempts >= TRIES,
        next_at=now + PAUSE * 2 ** min(delivery.attempts - 1, 8),
    )
    return is_taken


def take_fault(kinds: list[Fault.Kind], operation: str) -> Fault.Kind | None:
    """The next misfortune planned for this operation, used up once."""
    fault = Fault.objects.filter(kind__in=kinds, operation__in=["", operation], remaining__gt=0).first()
    if fault is None:
        return None
    Fault.objects.filter(pk=fault.pk).update(remaining=F("remaining") - 1)
    return Fault.Kind(fault.kind)


def _post_with_faults(event: dict[str, Any], fault: Fault.Kind | None) -> str:
    match fault:
        case Kind.DELIVERY_DROPPED:
            return "200 (lost on the way)"
        case Kind.DELIVERY_DOUBLED:
            _post(event)
            return _post(event)
        case Kind.DELIVERY_FORGED:
            return _post(event, secret="whsec_of_somebody_else")  # noqa: S106 - wrong on purpose
        case Kind.DELIVERY_STALE:
            return _post(event | {"data": {"object": event["data"]["object"] | AT_FIRST}})
        case _:
            return _post(event)


def _post(event: dict[str, Any], *, secret: str = "") -> str:
    body = json.dumps(event, ensure_ascii=False)
    secret = secret or settings.STRIPE_WEBHOOK_SECRETS[0]
    signature = stripe.WebhookSignature.generate_signature_header(body, secret)
    request = urllib.request.Request(  # noqa: S310 - the site's own address, from its settings
        settings.LMS_BASE_URL + WEBHOOK_PATH,
        data=body.encode(),
        headers={"Stripe-Signature": signature, "Content-Type": "application/json; charset=utf-8"},
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310 - as above
            return f"{response.status} {response.reason}"
    except urllib.error.HTTPError as error:
        with error:
            return f"{error.code} {error.reason}"
    except OSError as error:
        return f"no answer: {error}"
