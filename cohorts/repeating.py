"""Whether a part that was not reached can still be repeated, from what is on file."""

from datetime import date

from cohorts.models import Enrollment
from cohorts.reevaluation import Reevaluation, reevaluation


def lesson_model_attempts(enrollment: Enrollment) -> int:
    """Evaluations that ever had a sheet. One whose sheets are all voided, as after an absence, counts all the same."""
    return enrollment.lesson_model_evaluations.filter(sheets__isnull=False).distinct().count()


def assignment_attempts(enrollment: Enrollment) -> int:
    """Files that were marked; a further mark of the same file corrects the first one."""
    return len({mark.submission_id for mark in enrollment.assignment_results.all()})


def allowance(enrollment: Enrollment, *, attempts: int, today: date) -> Reevaluation | None:
    """What is left after so many attempts at one part; None while the cohort has no certification standard."""
    scheme = enrollment.cohort.scheme_version
    if scheme is None:
        return None
    further = list(enrollment.further_reevaluations.all())
    return reevaluation(
        attempts=attempts,
        first_on=_first_settled_on(enrollment),
        limit=scheme.reevaluation_limit,
        months=scheme.reevaluation_months,
        today=today,
        granted=len(further),
        granted_until=max((one.last_day for one in further), default=None),
    )


def _first_settled_on(enrollment: Enrollment) -> date | None:
    """The day of the first result that was ever released to this trainee."""
    first = min(enrollment.releases.all(), key=lambda one: one.version, default=None)
    if first is None:
        return None
    days = [
        part[key]
        for part, key in ((first.facts["lesson_model"], "settled_on"), (first.facts["assignment"], "marked_on"))
        if part
    ]
    return min((date.fromisoformat(day) for day in days), default=None)
