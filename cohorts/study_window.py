"""From when until when a lesson is open, counted from the days of a cohort. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """Days before the first day and days after the last.

    Negative days before it are days after it; None: as soon as the seat is confirmed, and without end.
    """

    opens_days_before: int | None
    closes_days_after: int | None

    def opens_on(self, first_day: date | None) -> date | None:
        """The first day on which it is open; None where that is undecided, or the seat alone opens it."""
        if self.opens_days_before is None or first_day is None:
            return None
        return first_day - timedelta(days=self.opens_days_before)

    def closed_from(self, last_day: date | None) -> date | None:
        """The first day on which it is closed again; None while there is none."""
        if self.closes_days_after is None or last_day is None:
            return None
        return last_day + timedelta(days=self.closes_days_after) + ONE_DAY

    def is_open(self, *, first_day: date | None, last_day: date | None, today: date) -> bool:
        """Whether a participant reads it today.

        While the first day is undecided only what opens with the seat is open; while the last day is undecided nothing
        closes.
        """
        opens, closes = self.opens_on(first_day), self.closed_from(last_day)
        has_begun = self.opens_days_before is None or (opens is not None and opens <= today)
        return has_begun and (closes is None or today < closes)
