import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock
from payments.models.payment import Payment


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def open(self) -> "DisputeQuerySet":
        return self.filter(status__in=Dispute.OPEN)

    def holding_money(self) -> "DisputeQuerySet":
        """Disputes for which the card company has the money, for now or for good."""
        return self.filter(status__in=Dispute.WITHDRAWN)


class Dispute(models.Model):
    """A buyer's objection raised with the card company (チャージバック). While it is open nothing of it is refunded."""

    class Status(models.TextChoices):
        WARNING = "warning", _("inquiry, no money withdrawn")
        NEEDS_RESPONSE = "needs_response", _("waiting for our answer")
        UNDER_REVIEW = "under_review", _("being decided by the card company")
        WARNING_CLOSED = "warning_closed", _("inquiry closed")
        WON = "won", _("decided for us")
        LOST = "lost", _("decided against us")

    OPEN = (Status.WARNING, Status.NEEDS_RESPONSE, Status.UNDER_REVIEW)
    WITHDRAWN = (Status.NEEDS_RESPONSE, Status.UNDER_REVIEW, Status.LOST)
    RANK: dict[Status, int] = {
        Status.WARNING: 0,
        Status.NEEDS_RESPONSE: 1,
        Status.UNDER_REVIEW: 2,
        Status.WARNING_CLOSED: 3,
        Status.WON: 3,
        Status.LOST: 3,
    }
    NEXT: dict[Status, set[Status]] = {
        Status.WARNING: {
            Status.NEEDS_RESPONSE,
            Status.UNDER_REVIEW,
            Status.WARNING_CLOSED,
            Status.WON,
            Status.LOST,
        },
        Status.NEEDS_RESPONSE: {Status.UNDER_REVIEW, Status.WARNING_CLOSED, Status.WON, Status.LOST},
        Status.UNDER_REVIEW: {Status.WARNING_CLOSED, Status.WON, Status.LOST},
        Status.WARNING_CLOSED: set(),
        Status.WON: set(),
        Status.LOST: set(),
    }

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    payment = models.ForeignKey(Payment, verbose_name=_("payment"), on_delete=models.PROTECT, related_name="disputes")
    stripe_dispute_id = models.CharField(_("Stripe's dispute"), max_length=255, unique=True)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices)
    amount_jpy = models.BigIntegerField(_("disputed amount (yen)"))
    reason = models.CharField(_("reason given by the buyer"), max_length=100, blank=True)
    answer_by = models.DateTimeField(_("answer due"), null=True, blank=True)
    created_at = models.DateTimeField(_("recorded at"), default=clock.now)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_jpy__gte=1),
                name="lms_payments_dispute_amount",
                violation_error_message=_("A dispute is about at least one yen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stripe_dispute_id} {self.status}"
