"""The files of the assignment go when their time is over; what was handed in, when, and its SHA-256 stay."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.db.models import Max, QuerySet

from cohorts import conf
from cohorts.models import Enrollment, Submission
from cohorts.requirements import SEATED
from cohorts.retention import FileFacts, kept_until
from courses.models import SchemeVersion
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.calendar import jst_date


def outdated_files(*, today: date) -> Iterator[Submission]:
    """What `purge_files` would erase today, the oldest first; reading it changes nothing."""
    for submission in _with_files():
        until = kept_until(
            facts_of(submission), license_years=conf.ASSIGNMENT_KEEP_YEARS, months=conf.ASSIGNMENT_KEEP_MONTHS
        )
        if until is not None and until <= today:
            yield submission


def purge_files(*, today: date, by: Actor) -> int:
    """Erase the files whose time is over, one by one; returns how many. Run as often as one likes."""
    return sum(_erase(submission, by=by) for submission in list(outdated_files(today=today)))


def facts_of(submission: Submission) -> FileFacts:
    """What the rule asks, of a submission as `_with_files` reads it."""
    enrollment = submission.enrollment
    decision = getattr(getattr(enrollment, "certification_case", None), "decision", None)
    license_ = getattr(decision, "license", None)
    ends = [license_.valid_until, *(one.valid_until for one in license_.events.all())] if license_ else []
    given_up = jst_date(enrollment.canceled_at) if enrollment.canceled_at else None
    scheme = enrollment.cohort.scheme_version
    return FileFacts(
        handed_in_on=jst_date(submission.handed_in_at),
        license_until=max((day for day in ends if day), default=None),
        decided_on=jst_date(decision.decided_at) if decision else None,
        over_on=given_up or submission.last_day,  # type: ignore[attr-defined]  # annotated by _with_files
        is_seated=enrollment.status in SEATED,
        waits_months=_waits(scheme) if scheme else 0,
    )


def _waits(scheme: SchemeVersion) -> int:
    return max(scheme.result_validity_months, scheme.reevaluation_months)


def _with_files() -> QuerySet[Submission]:
    rows = Submission.objects.exclude(file="").annotate(last_day=Max("enrollment__cohort__days__held_on"))
    joined = rows.select_related(
        "enrollment__cohort__scheme_version", "enrollment__certification_case__decision__license"
    )
    ledger = "enrollment__certification_case__decision__license__events"
    return joined.prefetch_related(ledger).order_by("handed_in_at", "pk")


@transaction.atomic
def _erase(submission: Submission, *, by: Actor) -> bool:
    """The bytes first: whoever is stopped in between finds a row whose file can be erased once more.

    False where the file went meanwhile, as with a person who is forgotten.
    """
    Enrollment.objects.select_for_update(of=("self",)).get(pk=submission.enrollment_id)
    standing = Submission.objects.filter(pk=submission.pk).exclude(file="").first()
    if standing is None:
        return False
    standing.file.storage.delete(str(standing.file.name))
    Submission.objects.filter(pk=standing.pk).update(file="")
    audit.record("lms_cohorts.erase_submission_file", standing, by=by, number=standing.number, sha256=standing.sha256)
    return True
