"""Comparing our books with Stripe's, because deliveries get lost."""

from datetime import datetime, timedelta

from payments import gateway
from payments.actions.event import TYPES, payment_for, receive_event
from payments.actions.finding import report
from payments.actions.refund import apply_refund
from payments.actions.settlement import OVER, apply_session
from payments.gateway import SessionTruth
from payments.models import Finding, Payment, WebhookEvent

# A checkout lives at most 24 hours, a refund settles within days.
SESSIONS_BACK = timedelta(hours=26)
REFUNDS_BACK = timedelta(days=14)


def reconcile_sessions(*, now: datetime) -> int:
    """Apply every session of the last day, and the live attempts older than that; the number of sessions seen."""
    seen: set[str] = set()
    for truth in gateway.list_sessions(created_since=now - SESSIONS_BACK):
        seen.add(truth.session_id)
        _reconcile(truth, now=now)
    for payment in Payment.objects.live().filter(session_id__isnull=False).exclude(session_id__in=seen):
        truth = gateway.retrieve_session(str(payment.session_id))
        seen.add(truth.session_id)
        apply_session(payment, truth, now=now)
    return len(seen)


def reconcile_refunds(*, now: datetime) -> int:
    """Apply every refund of the last days; finds those made in the dashboard."""
    count = 0
    for truth in gateway.list_refunds(created_since=now - REFUNDS_BACK):
        count += 1
        if apply_refund(truth, now=now) is None:
            report(Finding.Kind.REFUND_UNMATCHED, Finding.Severity.WARNING, about=truth.refund_id, amount=truth.amount)
    return count


def backfill_events(*, since: datetime, now: datetime) -> int:
    """Store events that were never delivered; the number of new ones."""
    known = WebhookEvent.objects.count()
    for event in gateway.list_events(types=TYPES, created_since=since):
        receive_event(event, source=WebhookEvent.Source.BACKFILL, now=now)
    return WebhookEvent.objects.count() - known


def _reconcile(truth: SessionTruth, *, now: datetime) -> None:
    payment = payment_for(truth)
    if payment is None:
        # Other systems may share the account: only money is worth a person's time.
        if truth.payment_status == "paid":
            report(Finding.Kind.FOREIGN_SESSION, Finding.Severity.WARNING, about=truth.session_id)
        return
    payment = apply_session(payment, truth, now=now)
    if truth.status == "open" and payment.status in OVER:
        # An attempt we gave up must not stay payable.
        gateway.expire_session(truth.session_id)
