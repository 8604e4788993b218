import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock
from payments.models.order import OrderLine
from payments.models.payment import Payment


class RefundQuerySet(models.QuerySet["Refund"]):
    def succeeded(self) -> "RefundQuerySet":
        return self.filter(status=Refund.Status.SUCCEEDED)

    def unsettled(self) -> "RefundQuerySet":
        """Refunds at Stripe whose end is not known."""
        return self.filter(
            status__in=[Refund.Status.PENDING, Refund.Status.REQUIRES_ACTION], stripe_refund_id__isnull=False
        )

    def holding_money(self) -> "RefundQuerySet":
        """Refunds whose amount counts against what can still be refunded."""
        return self.exclude(status__in=[Refund.Status.FAILED, Refund.Status.CANCELED])


class Refund(models.Model):
    """Money going back to the buyer of one payment; several may share a payment, never more than was paid."""

    class Origin(models.TextChoices):
        OURS = "ours", _("requested here")
        AUTO = "auto", _("automatic")
        EXTERNAL = "external", _("made in the Stripe dashboard")

    class Status(models.TextChoices):
        REQUESTED = "requested", _("refund requested")
        PENDING = "pending", _("refund under way")
        REQUIRES_ACTION = "requires_action", _("waiting for the buyer's bank details")
        SUCCEEDED = "succeeded", _("refunded")
        FAILED = "failed", _("refund failed")
        CANCELED = "canceled", _("refund canceled")

    RANK: dict[Status, int] = {
        Status.REQUESTED: 0,
        Status.PENDING: 1,
        Status.REQUIRES_ACTION: 2,
        Status.SUCCEEDED: 3,
        # Banks send money back even after a refund succeeded.
        Status.FAILED: 4,
        Status.CANCELED: 4,
    }
    NEXT: dict[Status, set[Status]] = {
        Status.REQUESTED: {
            Status.PENDING,
            Status.REQUIRES_ACTION,
            Status.SUCCEEDED,
            Status.FAILED,
            Status.CANCELED,
        },
        Status.PENDING: {Status.REQUIRES_ACTION, Status.SUCCEEDED, Status.FAILED, Status.CANCELED},
        Status.REQUIRES_ACTION: {Status.SUCCEEDED, Status.FAILED, Status.CANCELED},
        Status.SUCCEEDED: {Status.FAILED},
        Status.FAILED: set(),
        Status.CANCELED: set(),
    }

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    payment = models.ForeignKey(Payment, verbose_name=_("payment"), on_delete=models.PROTECT, related_name="refunds")
    origin = models.CharField(_("origin"), max_length=20, choices=Origin.choices, default=Origin.OURS)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.REQUESTED)
    amount_jpy = models.BigIntegerField(_("amount (yen)"))
    kept_fee_jpy = models.BigIntegerField(
        _("kept as cancellation fee (yen)"),
        default=0,
        help_text=_("Outside the scope of consumption tax: the price is reversed in full, and this is kept."),
    )
    is_surplus = models.BooleanField(
        _("was never owed"),
        default=False,
        help_text=_("Money beyond the price: no paper speaks of it, so none is corrected when it goes back."),
    )
    line = models.ForeignKey(
        OrderLine,
        verbose_name=_("line whose price goes back"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="refunds",
        help_text=_("Empty: every line of the order in proportion."),
    )
    about = models.CharField(
        _("whose it is"), max_length=250, blank=True, help_text=_("In the seller's words, as its paper says it.")
    )
    bank_charge_on_buyer = models.BooleanField(
        _("the buyer bears the bank's charge"),
        default=False,
        help_text=_("Decided when the refund is asked for: by who caused it, and by the terms the buyer accepted."),
    )
    bank_charge_jpy = models.BigIntegerField(
        _("the bank's charge taken off (yen)"),
        default=0,
        help_text=_("Part of the amount: it did not reach the buyer."),
    )
    reason = models.CharField(_("reason for the refund"), max_length=300, blank=True)
    requested_by = models.CharField(_("refund requested by"), max_length=200, blank=True)
    stripe_refund_id = models.CharField(_("Stripe's refund"), max_length=255, unique=True, null=True, blank=True)
    failure_reason = models.CharField(_("why it failed"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("requested at"), default=clock.now)

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_jpy__gte=1),
                name="lms_payments_refund_amount",
                violation_error_message=_("A refund is at least one yen."),
            ),
            models.CheckConstraint(
                condition=models.Q(kept_fee_jpy__gte=0),
                name="lms_payments_refund_kept_fee",
                violation_error_message=_("A cancellation fee cannot be negative."),
            ),
            models.CheckConstraint(
                condition=models.Q(bank_charge_jpy=0)
                | models.Q(
                    bank_charge_on_buyer=True, bank_charge_jpy__gt=0, bank_charge_jpy__lt=models.F("amount_jpy")
                ),
                name="lms_payments_refund_bank_charge",
                violation_error_message=_(
                    "The bank's charge is taken off where the buyer bears it, and leaves something."
                ),
            ),
        ]
