from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class AssignmentResultQuerySet(models.QuerySet["AssignmentResult"]):
    def latest_first(self) -> "AssignmentResultQuerySet":
        return self.order_by("-attempt")


class AssignmentResult(models.Model):
    """The mark of the assignment designated at attendance. Never edited: a later attempt supersedes an earlier one."""

    enrollment = models.ForeignKey(
        "lms_cohorts.Enrollment",
        on_delete=models.PROTECT,
        related_name="assignment_results",
        verbose_name=_("enrollment"),
    )
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2)
    maximum = models.DecimalField(_("maximum score"), max_digits=5, decimal_places=2, default=100)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("marked by"),
    )
    marked_at = models.DateTimeField(_("marked at"))
    comment = models.TextField(_("comment"), blank=True)
    submission = models.ForeignKey(
        "lms_cohorts.Submission",
        on_delete=models.PROTECT,
        related_name="results",
        null=True,
        blank=True,
        verbose_name=_("what was marked"),
        help_text=_("Empty where it was handed in on paper or by mail."),
    )

    objects = AssignmentResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment result")
        verbose_name_plural = _("assignment results")
        ordering = ["enrollment", "attempt"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "attempt"],
                name="lms_cohorts_assignmentresult_unique",
                violation_error_message=_("This attempt is already marked."),
            ),
            models.CheckConstraint(
                condition=Q(maximum=100, score__gte=0, score__lte=F("maximum")),
                name="lms_cohorts_assignmentresult_range",
                violation_error_message=_("The score lies between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} #{self.attempt}"
