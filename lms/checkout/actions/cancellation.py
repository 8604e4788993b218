"""Ending an enrollment early, with its money: one act, whoever asks for it.

The order is locked before the seat pool, as payments do when money arrives or a session ends.
"""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts.actions.enrollment import cancel_enrollment
from cohorts.actions.open_seat import cancel_open_seat
from cohorts.emails import seat_given_up
from cohorts.models import Enrollment, OpenSeat
from cohorts.seats import Seat
from lms.checkout import emails
from lms.checkout.cancellation import (
    CancellationQuote,
    Part,
    bears_bank_charge,
    order_of,
    orders_of,
    payment_of,
    quote_of,
    seats_paid,
    shares_order,
)
from lms.checkout.models import Cancellation
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.calendar import jst_date
from lms.kernel.obstacles import Obstacle
from payments.actions.approval import NotAsAsked, answer_yes, take_two
from payments.actions.checkout import cancel_unpaid_order
from payments.actions.document import issue_settlement
from payments.actions.refund import request_refund
from payments.actions.state import change_state, lock_order
from payments.actions.withdrawal import withdraw_line
from payments.models import Approval, Order, Refund
from payments.money import Yen, yen

Cause = Cancellation.Cause
Status = Enrollment.Status
CANCELABLE = frozenset(
    {
        Status.DRAFT,
        Status.UNDER_REVIEW,
        Status.WAITLISTED,
        Status.OFFERED,
        Status.HELD,
        Status.CONFIRMED,
    }
)


class FeeChanged(Obstacle):
    """Another tier has begun since the page was shown; nothing was canceled."""

    message = _("The cancellation fee has changed since this page was shown. Please check it and confirm again.")


class FeeTooHigh(Obstacle):
    message = _("The fee cannot be more than was paid.")


class BeingPaid(Obstacle):
    message = _("A payment for this application is under way. Please look again in a moment.")


def cancel_by_participant(seat: Seat, *, shown_refund_jpy: int, by: Actor, now: datetime) -> Cancellation | None:
    """Cancel one's own seat, or one that one pays for, at the fee of the accepted terms. Call outside any transaction.

    Doing it again finds the first cancellation. None where nothing was paid.

    Args:
        shown_refund_jpy: yen that the page said would go back.

    Raises:
        FeeChanged, NotCancelable (the course has begun or it ended otherwise), BeingPaid, Disputed; NotWithdrawable
        and PaymentArrived where one of several seats is not paid for yet.
    """
    return _cancel(seat, Cause.PARTICIPANT, shown_refund_jpy=shown_refund_jpy, by=by, now=now)


def cancel_by_office(
    seat: Seat,
    *,
    fee_jpy: int | None,
    reason: str,
    by: Actor,
    now: datetime,
    approval: Approval | None = None,
) -> Cancellation | None:
    """Cancel for somebody; `fee_jpy` (yen) replaces the fee of the accepted terms where the office decides so.

    Call outside any transaction. Raises FeeTooHigh, what `cancel_by_participant` raises, and SecondPersonNeeded
    where the fee differs from the terms by more than one person may decide.
    """
    return _cancel(seat, Cause.OFFICE, fee_jpy=fee_jpy, reason=reason, by=by, now=now, approval=approval)


@transaction.atomic
def approve_fee(approval: Approval, *, approver: AbstractBaseUser, now: datetime) -> Cancellation:
    """Another person says yes to a fee; seat, refund and mail follow with it.

    Raises:
        OwnRequest, AlreadyAnswered.
        NotAsAsked: the seat is not confirmed any more, or another tier holds by now.
    """
    approval = answer_yes(approval, approver=approver, now=now)
    enrollment = _fresh(enrollment_of(approval))
    if enrollment.status != Status.CONFIRMED or _upgrades_of(enrollment).exists():
        raise NotAsAsked
    done = cancel_by_office(
        enrollment,
        fee_jpy=int(approval.terms["fee_jpy"]),
        reason=approval.reason,
        by=Actor.person(approver),
        now=now,
        approval=approval,
    )
    if done is None:
        raise NotAsAsked
    return done


