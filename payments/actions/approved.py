"""What happens once another person has said yes, in the transaction of the yes."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from lms.kernel.actor import Actor
from payments.actions import resolution
from payments.actions.approval import NotAsAsked, answer_yes
from payments.actions.bank_transfer import accept_shortfall
from payments.actions.matching import let_go_back
from payments.models import Approval

Kind = Approval.Kind


@transaction.atomic
def approve(approval: Approval, *, approver: AbstractBaseUser, now: datetime) -> Approval:
    """Say yes to a refund, to closing a finding or to a shortfall, and do it. An obstacle leaves it unanswered.

    Unknown money leaves by our bank, so that a yes about it only lets it go; that it went is recorded afterwards.

    What a seller asked for (`FEE`) is approved by the seller, who alone can do it.

    Raises:
        OwnRequest, AlreadyAnswered, NotAsAsked, and whatever the act itself raises.
    """
    approval = answer_yes(approval, approver=approver, now=now)
    by = Actor.person(approver)
    if approval.kind == Kind.REFUND and approval.finding:
        resolution.refund(approval.finding, by=by, now=now, approval=approval)
    elif approval.kind == Kind.REFUND and approval.line:
        let_go_back(approval.line, reason=approval.reason, by=by, now=now, approval=approval)
    elif approval.kind == Kind.WRITE_OFF and approval.finding:
        resolution.write_off(approval.finding, reason=approval.reason, by=by, now=now, approval=approval)
    elif approval.kind == Kind.SHORTFALL and approval.order:
        accept_shortfall(approval.order, reason=approval.reason, by=by, now=now, approval=approval)
    else:
        raise NotAsAsked
    return approval
