"""Above a limit what staff do with money takes two people: one asks, another says yes, and only then it happens.

The acts themselves ask `take_two` whether they may go on alone, so that no page can leave the second person out.
"""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from payments import conf
from payments.models import Approval, Finding, Order, StatementLine

Kind = Approval.Kind


class SecondPersonNeeded(Obstacle):
    message = _("This is more than one person may decide. Somebody else has to approve it first.")


class OwnRequest(Obstacle):
    message = _("Another person has to answer than the one who asked.")


class AlreadyAsked(Obstacle):
    message = _("This waits for another person already.")


class AlreadyAnswered(Obstacle):
    message = _("Somebody has answered this already.")


class NotAsAsked(Obstacle):
    message = _("It is no longer as it was when it was asked. Refuse it, so that it can be asked anew.")


class ReasonForTwo(Obstacle):
    message = _("Say in a sentence why, for the person who is to approve it.")


def limit_of(kind: Approval.Kind) -> int:
    """Yen that one person may decide alone."""
    return {
        Kind.REFUND: int(conf.LMS_REFUND_LIMIT_JPY),
        Kind.WRITE_OFF: int(conf.LMS_WRITE_OFF_LIMIT_JPY),
        Kind.SHORTFALL: int(conf.LMS_TRANSFER_WRITE_OFF_JPY),
        Kind.FEE: int(conf.LMS_FEE_LIMIT_JPY),
    }[kind]


def needs_two(kind: Approval.Kind, amount_jpy: int) -> bool:
    return amount_jpy > limit_of(kind)


def take_two(kind: Approval.Kind, amount_jpy: int, approval: Approval | None) -> None:
    """Go on only below the limit, or with an approval of exactly this, given by another person in this transaction.

    Raises:
        SecondPersonNeeded: nobody has approved it.
        NotAsAsked: what was approved was another amount.
    """
    if approval is None:
        if needs_two(kind, amount_jpy):
            raise SecondPersonNeeded
        return
    if not approval.is_approved or approval.kind != kind:
        raise SecondPersonNeeded
    if approval.amount_jpy != amount_jpy:
        raise NotAsAsked


@transaction.atomic
def ask_approval(
    kind: Approval.Kind,
    *,
    amount_jpy: int,
    reason: str,
    asker: AbstractBaseUser,
    now: datetime,
    order: Order | None = None,
    finding: Finding | None = None,
    line: StatementLine | None = None,
    subject: str = "",
    **terms: int | str,
) -> Approval:
    """Ask another person; nothing happens yet.

    Raises:
        ReasonForTwo, AlreadyAsked.
    """
    if not reason.strip():
        raise ReasonForTwo
    try:
        with transaction.atomic():
            approval = Approval.objects.create(
                kind=kind,
                order=order or (finding.order if finding else None),
                finding=finding,
                line=line,
                subject=subject,
                amount_jpy=amount_jpy,
                terms=terms,
                reason=reason.strip()[:500],
                asked_by_id=asker.pk,
                asked_at=now,
            )
    except IntegrityError as taken:
        raise AlreadyAsked from taken
    audit.record(
        "lms_payments.ask_approval", _told(approval), by=Actor.person(asker), reason=reason, amount_jpy=amount_jpy
    )
    return approval


def answer_yes(approval: Approval, *, approver: AbstractBaseUser, now: datetime) -> Approval:
    """The yes; whoever calls it carries out the act in the same transaction. Raises OwnRequest, AlreadyAnswered."""
    return _answer(approval, approver=approver, is_approved=True, why="", now=now)


@transaction.atomic
def refuse_approval(approval: Approval, *, reason: str, approver: AbstractBaseUser, now: datetime) -> Approval:
    """The no; everything stays as it is. Raises OwnRequest, AlreadyAnswered."""
    return _answer(approval, approver=approver, is_approved=False, why=reason.strip()[:500], now=now)


@transaction.atomic
def withdraw_approval(approval: Approval, *, asker: AbstractBaseUser) -> None:
    """Take back what one asked oneself, before anybody answered. Raises AlreadyAnswered."""
    gone, _rows = Approval.objects.open().filter(pk=approval.pk, asked_by=asker.pk).delete()
    if not gone:
        raise AlreadyAnswered
    if (told := _told(approval)) != approval:
        audit.record("lms_payments.withdraw_approval", told, by=Actor.person(asker), amount_jpy=approval.amount_jpy)


def _told(approval: Approval) -> Order | Finding | StatementLine | Approval:
    """Whose history tells of it."""
    return approval.order or approval.finding or approval.line or approval


def _answer(approval: Approval, *, approver: AbstractBaseUser, is_approved: bool, why: str, now: datetime) -> Approval:
    if approver.pk == approval.asked_by_id:
        raise OwnRequest
    answered = Approval.objects.open().filter(pk=approval.pk)
    if not answered.update(answered_by=approver, answered_at=now, is_approved=is_approved, answer=why):
        raise AlreadyAnswered
    approval.refresh_from_db()
    verb = "approve" if is_approved else "refuse"
    audit.record(
        f"lms_payments.{verb}",
        _told(approval),
        by=Actor.person(approver),
        reason=why or approval.reason,
        asked_by=str(approval.asked_by),
    )
    return approval
