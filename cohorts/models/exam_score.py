from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.exam_record import ExamRecord
from lms.kernel import clock


class ExamScoreQuerySet(models.QuerySet["ExamScore"]):
    def counting(self) -> "ExamScoreQuerySet":
        """What was not corrected since."""
        return self.filter(correction=None)


class ExamScore(models.Model):
    """The points of one attempt at one credit unit, as the exam side noticed them.

    Never edited: a slip is corrected by a new row that names the old one, with the reason.
    """

    record = models.ForeignKey(
        ExamRecord, on_delete=models.PROTECT, related_name="scores", verbose_name=_("exam record")
    )
    unit = models.CharField(_("credit unit"), max_length=30, help_text=_("Its code in the pass rule."))
    attempt = models.PositiveSmallIntegerField(
        _("attempt"), validators=[MinValueValidator(1)], help_text=_("1 for what was handed in first.")
    )
    points = models.DecimalField(_("points"), max_digits=7, decimal_places=2)
    notified_on = models.DateField(
        _("result noticed on"),
        null=True,
        blank=True,
        help_text=_("The day the candidate was told; the time to resubmit runs from it. Empty: not told yet."),
    )
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="correction", null=True, blank=True, verbose_name=_("corrects")
    )
    reason = models.CharField(_("reason for the correction"), max_length=200, blank=True)
    entered_at = models.DateTimeField(_("entered"), default=clock.now, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("entered by"),
    )

    objects = ExamScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("exam score")
        verbose_name_plural = _("exam scores")
        ordering = ["record", "unit", "attempt", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "unit", "attempt"],
                condition=Q(corrects=None),
                name="lms_cohorts_examscore_attempt_unique",
                violation_error_message=_("This attempt has its points already. Correct them instead."),
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0),
                name="lms_cohorts_examscore_points",
                violation_error_message=_("Points are not negative."),
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(reason=""),
                name="lms_cohorts_examscore_correction_has_reason",
                violation_error_message=_("A correction needs its reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.points}"