@transaction.atomic
def settle_fee(cancellation: Cancellation, *, by: Actor, now: datetime) -> Cancellation:
    """Issue the document of a fee that was all that was paid: the sale is reversed, and the fee is no sale.

    Doing it again finds the first. Raises CannotBePrinted.
    """
    lock_order(cancellation.order_id or 0)
    cancellation.refresh_from_db()
    payment = payment_of(cancellation.order)
    if cancellation.settlement is None and payment:
        settled_on = jst_date(cancellation.canceled_at)
        cancellation.settlement = issue_settlement(
            payment,
            kept_fee_jpy=cancellation.fee_jpy,
            settled_on=settled_on,
            line=cancellation.seat.purchase.line,
            about=whose(cancellation.seat),
            by=by,
            now=now,
        )
        cancellation.save(update_fields=["settlement"])
    return cancellation


def whose(seat: Seat) -> str:
    """The person of a seat as the payer's papers name them, which are Japanese; empty where they paid themselves."""
    if isinstance(seat, OpenSeat):
        return "受講者 未定"
    return f"受講者 {seat.person.full_name} 様" if seat.purchase.is_for_another else ""


def fee_difference(quote: CancellationQuote, fee_jpy: int | None) -> int:
    """Yen by which a fee that the office decides differs from the accepted terms."""
    return 0 if fee_jpy is None else abs(fee_jpy - quote.fee_jpy)


def subject_of(enrollment: Enrollment) -> str:
    """How an approval names the enrollment it is about."""
    return f"enrollment:{enrollment.pk}"


def enrollment_of(approval: Approval) -> Enrollment:
    return Enrollment.objects.get(pk=approval.subject.removeprefix("enrollment:"))


def cancel_for_organizer(seat: Seat, *, reason: str, by: Actor, now: datetime) -> Cancellation | None:
    """It is not held as announced: everything goes back, whatever the terms say. Call outside any transaction."""
    return _cancel(seat, Cause.ORGANIZER, fee_jpy=0, reason=reason, by=by, now=now)


def _cancel(
    seat: Seat,
    cause: Cancellation.Cause,
    *,
    by: Actor,
    now: datetime,
    fee_jpy: int | None = None,
    shown_refund_jpy: int | None = None,
    reason: str = "",
    approval: Approval | None = None,
) -> Cancellation | None:
    seat = _fresh(seat)
    order = order_of(seat)
    if seat.status == Status.HELD and order and order.status == Order.Status.AWAITING_PAYMENT:
        shares = cause != Cause.ORGANIZER and shares_order(seat)
        (_withdraw if shares else _cancel_unpaid)(seat, order, cause, reason=reason, by=by, now=now)
        return None
    for upgrade in _upgrades_of(seat):
        _cancel(upgrade, cause, reason=reason, by=by, now=now)
    with transaction.atomic():
        for each in reversed(orders_of(seat)):
            lock_order(each.pk)
        seat = _fresh(seat)
        if seat.status == Status.CANCELED:
            return _done(seat)
        if _upgrades_of(seat).exists():
            raise BeingPaid
        quote = quote_of(seat, now=now)
        if shown_refund_jpy is not None and shown_refund_jpy != quote.refund_jpy:
            raise FeeChanged
        if quote.paid_jpy and cause == Cause.OFFICE:
            _fees(quote, fee_jpy)  # one that cannot be kept at all is refused before anybody is asked
            take_two(Approval.Kind.FEE, fee_difference(quote, fee_jpy), approval)
        _give_up(seat, cause, reason=reason, by=by, now=now)
        _settle_all(quote, cause, fee_jpy, reason=reason, by=by, now=now)
        return _done(seat)


def _done(seat: Seat) -> Cancellation | None:
    """How a canceled seat ended; None where nothing was paid, or where it ended in another way."""
    if isinstance(seat, OpenSeat):
        return Cancellation.objects.filter(open_seat=seat).first()
    keys = [each.pk for each in seats_paid(seat)]
    return Cancellation.objects.filter(enrollment__in=keys).order_by("-enrollment").first()


def _upgrades_of(seat: Seat) -> QuerySet[Enrollment]:
    """What is to take the place of a seat and is not paid for yet."""
    return Enrollment.objects.none() if isinstance(seat, OpenSeat) else seat.upgrades.pending()


@transaction.atomic
def _give_up(seat: Seat, cause: Cancellation.Cause, *, reason: str, by: Actor, now: datetime) -> None:
    """Whoever has a seat that another pays for is told here; the money is between the seller and the payer."""
    if isinstance(seat, OpenSeat):
        cancel_open_seat(seat, reason=reason, by=by)
        return
    cancel_enrollment(seat, reason=reason, by=by, now=now)
    purchase = getattr(seat, "purchase", None)
    if purchase and purchase.is_for_another:
        why = reason if cause == Cause.ORGANIZER else ""
        seat_given_up(seat, payer=purchase.order.buyer_name, reason=why, now=now)


