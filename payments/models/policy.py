from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock
from lms.kernel import conf as kernel_conf
from lms.kernel.calendar import office_closed
from payments import cancellation
from payments.cancellation import DEFAULT_TIERS, CancellationTerms, Tier, terms_from, tiers_from


def default_tiers() -> list[dict[str, int]]:
    return [{"days_before": tier.days_before, "fee_percent": tier.fee_percent} for tier in DEFAULT_TIERS]


def validate_tiers(value: Any) -> None:
    try:
        tiers_from(value)
    except (TypeError, ValueError) as error:
        raise ValidationError(
            _("The tiers are not usable: distinct days ending with 0, fees from 0 to 100 that never fall."),
        ) from error


class DayUnit(models.TextChoices):
    CALENDAR = cancellation.DayUnit.CALENDAR.value, _("calendar days")
    BUSINESS = cancellation.DayUnit.BUSINESS.value, _("business days of the office")


class FeeBase(models.TextChoices):
    PAID = cancellation.FeeBase.PAID.value, _("the price paid")
    LIST = cancellation.FeeBase.LIST.value, _("the regular price")


class CancellationPolicy(models.Model):
    """One version of the cancellation terms; an order keeps a copy of the one it was placed under (民法548条の2)."""

    name = models.CharField(_("policy name"), max_length=100)
    version = models.PositiveIntegerField(_("policy version"))
    tiers = models.JSONField(
        _("tiers"),
        default=default_tiers,
        validators=[validate_tiers],
        help_text=_("Fee in percent by days in Japan before the first day."),
    )
    unit = models.CharField(_("days counted"), max_length=20, choices=DayUnit.choices, default=DayUnit.CALENDAR)
    cut_off = models.TimeField(
        _("time of day"),
        null=True,
        blank=True,
        help_text=_("When the last day of a tier ends, in Japan. Empty: at midnight."),
    )
    rolls = models.BooleanField(
        _("a last day on which the office is closed moves to the open day before"), default=False
    )
    base = models.CharField(_("percentage of"), max_length=20, choices=FeeBase.choices, default=FeeBase.PAID)
    transfer_days_before = models.PositiveSmallIntegerField(
        _("days until which a seat can be moved to the next cohort"),
        default=15,
        help_text=_("Calendar days before the first day, once and without a fee."),
    )
    bank_charge_on_buyer = models.BooleanField(
        _("a buyer who cancels bears the bank's charge for the refund"),
        default=False,
        help_text=_("Only where money goes back by bank transfer. Say so in the text as well."),
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
        return {
            "name": self.name,
            "version": self.version,
            "tiers": self.tiers,
            "text": self.text,
            "unit": str(self.unit),
            "cut_off": self.cut_off.isoformat() if self.cut_off else None,
            "rolls": self.rolls,
            "base": str(self.base),
            "transfer_days_before": self.transfer_days_before,
            "bank_charge_on_buyer": self.bank_charge_on_buyer,
        }

    def terms(self) -> CancellationTerms:
        """The table with its way of counting, on the calendar of the office."""
        return accepted_terms(self.snapshot())


def accepted_terms(kept: dict[str, Any]) -> CancellationTerms:
    """What the buyer of an order accepted (`Order.policy`), on the calendar of the office."""
    return terms_from(kept, is_closed=office_closed(kernel_conf.OFFICE_CLOSURES))
