"""Whose exam record is it? A person answers what a list left unclear; the answer is kept."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts.actions.exam_record import link_record
from cohorts.models import RecordMatch
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

Answer = RecordMatch.Answer


class AlreadyAnswered(Obstacle):
    message = _("Somebody has answered this already.")


@transaction.atomic
def accept_match(match: RecordMatch, *, by: Actor, now: datetime) -> RecordMatch:
    """It is this person's record; their certification cases take it into account.

    Raises AlreadyAnswered, RecordOfSomebodyElse.
    """
    _answer(match, Answer.LINKED, by=by, now=now)
    link_record(match.record, person=match.person, by=by, now=now)
    return match


@transaction.atomic
def refuse_match(match: RecordMatch, *, by: Actor, now: datetime) -> RecordMatch:
    """It is not; no later list links or asks about the two again. Raises AlreadyAnswered."""
    _answer(match, Answer.REFUSED, by=by, now=now)
    audit.record("lms_cohorts.refuse_match", match.record, by=by, person=match.person_id)
    return match


def _answer(match: RecordMatch, answer: RecordMatch.Answer, *, by: Actor, now: datetime) -> None:
    unanswered = RecordMatch.objects.filter(pk=match.pk, answer="")
    if not unanswered.update(answer=answer, answered_at=now, answered_by=by.user.pk if by.user else None):
        raise AlreadyAnswered
    match.refresh_from_db()
