"""Whether the course was attended in full. Pure: one record per session in, a verdict out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Presence(StrEnum):
    PRESENT = "present"
    PARTIAL = "partial"
    ABSENT = "absent"


class Completion(StrEnum):
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One session of one participant; minutes are what was missed at its beginning and end."""

    presence: Presence
    late_minutes: int = 0
    early_leave_minutes: int = 0


def completion(records: Sequence[SessionRecord | None], *, tolerated_minutes: int) -> Completion:
    """All sessions count; in each at most `tolerated_minutes` may be missed, late arrival and early leave together.

    A session without a record is None. One missed session decides at once; otherwise all records must be there.
    """
    if any(record is not None and not _attended(record, tolerated_minutes) for record in records):
        return Completion.INCOMPLETE
    if not records or None in records:
        return Completion.PENDING
    return Completion.COMPLETE


def _attended(record: SessionRecord, tolerated_minutes: int) -> bool:
    if record.presence is Presence.ABSENT:
        return False
    return record.late_minutes + record.early_leave_minutes <= tolerated_minutes
