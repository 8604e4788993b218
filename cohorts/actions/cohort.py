"""Schedule a cohort and take it through its year."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cohorts.actions.change import announce_change, tell_of_change
from cohorts.models import ClassSession, Cohort, CohortChange, CohortDay, SeatKind, SeatPool, Venue
from courses.actions.scheme import freeze_scheme
from courses.models import Curriculum, CurriculumDay
from lms.kernel import audit, calendar
from lms.kernel.actor import Actor
from lms.kernel.nudge import nudge
from lms.kernel.obstacles import Obstacle

Status = Cohort.Status
Change = CohortChange.Kind


class CohortNotPlanned(Obstacle):
    message = _("Sessions can only be set while the cohort is planned.")


class DatesDoNotMatchDays(Obstacle):
    message = _("Give one date, or none, for each day of the curriculum, in order.")


class AlreadyDecided(Obstacle):
    message = _("This is decided already. A decision is only changed by postponing the cohort, with a reason.")


class StatusNotReached(Obstacle):
    message = _("The cohort is not at the point where this can be done.")


class StillUndecided(Obstacle):
    message = _("Applications cannot open while something is undecided.")


class TooFewSeats(Obstacle):
    """Fewer seats than are taken, on offer or held; the message says how many those are."""

    def __init__(self, taken: int) -> None:
        super().__init__(
            ngettext(
                "%(count)d seat is taken, on offer or held for a company, so there cannot be fewer.",
                "%(count)d seats are taken, on offer or held for companies, so there cannot be fewer.",
                taken,
            )
            % {"count": taken}
        )


@transaction.atomic
def schedule_cohort(
    cohort: Cohort,
    *,
    curriculum: Curriculum,
    dates: Sequence[date | None],
    venue: Venue | None,
    by: Actor,
) -> Cohort:
    """Copy the curriculum into days and sessions of the cohort; dates and venue may stay undecided (None).

    From here on an edit of the curriculum does not reach the cohort. Can be repeated while it is planned; what was
    decided before stays as it was decided.

    Raises CohortNotPlanned, DatesDoNotMatchDays, AlreadyDecided.
    """
    planned = Cohort.objects.filter(pk=cohort.pk, status=Status.PLANNED)
    known = {day.position: day.held_on for day in cohort.days.all()}
    had_venue = cohort.venue_id
    if not planned.update(curriculum=curriculum, venue=venue):
        raise CohortNotPlanned
    days = list(Curriculum.objects.with_timetable().get(pk=curriculum.pk).days.all())
    _check_dates(dates, len(days))
    given = dict(enumerate(dates, start=1))
    if any(held_on and given.get(number) != held_on for number, held_on in known.items()):
        raise AlreadyDecided
    if had_venue and (venue is None or venue.pk != had_venue):
        raise AlreadyDecided
    ClassSession.objects.filter(cohort=cohort).delete()
    CohortDay.objects.filter(cohort=cohort).delete()
    _copy_days(cohort, days, dates)
    audit.record("lms_cohorts.schedule_cohort", cohort, by=by, dates=[str(day) if day else None for day in dates])
    cohort.refresh_from_db()
    if any(dates) and list(dates) != list(known.values()):
        announce_change(cohort, Change.DATES, dates=[day for day in dates if day])
    if venue and not had_venue:
        announce_change(cohort, Change.VENUE)
    return cohort


@transaction.atomic
def decide_dates(cohort: Cohort, *, dates: Sequence[date], by: Actor) -> Cohort:
    """Give the days of the cohort their dates, in order. A date once decided stays.

    Raises DatesDoNotMatchDays, AlreadyDecided.
    """
    days = list(cohort.days.order_by("position"))
    _check_dates(dates, len(days))
    if [day.held_on for day in days] == list(dates):
        return cohort
    for day, held_on in zip(days, dates, strict=True):
        if not CohortDay.objects.filter(pk=day.pk, held_on__isnull=True).update(held_on=held_on) and (
            day.held_on != held_on
        ):
            raise AlreadyDecided
    audit.record("lms_cohorts.decide_dates", cohort, by=by, dates=[str(day) for day in dates])
    announce_change(cohort, Change.DATES, dates=dates)
    return cohort


@transaction.atomic
def decide_venue(cohort: Cohort, *, venue: Venue, by: Actor) -> Cohort:
    """Give the cohort its venue. Raises AlreadyDecided where another one was announced."""
    undecided = Cohort.objects.filter(pk=cohort.pk, venue__isnull=True)
    if not undecided.update(venue=venue):
        raise AlreadyDecided
    audit.record("lms_cohorts.decide_venue", cohort, by=by, venue=venue.name)
    cohort.refresh_from_db()
    announce_change(cohort, Change.VENUE)
    return cohort


@transaction.atomic
def set_capacity(cohort: Cohort, *, kind: SeatKind, capacity: int, by: Actor) -> SeatPool:
    """Decide how many seats of a kind there are. Raises TooFewSeats below what is taken."""
    pool, _created = SeatPool.objects.get_or_create(cohort=cohort, kind=kind, defaults={"capacity": capacity})
    if not SeatPool.objects.filter(pk=pool.pk, taken__lte=capacity).update(capacity=capacity):
        pool.refresh_from_db()
        raise TooFewSeats(pool.taken)
    audit.record("lms_cohorts.set_capacity", cohort, by=by, kind=kind, capacity=capacity)
    pool.refresh_from_db()
    nudge("lms_cohorts.offer_seats", pool.pk)
    tell_of_change(cohort)
    return pool


@transaction.atomic
def open_applications(cohort: Cohort, *, by: Actor, now: datetime) -> Cohort:
    """Take applications from `applications_open_at` on; the certification standard is frozen in the same moment.

    Also reopens a cohort that was closed too early.

    Raises StillUndecided (with what is missing), StatusNotReached.
    """
    _check_decided(cohort, now)
    if cohort.scheme_version is not None:
        freeze_scheme(cohort.scheme_version, by=by, now=now)
    cohort = _move(cohort, Status.OPEN, "open_applications", by=by)
    tell_of_change(cohort)
    return cohort


@transaction.atomic
def close_applications(cohort: Cohort, *, by: Actor) -> Cohort:
    """Take no more applications; those under review may still be admitted. Raises StatusNotReached."""
    cohort = _move(cohort, Status.CLOSED, "close_applications", by=by)
    tell_of_change(cohort)
    return cohort


@transaction.atomic
def start_cohort(cohort: Cohort, *, by: Actor) -> Cohort:
    """The first day has come. Raises StatusNotReached."""
    return _move(cohort, Status.RUNNING, "start_cohort", by=by)


@transaction.atomic
def finish_cohort(cohort: Cohort, *, by: Actor) -> Cohort:
    """The course has been held. Raises StatusNotReached."""
    return _move(cohort, Status.EVALUATED, "finish_cohort", by=by)


@transaction.atomic
def archive_cohort(cohort: Cohort, *, by: Actor) -> Cohort:
    """Take a cohort that was held off the public pages. Raises StatusNotReached."""
    return _move(cohort, Status.ARCHIVED, "archive_cohort", by=by)


@transaction.atomic
def postpone_cohort(cohort: Cohort, *, reason: str, by: Actor) -> Cohort:
    """Announce that the dates no longer hold: they become undecided again, the seats stay. Raises StatusNotReached."""
    cohort = _move(cohort, Status.POSTPONED, "postpone_cohort", by=by, reason=reason)
    dates = [day.held_on for day in cohort.days.order_by("position") if day.held_on]
    cohort.days.update(held_on=None)
    Cohort.objects.filter(pk=cohort.pk).update(
        application_deadline_at=None, applications_open_at=None, announced_at=None, go_no_go_on=None
    )
    cohort.refresh_from_db()
    announce_change(cohort, Change.POSTPONED, dates=dates, reason=reason)
    return cohort


@transaction.atomic
def replan_cohort(cohort: Cohort, *, by: Actor) -> Cohort:
    """Plan a postponed cohort again. Raises StatusNotReached."""
    cohort = _move(cohort, Status.PLANNED, "replan_cohort", by=by)
    announce_change(cohort, Change.REPLANNED)
    return cohort


@transaction.atomic
def cancel_cohort(cohort: Cohort, *, reason: str, by: Actor) -> Cohort:
    """Announce that it will not be held; enrollments are canceled one by one, each with its money. StatusNotReached."""
    cohort = _move(cohort, Status.CANCELED, "cancel_cohort", by=by, reason=reason)
    announce_change(cohort, Change.CANCELED, reason=reason)
    return cohort


@transaction.atomic
def restore_announcement(
    cohort: Cohort,
    *,
    status: Cohort.Status,
    dates: Sequence[date | None],
    opens_at: datetime | None,
    deadline_at: datetime | None,
    go_no_go_on: date | None,
    by: Actor,
) -> Cohort:
    """Take a postponement back: the cohort says again what it said before. No step, but its undoing.

    Raises StatusNotReached once it has gone on.
    """
    postponed = Cohort.objects.filter(pk=cohort.pk, status__in=[Status.POSTPONED, Status.PLANNED])
    said = {
        "applications_open_at": opens_at,
        "application_deadline_at": deadline_at,
        "go_no_go_on": go_no_go_on,
    }
    if not postponed.update(status=status, status_reason="", **said):
        raise StatusNotReached
    for day, held_on in zip(cohort.days.order_by("position"), dates, strict=True):
        CohortDay.objects.filter(pk=day.pk).update(held_on=held_on)
    cohort.refresh_from_db()
    audit.record("lms_cohorts.restore_announcement", cohort, by=by, dates=[str(day) for day in dates])
    announce_change(cohort, Change.DATES, dates=[day for day in dates if day])
    return cohort


def _move(cohort: Cohort, to: Cohort.Status, action: str, *, by: Actor, reason: str = "") -> Cohort:
    before = cohort.status
    sources = [source for source, following in Cohort.NEXT.items() if to in following]
    if not Cohort.objects.filter(pk=cohort.pk, status__in=sources).update(status=to, status_reason=reason):
        raise StatusNotReached
    audit.record(f"lms_cohorts.{action}", cohort, by=by, before=before, after=to.value, reason=reason)
    cohort.refresh_from_db()
    return cohort


def _check_dates(dates: Sequence[date | None], days: int) -> None:
    decided = [day for day in dates if day]
    if len(dates) != days or decided != sorted(set(decided)):
        raise DatesDoNotMatchDays


def undecided_points(cohort: Cohort, *, now: datetime) -> list[str]:
    """What has to be decided before applications can open, in words; nothing where they can."""
    dates = list(cohort.days.values_list("held_on", flat=True))
    missing = {
        _("the dates"): not dates or None in dates,
        _("the certification standard"): _lacks_standard(cohort),
        _("the number of seats"): not cohort.pools.exists(),
        _("the start of applications"): cohort.applications_open_at is None,
        _("the application deadline"): not _deadline_holds(cohort, dates, now),
    }
    return [str(what) for what, is_missing in missing.items() if is_missing]


def _check_decided(cohort: Cohort, now: datetime) -> None:
    if open_points := undecided_points(cohort, now=now):
        sentence = _("Applications cannot open yet. Still to be decided: %(points)s.")
        raise StillUndecided(sentence % {"points": _(", ").join(open_points)})


def _lacks_standard(cohort: Cohort) -> bool:
    sells_certification = cohort.pools.filter(kind=SeatKind.CERTIFICATION).exists()
    return sells_certification and cohort.scheme_version is None


def _deadline_holds(cohort: Cohort, dates: Sequence[date | None], now: datetime) -> bool:
    """A deadline that is still to come and does not lie after the first day has begun."""
    deadline = cohort.application_deadline_at
    if deadline is None or deadline <= now:
        return False
    decided = [day for day in dates if day]
    return not decided or deadline <= calendar.start_of(min(decided))


def _copy_days(cohort: Cohort, days: Sequence[CurriculumDay], dates: Sequence[date | None]) -> None:
    position = 0
    for number, (source, held_on) in enumerate(zip(days, dates, strict=True), start=1):
        day = CohortDay.objects.create(
            cohort=cohort,
            position=number,
            held_on=held_on,
            opens_at=source.opens_at,
            closes_at=source.closes_at,
        )
        for session in source.sessions.all():
            position += 1
            ClassSession.objects.create(
                cohort=cohort,
                day=day,
                position=position,
                half=session.half,
                title=session.title,
                theme=session.theme,
                formats=session.formats,
                outcomes=[outcome.text for outcome in session.outcomes.all()],
                competencies=[competency.as_record() for competency in session.competencies.all()],
                starts_at=session.starts_at,
                ends_at=session.ends_at,
            )
