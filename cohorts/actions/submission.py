"""Handing in the designated assignment: in time, or late with a reason that the office accepts or refuses."""

from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from cohorts import submission_emails
from cohorts.actions.reevaluation import require_repeatable
from cohorts.handing_in import Phase, content_type_of, counting, phase_of
from cohorts.models import Enrollment, Submission
from cohorts.repeating import assignment_attempts
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

Status = Submission.Status


class NothingToHandIn(Obstacle):
    message = _("There is no assignment to hand in with this seat, or none yet.")


class HandingInClosed(Obstacle):
    message = _("The assignment is being evaluated; it can no longer be replaced.")


class HandedInTooLate(Obstacle):
    message = _("The due moment has passed. Say why it is late; the office decides whether it still counts.")


class NotLate(Obstacle):
    message = _("The due moment has not passed: hand the file in without asking.")


class LatenessWithoutReason(Obstacle):
    message = _("Please say why it is late.")


class RequestAnswered(Obstacle):
    message = _("This late file has been answered or replaced in the meantime.")


class RefusalWithoutReason(Obstacle):
    message = _("A refusal says why.")


@transaction.atomic
def hand_in(enrollment: Enrollment, *, upload: Any, by: Actor, now: datetime) -> Submission:
    """Keep a file as the next version, which counts from now on, and send a receipt; earlier versions stay.

    The same file once more changes nothing. Raises what `content_type_of` raises, NothingToHandIn, HandedInTooLate,
    HandingInClosed.
    """
    enrollment = _locked(enrollment)
    if _phase(enrollment, now=now) is not Phase.OPEN:
        raise HandedInTooLate
    content_type = content_type_of(upload)
    digest = _digest(upload)
    current = counting(list(enrollment.submissions.all()))
    if current is not None and current.sha256 == digest:
        return current
    submission = _keep(enrollment, upload, Status.HANDED_IN, content_type=content_type, sha256=digest, handed_in_at=now)
    audit.record("lms_cohorts.hand_in", submission, by=by, number=submission.number, sha256=digest)
    submission_emails.submission_received(submission, now=now)
    return submission


@transaction.atomic
def ask_to_hand_in_late(enrollment: Enrollment, *, upload: Any, reason: str, by: Actor, now: datetime) -> Submission:
    """Keep a late file that counts only once the office accepts it; another one takes the place of one that waits.

    Raises what `content_type_of` raises, NothingToHandIn, HandingInClosed, NotLate, LatenessWithoutReason,
    ReevaluationsUsedUp, ReevaluationTooLate.
    """
    enrollment = _locked(enrollment)
    if _phase(enrollment, now=now) is Phase.OPEN:
        raise NotLate
    content_type = content_type_of(upload)
    if not reason.strip():
        raise LatenessWithoutReason
    Submission.objects.waiting().filter(enrollment=enrollment).update(status=Status.WITHDRAWN)
    submission = _keep(
        enrollment,
        upload,
        Status.REQUESTED,
        content_type=content_type,
        sha256=_digest(upload),
        handed_in_at=now,
        reason=reason.strip(),
    )
    audit.record("lms_cohorts.ask_to_hand_in_late", submission, by=by, number=submission.number)
    submission_emails.late_submission_asked(submission, now=now)
    return submission


@transaction.atomic
def accept_late(submission: Submission, *, by: Actor, now: datetime) -> Submission:
    """The late file counts, and is what is marked; whether it still could is asked of the moment it came in.

    Raises RequestAnswered, HandingInClosed, ReevaluationsUsedUp, ReevaluationTooLate.
    """
    _phase(_locked(submission.enrollment), now=submission.handed_in_at)
    accepted = _answer(submission, Status.ACCEPTED, "accept_late", answer="", by=by, now=now)
    submission_emails.late_submission_accepted(accepted, now=now)
    return accepted


@transaction.atomic
def refuse_late(submission: Submission, *, reason: str, by: Actor, now: datetime) -> Submission:
    """The late file does not count; its trainee reads why. Raises RequestAnswered, RefusalWithoutReason."""
    if not reason.strip():
        raise RefusalWithoutReason
    refused = _answer(submission, Status.REFUSED, "refuse_late", answer=reason.strip(), by=by, now=now)
    submission_emails.late_submission_refused(refused, now=now)
    return refused


def forget_submissions(person_pk: int) -> None:
    """The files, their names and what was said with them; moment and SHA-256 stay with the mark.

    Called in the transaction that forgets the person; files go once that is certain.
    """
    theirs = Submission.objects.filter(enrollment__person=person_pk)
    files = [(one.file.storage, one.file.name) for one in theirs.exclude(file="")]
    theirs.update(file="", filename="", reason="")
    theirs.exclude(answer="").update(answer="―")
    for storage, name in files:
        transaction.on_commit(partial(storage.delete, str(name)))


def _locked(enrollment: Enrollment) -> Enrollment:
    """Whoever hands in twice at once, or while a mark is written down, is taken one after the other."""
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("cohort", "person", "certification_case")
    return rows.get(pk=enrollment.pk)


def _phase(enrollment: Enrollment, *, now: datetime) -> Phase:
    """OPEN, LATE or REPEAT. Raises NothingToHandIn, HandingInClosed, ReevaluationsUsedUp, ReevaluationTooLate."""
    phase = phase_of(enrollment, now=now)
    if phase is Phase.ENDED:
        require_repeatable(enrollment, attempts=assignment_attempts(enrollment), now=now)
    if phase is Phase.CLOSED:
        raise HandingInClosed
    if phase not in {Phase.OPEN, Phase.LATE, Phase.REPEAT}:
        raise NothingToHandIn
    return phase


def _digest(upload: Any) -> str:
    upload.seek(0)
    digest = sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def _keep(enrollment: Enrollment, upload: Any, status: Submission.Status, **facts: Any) -> Submission:
    last = enrollment.submissions.aggregate(last=Max("number"))["last"] or 0
    return Submission.objects.create(
        enrollment=enrollment,
        number=last + 1,
        status=status,
        file=upload,
        filename=PurePath(upload.name).name[-200:],
        size=upload.size,
        **facts,
    )


def _answer(
    submission: Submission, status: Submission.Status, act: str, *, answer: str, by: Actor, now: datetime
) -> Submission:
    answered = {
        "status": status,
        "answer": answer,
        "answered_at": now,
        "answered_by_id": by.user.pk if by.user else None,
    }
    if not Submission.objects.waiting().filter(pk=submission.pk).update(**answered):
        raise RequestAnswered
    stored = Submission.objects.select_related("enrollment__person", "enrollment__cohort").get(pk=submission.pk)
    audit.record(f"lms_cohorts.{act}", stored, by=by, number=stored.number)
    return stored
