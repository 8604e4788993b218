"""The hours of the sessions of a cohort, where the curriculum had none or the day went another way."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cohorts.models import ClassSession, Cohort, CohortDay
from cohorts.session_hours import Hours, Misfit, misfit_of
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

WORDS: dict[Misfit, str | Promise] = {
    Misfit.HALF: _("“%(session)s”: give both the beginning and the end, or neither."),
    Misfit.REVERSED: _("“%(session)s”: the end must come after the beginning."),
    Misfit.OUTSIDE: _("“%(session)s”: the hours lie outside the hours of the day."),
    Misfit.OVERLAPS: _("“%(session)s”: it begins before the session before it has ended."),
}


class HoursDoNotFit(Obstacle):
    """Names the session and what is wrong with its hours."""

    def __init__(self, session: ClassSession, misfit: Misfit) -> None:
        super().__init__(str(WORDS[misfit]) % {"session": session.title})


@transaction.atomic
def decide_session_hours(cohort: Cohort, hours: Mapping[int, Hours], *, by: Actor) -> Cohort:
    """Enter or correct the hours of sessions, by their position; sessions that are not named keep theirs.

    Attended hours are stated by them, also after the course; a statement that was issued stays as it is.

    Raises HoursDoNotFit.
    """
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    changed = {}
    for day in CohortDay.objects.filter(cohort=cohort).order_by("position"):
        sessions = list(day.sessions.order_by("position"))
        given = [hours.get(one.position, Hours(one.starts_at, one.ends_at)) for one in sessions]
        if found := misfit_of(given, opens_at=day.opens_at, closes_at=day.closes_at):
            raise HoursDoNotFit(sessions[found[0]], found[1])
        for session, now_held in zip(sessions, given, strict=True):
            before = Hours(session.starts_at, session.ends_at)
            if now_held != before:
                session.starts_at, session.ends_at = now_held.starts_at, now_held.ends_at
                session.save(update_fields=["starts_at", "ends_at"])
                changed[str(session.position)] = [_written(before), _written(now_held)]
    if changed:
        audit.record("lms_cohorts.decide_session_hours", cohort, by=by, sessions=changed)
    return cohort


def _written(hours: Hours) -> str:
    return f"{hours.starts_at:%H:%M}-{hours.ends_at:%H:%M}" if hours.starts_at and hours.ends_at else ""
