"""How long somebody was taught, net of breaks. Pure: sessions with their hours in, minutes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from cohorts.completion import Presence, SessionRecord


@dataclass(frozen=True, slots=True)
class Taught:
    """One session: its hours, None while they are not decided, and what was recorded of one participant."""

    starts_at: time | None
    ends_at: time | None
    record: SessionRecord

    @property
    def has_hours(self) -> bool:
        return self.starts_at is not None and self.ends_at is not None

    @property
    def planned_minutes(self) -> int:
        """0 while the hours are not decided."""
        return minutes_between(self.starts_at, self.ends_at) if self.starts_at and self.ends_at else 0

    @property
    def attended_minutes(self) -> int:
        """Without what was missed at the beginning and the end; nothing is rounded, and none of it tolerated."""
        if self.record.presence is Presence.ABSENT:
            return 0
        return max(self.planned_minutes - self.record.late_minutes - self.record.early_leave_minutes, 0)


def breaks_of(sessions: Sequence[Taught]) -> list[tuple[time, time]]:
    """The time between the sessions of one day, in their order; it is part of nobody's hours."""
    known = sorted((one.starts_at, one.ends_at) for one in sessions if one.starts_at and one.ends_at)
    return [(ended, begins) for (_begun, ended), (begins, _ends) in pairwise(known) if ended < begins]


def minutes_between(first: time, last: time) -> int:
    return (last.hour * 60 + last.minute) - (first.hour * 60 + first.minute)
