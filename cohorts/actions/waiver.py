"""Admitting somebody without the prerequisite, for a reason and for a time, and taking that back."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts.actions.review import look_again
from cohorts.models import Enrollment, Person, Waiver
from cohorts.people import lock_person
from courses.models import Course
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.calendar import ONE_DAY, jst_date
from lms.kernel.obstacles import Obstacle


class ReasonNeeded(Obstacle):
    message = _("A waiver needs a reason.")


class DayIsOver(Obstacle):
    message = _("This day is over. Check the year.")


class AlreadyRevoked(Obstacle):
    message = _("This waiver was revoked before.")


@transaction.atomic
def grant_waiver(person: Person, *, course: Course, reason: str, last_day: date, by: Actor, now: datetime) -> Waiver:
    """Waive the Specialist prerequisite of a course through a last day in Japan.

    Applications under review are judged anew. Raises ReasonNeeded, DayIsOver.
    """
    if not reason.strip():
        raise ReasonNeeded
    if last_day < jst_date(now):
        raise DayIsOver
    waiver = Waiver.objects.create(
        person=lock_person(person),
        course=course,
        reason=reason.strip(),
        granted_by_id=by.user.pk if by.user else None,
        granted_at=now,
        valid_until=last_day + ONE_DAY,
    )
    audit.record("lms_cohorts.grant_waiver", waiver, by=by, reason=waiver.reason, after=last_day.isoformat())
    _judge_anew(waiver, now=now)
    return waiver


@transaction.atomic
def revoke_waiver(waiver: Waiver, *, reason: str, by: Actor, now: datetime) -> Waiver:
    """From now on the prerequisite counts again; a seat that is held or confirmed stays.

    Raises ReasonNeeded, AlreadyRevoked.
    """
    if not reason.strip():
        raise ReasonNeeded
    standing = Waiver.objects.filter(pk=waiver.pk, revoked_at=None)
    if not standing.update(revoked_at=now, revoke_reason=reason.strip()):
        raise AlreadyRevoked
    waiver.refresh_from_db()
    audit.record("lms_cohorts.revoke_waiver", waiver, by=by, reason=waiver.revoke_reason)
    _judge_anew(waiver, now=now)
    return waiver


def _judge_anew(waiver: Waiver, *, now: datetime) -> None:
    waiting = Enrollment.objects.filter(status=Enrollment.Status.UNDER_REVIEW)
    for enrollment in waiting.filter(person=waiver.person_id, cohort__course=waiver.course_id):
        look_again(enrollment, now=now)
