"""Deliveries from Stripe: stored first, understood later from the object they name."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from lms.kernel.nudge import nudge
from payments import gateway
from payments.actions.finding import report
from payments.actions.refund import apply_refund
from payments.actions.settlement import apply_session
from payments.gateway import DefiniteNo, EventTruth, GatewayError, Misconfigured, SessionTruth
from payments.models import Finding, Payment, WebhookEvent

Status = WebhookEvent.Status
LEASE = timedelta(seconds=120)
PAUSE = timedelta(seconds=10)
TRIES = 5
# What reconciliation looks for among the events of the last days.
TYPES = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "refund.created",
    "refund.updated",
    "refund.failed",
)


class NotOurs(Exception):
    """The event names an object that no row of ours belongs to (or not yet)."""


def receive_event(
    event: EventTruth, *, source: WebhookEvent.Source = WebhookEvent.Source.WEBHOOK, now: datetime
) -> WebhookEvent:
    """Keep a delivery; the same event again finds its row."""
    with transaction.atomic():
        row, is_new = WebhookEvent.objects.get_or_create(
            event_id=event.event_id,
            defaults={
                "type": event.type,
                "object_id": event.object_id,
                "raw": event.raw,
                "source": source,
                "next_at": now,
                "received_at": now,
            },
        )
        if is_new:
            nudge("lms_payments.process_event", row.pk)
    return row


def process_event(event: WebhookEvent, *, now: datetime) -> bool:
    """Fetch the object an event names and apply it; the event is DONE in the transaction of its effects.

    False if another process has it, or if it has to be tried again.
    """
    if (
        not WebhookEvent.objects.free(now)
        .filter(pk=event.pk)
        .update(lease_until=now + LEASE, attempts=F("attempts") + 1)
    ):
        return False
    event.refresh_from_db()
    handle = _handler(event.type)
    if handle is None:
        _close(event, Status.IGNORED)
        return True
    try:
        effect = handle(event.object_id, now)
        with transaction.atomic():
            effect()
            _close(event, Status.DONE)
    except Misconfigured as error:
        _later(event, error, now=now)
        return False
    except (DefiniteNo, NotOurs) as error:
        return _not_found(event, error, now=now)
    except GatewayError as error:
        _later(event, error, now=now)
        return False
    except Exception as error:
        # A defect in one handler must not stop the others, and the event must not be lost.
        _later(event, error, now=now)
        if event.attempts >= TRIES:
            _give_up(event, error)
        raise
    return True


def replay_event(event: WebhookEvent, *, now: datetime) -> None:
    """Try an event again that was given up."""
    WebhookEvent.objects.filter(pk=event.pk, status=Status.FAILED).update(
        status=Status.RECEIVED, attempts=0, next_at=now, lease_until=None
    )


def payment_for(truth: SessionTruth) -> Payment | None:
    """The attempt a session was opened for: by our own id in its metadata, else by the session's id."""
    by_session = Payment.objects.filter(session_id=truth.session_id).first()
    if by_session or not truth.attempt:
        return by_session
    # A foreign session may carry anything under this name; what is not a UUID is not ours.
    return next((each for each in Payment.objects.filter(public_id__in=_uuids(truth.attempt))), None)


def _uuids(text: str) -> list[str]:
    return [text] if len(text) == 36 and set(text) <= set("0123456789abcdef-") else []


def _handler(event_type: str) -> "Callable[[str, datetime], Callable[[], object]] | None":
    if event_type.startswith("checkout.session."):
        return _session_effect
    if event_type.startswith("refund."):
        return _refund_effect
    return None


def _session_effect(session_id: str, now: datetime) -> Callable[[], object]:
    truth = gateway.retrieve_session(session_id)
    payment = payment_for(truth)
    if payment is None:
        raise NotOurs(session_id)
    return lambda: apply_session(payment, truth, now=now)


def _refund_effect(refund_id: str, now: datetime) -> Callable[[], object]:
    truth = gateway.retrieve_refund(refund_id)

    def effect() -> None:
        if apply_refund(truth, now=now) is None:
            raise NotOurs(refund_id)

    return effect


def _not_found(event: WebhookEvent, error: Exception, *, now: datetime) -> bool:
    """It may name something not committed yet; after some tries it is put before a person."""
    if event.attempts < TRIES:
        _later(event, error, now=now)
        return False
    _give_up(event, error)
    return True


def _give_up(event: WebhookEvent, error: Exception) -> None:
    _close(event, Status.FAILED, str(error))
    report(
        Finding.Kind.FOREIGN_SESSION if isinstance(error, NotOurs) else Finding.Kind.EVENT_FAILED,
        Finding.Severity.CRITICAL,
        about=event.event_id,
        type=event.type,
        object=event.object_id,
        error=str(error),
    )


def _later(event: WebhookEvent, error: Exception, *, now: datetime) -> None:
    pause = PAUSE * 2 ** min(event.attempts - 1, 8)
    WebhookEvent.objects.filter(pk=event.pk).update(next_at=now + pause, lease_until=None, error=str(error))


def _close(event: WebhookEvent, status: Status, error: str = "") -> None:
    WebhookEvent.objects.filter(pk=event.pk).update(status=status, lease_until=None, error=error)
