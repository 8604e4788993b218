from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock
from payments.cancellation import DEFAULT_TIERS, Tier, tiers_from


def default_tiers() -> list[dict[str, int]]:
    return [{"days_before": tier.days_before, "fee_percent": tier.fee_percent} for tier in DEFAULT_TIERS]


def validate_tiers(value: Any) -> None:
    try:
        tiers_from(value)
    except (TypeError, ValueError) as error:
        raise ValidationError(
            _("The tiers are not usable: distinct days ending with 0, fees from 0 to 100 that never fall."),
        ) from error


class CancellationPolicy(models.Model):
    """One version of the cancellation terms; an order keeps a copy of the one it was placed under (民法548条の2)."""

    name = models.CharField(_("policy name"), max_length=100)
    version = models.PositiveIntegerField(_("policy version"))
    tiers = models.JSONField(
        _("tiers"),
        default=default_tiers,
        validators=[validate_tiers],
        help_text=_("Fee in percent by calendar days in Japan before the first day."),
    )
    text = models.TextField(_("text shown to buyers"))
    created_at = models.DateTimeField(_("recorded at"), default=clock.now)

    class Meta:
        verbose_name = _("cancellation policy")
        verbose_name_plural = _("cancellation policies")
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "version"],
                name="lms_payments_policy_version",
                violation_error_message=_("This version of the policy exists already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    def tier_table(self) -> tuple[Tier, ...]:
        return tiers_from(self.tiers)

    def snapshot(self) -> dict[str, Any]:
        """What an order keeps of it."""
        return {"name": self.name, "version": self.version, "tiers": self.tiers, "text": self.text}