def _fees(quote: CancellationQuote, fee_jpy: int | None) -> list[Yen]:
    """What is kept of each payment: by its own terms, or of one fee as much as the earlier payment holds and the rest.

    Raises FeeTooHigh.
    """
    if fee_jpy is None:
        return [part.quote.fee_jpy for part in quote.parts]
    if fee_jpy > quote.paid_jpy:
        raise FeeTooHigh
    fees, left = [], yen(fee_jpy)
    for part in quote.parts:
        fees.append(Yen(min(left, part.quote.paid_jpy)))
        left = Yen(left - fees[-1])
    return fees


def _cancel_unpaid(
    seat: Seat, order: Order, cause: Cancellation.Cause, *, reason: str, by: Actor, now: datetime
) -> None:
    """Stripe is asked first: money that came in this moment is never thrown away."""
    order = cancel_unpaid_order(order, by=by, now=now)
    seat.refresh_from_db()
    if order.status == Order.Status.CANCELED:
        if seat.status in CANCELABLE:
            _give_up(seat, cause, reason=reason, by=by, now=now)
        return
    raise BeingPaid


@transaction.atomic
def _withdraw(seat: Seat, order: Order, cause: Cancellation.Cause, *, reason: str, by: Actor, now: datetime) -> None:
    """One of several seats that wait for a bank transfer: less is owed, and the others stay held."""
    del order  # awaits the rest
    withdraw_line(seat.purchase.line, by=by, now=now)
    _give_up(seat, cause, reason=reason, by=by, now=now)


def _settle_all(
    quote: CancellationQuote, cause: Cancellation.Cause, fee_jpy: int | None, *, reason: str, by: Actor, now: datetime
) -> None:
    if not quote.paid_jpy:
        return
    fees = _fees(quote, fee_jpy)
    settled = [
        _settle(part, cause, fee, reason=reason, by=by, now=now)
        for part, fee in zip(quote.parts, fees, strict=True)
        if part.quote.paid_jpy
    ]
    emails.canceled(settled, now=now)


def _settle(part: Part, cause: Cancellation.Cause, fee: Yen, *, reason: str, by: Actor, now: datetime) -> Cancellation:
    quote, order = part.quote, Order.objects.get(pk=part.order.pk)
    back = Yen(quote.paid_jpy - fee)
    cancellation = Cancellation.objects.create(
        **{"open_seat" if isinstance(part.seat, OpenSeat) else "enrollment": part.seat},
        order=order,
        cause=cause,
        reason=reason,
        paid_jpy=quote.paid_jpy,
        fee_jpy=fee,
        refund_jpy=back,
        policy_fee_jpy=quote.fee_jpy,
        fee_percent=quote.fee_percent,
        refund=_send_back(part, order, back, fee, cause=cause, reason=reason or str(cause.label), by=by, now=now),
        canceled_by=by.label,
        canceled_at=now,
    )
    if not back and not shares_order(part.seat):
        change_state(order, Order.Status.CANCELED, cause="canceled, nothing to send back", by=by, now=now)
    audit.record("lms_checkout.cancel", part.seat, by=by, reason=reason, fee_jpy=fee, refund_jpy=back)
    return cancellation


def _send_back(
    part: Part,
    order: Order,
    amount: Yen,
    fee: Yen,
    *,
    cause: Cancellation.Cause,
    reason: str,
    by: Actor,
    now: datetime,
) -> Refund | None:
    payment = payment_of(order)
    if not amount or payment is None:
        return None
    return request_refund(
        payment,
        amount_jpy=amount,
        reason=reason,
        by=by,
        now=now,
        kept_fee_jpy=fee,
        bank_charge_on_buyer=cause == Cause.PARTICIPANT and bears_bank_charge(order, payment),
        line=part.seat.purchase.line,
        about=whose(part.seat),
    )


def _fresh(seat: Seat) -> Seat:
    related = ("cohort", "purchase__order", "purchase__line")
    if isinstance(seat, OpenSeat):
        return OpenSeat.objects.select_related(*related).get(pk=seat.pk)
    earlier = ("upgrade_of__person", "upgrade_of__purchase__order", "upgrade_of__purchase__line")
    return Enrollment.objects.select_related("person", *related, *earlier).get(pk=seat.pk)
