from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.kernel.calendar import ONE_DAY


class FurtherReevaluation(models.Model):
    """One re-evaluation beyond the limit of the certification standard, for a reason and until a day. Never edited.

    Only an absence that is excused with proof and an appeal lead beyond the limit (journey J3, 7 and 10).
    """

    class Ground(models.TextChoices):
        EXCUSED = "excused", _("an absence that is excused with proof")
        APPEAL = "appeal", _("a decision on an appeal")

    enrollment = models.ForeignKey(
        "lms_cohorts.Enrollment",
        on_delete=models.PROTECT,
        related_name="further_reevaluations",
        verbose_name=_("enrollment"),
    )
    ground = models.CharField(pgettext_lazy("re-evaluation", "ground"), max_length=20, choices=Ground.choices)
    reason = models.TextField(_("reason"))
    valid_until = models.DateField(
        pgettext_lazy("re-evaluation", "ends on"), help_text=_("The first day on which it is not possible any more.")
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=pgettext_lazy("re-evaluation", "granted by"),
        help_text=_("Empty where the account is gone."),
    )
    granted_at = models.DateTimeField(pgettext_lazy("re-evaluation", "granted"))

    class Meta:
        verbose_name = _("further re-evaluation")
        verbose_name_plural = _("further re-evaluations")
        ordering = ["granted_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="lms_cohorts_furtherreevaluation_has_reason",
                violation_error_message=_("A further re-evaluation needs a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} {self.get_ground_display()}"

    @property
    def last_day(self) -> date:
        return self.valid_until - ONE_DAY
