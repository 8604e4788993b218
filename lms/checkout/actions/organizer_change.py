"""Postponing a cohort, calling it off, or not holding it for want of participants: one act, carried out row by row.

The decision and a row for everybody it concerns are one transaction. What follows (closing payment pages, sending money
back, mails) is done notice by notice and may be stopped at any point: what is done twice changes nothing.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts.actions import cohort as cohorts
from cohorts.models import Cohort, Enrollment, OpenSeat
from lms.checkout import change_emails, conf
from lms.checkout.actions.cancellation import cancel_for_organizer
from lms.checkout.actions.company_change import tell_companies, tell_companies_it_is_taken_back
from lms.checkout.models import ChangeNotice, OrganizerChange
from lms.checkout.organizer_preview import Effect, affected_by, effect_on
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.calendar import end_of, jst_date
from lms.kernel.nudge import nudge
from lms.kernel.obstacles import Obstacle

Kind = OrganizerChange.Kind
Status = OrganizerChange.Status
Notice = ChangeNotice.Status


class ChangeUnderWay(Obstacle):
    message = _("A change of this cohort is being carried out already.")


class AnswerDayOver(Obstacle):
    message = _("The last day to answer must lie ahead.")


class CannotTakeBack(Obstacle):
    message = _("This cannot be taken back any more: money has left, or somebody has moved.")


@transaction.atomic
def postpone(
    cohort: Cohort, *, reason: str, dates: Sequence[date], answer_by: date, by: Actor, now: datetime
) -> OrganizerChange:
    """Announce that the dates no longer hold, with new ones or none yet, and ask every participant.

    Args:
        dates: the new ones, one for each day, or nothing while they are undecided.
        answer_by: the last day to answer, through 23:59:59 in Japan.

    Raises ChangeUnderWay, AnswerDayOver, StatusNotReached, DatesDoNotMatchDays.
    """
    answer_until = end_of(answer_by)
    if answer_until <= now:
        raise AnswerDayOver
    before = _announced(cohort)
    cohort = cohorts.postpone_cohort(cohort, reason=reason, by=by)
    if dates:
        cohort = cohorts.replan_cohort(cohort, by=by)
        cohort = cohorts.decide_dates(cohort, dates=dates, by=by)
    return _begin(cohort, Kind.POSTPONED, reason, before=before, dates=dates, answer_until=answer_until, by=by, now=now)


@transaction.atomic
def call_off(cohort: Cohort, kind: OrganizerChange.Kind, *, reason: str, by: Actor, now: datetime) -> OrganizerChange:
    """Announce that the cohort will not be held; every application ends and all money goes back.

    Raises ChangeUnderWay, StatusNotReached.
    """
    before = _announced(cohort)
    cohort = cohorts.cancel_cohort(cohort, reason=reason, by=by)
    return _begin(cohort, kind, reason, before=before, dates=(), answer_until=None, by=by, now=now)


def carry_out(change: OrganizerChange, *, by: Actor, now: datetime) -> OrganizerChange:
    """Do what is left of a change, one person after the other. Call outside any transaction.

    What is in somebody's way is written on their notice and holds up nobody else; it is tried again by the sweep.
    """
    tell_companies(change, now=now)
    for notice in change.notices.waiting().select_related("enrollment"):
        carry_out_notice(notice, by=by, now=now)
    for seat in unnamed_seats_of(change):
        with suppress(Obstacle):  # its order stands among the findings, and the sweep tries again
            cancel_for_organizer(seat, reason=change.reason, by=by, now=now)
    finish(change)
    change.refresh_from_db()
    return change


def unnamed_seats_of(change: OrganizerChange) -> QuerySet[OpenSeat]:
    """Seats a company has not named anybody for: they end with the cohort, and stay when it is only postponed."""
    if change.kind == Kind.POSTPONED:
        return OpenSeat.objects.none()
    return OpenSeat.objects.occupying().filter(cohort=change.cohort).order_by("pk")


def carry_out_notice(notice: ChangeNotice, *, by: Actor, now: datetime) -> None:
    """One person's part. Doing it again changes nothing."""
    change = notice.change
    enrollment = affected_by(change.cohort).filter(pk=notice.enrollment_id).first()
    if enrollment is None:  # ended in another way meanwhile, or half of this was done before a crash
        notice.enrollment.refresh_from_db(fields=["status"])
        if notice.enrollment.status == Enrollment.Status.RELEASED:
            # Its payment page was closed, here or with another seat of the same order.
            change_emails.called_off(change, notice.enrollment, now=now)
        settle(notice, Notice.ENDED, now=now)
        return
    effect = effect_on(enrollment, change.kind)
    try:
        if effect in {Effect.ASK, Effect.ASK_PAYER, Effect.TELL}:
            _tell(notice, effect, now=now)
        else:
            cancel_for_organizer(enrollment, reason=change.reason, by=by, now=now)
            change_emails.called_off(change, enrollment, now=now)
            settle(notice, Notice.ENDED, now=now)
    except Obstacle as obstacle:
        ChangeNotice.objects.filter(pk=notice.pk).update(obstacle=str(obstacle)[:300])


