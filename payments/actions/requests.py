"""Sending what waits for Stripe. The call itself is made outside any transaction."""

from datetime import datetime, timedelta

from django.db import transaction

from lms.kernel.actor import Actor
from payments import gateway
from payments.actions.attempt import begin_attempt
from payments.actions.finding import report
from payments.actions.refund import apply_refund, refuse_refund
from payments.actions.settlement import abandon, apply_inside
from payments.actions.state import change_state, lock_payment
from payments.gateway import Ambiguous, DefiniteNo, GatewayError, KeyReused, Misconfigured, NotExecuted
from payments.models import Finding, Order, Payment, StripeRequest

Kind = StripeRequest.Kind
Status = StripeRequest.Status
LEASE = timedelta(seconds=120)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)
PAUSE_FOR_CREDENTIALS = timedelta(minutes=10)
# Stripe keeps keys for at least 24 hours; after that the same key could do the same thing twice.
KEY_IS_SAFE_FOR = timedelta(hours=20)
# Stripe replays a stored 500 as often as it is asked: from here on the object itself is looked for.
SERVER_ERRORS_BELIEVED = 3


def send_request(request: StripeRequest, *, now: datetime) -> bool:
    """Send one waiting request, unless another process is doing so; True if it was sent and has an answer.

    `request.payment` then is as the answer left it.
    """
    if not _lease(request, now=now):
        return False
    if now - request.created_at > KEY_IS_SAFE_FOR:
        return _too_old(request, now=now)
    try:
        _execute(request, now=now)
    except DefiniteNo as error:
        _refused(request, error, now=now)
    except KeyReused as error:
        _park(request, str(error), now=now)
    except Misconfigured as error:
        report(
            Finding.Kind.MISCONFIGURED, Finding.Severity.CRITICAL, about=f"{now:%Y-%m-%d}", now=now, error=str(error)
        )
        _again(request, error, now + PAUSE_FOR_CREDENTIALS)
        return False
    except (Ambiguous, NotExecuted) as error:
        return _unclear(request, error, now=now)
    return True


def _too_old(request: StripeRequest, *, now: datetime) -> bool:
    """Sending it again could do it twice: what it may have made is looked for instead."""
    return _look_for_it(request, now=now)


def _lease(request: StripeRequest, *, now: datetime) -> bool:
    """Only as it was read: a request that was tried meanwhile says something else by now."""
    as_read = StripeRequest.objects.free(now).filter(pk=request.pk, attempts=request.attempts)
    if not as_read.update(lease_until=now + LEASE, attempts=request.attempts + 1):
        return False
    request.attempts += 1
    return True


def _execute(request: StripeRequest, *, now: datetime) -> None:
    """Call, then keep the answer and its effects in one transaction: a crash in between replays the same call."""
    if request.kind == Kind.OPEN_CHECKOUT:
        session = gateway.create_session(request.params, key=request.key)
        with transaction.atomic():
            request.payment = apply_inside(request.payment, session, now=now)
            _close(request, Status.DONE)
    else:
        refund = gateway.create_refund(request.params, key=request.key)
        with transaction.atomic():
            apply_refund(request.payment, refund, now=now)
            _close(request, Status.DONE)


def _refused(request: StripeRequest, error: DefiniteNo, *, now: datetime) -> None:
    with transaction.atomic():
        _close(request, Status.REFUSED, error)
        if request.refund:
            refuse_refund(request.refund, why=str(error), now=now)
            return
        payment = abandon(request.payment, cause="refused by Stripe", now=now)
        # Woken too late to open a session at all: the order has expired, and nobody needs to act.
        if error.param != "expires_at":
            report(
                Finding.Kind.REQUEST_REFUSED,
                Finding.Severity.CRITICAL,
                about=request.key,
                payment=payment,
                request=request,
                now=now,
                error=str(error),
            )


def _unclear(request: StripeRequest, error: GatewayError, *, now: datetime) -> bool:
    is_server_error = isinstance(error, Ambiguous) and (error.http_status or 0) >= 500
    seen = request.server_errors + is_server_error
    StripeRequest.objects.filter(pk=request.pk).update(server_errors=seen)
    if seen >= SERVER_ERRORS_BELIEVED:
        return _look_for_it(request, now=now)
    pause = min(FIRST_PAUSE * 2 ** min(request.attempts - 1, 12), LONGEST_PAUSE)
    _again(request, error, now + pause)
    return False


def _look_for_it(request: StripeRequest, *, now: datetime) -> bool:
    if request.kind == Kind.OPEN_CHECKOUT:
        return _look_for_session(request, now=now)
    return _look_for_refund(request, now=now)


def _look_for_session(request: StripeRequest, *, now: datetime) -> bool:
    """The key answers 500 for ever: adopt the session it made, or begin anew under another key."""
    attempt = str(request.payment.public_id)
    try:
        since = request.created_at - timedelta(minutes=5)
        found = next((each for each in gateway.list_sessions(created_since=since) if each.attempt == attempt), None)
    except GatewayError as error:
        _again(request, error, now + FIRST_PAUSE * 12)
        return False
    with transaction.atomic():
        if found:
            request.payment = apply_inside(request.payment, found, now=now)
            _close(request, Status.DONE)
        else:
            _close(request, Status.REFUSED)
            _replace(request.payment, now=now)
    return True


def _look_for_refund(request: StripeRequest, *, now: datetime) -> bool:
    """Adopt the refund the key made, or, where there is none, ask again under another key."""
    name = request.params["metadata"]["refund"]
    try:
        refunds = gateway.list_refunds_of(request.params["payment_intent"])
        found = next((each for each in refunds if each.refund == name), None)
    except GatewayError as error:
        _again(request, error, now + FIRST_PAUSE * 12)
        return False
    if found is None:
        StripeRequest.objects.filter(pk=request.pk).update(
            key=f"re:{name}:{request.attempts}", created_at=now, next_at=now, lease_until=None, server_errors=0
        )
        return False
    with transaction.atomic():
        apply_refund(request.payment, found, now=now)
        _close(request, Status.DONE)
    return True


def _replace(payment: Payment, *, now: datetime) -> None:
    """Abandon an attempt and, while the buyer may still be there, begin another in its place."""
    payment = lock_payment(payment)
    order = payment.order
    if payment.status != Payment.Status.NEW:
        return
    is_over = payment.expires_at <= now or order.cancel_requested_at
    if order.status != Order.Status.AWAITING_PAYMENT or is_over:
        abandon(payment, cause="key unusable", now=now)
        return
    by = Actor.process("payments")
    change_state(payment, Payment.Status.ABANDONED, cause="key unusable", by=by, now=now)
    begin_attempt(order, by=by, now=now)


def _close(request: StripeRequest, status: Status, error: GatewayError | None = None) -> None:
    StripeRequest.objects.filter(pk=request.pk).update(
        status=status,
        lease_until=None,
        error=str(error or ""),
        error_code=error.code if error else "",
    )


def _again(request: StripeRequest, error: GatewayError, at: datetime) -> None:
    StripeRequest.objects.filter(pk=request.pk).update(
        next_at=at, lease_until=None, error=str(error), error_code=error.code
    )


def _park(request: StripeRequest, why: str, *, now: datetime) -> None:
    with transaction.atomic():
        StripeRequest.objects.filter(pk=request.pk).update(status=Status.PARKED, lease_until=None, error=why)
        report(
            Finding.Kind.REQUEST_PARKED,
            Finding.Severity.CRITICAL,
            about=f"{request.key}:{now:%Y-%m-%d}",
            payment=request.payment,
            request=request,
            now=now,
            error=why,
        )
