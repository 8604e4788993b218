from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock


class WebhookEventQuerySet(models.QuerySet["WebhookEvent"]):
    def due(self, moment: datetime) -> "WebhookEventQuerySet":
        return self.free(moment).filter(next_at__lte=moment)

    def free(self, moment: datetime) -> "WebhookEventQuerySet":
        unleased = models.Q(lease_until__isnull=True) | models.Q(lease_until__lte=moment)
        return self.filter(unleased, status=WebhookEvent.Status.RECEIVED)


class WebhookEvent(models.Model):
    """A ring at the door, kept as received. What it says is never believed: the object it names is fetched again."""

    class Source(models.TextChoices):
        WEBHOOK = "webhook", _("delivered")
        BACKFILL = "backfill", _("found by reconciliation")

    class Status(models.TextChoices):
        RECEIVED = "received", _("received")
        DONE = "done", _("done")
        IGNORED = "ignored", _("not for us")
        FAILED = "failed", _("failed")

    NEXT: dict[Status, set[Status]] = {
        Status.RECEIVED: {Status.DONE, Status.IGNORED, Status.FAILED},
        Status.DONE: set(),
        Status.IGNORED: set(),
        Status.FAILED: {Status.RECEIVED},
    }

    event_id = models.CharField(_("event"), max_length=255, unique=True)
    type = models.CharField(_("type"), max_length=100)
    object_id = models.CharField(_("object"), max_length=255, blank=True)
    raw = models.BinaryField(_("as received"))
    source = models.CharField(_("came by"), max_length=20, choices=Source.choices, default=Source.WEBHOOK)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.RECEIVED)
    attempts = models.PositiveIntegerField(_("tries"), default=0)
    next_at = models.DateTimeField(_("next try at"), default=clock.now)
    lease_until = models.DateTimeField(_("in work until"), null=True, blank=True)
    error = models.TextField(_("last error"), blank=True)
    received_at = models.DateTimeField(_("received at"), default=clock.now)

    objects = WebhookEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event from Stripe")
        verbose_name_plural = _("events from Stripe")
        ordering = ["received_at", "pk"]
        indexes = [models.Index(fields=["status", "next_at"], name="lms_payments_event_due")]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"
