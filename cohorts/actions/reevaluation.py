"""Repeating a part that was not reached: within the limits of the standard, and beyond them for a reason."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts.models import Enrollment, FurtherReevaluation
from cohorts.reasons import long_day
from cohorts.repeating import allowance
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.calendar import ONE_DAY, jst_date
from lms.kernel.obstacles import Obstacle


class ReevaluationsUsedUp(Obstacle):
    def __init__(self, limit: int) -> None:
        super().__init__(
            _(
                "The re-evaluations of this standard are used up (%(limit)d); the course has to be taken again. After "
                "an appeal or an excused absence the office can allow a further one."
            )
            % {"limit": limit}
        )


class ReevaluationTooLate(Obstacle):
    def __init__(self, last_day: date) -> None:
        super().__init__(
            _(
                "A re-evaluation was possible until %(day)s; the course has to be taken again. After an appeal or an "
                "excused absence the office can allow a further one."
            )
            % {"day": long_day(last_day)}
        )


class GroundMissing(Obstacle):
    message = _("Say what the decision rests on.")


class DayOver(Obstacle):
    message = _("This day is over. Check the year.")


def require_repeatable(enrollment: Enrollment, *, attempts: int, now: datetime) -> None:
    """Nothing is in the way while the limits of the standard are not reached (journey J3, 3 and 6).

    Raises ReevaluationsUsedUp, ReevaluationTooLate.

    Args:
        attempts: at the part that is to be repeated, so far.
    """
    rule = allowance(enrollment, attempts=attempts, today=jst_date(now))
    if rule is None or rule.is_open:
        return
    if rule.is_over and rule.last_day:
        raise ReevaluationTooLate(rule.last_day)
    raise ReevaluationsUsedUp(attempts - 1)


@transaction.atomic
def grant_reevaluation(
    enrollment: Enrollment, *, ground: str, reason: str, last_day: date, by: Actor, now: datetime
) -> FurtherReevaluation:
    """Allow one re-evaluation beyond the limit, through a last day in Japan. Raises GroundMissing, DayOver."""
    if not reason.strip():
        raise GroundMissing
    if last_day < jst_date(now):
        raise DayOver
    granted = FurtherReevaluation.objects.create(
        enrollment=enrollment,
        ground=FurtherReevaluation.Ground(ground),
        reason=reason.strip(),
        valid_until=last_day + ONE_DAY,
        granted_by_id=by.user.pk if by.user else None,
        granted_at=now,
    )
    audit.record(
        "lms_cohorts.grant_reevaluation", granted, by=by, ground=ground, reason=granted.reason, after=str(last_day)
    )
    return granted
