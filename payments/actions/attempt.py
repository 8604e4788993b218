"""Beginning an attempt to pay: everything Stripe will be told is frozen here."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from lms.kernel.actor import Actor
from lms.kernel.calendar import JST, end_of
from lms.kernel.nudge import nudge
from payments import conf
from payments.actions.state import note_beginnings
from payments.models import Order, OrderLine, Payment, StripeRequest

OPEN_FOR = timedelta(minutes=60)
# The buyer's own request opens the session at once; the worker steps in if that has not happened by then.
WORKER_WAITS = timedelta(seconds=10)
BEGUN = "attempt begun"
KONBINI_MIN_JPY, KONBINI_MAX_JPY = 120, 300_000


def begin_attempt(order: Order, *, by: Actor, now: datetime) -> Payment:
    """A new attempt at the order's total, with its request to Stripe; inside the caller's transaction.

    An order with a due date waits for a transfer: Stripe is not asked, and no clock ends the attempt.
    """
    payment = write_attempt(order, order.lines.standing(), now=now)
    note_beginnings({payment: BEGUN}, by=by, now=now)
    return payment


def write_attempt(order: Order, lines: Iterable[OrderLine], *, now: datetime) -> Payment:
    """`begin_attempt` without its entry in the timeline, for whoever writes that together with others."""
    channel = _channel(order)
    waits = channel == Payment.Channel.BANK_TRANSFER
    payment = Payment.objects.create(
        order=order,
        channel=channel,
        status=Payment.Status.PENDING if waits else Payment.Status.NEW,
        amount_jpy=order.total_jpy,
        expires_at=end_of(order.due_on) if waits and order.due_on else now + OPEN_FOR,
        check_after=now,
        created_at=now,
    )
    if payment.channel == Payment.Channel.CHECKOUT:
        payment.unsent = StripeRequest.objects.create(
            kind=StripeRequest.Kind.OPEN_CHECKOUT,
            key=f"cs:{payment.public_id}",
            params=session_params(order, lines, payment, now=now),
            payment=payment,
            next_at=now + WORKER_WAITS,
            created_at=now,
        )
        nudge("lms_payments.send_request", payment.unsent.pk, seconds=int(WORKER_WAITS.total_seconds()) + 1)
    return payment


def _channel(order: Order) -> Payment.Channel:
    if not order.total_jpy:
        return Payment.Channel.FREE
    return Payment.Channel.BANK_TRANSFER if order.due_on else Payment.Channel.CHECKOUT


def session_params(order: Order, lines: Iterable[OrderLine], payment: Payment, *, now: datetime) -> dict[str, Any]:
    """The body of POST /v1/checkout/sessions.

    No coupons, promotion codes or adjustable quantities: what is paid must be exactly what was ordered.
    Stripe's own invoices stay off, so that each sale has exactly one document: ours.
    """
    reference = {"order": str(order.public_id), "attempt": str(payment.public_id)}
    methods = allowed_methods(order.total_jpy, until=order.methods_until, now=now)
    params: dict[str, Any] = {
        "mode": "payment",
        "ui_mode": "hosted_page",
        "locale": order.locale,
        "submit_type": "pay",
        "client_reference_id": str(order.public_id),
        "metadata": reference,
        "payment_intent_data": {"metadata": reference, "description": order.number},
        "line_items": [
            {
                "quantity": line.quantity,
                "price_data": {
                    "currency": "jpy",
                    "unit_amount": line.unit_jpy,
                    "tax_behavior": "inclusive",
                    "product_data": {"name": line.title},
                },
            }
            for line in lines
        ],
        "customer_email": order.buyer_email,
        "customer_creation": "if_required",
        "allowed_payment_method_types": methods,
        "expires_at": int(payment.expires_at.timestamp()),
        "success_url": conf.LMS_BASE_URL + order.return_path,
        "cancel_url": conf.LMS_BASE_URL + order.cancel_path,
        "adaptive_pricing": {"enabled": False},
        "invoice_creation": {"enabled": False},
    }
    if "konbini" in methods:
        params["payment_method_options"] = {"konbini": {"expires_after_days": conf.LMS_KONBINI_DAYS}}
    return params


def allowed_methods(total_jpy: int, *, until: datetime | None, now: datetime) -> list[str]:
    """What so many yen may be paid with: a voucher has its limits and must end before the seller's own."""
    fits = KONBINI_MIN_JPY <= total_jpy <= KONBINI_MAX_JPY and (until is None or voucher_end(now) < until)
    methods = [method for method in conf.LMS_PAYMENT_METHODS if method != "konbini" or fits]
    return methods or ["card"]


def voucher_end(now: datetime) -> datetime:
    """The last second of a voucher of a convenience store that is taken now."""
    last_day = now.astimezone(JST).date() + timedelta(days=conf.LMS_KONBINI_DAYS)
    return datetime.combine(last_day, time(23, 59, 59), tzinfo=JST)
