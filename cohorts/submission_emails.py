"""What is written to a trainee about the files of the designated assignment."""

from datetime import datetime

from cohorts.models import Submission
from lms.kernel.actions.message import queue_message


def submission_received(submission: Submission, *, now: datetime) -> None:
    """The receipt: which file, when, and until when it can be replaced."""
    _to_trainee("submission_received", submission, now=now)


def late_submission_asked(submission: Submission, *, now: datetime) -> None:
    """The receipt of a late file: it does not count before the office says so."""
    _to_trainee("late_submission_asked", submission, now=now)


def late_submission_accepted(submission: Submission, *, now: datetime) -> None:
    """The late file counts."""
    _to_trainee("late_submission_accepted", submission, now=now)


def late_submission_refused(submission: Submission, *, now: datetime) -> None:
    """The late file does not count, and why."""
    _to_trainee("late_submission_refused", submission, now=now)


def _to_trainee(message: str, submission: Submission, *, now: datetime) -> None:
    enrollment = submission.enrollment
    person = enrollment.person
    if not person.email:
        return  # entered by the office from paper; reached by letter
    queue_message(
        kind=f"cohorts.email.{message}",
        dedupe_key=f"{message}:submission:{submission.pk}",
        to_email=person.email,
        to_name=person.full_name,
        language=person.language,
        context={"cohort": enrollment.cohort, "number": enrollment.number, "submission": submission},
        reader=person,
        about=enrollment,
        now=now,
    )
