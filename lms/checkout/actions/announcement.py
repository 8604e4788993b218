"""Telling those who asked: this cohort is decided, or it takes applications now (N02)."""

import hashlib
from collections import Counter
from datetime import datetime

from django.db import transaction

from cohorts.catalogue import ANNOUNCED
from cohorts.models import Cohort, Interest
from lms.checkout import emails
from lms.checkout.card import CohortCard
from lms.checkout.offering import card_of
from lms.kernel.actions.message import withdraw_message
from lms.kernel.models import Message

WITHDRAWN = Message.Status.WITHDRAWN
UNSENT = (Message.Status.QUEUED, Message.Status.FAILED)


@transaction.atomic
def announce_anew(cohort: Cohort, *, now: datetime) -> None:
    """After a change of the cohort: take back what has not left yet and write it again as things are now."""
    written = Message.objects.about(cohort).filter(kind__in=emails.ANNOUNCEMENTS, status__in=UNSENT)
    for key in written.values_list("dedupe_key", flat=True):
        withdraw_message(dedupe_key=key)
    announce(cohort, now=now)


@transaction.atomic
def announce(cohort: Cohort, *, now: datetime) -> int:
    """Write the mails that are wanted and not written yet; returns how many.

    Wanted is one mail per mailbox and announcement. Whoever registered while the cohort was undecided reads that it is
    decided; whoever came after that reads when applications open. A cohort that was postponed and decided anew is
    announced anew, which is a new decision and is told once more; no other edit is. Run as often as one likes.
    """
    cohort = _marked(cohort, now)
    announced_at = cohort.announced_at
    if announced_at is None:
        return 0
    written = _written(cohort)
    queued = 0
    for interest in Interest.objects.told_of(cohort).select_related("course", "cohort").order_by("pk"):
        cause = f"announcement:{cohort.pk}:{announced_at:%Y%m%d%H%M%S}:{_folded(interest.email)}"
        if cause in written.standing:
            continue
        message = emails.cohort_decided if interest.created_at < announced_at else emails.applications_open
        if message(interest, cohort, dedupe_key=f"{cause}:{written.total[cause] + 1}", now=now):
            written.standing.add(cause)
            queued += 1
    return queued


def announce_all(*, now: datetime) -> int:
    """Every cohort somebody may be waiting for: what a lost signal left unsaid, and openings, which no act brings."""
    waiting = Cohort.objects.filter(status__in=[Cohort.Status.PLANNED, Cohort.Status.OPEN]).filter(
        course__interests__in=Interest.objects.standing()
    )
    return sum(announce(cohort, now=now) for cohort in waiting.distinct())


def is_announced(card: CohortCard) -> bool:
    return any(seat.state in ANNOUNCED for seat in card.seats)


def _marked(cohort: Cohort, now: datetime) -> Cohort:
    """With the moment of its announcement, which is now if everything a sale needs has just been decided."""
    if is_announced(card_of(cohort, now=now)):
        Cohort.objects.filter(pk=cohort.pk, announced_at=None).update(announced_at=now)
    return Cohort.objects.select_related("course").get(pk=cohort.pk)


class _Written:
    """What was written about a cohort so far, by cause; a withdrawn mail may be written again."""

    def __init__(self, messages: list[tuple[str, str]]) -> None:
        causes = [(key.rpartition(":")[0], status) for key, status in messages]
        self.total = Counter(cause for cause, _status in causes)
        self.standing = {cause for cause, status in causes if status != WITHDRAWN}


def _written(cohort: Cohort) -> _Written:
    messages = Message.objects.about(cohort).filter(kind__in=emails.ANNOUNCEMENTS)
    return _Written(list(messages.values_list("dedupe_key", "status")))


def _folded(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()[:24]
