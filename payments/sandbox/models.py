from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock


class StoredObject(models.Model):
    """One object of the sandbox, in the shape Stripe answers with. Newest first by primary key."""

    object_id = models.CharField(_("id"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=40, db_index=True)
    data = models.JSONField(_("data"))
    created_at = models.DateTimeField(_("created at"), default=clock.now)

    class Meta:
        verbose_name = _("sandbox object")
        verbose_name_plural = _("sandbox objects")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.object_id


class UsedKey(models.Model):
    """An idempotency key with the answer it was first given, repeated for the same request, errors 500 included."""

    key = models.CharField(_("key"), max_length=255, unique=True)
    fingerprint = models.CharField(_("fingerprint of the request"), max_length=64)
    status = models.PositiveSmallIntegerField(_("status"))
    body = models.JSONField(_("body"))
    created_at = models.DateTimeField(_("used at"), default=clock.now)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, moment: datetime) -> "DeliveryQuerySet":
        unleased = models.Q(lease_until__isnull=True) | models.Q(lease_until__lte=moment)
        return self.filter(unleased, delivered_at__isnull=True, given_up=False, next_at__lte=moment)


class Delivery(models.Model):
    """One event to be delivered to the site's webhook."""

    event = models.ForeignKey(
        StoredObject, verbose_name=_("event"), on_delete=models.CASCADE, related_name="deliveries"
    )
    attempts = models.PositiveIntegerField(_("tries"), default=0)
    next_at = models.DateTimeField(_("next try at"), default=clock.now)
    lease_until = models.DateTimeField(_("in work until"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    given_up = models.BooleanField(_("given up"), default=False)
    answer = models.CharField(_("last answer"), max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("sandbox delivery")
        verbose_name_plural = _("sandbox deliveries")
        ordering = ["pk"]


class Fault(models.Model):
    """A misfortune that happens to the next matching requests or deliveries."""

    class Kind(models.TextChoices):
        ERROR_BEFORE = "error_before", _("500 before anything is done")
        ERROR_STORED = "error_stored", _("500 before anything is done, kept under the key")
        ERROR_AFTER = "error_after", _("500 after it is done, kept under the key")
        ANSWER_LOST = "answer_lost", _("done, but the answer is lost")
        RATE_LIMIT = "rate_limit", _("429")
        UNAUTHORIZED = "unauthorized", _("401")
        FORBIDDEN = "forbidden", _("403")
        DELIVERY_DROPPED = "delivery_dropped", _("delivery is lost")
        DELIVERY_DOUBLED = "delivery_doubled", _("delivery arrives twice")
        DELIVERY_LATE = "delivery_late", _("delivery comes ten minutes late, after later ones")
        DELIVERY_FORGED = "delivery_forged", _("delivery is signed with another secret")
        DELIVERY_STALE = "delivery_stale", _("delivery shows its object as it was at first")

    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    operation = models.CharField(
        _("operation"), max_length=100, blank=True, help_text=_('Such as "POST /v1/refunds"; empty for any.')
    )
    remaining = models.PositiveIntegerField(_("how often"), default=1)


class SandboxClock(models.Model):
    """How far the sandbox is ahead of the site's clock; at most one row."""

    ahead_seconds = models.PositiveIntegerField(_("seconds ahead"), default=0)

    class Meta:
        verbose_name = _("sandbox clock")
        verbose_name_plural = _("sandbox clocks")
