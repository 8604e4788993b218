"""The board of a cohort: what is decided, what is not, who is in it, and which step comes next."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cohorts.actions.cohort import undecided_points
from cohorts.go_no_go import GoNoGo, go_no_go
from cohorts.models import Cohort, CohortDay, Enrollment, SeatKind, SeatPool, StaffAssignment
from courses.timetable import TimetableDay, TimetableSession
from lms.elements import last_moment
from lms.kernel.calendar import jst_date

Status = Cohort.Status

STEPS: dict[Status, tuple[str, str | Promise]] = {
    Status.OPEN: ("open", _("Open applications")),
    Status.CLOSED: ("close", _("Close applications")),
    Status.RUNNING: ("start", _("Begin the course")),
    Status.EVALUATED: ("finish", _("End the course")),
    Status.ARCHIVED: ("archive", _("Archive")),
    Status.PLANNED: ("replan", _("Plan again")),
    Status.POSTPONED: ("postpone", _("Postpone")),
    Status.CANCELED: ("cancel", _("Cancel")),
}
STOPS = {Status.POSTPONED, Status.CANCELED}


@dataclass(frozen=True, slots=True)
class Step:
    label: str | Promise
    url: str
    is_stop: bool


@dataclass(frozen=True, slots=True)
class Seats:
    """One kind of seat; `capacity` and `fee_jpy` (yen, tax included) are None while undecided.

    `held` are those of the taken ones that are kept for companies.
    """

    kind: str
    capacity: int | None
    taken: int
    held: int
    waiting: int
    fee_jpy: int | None
    fee_url: str

    @property
    def left(self) -> int:
        return (self.capacity or 0) - self.taken


@dataclass(frozen=True, slots=True)
class Board:
    cohort: Cohort
    days: tuple[TimetableDay, ...]
    dates: tuple[tuple[int, date | None], ...]
    seats: tuple[Seats, ...]
    counts: tuple[tuple[str, int, str], ...]
    staff: tuple[StaffAssignment, ...]
    obstacles: tuple[str, ...]
    steps: tuple[Step, ...]
    outlook: GoNoGo

    @property
    def is_scheduled(self) -> bool:
        return bool(self.days)

    @property
    def last_moment_to_apply(self) -> datetime | None:
        """The deadline as the public pages say it."""
        deadline = self.cohort.application_deadline_at
        return last_moment(deadline) if deadline else None


def board_of(pk: int, *, now: datetime) -> Board:
    """Everything the board shows, in a fixed number of queries. Raises Cohort.DoesNotExist."""
    cohort = (
        Cohort.objects.select_related("course", "curriculum", "scheme_version__course", "venue")
        .prefetch_related("days__sessions", "pools__listing", "pools__company_holds", "staff__user")
        .get(pk=pk)
    )
    days = tuple(cohort.days.all())
    found = dict(cohort.enrollments.order_by().values_list("status").annotate(count=Count("pk")))
    return Board(
        cohort=cohort,
        days=tuple(ribbon(day) for day in days),
        dates=tuple((day.position, day.held_on) for day in days),
        seats=tuple(_seats(cohort)),
        counts=tuple(_counts(cohort, found)),
        staff=tuple(cohort.staff.all()),
        obstacles=tuple(undecided_points(cohort, now=now)) if Status.OPEN in Cohort.NEXT[Status(cohort.status)] else (),
        steps=tuple(_steps(cohort)),
        outlook=_outlook(cohort, found, now),
    )


def ribbon(day: CohortDay) -> TimetableDay:
    """A day of the cohort as the timetable element draws it."""
    sessions = tuple(
        TimetableSession(
            half=session.half,
            title=session.title,
            theme=session.theme,
            formats=tuple(session.formats),
            outcomes=tuple(session.outcomes),
            starts_at=session.starts_at,
            ends_at=session.ends_at,
        )
        for session in day.sessions.all()
    )
    return TimetableDay(day.position, day.held_on, day.opens_at, day.closes_at, sessions)


def _seats(cohort: Cohort) -> list[Seats]:
    pools = {pool.kind: pool for pool in cohort.pools.all()}
    return [_pool(kind, pools.get(kind)) for kind in SeatKind]


def _pool(kind: SeatKind, pool: SeatPool | None) -> Seats:
    if pool is None:
        return Seats(str(kind.label), None, 0, 0, 0, None, "")
    held = sum(hold.seats for hold in pool.company_holds.all())
    listing = getattr(pool, "listing", None)
    if listing is None:
        url = reverse("lms_desk_listing:add")
        return Seats(str(kind.label), pool.capacity, pool.taken, held, pool.waiting, None, url)
    url = reverse("lms_desk_listing:edit", args=[listing.pk])
    return Seats(str(kind.label), pool.capacity, pool.taken, held, pool.waiting, listing.list_price_jpy, url)


def _outlook(cohort: Cohort, found: dict[str, int], now: datetime) -> GoNoGo:
    return go_no_go(
        minimum=cohort.minimum_participants,
        decide_on=cohort.go_no_go_on,
        confirmed=found.get(Enrollment.Status.CONFIRMED, 0),
        pending=found.get(Enrollment.Status.HELD, 0) + found.get(Enrollment.Status.OFFERED, 0),
        today=jst_date(now),
    )


def _counts(cohort: Cohort, found: dict[str, int]) -> list[tuple[str, int, str]]:
    listed = reverse("lms_desk_enrollment:index")
    return [
        (str(status.label), found[status], f"{listed}?cohort={cohort.pk}&status={status.value}")
        for status in Enrollment.Status
        if status in found
    ]


def _steps(cohort: Cohort) -> list[Step]:
    possible = Cohort.NEXT[Status(cohort.status)]
    return [
        Step(label, reverse(f"lms_desk:cohort_{name}", args=[cohort.pk]), status in STOPS)
        for status, (name, label) in STEPS.items()
        if status in possible
    ]
