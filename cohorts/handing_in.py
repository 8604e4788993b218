"""What can be handed in for the designated assignment, and whether now."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import IO, Protocol

from django.utils.translation import gettext_lazy as _

from cohorts import conf
from cohorts.models import AssignmentResult, CertificationCase, Cohort, Enrollment, SeatKind, Submission
from cohorts.repeating import allowance, assignment_attempts
from cohorts.requirements import SEATED, latest_assignment
from cohorts.results import last_release
from courses.file_types import OFFICE, extension_of, recognise
from courses.grading.verdicts import Verdict
from lms.kernel.calendar import jst_date
from lms.kernel.obstacles import Obstacle

MEGABYTE = 1024 * 1024
#: What evaluators can open anywhere. Macros (.docm and the like) are not among them.
EXTENSIONS = (".pdf", *OFFICE)
STOPPED = (Cohort.Status.POSTPONED, Cohort.Status.CANCELED)


class Upload(Protocol):
    """An uploaded file as Django gives it."""

    name: str | None
    size: int
    file: IO[bytes]


class EmptyFile(Obstacle):
    message = _("The file is empty (0 bytes). Please save it anew and choose it again.")


class FileTooLarge(Obstacle):
    def __init__(self, size: int) -> None:
        words = {"size": f"{size / MEGABYTE:.1f}", "most": conf.ASSIGNMENT_MAX_MB}
        super().__init__(
            _("The file has %(size)s MB; at most %(most)d MB are taken. Pictures saved smaller usually help.") % words
        )


class FileNotTaken(Obstacle):
    message = _("Only PDF, Word (.docx), PowerPoint (.pptx) and Excel (.xlsx) files are taken.")


class ContentIsOther(Obstacle):
    def __init__(self, extension: str) -> None:
        words = _("The content of the file is not what its ending “%(extension)s” says. Save it anew and try again.")
        super().__init__(words % {"extension": extension})


def content_type_of(upload: Upload) -> str:
    """The type that name and content agree on. Raises EmptyFile, FileTooLarge, FileNotTaken, ContentIsOther."""
    extension = extension_of(upload.name or "")
    if extension not in EXTENSIONS:
        raise FileNotTaken
    if not upload.size:
        raise EmptyFile
    if upload.size > conf.ASSIGNMENT_MAX_MB * MEGABYTE:
        raise FileTooLarge(upload.size)
    found = recognise(upload.name or "", upload.file)
    if found is None:
        raise ContentIsOther(extension)
    return found.content_type


class Phase(StrEnum):
    """Where the designated assignment of one seat stands."""

    NONE = "none"  # no certification seat, or none any more
    UNDECIDED = "undecided"
    OPEN = "open"
    LATE = "late"
    REPEAT = "repeat"  # not reached, released, and nothing newer handed in: once more, as a re-evaluation
    ENDED = "ended"  # not reached, and the limits of re-evaluation are
    CLOSED = "closed"  # marked, or decided upon


def phase_of(enrollment: Enrollment, *, now: datetime) -> Phase:
    """Whether something can be handed in at this moment; the due moment is the first that is too late.

    While no due moment is decided, whatever is announced can be handed in.
    """
    cohort = enrollment.cohort
    if enrollment.kind != SeatKind.CERTIFICATION or enrollment.status not in SEATED or cohort.status in STOPPED:
        return Phase.NONE
    case = getattr(enrollment, "certification_case", None)
    if case is not None and case.status == CertificationCase.Status.DECIDED:
        return Phase.CLOSED
    if mark := latest_assignment(enrollment):
        if not _may_be_repeated(enrollment, mark):
            return Phase.CLOSED
        rule = allowance(enrollment, attempts=assignment_attempts(enrollment), today=jst_date(now))
        return Phase.REPEAT if rule is None or rule.is_open else Phase.ENDED
    if not cohort.assignment_task:
        return Phase.UNDECIDED
    return Phase.OPEN if cohort.assignment_due_at is None or now < cohort.assignment_due_at else Phase.LATE


def _may_be_repeated(enrollment: Enrollment, mark: AssignmentResult) -> bool:
    """Whether the mark was released as not reached, and what counts is still the file that was marked."""
    release = last_release(enrollment)
    told = release.facts["assignment"] if release else None
    if told is None or told["result"] != mark.pk or told["verdict"] == Verdict.PASSED:
        return False
    current = counting(list(enrollment.submissions.all()))
    return current is None or current.pk == mark.submission_id


def counting(submissions: Sequence[Submission]) -> Submission | None:
    """The one that is marked: the last that was in time or accepted."""
    return max((one for one in submissions if one.counts), key=lambda one: one.number, default=None)
