"""Files as trainees hand them in."""

from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

from cohorts.actions.submission import hand_in
from cohorts.models import Cohort, Enrollment, Submission
from lms.kernel.actor import Actor
from tests.factories.certification import NOW

PDF = b"%PDF-1.7\n%%EOF\n"
TASK = "自社の顧客接点を一つ選び、満足度を高める3ステップで改善案をまとめてください（A4で5枚以内）。"


def upload(name: str = "課題.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def office_file(folder: str) -> bytes:
    """The smallest archive that is told apart as Word ("word"), Excel ("xl") or PowerPoint ("ppt")."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}/x.xml", "<x/>")
    return packed.getvalue()


def announce(cohort: Cohort, *, due_at: datetime | None = None) -> None:
    cohort.assignment_task, cohort.assignment_due_at = TASK, due_at
    cohort.save(update_fields=["assignment_task", "assignment_due_at"])


def handed_in(enrollment: Enrollment, *, now: datetime = NOW, content: bytes = PDF) -> Submission:
    """By the trainee themselves, of an assignment that is announced if it was not."""
    if not enrollment.cohort.assignment_task:
        announce(enrollment.cohort)
    return hand_in(enrollment, upload=upload(content=content), by=Actor.person(enrollment.person.user), now=now)


def submit(enrollment: Enrollment, **facts: object) -> Submission:
    """A row as it stands once a late file waits, whatever became of the seat since."""
    row = {
        "number": enrollment.submissions.count() + 1,
        "status": Submission.Status.REQUESTED,
        "file": upload(),
        "filename": "課題.pdf",
        "content_type": "application/pdf",
        "size": len(PDF),
        "sha256": "0" * 64,
        "handed_in_at": NOW,
        "reason": "出張が続いたため",
    }
    return Submission.objects.create(enrollment=enrollment, **{**row, **facts})
