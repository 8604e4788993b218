import uuid
from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models.enrollment import Enrollment
from courses.storage import PrivateStorage


def submission_name(submission: models.Model, filename: str) -> str:
    """A name nobody can guess; what the file is called for people stands in `filename`."""
    del submission
    return f"assignments/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def counting(self) -> "SubmissionQuerySet":
        """Handed in before the due moment, or late and accepted. The last of them is what is marked."""
        return self.filter(status__in=Submission.COUNTING)

    def waiting(self) -> "SubmissionQuerySet":
        """Late ones the office has not answered yet."""
        return self.filter(status=Submission.Status.REQUESTED)

    def latest_first(self) -> "SubmissionQuerySet":
        return self.order_by("-number")


class Submission(models.Model):
    """One file of the designated assignment as a trainee handed it in. Never edited: a replacement is a further one.

    What is late is only asked for until the office has accepted it. The file goes when its person is forgotten, or
    its time is over (`cohorts.retention`); moment and SHA-256 stay with the mark they belong to.
    """

    class Status(models.TextChoices):
        HANDED_IN = "handed_in", pgettext_lazy("submission", "handed in")
        REQUESTED = "requested", pgettext_lazy("submission", "late, waits for the office")
        ACCEPTED = "accepted", pgettext_lazy("submission", "late, accepted")
        REFUSED = "refused", pgettext_lazy("submission", "late, refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("submission", "late, replaced by another request")

    NEXT: dict[Status, set[Status]] = {
        Status.HANDED_IN: set(),
        Status.REQUESTED: {Status.ACCEPTED, Status.REFUSED, Status.WITHDRAWN},
        Status.ACCEPTED: set(),
        Status.REFUSED: set(),
        Status.WITHDRAWN: set(),
    }
    COUNTING = (Status.HANDED_IN, Status.ACCEPTED)

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.PROTECT, related_name="submissions", verbose_name=_("enrollment")
    )
    number = models.PositiveSmallIntegerField(pgettext_lazy("submission", "version"))
    status = models.CharField(_("status"), max_length=20, choices=Status.choices)
    file = models.FileField(_("file"), upload_to=submission_name, storage=PrivateStorage, max_length=200, blank=True)
    filename = models.CharField(_("file name"), max_length=200, blank=True)
    content_type = models.CharField(_("file type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    sha256 = models.CharField("SHA-256", max_length=64)
    handed_in_at = models.DateTimeField(pgettext_lazy("submission", "handed in"))
    reason = models.TextField(_("why it is late"), blank=True)
    answer = models.TextField(pgettext_lazy("submission", "answer of the office"), blank=True)
    answered_at = models.DateTimeField(pgettext_lazy("submission", "answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=pgettext_lazy("submission", "answered by"),
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("submission", "file of the assignment")
        verbose_name_plural = pgettext_lazy("submission", "files of the assignment")
        ordering = ["enrollment", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "number"],
                name="lms_cohorts_submission_unique",
                violation_error_message=_("This version is already handed in."),
            ),
            models.UniqueConstraint(
                fields=["enrollment"],
                condition=Q(status="requested"),
                name="lms_cohorts_submission_one_request",
                violation_error_message=_("A late file already waits for the office."),
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0),
                name="lms_cohorts_submission_not_empty",
                violation_error_message=_("The file is empty."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["accepted", "refused"]) | Q(answered_at__isnull=False),
                name="lms_cohorts_submission_answer_has_moment",
                violation_error_message=_("An answer needs the moment it was given."),
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(answer=""),
                name="lms_cohorts_submission_refusal_has_reason",
                violation_error_message=_("A refusal says why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} #{self.number}"

    @property
    def counts(self) -> bool:
        return self.status in self.COUNTING

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.REQUESTED
