from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock


class Transfer(models.Model):
    """A paid seat that was moved to another cohort; the money went with it."""

    class Cause(models.TextChoices):
        PARTICIPANT = "participant", _("asked by the participant")
        OFFICE = "office", _("by the office")
        ORGANIZER = "organizer", _("the organizer does not hold it as announced")

    source = models.OneToOneField(
        "lms_cohorts.Enrollment", on_delete=models.PROTECT, related_name="moved_out", verbose_name=_("moved from")
    )
    target = models.OneToOneField(
        "lms_cohorts.Enrollment", on_delete=models.PROTECT, related_name="moved_in", verbose_name=_("moved to")
    )
    cause = models.CharField(_("cause"), max_length=20, choices=Cause.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    moved_by = models.CharField(_("moved by"), max_length=200)
    moved_at = models.DateTimeField(_("moved at"), default=clock.now)

    class Meta:
        verbose_name = _("transfer to another cohort")
        verbose_name_plural = _("transfers to another cohort")
        ordering = ["-moved_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.source} → {self.target.cohort}"
