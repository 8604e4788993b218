"""Periodic and nudged work. Every task may run twice, late, or beside itself.

Sweeps only hand out work, one task per row, so that a row that fails or waits for Stripe does not hold up the others.
"""

from datetime import timedelta

from celery import shared_task

from lms.kernel import clock
from payments import conf
from payments.actions.balance import reconcile_balance as compare_balance
from payments.actions.checkout import look_at_attempt as look
from payments.actions.crediting import discounts_to_state, follow_refund, refunds_to_follow, state_discount
from payments.actions.event import process_event as process
from payments.actions.reconcile import backfill_events as compare_events
from payments.actions.reconcile import reconcile_disputes as compare_disputes
from payments.actions.reconcile import reconcile_refunds as compare_refunds
from payments.actions.reconcile import reconcile_sessions as compare_sessions
from payments.actions.refund import refund_unseated as give_back
from payments.actions.requests import send_request as send
from payments.models import Order, Payment, Refund, StripeRequest, WebhookEvent

BATCH = 100


@shared_task(name="lms_payments.send_request")
def send_request(pk: int) -> None:
    send(StripeRequest.objects.get(pk=pk), now=clock.now())


@shared_task(name="lms_payments.process_event")
def process_event(pk: int) -> None:
    process(WebhookEvent.objects.get(pk=pk), now=clock.now())


@shared_task(name="lms_payments.look_at_attempt")
def look_at_attempt(pk: int) -> None:
    look(Payment.objects.get(pk=pk), now=clock.now())


@shared_task(name="lms_payments.sweep_requests")
def sweep_requests() -> None:
    for pk in StripeRequest.objects.due(clock.now()).values_list("pk", flat=True)[:BATCH]:
        send_request.delay(pk)


@shared_task(name="lms_payments.sweep_webhook_events")
def sweep_webhook_events() -> None:
    for pk in WebhookEvent.objects.due(clock.now()).values_list("pk", flat=True)[:BATCH]:
        process_event.delay(pk)


@shared_task(name="lms_payments.sweep_attempts")
def sweep_attempts() -> None:
    """Attempts past their time are ended by Stripe's answer, free ones whose buyer left too early are settled."""
    for pk in Payment.objects.due_for_a_look(clock.now()).values_list("pk", flat=True)[:BATCH]:
        look_at_attempt.delay(pk)


@shared_task(name="lms_payments.reconcile_sessions")
def reconcile_sessions() -> None:
    compare_sessions(now=clock.now())


@shared_task(name="lms_payments.reconcile_refunds")
def reconcile_refunds() -> None:
    compare_refunds(now=clock.now())


@shared_task(name="lms_payments.backfill_events")
def backfill_events() -> None:
    compare_events(now=clock.now())


@shared_task(name="lms_payments.reconcile_disputes")
def reconcile_disputes() -> None:
    compare_disputes(now=clock.now())


@shared_task(name="lms_payments.reconcile_balance")
def reconcile_balance() -> None:
    compare_balance(now=clock.now())


@shared_task(name="lms_payments.refund_unseated")
def refund_unseated(pk: int) -> None:
    give_back(Payment.objects.get(pk=pk), now=clock.now())


@shared_task(name="lms_payments.sweep_unseated")
def sweep_unseated() -> None:
    """Money nothing could be given for goes back by itself when nobody has found anything in time."""
    limit = clock.now() - timedelta(days=conf.LMS_UNSEATED_REFUND_DAYS)
    for pk in Payment.objects.unseated_since(limit).values_list("pk", flat=True)[:BATCH]:
        refund_unseated.delay(pk)


@shared_task(name="lms_payments.credit_refund")
def credit_refund(pk: int) -> None:
    follow_refund(Refund.objects.get(pk=pk), now=clock.now())


@shared_task(name="lms_payments.state_discount")
def issue_for_discount(pk: int) -> None:
    state_discount(Order.objects.get(pk=pk), now=clock.now())


@shared_task(name="lms_payments.sweep_credits")
def sweep_credits() -> None:
    """Every refund that went through has its document; one that came back has none that is valid."""
    for pk in refunds_to_follow().values_list("pk", flat=True)[:BATCH]:
        credit_refund.delay(pk)
    for pk in discounts_to_state().values_list("pk", flat=True)[:BATCH]:
        issue_for_discount.delay(pk)