def pursue_unanswered(notice: ChangeNotice, *, by: Actor, now: datetime) -> None:
    """The time to answer is over: asked once more, and after that the money goes back. Call outside a transaction."""
    if notice.asked_again_at is None:
        until = end_of(jst_date(now) + timedelta(days=conf.LMS_CHOICE_REMINDER_DAYS))
        with transaction.atomic():
            unasked = ChangeNotice.objects.filter(pk=notice.pk, status=Notice.ASKED, asked_again_at=None)
            if unasked.update(asked_again_at=now, answer_until=until):
                notice.refresh_from_db()
                change_emails.asked_again(notice, now=now)
        return
    cancel_for_organizer(notice.enrollment, reason=notice.change.reason, by=by, now=now)
    settle(notice, Notice.ENDED, now=now)
    finish(notice.change)


@transaction.atomic
def take_back(change: OrganizerChange, *, by: Actor, now: datetime) -> OrganizerChange:
    """Undo a postponement while no money has left: the cohort says again what it said, and everybody told is told.

    Raises CannotTakeBack.
    """
    if change.kind != Kind.POSTPONED or change.status not in {Status.UNDER_WAY, Status.ASKING}:
        raise CannotTakeBack
    # Locks the notices against an answer in this moment; one that came first keeps the change from being taken back.
    notices = change.notices.exclude(status__in=[Notice.ENDED, Notice.MOVED])
    notices.update(status=Notice.TAKEN_BACK, settled_at=now)
    if change.notices.filter(status__in=[Notice.ENDED, Notice.MOVED]).exists():
        raise CannotTakeBack
    before = change.before
    cohorts.restore_announcement(
        change.cohort,
        status=Cohort.Status(before["status"]),
        dates=[date.fromisoformat(day) if day else None for day in before["dates"]],
        opens_at=_moment(before["opens_at"]),
        deadline_at=_moment(before["deadline_at"]),
        go_no_go_on=date.fromisoformat(before["go_no_go_on"]) if before.get("go_no_go_on") else None,
        by=by,
    )
    OrganizerChange.objects.filter(pk=change.pk).update(status=Status.TAKEN_BACK)
    change.refresh_from_db()
    for notice in change.notices.select_related("enrollment__person", "enrollment__cohort"):
        change_emails.taken_back(notice, now=now)
    tell_companies_it_is_taken_back(change, now=now)
    audit.record("lms_checkout.take_back", change.cohort, by=by)
    return change


def _begin(
    cohort: Cohort,
    kind: OrganizerChange.Kind,
    reason: str,
    *,
    before: dict[str, object],
    dates: Sequence[date],
    answer_until: datetime | None,
    by: Actor,
    now: datetime,
) -> OrganizerChange:
    try:
        with transaction.atomic():
            change = OrganizerChange.objects.create(
                cohort=cohort,
                kind=kind,
                reason=reason,
                before=before,
                dates=[day.isoformat() for day in dates],
                answer_until=answer_until,
                decided_by=by.label,
                decided_at=now,
            )
    except IntegrityError as error:
        raise ChangeUnderWay from error
    ChangeNotice.objects.bulk_create(
        [
            ChangeNotice(change=change, enrollment=enrollment, answer_until=answer_until)
            for enrollment in affected_by(cohort)
        ]
    )
    audit.record("lms_checkout.organizer_change", cohort, by=by, reason=reason, kind=str(kind))
    nudge("lms_checkout.carry_out_change", change.pk)
    return change


def _announced(cohort: Cohort) -> dict[str, object]:
    """What the cohort says now, as JSON."""
    opens_at, deadline_at = cohort.applications_open_at, cohort.application_deadline_at
    return {
        "status": str(cohort.status),
        "dates": [day.held_on.isoformat() if day.held_on else None for day in cohort.days.order_by("position")],
        "opens_at": opens_at.isoformat() if opens_at else None,
        "deadline_at": deadline_at.isoformat() if deadline_at else None,
        "go_no_go_on": cohort.go_no_go_on.isoformat() if cohort.go_no_go_on else None,
    }


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@transaction.atomic
def _tell(notice: ChangeNotice, effect: Effect, *, now: datetime) -> None:
    status = Notice.TOLD if effect is Effect.TELL else Notice.ASKED
    if ChangeNotice.objects.filter(pk=notice.pk, status=Notice.TO_DO).update(status=status, obstacle=""):
        notice.refresh_from_db()
        change_emails.postponed(notice, now=now)


def settle(notice: ChangeNotice, status: ChangeNotice.Status, *, now: datetime) -> None:
    open_ones = [known for known, following in ChangeNotice.NEXT.items() if status in following]
    unsettled = ChangeNotice.objects.filter(pk=notice.pk, status__in=open_ones)
    unsettled.update(status=status, settled_at=now, obstacle="")


def finish(change: OrganizerChange) -> None:
    """Under way until everybody is told; asking until everybody has answered; done after that."""
    if change.notices.waiting().exists() or unnamed_seats_of(change).exists():
        return
    is_asking = change.notices.filter(status=Notice.ASKED).exists()
    status = Status.ASKING if is_asking else Status.DONE
    sources = [known for known, following in OrganizerChange.NEXT.items() if status in following]
    OrganizerChange.objects.filter(pk=change.pk, status__in=sources).update(status=status)
