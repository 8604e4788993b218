from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock
from payments.models.payment import Payment


class BankTransfer(models.Model):
    """One sum that arrived in our bank account for an order, as the statement shows it. Appended only."""

    payment = models.ForeignKey(
        Payment, verbose_name=_("payment"), on_delete=models.PROTECT, related_name="bank_transfers"
    )
    amount_jpy = models.BigIntegerField(_("amount received (yen)"))
    received_on = models.DateField(_("received on"))
    payer_kana = models.CharField(_("payer as the bank writes it"), max_length=200, blank=True)
    reference = models.CharField(_("reference of the statement"), max_length=100, unique=True)
    recorded_by = models.CharField(_("recorded by"), max_length=200)
    recorded_at = models.DateTimeField(_("recorded at"), default=clock.now)

    class Meta:
        verbose_name = _("transfer received")
        verbose_name_plural = _("transfers received")
        ordering = ["received_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_jpy__gte=1),
                name="lms_payments_transfer_amount",
                violation_error_message=_("A transfer is at least one yen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.received_on} {self.payer_kana} {self.amount_jpy}"
