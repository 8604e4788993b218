"""Who waits for the seats of a cohort, in which place, and what is on offer to whom."""

from dataclasses import dataclass

from cohorts.models import Cohort, Enrollment, SeatPool

Status = Enrollment.Status


@dataclass(frozen=True, slots=True)
class Queue:
    """One kind of seat: offers first, those that end soonest before the others, then the people in their places."""

    pool: SeatPool
    offered: tuple[Enrollment, ...]
    waiting: tuple[Enrollment, ...]

    @property
    def free(self) -> int:
        """Seats that are free and belong to those who wait."""
        return self.pool.capacity - self.pool.taken

    @property
    def is_empty(self) -> bool:
        return not self.offered and not self.waiting


def queues_of(cohort: Cohort) -> list[Queue]:
    """Two queries, however many wait; each one waiting carries `place`."""
    rows = (
        Enrollment.objects.filter(cohort=cohort, status__in=[Status.WAITLISTED, Status.OFFERED])
        .with_place()
        .select_related("person")
    )
    offered = sorted((row for row in rows if row.status == Status.OFFERED), key=lambda row: (row.hold_until, row.pk))
    waiting = sorted((row for row in rows if row.status == Status.WAITLISTED), key=lambda row: row.place)
    return [
        Queue(
            pool,
            tuple(row for row in offered if row.pool_id == pool.pk),
            tuple(row for row in waiting if row.pool_id == pool.pk),
        )
        for pool in SeatPool.objects.filter(cohort=cohort)
    ]
