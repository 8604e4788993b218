from django.db import models
from django.utils.translation import gettext_lazy as _


class Purchase(models.Model):
    """The one place where an order and the enrollment it pays for know each other."""

    order = models.OneToOneField(
        "lms_payments.Order", on_delete=models.PROTECT, related_name="purchase", verbose_name=_("order")
    )
    enrollment = models.OneToOneField(
        "lms_cohorts.Enrollment", on_delete=models.PROTECT, related_name="purchase", verbose_name=_("enrollment")
    )

    class Meta:
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")

    def __str__(self) -> str:
        return str(self.order)
