"""What a person says about money at the bank: for which orders it is, that it is for none, that it was sent back.

Each act first moves the line, so that of two people at the same moment one acts; then the orders, in the order of
their keys.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.calendar import jst_date
from lms.kernel.obstacles import Obstacle
from payments.actions.approval import take_two
from payments.actions.bank_transfer import NotYet, accept_shortfall, missing_jpy, receive_transfer
from payments.actions.state import lock_order
from payments.actions.taking_back import SomethingFollowed, may_take_back, take_back
from payments.models import Approval, BankTransfer, LineMatch, Order, StatementLine

Status = StatementLine.Status


#: What may be looked at again: nothing was booked, and nothing has left.
REOPENABLE = {Status.SET_ASIDE, Status.TO_SEND_BACK}


class ReasonMissing(Obstacle):
    message = _("Say in a sentence why; whoever reads it next year will want to know.")


class LineTaken(Obstacle):
    message = _("Somebody has decided about this line already. Nothing was booked twice.")


class SharesDiffer(Obstacle):
    message = _("The amounts have to add up to what arrived, so that no yen is lost.")


class RestDiffers(Obstacle):
    message = _("Another amount is missing than was to be accepted. Please look again.")


class NotThisTransfer(Obstacle):
    message = _("This transfer is another amount, was taken back, or has its line of a statement already.")


class NotYetArrived(Obstacle):
    message = _("Money cannot have been sent back before it arrived.")


@dataclass(frozen=True, slots=True)
class Share:
    """Yen of a line that are for an order; `accepts_jpy` is what is missing then and becomes a discount."""

    order: Order
    amount_jpy: int
    accepts_jpy: int = 0


@transaction.atomic
def match_line(
    line: StatementLine, shares: Sequence[Share], *, reason: str = "", by: Actor, now: datetime
) -> StatementLine:
    """Book a line to the orders it is for. Too much, or money for a paid order, becomes a finding, as ever.

    Raises:
        LineTaken, SharesDiffer.
        RestDiffers, ReasonNeeded, ShortfallTooLarge, NothingMissing: of a rest that is to be accepted.
        NotTransferable: an order that is not paid by transfer.
    """
    _move(line, Status.MATCHED, by=by, now=now)
    if sum(share.amount_jpy for share in shares) != line.amount_jpy or len({share.order.pk for share in shares}) < len(
        shares
    ):
        raise SharesDiffer
    for share in sorted(shares, key=lambda one: one.order.pk):
        _book(line, share, reason=reason.strip(), by=by, now=now)
    return line


@transaction.atomic
def match_recorded(line: StatementLine, transfer: BankTransfer, *, by: Actor, now: datetime) -> StatementLine:
    """The line is a transfer that was recorded by hand before; nothing is booked again.

    Raises:
        LineTaken.
        NotThisTransfer: another amount, taken back, or known from another line.
    """
    _move(line, Status.MATCHED, by=by, now=now)
    order = lock_order(transfer.payment.order_id)
    transfer = BankTransfer.objects.get(pk=transfer.pk)
    if transfer.taken_back_at or transfer.amount_jpy != line.amount_jpy or _known(transfer):
        raise NotThisTransfer
    _keep(line, order, transfer, by=by, now=now, was_recorded=True)
    return line


@transaction.atomic
def undo_match(line: StatementLine, *, reason: str, by: Actor, now: datetime) -> StatementLine:
    """Open a line again, while nothing has followed from its match at any of its orders.

    Raises:
        LineTaken: it is not matched any more.
        ReasonMissing, SomethingFollowed.
    """
    if not reason.strip():
        raise ReasonMissing
    _move(line, Status.OPEN, by=by, now=now)
    for match in line.matches.filter(undone_at__isnull=True).select_related("transfer__payment").order_by("order_id"):
        if match.accepted_jpy:
            raise SomethingFollowed
        if not match.was_recorded:
            take_back(match.transfer, reason=reason, by=by, now=now)
        match.undone_by, match.undone_at, match.undo_reason = by.label, now, reason.strip()[:500]
        match.save(update_fields=["undone_by", "undone_at", "undo_reason"])
    return line


def may_undo(line: StatementLine) -> bool:
    """Whether nothing has followed from the match of a line."""
    if line.status != Status.MATCHED:
        return False
    standing = line.matches.filter(undone_at__isnull=True).select_related("transfer__payment")
    return all(match.was_recorded or (not match.accepted_jpy and may_take_back(match.transfer)) for match in standing)


@transaction.atomic
def set_aside(line: StatementLine, *, reason: str, by: Actor, now: datetime) -> StatementLine:
    """The money is for no order: interest, a membership fee, a donation. Raises LineTaken, ReasonMissing."""
    _move(line, Status.SET_ASIDE, note=_words(reason), by=by, now=now)
    audit.record("lms_payments.set_line_aside", line, by=by, reason=reason)
    return line


@transaction.atomic
def reopen_line(line: StatementLine, *, by: Actor, now: datetime) -> StatementLine:
    """What was set aside, or has not been sent back yet, is to be looked at again. Raises LineTaken."""
    if line.status not in REOPENABLE:
        raise LineTaken
    _move(line, Status.OPEN, by=by, now=now)
    audit.record("lms_payments.reopen_line", line, by=by)
    return line


@transaction.atomic
def let_go_back(
    line: StatementLine, *, reason: str, by: Actor, now: datetime, approval: Approval | None = None
) -> StatementLine:
    """Unknown money may be sent back to whom it came from; nothing has left yet. `reason` says to whom and why.

    Raises:
        LineTaken, ReasonMissing.
        SecondPersonNeeded: above the limit of a refund; NotAsAsked.
    """
    take_two(Approval.Kind.REFUND, line.amount_jpy, approval)
    _move(line, Status.TO_SEND_BACK, note=_words(reason), by=by, now=now)
    audit.record("lms_payments.let_line_go_back", line, by=by, reason=reason, amount_jpy=line.amount_jpy)
    return line


@transaction.atomic
def record_line_sent_back(
    line: StatementLine, *, sent_on: date, reason: str, by: Actor, now: datetime
) -> StatementLine:
    """Unknown money has been sent back from our account; `reason` says to whom and why.

    Raises:
        LineTaken, ReasonMissing, NotYet, NotYetArrived.
        SecondPersonNeeded: above the limit of a refund, unless `let_go_back` was approved before.
    """
    line.refresh_from_db(fields=["status"])
    if line.status != Status.TO_SEND_BACK:
        take_two(Approval.Kind.REFUND, line.amount_jpy, None)
    if sent_on > jst_date(now):
        raise NotYet
    if sent_on < line.booked_on:
        raise NotYetArrived
    _move(line, Status.SENT_BACK, note=_words(reason), sent_back_on=sent_on, by=by, now=now)
    audit.record("lms_payments.send_line_back", line, by=by, reason=reason, amount_jpy=line.amount_jpy)
    return line


def _book(line: StatementLine, share: Share, *, reason: str, by: Actor, now: datetime) -> None:
    transfer = receive_transfer(
        share.order,
        amount_jpy=share.amount_jpy,
        received_on=line.booked_on,
        payer_kana=line.payer,
        reference=f"line:{line.pk}:{line.matches.count() + 1}",
        by=by,
        now=now,
    )
    if share.accepts_jpy:
        order = Order.objects.get(pk=share.order.pk)
        if missing_jpy(order) != share.accepts_jpy:
            raise RestDiffers
        accept_shortfall(order, reason=reason, by=by, now=now)
    _keep(line, share.order, transfer, by=by, now=now, accepted_jpy=share.accepts_jpy, reason=reason)


def _keep(
    line: StatementLine,
    order: Order,
    transfer: BankTransfer,
    *,
    by: Actor,
    now: datetime,
    accepted_jpy: int = 0,
    was_recorded: bool = False,
    reason: str = "",
) -> None:
    LineMatch.objects.create(
        line=line,
        order=order,
        transfer=transfer,
        amount_jpy=transfer.amount_jpy,
        accepted_jpy=accepted_jpy,
        was_recorded=was_recorded,
        reason=reason[:500],
        matched_by=by.label,
        matched_at=now,
    )
    audit.record("lms_payments.match_line", line, by=by, number=order.number, amount_jpy=transfer.amount_jpy)


def _known(transfer: BankTransfer) -> bool:
    return transfer.matches.filter(undone_at__isnull=True).exists()


def _words(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()[:500]


def _move(
    line: StatementLine,
    to: StatementLine.Status,
    *,
    note: str = "",
    sent_back_on: date | None = None,
    by: Actor,
    now: datetime,
) -> None:
    before = [status for status, after in StatementLine.NEXT.items() if to in after]
    moved = StatementLine.objects.filter(pk=line.pk, status__in=before).update(
        status=to, note=note, sent_back_on=sent_back_on, decided_by=by.user, decided_at=now
    )
    if not moved:
        raise LineTaken
    line.refresh_from_db()
