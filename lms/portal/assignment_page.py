"""The designated assignment as its trainee sees it: what it is, until when, and what was handed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser as Reader
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cohorts import conf
from cohorts.handing_in import EXTENSIONS, Phase, counting, phase_of
from cohorts.models import Cohort, Enrollment, SeatKind, Submission
from cohorts.requirements import SEATED, latest_assignment
from cohorts.results import last_release
from lms.templatetags.lms import long_datetime

TONES = {
    Submission.Status.HANDED_IN: "success",
    Submission.Status.ACCEPTED: "success",
    Submission.Status.REQUESTED: "warning",
    Submission.Status.REFUSED: "error",
    Submission.Status.WITHDRAWN: "",
}
ACCEPT = ",".join(EXTENSIONS)


@dataclass(frozen=True, slots=True)
class Version:
    """One file handed in; `counts` is the one that is marked."""

    submission: Submission
    label: str
    tone: str
    counts: bool


@dataclass(frozen=True, slots=True)
class AssignmentPage:
    cohort: Cohort
    phase: Phase
    state: str
    tone: str
    text: str
    versions: tuple[Version, ...]

    @property
    def takes_files(self) -> bool:
        return self.phase in {Phase.OPEN, Phase.LATE, Phase.REPEAT}

    @property
    def is_late(self) -> bool:
        return self.phase in {Phase.LATE, Phase.REPEAT}

    @property
    def is_announced(self) -> bool:
        return bool(self.cohort.assignment_task)

    @property
    def has_counting(self) -> bool:
        return any(version.counts for version in self.versions)


def seats_with_assignment(reader: Reader) -> QuerySet[Enrollment]:
    """The reader's own certification seats, with what the page of the assignment reads."""
    mine = Enrollment.objects.filter(person__user_id=reader.pk, kind=SeatKind.CERTIFICATION, status__in=SEATED)
    return mine.select_related("cohort", "person", "certification_case").prefetch_related(
        "submissions", "assignment_results", "releases"
    )


def assignment_of(enrollment: Enrollment, *, now: datetime) -> AssignmentPage | None:
    """None where no assignment belongs to the seat."""
    phase = phase_of(enrollment, now=now)
    if phase is Phase.NONE:
        return None
    submissions = list(enrollment.submissions.all())
    current = counting(submissions)
    state, tone, text = _words(phase, enrollment.cohort, current, submissions, is_released=_is_released(enrollment))
    return AssignmentPage(enrollment.cohort, phase, state, tone, text, _versions(submissions, current))


def versions_for_marking(enrollment: Enrollment) -> tuple[Version, ...]:
    """What evaluators see: never what the office has not accepted."""
    submissions = [one for one in enrollment.submissions.all() if one.counts]
    return _versions(submissions, counting(submissions))


def limits_words() -> str:
    return _("PDF, Word (.docx), PowerPoint (.pptx) or Excel (.xlsx), at most %(most)d MB.") % {
        "most": conf.ASSIGNMENT_MAX_MB
    }


def _versions(submissions: Sequence[Submission], current: Submission | None) -> tuple[Version, ...]:
    ordered = sorted(submissions, key=lambda one: one.number, reverse=True)
    return tuple(
        Version(
            one,
            _("counts") if one == current else _("replaced") if one.counts else str(one.get_status_display()),
            TONES[Submission.Status(one.status)] if one == current or not one.counts else "",
            one == current,
        )
        for one in ordered
    )


def _words(
    phase: Phase,
    cohort: Cohort,
    current: Submission | None,
    submissions: Sequence[Submission],
    *,
    is_released: bool,
) -> tuple[str, str, str]:
    """The chip, its tone, and the sentence."""
    if phase is Phase.UNDECIDED:
        return _("Not announced yet"), "", _("What is to be handed in, and until when, is announced here.")
    if phase in {Phase.REPEAT, Phase.ENDED}:
        return _again(submissions, is_over=phase is Phase.ENDED)
    if phase is Phase.CLOSED and is_released:
        return _("Evaluated"), "info", _("The results are released. What you handed in stays as it is.")
    if phase is Phase.CLOSED:
        return _("Being evaluated"), "info", _("It can no longer be replaced. You are told when the results are out.")
    if phase is Phase.LATE:
        return _late(current, submissions)
    return _in_time(cohort, current)


def _in_time(cohort: Cohort, current: Submission | None) -> tuple[str, str, str]:
    due = {"moment": long_datetime(cohort.assignment_last_moment)}
    is_dated = cohort.assignment_due_at is not None
    if current is not None:
        until = _("You can replace it until %(moment)s; the last version counts.") % due
        undated = _("You can replace it until the due moment; the last version counts.")
        return _("Handed in"), "success", until if is_dated else undated
    until = _("Please hand it in until %(moment)s (Japan time).") % due
    undated = _("The due moment is not decided yet. You can hand it in already.")
    return _("To be handed in"), "warning", until if is_dated else undated


def _is_released(enrollment: Enrollment) -> bool:
    """Whether the last mark is the one that was released."""
    mark, release = latest_assignment(enrollment), last_release(enrollment)
    told = release.facts["assignment"] if release else None
    return mark is not None and told is not None and told["result"] == mark.pk


def _again(submissions: Sequence[Submission], *, is_over: bool) -> tuple[str, str, str]:
    if any(one.is_waiting for one in submissions):
        text = _("Your new file waits for the office, which decides on the re-evaluation and writes to you.")
        return _("New file being looked at"), "warning", text
    if is_over:
        text = _(
            "The standard was not reached, and no re-evaluation is possible any more. You can take the course again in "
            "a later cohort."
        )
        return _("No further re-evaluation"), "", text
    text = _(
        "The standard was not reached. You can send a new file as a re-evaluation, with a word about it; the office "
        "writes to you."
    )
    return _("Can be handed in again"), "warning", text


def _late(current: Submission | None, submissions: Sequence[Submission]) -> tuple[str, str, str]:
    if any(one.is_waiting for one in submissions):
        text = _("Your late file waits for the office, which decides whether it counts and writes to you.")
        return _("Late file being looked at"), "warning", text
    if current is not None:
        return _("Handed in"), "success", _("The due moment has passed. What you handed in is evaluated.")
    text = _("The due moment has passed. You can still send the file with the reason; the office decides on it.")
    return _("Not handed in"), "error", text
