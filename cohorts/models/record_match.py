from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models.exam_record import ExamRecord
from cohorts.models.person import Person


class RecordMatchQuerySet(models.QuerySet["RecordMatch"]):
    def open(self) -> "RecordMatchQuerySet":
        """Still to be looked at: records that were linked since ask nothing any more."""
        return self.filter(answer="", record__person=None)


class RecordMatch(models.Model):
    """An exam record that may be this person's. Number and name do not agree, so a person decides; nobody guesses."""

    class Doubt(models.TextChoices):
        NUMBER_ONLY = "number_only", _("The number agrees, the name does not.")
        NAME_ONLY = "name_only", _("The name agrees, the declared number does not.")
        SEVERAL = "several", _("Several people declared this number and name.")

    class Answer(models.TextChoices):
        LINKED = "linked", pgettext_lazy("exam record", "their record")
        REFUSED = "refused", pgettext_lazy("exam record", "somebody else's record")

    record = models.ForeignKey(
        ExamRecord, on_delete=models.CASCADE, related_name="matches", verbose_name=_("exam record")
    )
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="record_matches", verbose_name=_("person")
    )
    doubt = models.CharField(_("what is unclear"), max_length=20, choices=Doubt.choices)
    answer = models.CharField(
        pgettext_lazy("exam record", "answer"),
        max_length=20,
        choices=Answer.choices,
        blank=True,
        help_text=_("Empty until somebody has looked at it."),
    )
    found_at = models.DateTimeField(_("found"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("answered by"),
    )

    objects = RecordMatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible owner of an exam record")
        verbose_name_plural = _("possible owners of exam records")
        ordering = ["found_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "person"],
                name="lms_cohorts_recordmatch_once",
                violation_error_message=_("This question is on file already."),
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="lms_cohorts_recordmatch_answer_has_moment",
                violation_error_message=_("An answer needs the moment it was given."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} – {self.person}"
