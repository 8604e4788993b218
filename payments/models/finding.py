from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock
from payments.models.order import Order


class FindingQuerySet(models.QuerySet["Finding"]):
    def unresolved(self) -> "FindingQuerySet":
        return self.filter(resolved_at__isnull=True)


class Finding(models.Model):
    """Something about money that a person must look at. It stays until somebody resolves it."""

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

    kind = models.CharField(_("kind"), max_length=40, choices=Kind.choices)
    severity = models.CharField(_("severity"), max_length=20, choices=Severity.choices)
    dedupe_key = models.CharField(_("dedupe key"), max_length=300, unique=True)
    order = models.ForeignKey(
        Order, verbose_name=_("order"), null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    detail = models.JSONField(_("detail"), default=dict)
    found_at = models.DateTimeField(_("found at"), default=clock.now)
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("resolved by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["-found_at", "-pk"]

    def __str__(self) -> str:
        return self.get_kind_display()
