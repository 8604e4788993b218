"""What will be, and was, written to the participants of a cohort."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from cohorts.models import Cohort, Enrollment
from lms.checkout.mail_reasons import LETTER_NAMES, TAKEN_BACK, Reason, reason_for
from lms.kernel.models import Message

Status = Message.Status
ORDER = (Status.HELD_BACK, Status.FAILED, Status.QUEUED, Status.SENDING, Status.SENT, Status.WITHDRAWN)
MAY_BE_HELD = {Status.QUEUED}


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One edition of one letter. `leaves_at` is planned while it waits, and the moment it left once it has."""

    message: Message
    enrollment: Enrollment
    leaves_at: datetime | None
    may_be_held: bool
    is_held: bool
    taken_back: str


@dataclass(frozen=True, slots=True)
class LetterGroup:
    """All letters of one kind, what waits first."""

    reason: Reason
    title: str
    rows: tuple[LetterRow, ...]

    @property
    def waiting(self) -> int:
        return sum(row.message.status in {Status.QUEUED, Status.HELD_BACK} for row in self.rows)


def letters_of(cohort: Cohort) -> list[LetterGroup]:
    """Two queries, however many participants."""
    enrollments = {
        Message.key_of(one): one for one in Enrollment.objects.filter(cohort=cohort).select_related("person")
    }
    found = Message.objects.letters().filter(about__in=list(enrollments)).defer("body")
    rows = sorted(found, key=lambda one: (one.kind, ORDER.index(Status(one.status)), one.next_attempt_at, one.pk))
    return [
        LetterGroup(
            reason_for(first),
            str(LETTER_NAMES.get(first.kind, first.kind)),
            tuple(_row(one, enrollments[one.about]) for one in group),
        )
        for first, group in _by_kind(rows)
    ]


def _by_kind(rows: list[Message]) -> list[tuple[Message, list[Message]]]:
    groups = [list(group) for _kind, group in groupby(rows, key=lambda one: one.kind)]
    return [(group[0], group) for group in groups]


def _row(message: Message, enrollment: Enrollment) -> LetterRow:
    return LetterRow(
        message=message,
        enrollment=enrollment,
        leaves_at=message.sent_at or (None if message.status == Status.WITHDRAWN else message.next_attempt_at),
        may_be_held=message.status in MAY_BE_HELD,
        is_held=message.status == Status.HELD_BACK,
        taken_back=str(TAKEN_BACK.get(message.withdrawn_reason, "")),
    )
