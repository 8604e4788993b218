from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock
from payments.models.payment import Payment

#: A person may have written down the day they looked, not the day the bank booked.
NEARBY = timedelta(days=5)


class BankTransferQuerySet(models.QuerySet["BankTransfer"]):
    def standing(self) -> "BankTransferQuerySet":
        """Those that were not booked by mistake."""
        return self.filter(taken_back_at__isnull=True)

    def recorded_by_hand(self, *, amount_jpy: int, around: date) -> "BankTransferQuerySet":
        """Those of a sum that no line of a statement is known for yet, some days before or after one."""
        days = (around - NEARBY, around + NEARBY)
        alike = self.standing().filter(amount_jpy=amount_jpy, received_on__range=days)
        known = self.model.objects.filter(matches__isnull=False, matches__undone_at__isnull=True)
        return alike.exclude(pk__in=known.values("pk"))


class BankTransfer(models.Model):
    """One sum that arrived in our bank account for an order, as the statement shows it.

    Appended only: one that was booked to the wrong order stays, marked, beside the entry that takes it back.
    """

    payment = models.ForeignKey(
        Payment, verbose_name=_("payment"), on_delete=models.PROTECT, related_name="bank_transfers"
    )
    amount_jpy = models.BigIntegerField(_("amount received (yen)"))
    received_on = models.DateField(_("received on"))
    payer_kana = models.CharField(_("payer as the bank writes it"), max_length=200, blank=True)
    reference = models.CharField(_("reference of the statement"), max_length=100, unique=True)
    recorded_by = models.CharField(_("recorded by"), max_length=200)
    recorded_at = models.DateTimeField(_("recorded at"), default=clock.now)
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    taken_back_by = models.CharField(_("taken back by"), max_length=200, blank=True)

    objects = BankTransferQuerySet.as_manager()

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
