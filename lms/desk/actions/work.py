"""Taking a piece of work, handing it over, and saying by when it is done."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.desk.models import WorkItem
from lms.desk.work import Piece, piece_of
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle


class WorkOver(Obstacle):
    message = _("This no longer waits for anybody.")


@transaction.atomic
def hand_over(
    kind: WorkItem.Kind, key: int, *, to: AbstractBaseUser, by: Actor, now: datetime
) -> AbstractBaseUser | None:
    """Put somebody in charge, oneself or a colleague; returns who was until now. Raises WorkOver."""
    piece, subject = _waiting(kind, key, by=by, now=now)
    if piece.queue.take:
        piece.queue.take(subject, owner=to, by=by)
    else:
        WorkItem.objects.update_or_create(kind=kind, key=key, defaults={"owner_id": to.pk})
        audit.record("lms_desk.hand_over", subject, by=by, after=str(to))
    former: AbstractBaseUser | None = piece.owner
    return former


@transaction.atomic
def decide_due(kind: WorkItem.Kind, key: int, *, on: date | None, by: Actor, now: datetime) -> None:
    """Say by when it is done, other than by the rule of the queue; None goes back to the rule. Raises WorkOver."""
    _piece, subject = _waiting(kind, key, by=by, now=now)
    WorkItem.objects.update_or_create(kind=kind, key=key, defaults={"due_on": on})
    audit.record("lms_desk.decide_due", subject, by=by, after=on.isoformat() if on else None)


def _waiting(kind: WorkItem.Kind, key: int, *, by: Actor, now: datetime) -> tuple[Piece, Any]:
    """The piece of work and the row it is about; one's own application is nobody's to touch."""
    piece = piece_of(kind, key, reader=by.user, now=now) if by.user else None
    if piece is None:
        raise WorkOver
    return piece, piece.queue.rows().get(pk=key)
