"""Comparing our books with Stripe's, because deliveries get lost."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from payments import conf, gateway
from payments.actions.comparison import comparing, one_of
from payments.actions.dispute import apply_dispute
from payments.actions.event import TYPES, receive_event
from payments.actions.finding import report
from payments.actions.refund import apply_refund
from payments.actions.settlement import OVER, apply_session, payment_of_intent, status_of
from payments.gateway import DefiniteNo
from payments.models import Finding, Payment, Reconciliation, Refund, WebhookEvent
from payments.truths import DisputeTruth, RefundTruth, SessionTruth

Kind = Reconciliation.Kind
Thing = TypeVar("Thing")
# A checkout lives at most 24 hours, a refund settles within days, Stripe keeps events for 30.
SESSIONS_BACK, REFUNDS_BACK, DISPUTES_BACK = timedelta(hours=26), timedelta(days=14), timedelta(days=30)
EVENTS_BACK, EVENTS_KEPT = timedelta(days=3), timedelta(days=29)
# Events come within seconds; one that is an hour old and new to us was not delivered.
WEBHOOKS_ARE_SILENT_AFTER = timedelta(hours=1)
CHUNK = 100


def reconcile_sessions(*, now: datetime) -> Reconciliation:
    """Apply every session since the last run, and the live attempts older than that."""
    with comparing(Kind.SESSIONS, back=SESSIONS_BACK, now=now) as run:
        seen: set[str] = set()
        for truths in _chunks(gateway.list_sessions(created_since=run.since)):
            seen.update(truth.session_id for truth in truths)
            known = Payment.objects.in_bulk([truth.session_id for truth in truths], field_name="session_id")
            for truth in truths:
                payment = known.get(truth.session_id)
                if payment is None or _is_news(payment, truth):
                    one_of(run, truth.session_id, _session(truth, now=now), now=now)
        for payment in Payment.objects.live().filter(session_id__isnull=False):
            if payment.session_id in seen:
                continue
            seen.add(str(payment.session_id))
            one_of(run, str(payment.session_id), _older_session(payment, now=now), now=now)
        run.seen = len(seen)
    return run


def reconcile_refunds(*, now: datetime) -> Reconciliation:
    """Apply every refund of the last days, and older ones whose end is not known; finds those of the dashboard."""
    with comparing(Kind.REFUNDS, back=REFUNDS_BACK, now=now) as run:
        seen: set[str] = set()
        for truth in gateway.list_refunds(created_since=run.since):
            seen.add(truth.refund_id)
            one_of(run, truth.refund_id, _refund(truth, now=now), now=now)
        for refund in Refund.objects.unsettled():
            if refund.stripe_refund_id in seen:
                continue
            seen.add(str(refund.stripe_refund_id))
            one_of(run, str(refund.stripe_refund_id), _older_refund(refund, now=now), now=now)
        run.seen = len(seen)
    return run


def reconcile_disputes(*, now: datetime) -> Reconciliation:
    """Apply every dispute raised in the last weeks."""
    with comparing(Kind.DISPUTES, back=DISPUTES_BACK, now=now) as run:
        for truth in gateway.list_disputes(created_since=run.since):
            run.seen += 1
            one_of(run, truth.dispute_id, _dispute(truth, now=now), now=now)
    return run


def backfill_events(*, now: datetime) -> Reconciliation:
    """Store events that were never delivered, and say so when deliveries seem to have stopped."""
    with comparing(Kind.EVENTS, back=EVENTS_BACK, now=now) as run:
        since = max(run.since, now - EVENTS_KEPT)
        silent: list[str] = []
        for event in gateway.list_events(types=TYPES, created_since=since):
            run.seen += 1
            if event.livemode != conf.STRIPE_LIVEMODE:
                continue
            _row, is_new = receive_event(event, source=WebhookEvent.Source.BACKFILL, now=now)
            if is_new and event.created_at <= now - WEBHOOKS_ARE_SILENT_AFTER:
                silent.append(event.event_id)
        if silent:
            report(
                Finding.Kind.WEBHOOKS_SILENT,
                Finding.Severity.WARNING,
                about=f"{now:%Y-%m-%d}",
                stripe_object=silent[-1],
                now=now,
                events=len(silent),
            )
    return run


def _chunks(things: Iterator[Thing]) -> Iterator[list[Thing]]:
    while chunk := list(islice(things, CHUNK)):
        yield chunk


def _is_news(payment: Payment, truth: SessionTruth) -> bool:
    """Most sessions of a day are known to be what they are: those cost no transaction."""
    is_higher = Payment.RANK[status_of(truth)] > Payment.RANK[Payment.Status(payment.status)]
    is_strange = truth.livemode != conf.STRIPE_LIVEMODE or truth.attempt != str(payment.public_id)
    return is_higher or is_strange or _must_be_closed(payment, truth)


def _must_be_closed(payment: Payment, truth: SessionTruth) -> bool:
    """An attempt we gave up must not stay payable."""
    return truth.status == "open" and payment.status in OVER


def _session(truth: SessionTruth, *, now: datetime) -> Callable[[], object]:
    def compare() -> None:
        payment = Payment.objects.of_session(truth.session_id, truth.attempt)
        if payment is None:
            _report_foreign(truth, now=now)
            return
        payment = apply_session(payment, truth, now=now)
        if _must_be_closed(payment, truth):
            with suppress(DefiniteNo):
                gateway.expire_session(truth.session_id)

    return compare


def _report_foreign(truth: SessionTruth, *, now: datetime) -> None:
    # Other systems may share the account: only money is worth a person's time.
    if truth.payment_status == "paid":
        report(
            Finding.Kind.FOREIGN_SESSION,
            Finding.Severity.WARNING,
            about=truth.session_id,
            stripe_object=truth.session_id,
            now=now,
            amount=truth.amount_total,
            currency=truth.currency,
        )


def _older_session(payment: Payment, *, now: datetime) -> Callable[[], object]:
    return lambda: apply_session(payment, gateway.retrieve_session(str(payment.session_id)), now=now)


def _refund(truth: RefundTruth, *, now: datetime) -> Callable[[], object]:
    def compare() -> None:
        payment = payment_of_intent(truth.intent_id, now=now) if truth.intent_id else None
        if payment is None or apply_refund(payment, truth, now=now) is None:
            report(
                Finding.Kind.REFUND_UNMATCHED,
                Finding.Severity.WARNING,
                about=truth.refund_id,
                stripe_object=truth.refund_id,
                now=now,
                amount=truth.amount,
            )

    return compare


def _older_refund(refund: Refund, *, now: datetime) -> Callable[[], object]:
    return lambda: apply_refund(refund.payment, gateway.retrieve_refund(str(refund.stripe_refund_id)), now=now)


def _dispute(truth: DisputeTruth, *, now: datetime) -> Callable[[], object]:
    def compare() -> None:
        if payment := payment_of_intent(truth.intent_id, now=now) if truth.intent_id else None:
            apply_dispute(payment, truth, now=now)

    return compare
