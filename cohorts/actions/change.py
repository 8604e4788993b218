"""Telling the world what was decided about a cohort."""

from collections.abc import Sequence
from datetime import date, datetime

from cohorts.models import Cohort, CohortChange, Enrollment, OpenSeat
from cohorts.signals import cohort_changed, enrollments_changed, open_seats_changed
from lms.kernel import clock


def announce_change(
    cohort: Cohort, kind: CohortChange.Kind, *, dates: Sequence[date] = (), reason: str = ""
) -> CohortChange:
    """Append a change visitors read, in the transaction of the action that made it, and tell who announces courses."""
    now = clock.now()
    written = [day.isoformat() for day in dates]
    change = CohortChange.objects.create(cohort=cohort, kind=kind, at=now, dates=written, reason=reason)
    tell_of_change(cohort)
    return change


def tell_of_change(cohort: Cohort) -> None:
    """For facts that move the state of a cohort without being news by themselves: seats, opening, closing."""
    cohort_changed.send(sender=Cohort, cohort=cohort, now=clock.now())


def tell_of_enrollments(enrollments: Sequence[Enrollment], *, now: datetime) -> None:
    """For every step of an enrollment: what is written to participants follows it in the same transaction."""
    enrollments_changed.send(sender=Enrollment, enrollments=list(enrollments), now=now)


def tell_of_open_seat(seat: OpenSeat) -> None:
    """For every step of a seat nobody is named for."""
    open_seats_changed.send(sender=OpenSeat, seats=[seat], now=clock.now())
