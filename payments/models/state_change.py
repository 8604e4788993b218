from django.db import models
from django.utils.translation import gettext_lazy as _

from payments.models.dispute import Dispute
from payments.models.order import Order
from payments.models.payment import Payment
from payments.models.refund import Refund


class StateChange(models.Model):
    """One step of an order, a payment, a refund or a dispute: the timeline staff read. Appended only."""

    order = models.ForeignKey(Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="changes")
    payment = models.ForeignKey(
        Payment, verbose_name=_("payment"), null=True, blank=True, on_delete=models.PROTECT, related_name="changes"
    )
    refund = models.ForeignKey(
        Refund, verbose_name=_("refund"), null=True, blank=True, on_delete=models.PROTECT, related_name="changes"
    )
    dispute = models.ForeignKey(
        Dispute, verbose_name=_("dispute"), null=True, blank=True, on_delete=models.PROTECT, related_name="changes"
    )
    before = models.CharField(_("status before"), max_length=30)
    after = models.CharField(_("status after"), max_length=30)
    cause = models.CharField(_("cause"), max_length=100)
    actor = models.CharField(_("done by"), max_length=200)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("state change")
        verbose_name_plural = _("state changes")
        ordering = ["changed_at", "pk"]

    @property
    def subject(self) -> type[Order | Payment | Refund | Dispute]:
        """What took the step: the narrowest of the rows named."""
        if self.dispute_id:
            return Dispute
        if self.refund_id:
            return Refund
        return Payment if self.payment_id else Order
