"""What a person may safely do about a finding. Each act closes it in the transaction of what it does."""

from datetime import datetime

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from payments.actions.approval import take_two
from payments.actions.bank_transfer import stop_waiting
from payments.actions.event import replay_event
from payments.actions.refund import request_refund
from payments.actions.settlement import FULFILLABLE, fulfil_again
from payments.models import Approval, Finding, Order, Payment, StripeRequest, WebhookEvent

Kind = Finding.Kind
Resolution = Finding.Resolution
MONEY_TO_DECIDE = {
    Kind.AMOUNT_DIFFERS,
    Kind.PAID_UNSEATED,
    Kind.PAID_TWICE,
    Kind.REFUND_FAILED,
    Kind.FRAUD_WARNING,
    Kind.TRANSFER_OVER,
    Kind.TRANSFER_LATE,
}
GOODS_TO_DECIDE = {Kind.AMOUNT_DIFFERS, Kind.PAID_UNSEATED}


class Act(TextChoices):
    REPLAY = "replay", _("Try again")
    REFUND = "refund", _("Send the money back")
    FULFIL = "fulfil", _("Deliver after all")
    WRITE_OFF = "write_off", _("Close with a reason")


class AlreadyResolved(Obstacle):
    message = _("Somebody has resolved this finding already.")


class ActNotSafe(Obstacle):
    message = _("This cannot be done about this finding, or not any more. Look at its order.")


class StillNothingToGive(Obstacle):
    message = _("There is still nothing left to give for this order.")


class ReasonMissing(Obstacle):
    message = _("Say in a sentence why this can be closed; whoever reads it next year will want to know.")


def acts_for(finding: Finding) -> list[Act]:
    """What can be done about it at this moment, the most helpful first."""
    if finding.resolved_at or finding.kind == Kind.TRANSFER_BACK:
        return []  # money that is to be sent is not closed with words: `record_sent_back` resolves it
    if finding.approvals.open().exists():
        return []  # another person has the word
    return _possible_acts(finding)


def _possible_acts(finding: Finding) -> list[Act]:
    possible = [
        (Act.REPLAY, _can_be_replayed(finding)),
        (Act.FULFIL, finding.kind in GOODS_TO_DECIDE and _waits_for_goods(finding.order)),
        (Act.REFUND, finding.kind in MONEY_TO_DECIDE and _can_be_refunded(finding.payment)),
        (Act.WRITE_OFF, True),
    ]
    return [act for act, is_possible in possible if is_possible]


@transaction.atomic
def replay(finding: Finding, *, by: Actor, now: datetime) -> Finding:
    """Let the event or the request be tried again from the beginning; a sweep takes it up."""
    finding = _take(finding, Act.REPLAY, Resolution.REPLAYED, by=by, now=now)
    if finding.event:
        replay_event(finding.event, now=now)
    if finding.request:
        StripeRequest.objects.filter(pk=finding.request.pk, status=StripeRequest.Status.PARKED).update(
            status=StripeRequest.Status.WAITING, next_at=now, lease_until=None, server_errors=0
        )
    return finding


@transaction.atomic
def refund(finding: Finding, *, by: Actor, now: datetime, approval: Approval | None = None) -> Finding:
    """Send back everything of its payment that is not on its way back already; of a surplus only the surplus.

    Raises:
        SecondPersonNeeded: above the limit; NotAsAsked: where another amount was approved.
        Disputed: the card company decides about the money.
    """
    finding = _take(finding, Act.REFUND, Resolution.REFUNDED, by=by, now=now)
    payment = Payment.objects.get(findings=finding)
    if finding.kind == Kind.TRANSFER_LATE:
        payment = stop_waiting(payment, now=now)
    amount = amount_to_return(finding, payment)
    take_two(Approval.Kind.REFUND, amount, approval)
    surplus = _was_never_owed(finding, payment)
    request_refund(payment, amount_jpy=amount, reason=finding.kind, by=by, now=now, is_surplus=surplus)
    return finding


def amount_to_return(finding: Finding, payment: Payment) -> int:
    """What `refund` sends back, in yen."""
    if finding.kind == Kind.TRANSFER_LATE:
        return sum(payment.bank_transfers.standing().values_list("amount_jpy", flat=True))
    if finding.kind == Kind.TRANSFER_OVER:
        return min(int(finding.detail["amount_jpy"]), payment.refundable_jpy)
    return payment.refundable_jpy


def _was_never_owed(finding: Finding, payment: Payment) -> bool:
    """More than the price, or the price a second time, unless a receipt was given for it."""
    if finding.kind == Kind.TRANSFER_OVER:
        return True
    return finding.kind == Kind.PAID_TWICE and not payment.documents.valid().exists()


def at_stake_jpy(finding: Finding) -> int:
    """Yen that are given up where a finding is closed with words alone; 0 where no money hangs on it."""
    if finding.kind in MONEY_TO_DECIDE and finding.payment:
        return amount_to_return(finding, finding.payment)
    known = finding.detail
    if finding.kind == Kind.BALANCE_DIFFERS:
        return abs(int(known.get("at_stripe_jpy") or 0) - int(known.get("booked_jpy") or 0))
    return int(known.get("amount_jpy") or 0)


@transaction.atomic
def fulfil(finding: Finding, *, by: Actor, now: datetime) -> Finding:
    """Deliver what the money was for, a place having become free or the amount being accepted.

    Raises:
        StillNothingToGive: the finding stays open.
    """
    finding = _take(finding, Act.FULFIL, Resolution.FULFILLED, by=by, now=now)
    order = fulfil_again(Order.objects.get(findings=finding), by=by, now=now)
    if order.status != Order.Status.PAID:
        raise StillNothingToGive
    return finding


@transaction.atomic
def write_off(finding: Finding, *, reason: str, by: Actor, now: datetime, approval: Approval | None = None) -> Finding:
    """Close it without doing anything; the reason stays with it.

    Raises:
        SecondPersonNeeded: above the limit; NotAsAsked: where another amount was approved.
        ReasonMissing: nobody closes money matters without a word.
    """
    if not reason.strip():
        raise ReasonMissing
    take_two(Approval.Kind.WRITE_OFF, at_stake_jpy(Finding.objects.get(pk=finding.pk)), approval)
    return _take(finding, Act.WRITE_OFF, Resolution.WRITTEN_OFF, note=reason.strip(), by=by, now=now)


def _take(finding: Finding, act: Act, resolution: Resolution, *, note: str = "", by: Actor, now: datetime) -> Finding:
    """Close the finding before acting, so that of two people one acts; an error later opens it again."""
    current = Finding.objects.get(pk=finding.pk)
    if current.resolved_at is None and act not in acts_for(current):
        raise ActNotSafe
    open_one = Finding.objects.unresolved().filter(pk=finding.pk)
    if not open_one.update(resolved_at=now, resolved_by=by.user, resolution=resolution, resolution_note=note[:500]):
        raise AlreadyResolved
    current.refresh_from_db()
    audit.record("lms_payments.resolve_finding", current, by=by, resolution=resolution, reason=note)
    return current


def _can_be_replayed(finding: Finding) -> bool:
    event, request = finding.event, finding.request
    return bool(
        (event and event.status == WebhookEvent.Status.FAILED)
        or (request and request.status == StripeRequest.Status.PARKED)
    )


def _waits_for_goods(order: Order | None) -> bool:
    return order is not None and order.status in FULFILLABLE and order.payments.paid().exists()


def _can_be_refunded(payment: Payment | None) -> bool:
    if payment is None or not payment.is_sendable_back:
        return False
    return payment.refundable_jpy > 0 or payment.awaits_transfer
