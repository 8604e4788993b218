from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models.enrollment import Enrollment


class ResultRelease(models.Model):
    """What a trainee was told of their results, as it stood at that moment (`cohorts.results`). Never edited.

    Before the first of these nobody shows a trainee a score or an outcome. A correction is the next version and says
    why; so is a part, or an attempt, that was settled later, without a reason.
    """

    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.PROTECT, related_name="releases", verbose_name=_("enrollment")
    )
    version = models.PositiveSmallIntegerField(pgettext_lazy("results", "version"))
    facts = models.JSONField(_("results"))
    is_correction = models.BooleanField(_("corrects what was released"), default=False)
    reason = models.TextField(_("reason of the correction"), blank=True)
    appeal_until = models.DateField(_("last day to appeal"))
    released_at = models.DateTimeField(_("released at"))
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("released by"),
        help_text=_("Empty where a process released it."),
    )

    class Meta:
        verbose_name = _("released result")
        verbose_name_plural = _("released results")
        ordering = ["enrollment", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "version"],
                name="lms_cohorts_resultrelease_unique",
                violation_error_message=_("This version is already released."),
            ),
            models.CheckConstraint(
                condition=Q(is_correction=False) | (Q(version__gt=1) & ~Q(reason="")),
                name="lms_cohorts_resultrelease_correction_has_reason",
                violation_error_message=_("A corrected result says why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} v{self.version}"
