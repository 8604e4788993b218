from django.db import models
from django.utils.translation import gettext_lazy as _


class NumberSequence(models.Model):
    """The last number given out in a series and period; bumped only by `lms.kernel.actions.numbering.next_number`."""

    series = models.CharField(_("series"), max_length=40)
    period = models.PositiveIntegerField(_("fiscal year, or 0 for a series that never restarts"))
    last_number = models.PositiveIntegerField(_("last number given out"), default=0)

    class Meta:
        verbose_name = _("number sequence")
        verbose_name_plural = _("number sequences")
        constraints = [
            models.UniqueConstraint(fields=["series", "period"], name="lms_kernel_sequence_unique"),
        ]
