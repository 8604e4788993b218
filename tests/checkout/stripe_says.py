"""Stripe's answers about a session, as the gateway hands them on."""

from datetime import UTC, datetime, timedelta

from payments.actions.settlement import apply_session
from payments.models import Payment
from payments.truths import SessionTruth

NOW = datetime(2026, 12, 10, 1, 0, tzinfo=UTC)  # 10:00 in Japan, the early discount is running
LATER = NOW + timedelta(minutes=90)


def pay(payment: Payment, *, now: datetime = NOW, amount_jpy: int | None = None) -> None:
    _tell(payment, status="complete", is_paid=True, amount_jpy=amount_jpy or payment.amount_jpy, now=now)


def expire(payment: Payment, *, now: datetime = LATER) -> None:
    _tell(payment, status="expired", is_paid=False, amount_jpy=payment.amount_jpy, now=now)


def _tell(payment: Payment, *, status: str, is_paid: bool, amount_jpy: int, now: datetime) -> None:
    truth = SessionTruth(
        session_id=f"cs_{payment.pk}",
        status=status,
        payment_status="paid" if is_paid else "unpaid",
        amount_total=amount_jpy,
        amount_discount=0,
        currency="jpy",
        livemode=False,
        attempt=str(payment.public_id),
        intent_id=f"pi_{payment.pk}" if is_paid else "",
        method="card" if is_paid else "",
    )
    apply_session(payment, truth, now=now)
