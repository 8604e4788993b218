from django.db import models
from django.utils.translation import gettext_lazy as _

from payments.models.order import Order


class LedgerEntry(models.Model):
    """One movement of money, appended and never changed; the sum per order is what we hold of it."""

    class Kind(models.TextChoices):
        CHARGE = "charge", _("payment")
        REFUND = "refund", _("refund")
        REFUND_REVERSAL = "refund_reversal", _("refund that came back")

    order = models.ForeignKey(Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="ledger")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    amount_jpy = models.BigIntegerField(_("amount (yen, out is negative)"))
    external_id = models.CharField(_("Stripe's object"), max_length=255)
    booked_at = models.DateTimeField(_("booked at"))

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["booked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "external_id"],
                name="lms_payments_ledger_once",
                violation_error_message=_("This movement is booked already."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind="refund", amount_jpy__lt=0)
                | (~models.Q(kind="refund") & models.Q(amount_jpy__gte=0)),
                name="lms_payments_ledger_sign",
                violation_error_message=_("Refunds are negative, everything else is not."),
            ),
        ]
