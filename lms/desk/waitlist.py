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
    """Three queries, however many wait; each one waiting carries `place`."""
    rows = Enrollment.objects.filter(cohort=cohort).with_place().select_related("person")
    offered = list(rows.filter(status=Status.OFFERED).order_by("hold_until", "pk"))
    waiting = list(rows.filter(status=Status.WAITLISTED).order_by("waitlisted_at", "pk"))
    return [
        Queue(
            pool,
            tuple(row for row in offered if row.pool_id == pool.pk),
            tuple(row for row in waiting if row.pool_id == pool.pk),
        )
        for pool in SeatPool.objects.filter(cohort=cohort)
    ]
