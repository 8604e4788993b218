"""Deliveries from Stripe: stored first, understood later from the object they name."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from lms.kernel.nudge import nudge
from payments import gateway
from payments.actions.dispute import apply_dispute, apply_fraud_warning
from payments.actions.finding import report
from payments.actions.refund import apply_refund
from payments.actions.settlement import apply_session, payment_of_intent
from payments.gateway import DefiniteNo, GatewayError, Misconfigured
from payments.models import Finding, Payment, WebhookEvent
from payments.truths import EventTruth

Status = WebhookEvent.Status
Effect = Callable[[], object]
LEASE = timedelta(seconds=120)
PAUSE = timedelta(seconds=10)
TRIES = 5
# What the endpoint subscribes to, and what reconciliation looks for among the events of the last days.
TYPES = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "radar.early_fraud_warning.created",
)


class NotYetOurs(Exception):
    """The event names an object that carries our name, but no row of ours (yet)."""


class Foreign(Exception):
    """The event is about something else that shares the account."""


def receive_event(
    event: EventTruth, *, source: WebhookEvent.Source = WebhookEvent.Source.WEBHOOK, now: datetime
) -> tuple[WebhookEvent, bool]:
    """Keep a delivery; the same event again finds its row, and the second answer is False."""
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
    return row, is_new


def process_event(event: WebhookEvent, *, now: datetime) -> bool:
    """Fetch the object an event names and apply it; the event is DONE in the transaction of its effects.

    False if another process has it, or if it has to be tried again.
    """
    mine = WebhookEvent.objects.free(now).filter(pk=event.pk)
    if not mine.update(lease_until=now + LEASE, attempts=F("attempts") + 1):
        return False
    event.refresh_from_db()
    prepare = _handler(event.type)
    if prepare is None:
        _close(event, Status.IGNORED)
        return True
    try:
        effect = prepare(event.object_id, now)
        with transaction.atomic():
            effect()
            _close(event, Status.DONE)
    except Foreign:
        _close(event, Status.IGNORED)
    except (DefiniteNo, NotYetOurs) as error:
        return _not_found(event, error, now=now)
    except GatewayError as error:
        if isinstance(error, Misconfigured):
            report(Finding.Kind.MISCONFIGURED, Finding.Severity.CRITICAL, about=f"{now:%Y-%m-%d}", now=now)
        _later(event, error, now=now)
        return False
    except Exception as error:
        # A defect in one handler must not stop the others, and the event must not be lost.
        _later(event, error, now=now)
        if event.attempts >= TRIES:
            _give_up(event, error, now=now)
        raise
    return True


def replay_event(event: WebhookEvent, *, now: datetime) -> None:
    """Try an event again that was given up."""
    WebhookEvent.objects.filter(pk=event.pk, status=Status.FAILED).update(
        status=Status.RECEIVED, attempts=0, next_at=now, lease_until=None
    )


def _handler(event_type: str) -> Callable[[str, datetime], Effect] | None:
    if event_type.startswith("checkout.session."):
        return _session_effect
    if event_type.startswith("refund."):
        return _refund_effect
    if event_type.startswith("charge.dispute."):
        return _dispute_effect
    return _fraud_effect if event_type == "radar.early_fraud_warning.created" else None


def _session_effect(session_id: str, now: datetime) -> Effect:
    truth = gateway.retrieve_session(session_id)
    payment = Payment.objects.of_session(truth.session_id, truth.attempt)
    if payment is None and truth.attempt:
        raise NotYetOurs(session_id)
    if payment is None:
        # Other systems may share the account: only money is worth a person's time.
        if truth.payment_status == "paid":
            report(
                Finding.Kind.FOREIGN_SESSION,
                Finding.Severity.WARNING,
                about=session_id,
                stripe_object=session_id,
                now=now,
            )
        raise Foreign
    return lambda: apply_session(payment, truth, now=now)


def _refund_effect(refund_id: str, now: datetime) -> Effect:
    truth = gateway.retrieve_refund(refund_id)
    payment = _payment(truth.intent_id, is_ours=bool(truth.refund), now=now)

    def effect() -> None:
        if apply_refund(payment, truth, now=now) is None:
            raise NotYetOurs(refund_id)

    return effect


def _dispute_effect(dispute_id: str, now: datetime) -> Effect:
    truth = gateway.retrieve_dispute(dispute_id)
    payment = _payment(truth.intent_id, is_ours=False, now=now)
    return lambda: apply_dispute(payment, truth, now=now)


def _fraud_effect(warning_id: str, now: datetime) -> Effect:
    warning = gateway.retrieve_fraud_warning(warning_id)
    payment = _payment(warning.intent_id, is_ours=False, now=now)
    return lambda: apply_fraud_warning(payment, warning, now=now)


def _payment(intent_id: str, *, is_ours: bool, now: datetime) -> Payment:
    """The payment an object belongs to, its own news applied first."""
    payment = payment_of_intent(intent_id, now=now) if intent_id else None
    if payment is None:
        raise NotYetOurs(intent_id) if is_ours else Foreign
    return payment


def _not_found(event: WebhookEvent, error: Exception, *, now: datetime) -> bool:
    """It may name something not committed yet; after some tries it is put before a person."""
    if event.attempts < TRIES:
        _later(event, error, now=now)
        return False
    _give_up(event, error, now=now)
    return True


def _give_up(event: WebhookEvent, error: Exception, *, now: datetime) -> None:
    _close(event, Status.FAILED, str(error))
    report(
        Finding.Kind.FOREIGN_SESSION if isinstance(error, NotYetOurs) else Finding.Kind.EVENT_FAILED,
        Finding.Severity.CRITICAL,
        about=event.event_id,
        event=event,
        stripe_object=event.object_id,
        now=now,
        type=event.type,
        error=str(error),
    )


def _later(event: WebhookEvent, error: Exception, *, now: datetime) -> None:
    pause = PAUSE * 2 ** min(event.attempts - 1, 8)
    WebhookEvent.objects.filter(pk=event.pk).update(next_at=now + pause, lease_until=None, error=str(error))


def _close(event: WebhookEvent, status: Status, error: str = "") -> None:
    WebhookEvent.objects.filter(pk=event.pk).update(status=status, lease_until=None, error=error)
