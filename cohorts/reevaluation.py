"""How often and until when a part that was not reached can be repeated. Pure."""

from dataclasses import dataclass
from datetime import date

from lms.kernel.calendar import add_months


@dataclass(frozen=True, slots=True)
class Reevaluation:
    """`left` of so many re-evaluations, through `last_day` (None before the first result)."""

    left: int
    last_day: date | None
    is_open: bool

    @property
    def is_over(self) -> bool:
        """Whether it is the months that are over, and not the number of times."""
        return self.left > 0 and not self.is_open


def reevaluation(
    *,
    attempts: int,
    first_on: date | None,
    limit: int,
    months: int,
    today: date,
    granted: int = 0,
    granted_until: date | None = None,
) -> Reevaluation:
    """What is left after so many attempts at a part.

    Args:
        attempts: at this part, the first evaluation included.
        first_on: the day the first result was settled; the months begin with it (counted as in 民法143条).
        limit, months: of the certification standard.
        granted: further ones, each for a reason of its own (an absence that is excused, an appeal).
        granted_until: the last day of these; the months end no earlier.
    """
    left = max(limit + granted - (attempts - 1), 0)
    end = add_months(first_on, months) if first_on else None
    last_day = max(end, granted_until) if end and granted_until else end
    return Reevaluation(left, last_day, is_open=left > 0 and (last_day is None or today <= last_day))
