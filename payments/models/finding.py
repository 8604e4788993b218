from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock
from payments.models.order import Order


class FindingQuerySet(models.QuerySet["Finding"]):
    def unresolved(self) -> "FindingQuerySet":
        return self.filter(resolved_at__isnull=True)


class Finding(models.Model):
    """Something about money that a person must look at. It stays until somebody resolves it.

    It names both sides: our order, payment, event or request, and the object at Stripe.
    """

    class Severity(models.TextChoices):
        NOTICE = "notice", _("for information")
        WARNING = "warning", _("needs attention")
        CRITICAL = "critical", _("urgent")

    class Kind(models.TextChoices):
        AMOUNT_DIFFERS = "amount_differs", _("paid amount differs")
        FOREIGN_SESSION = "foreign_session", _("unknown checkout session")
        SECOND_SESSION = "second_session", _("second session of one attempt")
        WRONG_MODE = "wrong_mode", _("test and live data mixed")
        PAID_UNSEATED = "paid_unseated", _("paid, but nothing left to give")
        PAID_TWICE = "paid_twice", _("paid twice or after cancellation")
        REFUND_FAILED = "refund_failed", _("refund failed")
        REFUND_UNMATCHED = "refund_unmatched", _("unknown refund")
        REQUEST_REFUSED = "request_refused", _("Stripe refused a request")
        REQUEST_PARKED = "request_parked", _("request needs a person")
        MISCONFIGURED = "misconfigured", _("Stripe rejects our credentials")
        EVENT_FAILED = "event_failed", _("event could not be processed")
        DISPUTED = "disputed", _("payment disputed by the buyer")
        FRAUD_WARNING = "fraud_warning", _("card company suspects fraud")
        VOUCHER_STUCK = "voucher_stuck", _("voucher over, but still open at Stripe")
        BALANCE_DIFFERS = "balance_differs", _("books and Stripe's balance differ")
        WEBHOOKS_SILENT = "webhooks_silent", _("no events arrive from Stripe")
        TRANSFER_OVER = "transfer_over", _("more was transferred than was owed")
        TRANSFER_BACK = "transfer_back", _("to be sent back by bank transfer")
        TRANSFER_LATE = "transfer_late", _("part of a transfer came after the order had ended")
        COMPARISON_FAILED = "comparison_failed", _("comparison with Stripe failed")

    class Resolution(models.TextChoices):
        REPLAYED = "replayed", _("tried again")
        REFUNDED = "refunded", _("money sent back")
        FULFILLED = "fulfilled", _("fulfilled after all")
        WRITTEN_OFF = "written_off", _("closed with a reason")
        UNDONE = "undone", _("the booking was undone")

    kind = models.CharField(_("kind"), max_length=40, choices=Kind.choices)
    severity = models.CharField(_("severity"), max_length=20, choices=Severity.choices)
    dedupe_key = models.CharField(_("dedupe key"), max_length=300, unique=True)
    order = models.ForeignKey(
        Order, verbose_name=_("order"), null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    payment = models.ForeignKey(
        "lms_payments.Payment",
        verbose_name=_("payment"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="findings",
    )
    event = models.ForeignKey(
        "lms_payments.WebhookEvent",
        verbose_name=_("event from Stripe"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="findings",
    )
    request = models.ForeignKey(
        "lms_payments.StripeRequest",
        verbose_name=_("request to Stripe"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="findings",
    )
    stripe_object = models.CharField(_("object at Stripe"), max_length=255, blank=True)
    detail = models.JSONField(_("detail"), default=dict)
    found_at = models.DateTimeField(_("found at"), default=clock.now)
    last_seen_at = models.DateTimeField(_("last seen at"), default=clock.now)
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("resolved by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    resolution = models.CharField(_("how it was resolved"), max_length=20, choices=Resolution.choices, blank=True)
    resolution_note = models.CharField(_("reason it was closed for"), max_length=500, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(resolution="") | models.Q(resolved_at__isnull=False),
                name="lms_payments_finding_resolved",
                violation_error_message=_("A finding that was resolved needs the moment it was resolved."),
            ),
            models.CheckConstraint(
                condition=~models.Q(resolution="written_off") | ~models.Q(resolution_note=""),
                name="lms_payments_finding_reason",
                violation_error_message=_("A finding is closed with a reason."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
