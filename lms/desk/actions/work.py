"""Taking a piece of work, handing it over, and saying by when it is done."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts.actions.consultation import take_consultation
from cohorts.models import Consultation
from lms.desk.models import WorkItem
from lms.desk.work import QUEUES, piece_of
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

Kind = WorkItem.Kind


class WorkOver(Obstacle):
    message = _("This no longer waits for anybody.")


@transaction.atomic
def hand_over(kind: WorkItem.Kind, key: int, *, to: AbstractBaseUser, by: Actor, now: datetime) -> None:
    """Put somebody in charge, oneself or a colleague. Doing it again changes nothing. Raises WorkOver."""
    subject = _waiting(kind, key, by=by, now=now)
    if QUEUES[kind].keeps_its_own_owner:
        take_consultation(Consultation.objects.get(pk=key), owner=to, by=by)
        return
    WorkItem.objects.update_or_create(kind=kind, key=key, defaults={"owner_id": to.pk})
    audit.record("lms_desk.hand_over", subject, by=by, after=str(to))


@transaction.atomic
def decide_due(kind: WorkItem.Kind, key: int, *, on: date | None, by: Actor, now: datetime) -> None:
    """Say by when it is done, other than by the rule of the queue; None goes back to the rule. Raises WorkOver."""
    subject = _waiting(kind, key, by=by, now=now)
    WorkItem.objects.update_or_create(kind=kind, key=key, defaults={"due_on": on})
    audit.record("lms_desk.decide_due", subject, by=by, after=on.isoformat() if on else None)


def _waiting(kind: WorkItem.Kind, key: int, *, by: Actor, now: datetime) -> Any:
    """The row the work is about; one's own application is nobody's to touch."""
    if by.user is None or piece_of(kind, key, reader=by.user, now=now) is None:
        raise WorkOver
    return QUEUES[kind].rows().get(pk=key)
