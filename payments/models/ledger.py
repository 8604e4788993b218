from django.db import models
from django.utils.translation import gettext_lazy as _

from payments.models.order import Order

#: Kinds of entries that take money away, as the constraint compares them.
LEAVES = ["refund", "dispute", "fee", "transfer_back", "transfer_reversal", "payout", "account_fee"]
#: Kinds of entries that belong to no order, as the constraint compares them.
OF_NO_ORDER = ["payout", "payout_reversal", "account_fee", "account_fee_reversal"]


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def of_the_buyer(self) -> "LedgerEntryQuerySet":
        """What the buyer paid and got back from us; neither disputes nor Stripe's fees are between buyer and us."""
        return self.filter(kind__in=LedgerEntry.OF_THE_BUYER)

    def unconfirmed(self) -> "LedgerEntryQuerySet":
        """Entries that no line of Stripe's balance has been found for yet."""
        return self.filter(movement_id="").exclude(kind__in=LedgerEntry.AT_THE_BANK)

    def total(self) -> int:
        """Their sum in yen."""
        return self.aggregate(total=models.Sum("amount_jpy"))["total"] or 0


class LedgerEntry(models.Model):
    """One movement of money, appended and never changed; the sum per order is what we hold of it.

    Whatever is not `AT_THE_BANK` moved at Stripe, line by line of its balance.
    """

    class Kind(models.TextChoices):
        CHARGE = "charge", _("payment")
        REFUND = "refund", _("refund")
        REFUND_REVERSAL = "refund_reversal", _("refund that came back")
        DISPUTE = "dispute", _("withdrawn by a dispute")
        DISPUTE_REVERSAL = "dispute_reversal", _("given back after a dispute")
        FEE = "fee", _("Stripe's fee")
        FEE_REVERSAL = "fee_reversal", _("Stripe's fee given back")
        TRANSFER = "transfer", _("bank transfer received")
        TRANSFER_BACK = "transfer_back", _("sent back by bank transfer")
        TRANSFER_REVERSAL = "transfer_reversal", _("transfer that was booked by mistake")

        PAYOUT = "payout", _("paid out by Stripe to our bank account")
        PAYOUT_REVERSAL = "payout_reversal", _("payout that came back")
        ACCOUNT_FEE = "account_fee", _("Stripe's fee for no single payment")
        ACCOUNT_FEE_REVERSAL = "account_fee_reversal", _("Stripe's fee for no single payment given back")

    AT_THE_BANK = (Kind.TRANSFER, Kind.TRANSFER_BACK, Kind.TRANSFER_REVERSAL)
    OF_THE_BUYER = (Kind.CHARGE, Kind.REFUND, Kind.REFUND_REVERSAL, *AT_THE_BANK)

    order = models.ForeignKey(
        Order,
        verbose_name=_("order"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ledger",
        help_text=_("Empty: between Stripe and us, about no order."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    amount_jpy = models.BigIntegerField(_("amount (yen, out is negative)"))
    external_id = models.CharField(_("Stripe's object"), max_length=255)
    movement_id = models.CharField(_("line of Stripe's balance"), max_length=255, blank=True)
    booked_at = models.DateTimeField(_("booked at"))

    objects = LedgerEntryQuerySet.as_manager()

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
                condition=models.Q(kind__in=OF_NO_ORDER, order=None)
                | (~models.Q(kind__in=OF_NO_ORDER) & models.Q(order__isnull=False)),
                name="lms_payments_ledger_order",
                violation_error_message=_("What a buyer paid or got back belongs to an order, and a payout to none."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=LEAVES, amount_jpy__lt=0)
                | (~models.Q(kind__in=LEAVES) & models.Q(amount_jpy__gte=0)),
                name="lms_payments_ledger_sign",
                violation_error_message=_("Money that leaves is negative, everything else is not."),
            ),
        ]
