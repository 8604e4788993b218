"""Whether the hours of the sessions of a day can be: inside the day, and one after the other. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from enum import Enum


@dataclass(frozen=True, slots=True)
class Hours:
    """From when until when; both or neither known (None = not entered)."""

    starts_at: time | None
    ends_at: time | None


class Misfit(Enum):
    HALF = "half"
    REVERSED = "reversed"
    OUTSIDE = "outside"
    OVERLAPS = "overlaps"


def misfit_of(hours: Sequence[Hours], *, opens_at: time, closes_at: time) -> tuple[int, Misfit] | None:
    """The first of the sessions of one day, in their order, whose hours cannot be, and why; None where all can."""
    before = opens_at
    for index, one in enumerate(hours):
        start, end = one.starts_at, one.ends_at
        if start is None and end is None:
            continue
        if start is None or end is None:
            return index, Misfit.HALF
        if end <= start:
            return index, Misfit.REVERSED
        if start < opens_at or end > closes_at:
            return index, Misfit.OUTSIDE
        if start < before:
            return index, Misfit.OVERLAPS
        before = end
    return None
