from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock


class Substitution(models.Model):
    """A seat somebody else pays for was taken over by another person of the same company; the money stays with it."""

    source = models.OneToOneField(
        "lms_cohorts.Enrollment", on_delete=models.PROTECT, related_name="replaced_by", verbose_name=_("handed over by")
    )
    target = models.OneToOneField(
        "lms_cohorts.Enrollment", on_delete=models.PROTECT, related_name="replaces", verbose_name=_("taken over by")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=200)
    decided_at = models.DateTimeField(_("decided at"), default=clock.now)

    class Meta:
        verbose_name = _("substitution")
        verbose_name_plural = _("substitutions")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(source=models.F("target")),
                name="lms_checkout_substitution_of_another",
                violation_error_message=_("A seat is taken over by another person."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target.person}"
