from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock


class StripeRequestQuerySet(models.QuerySet["StripeRequest"]):
    def due(self, moment: datetime) -> "StripeRequestQuerySet":
        return self.free(moment).filter(next_at__lte=moment)

    def free(self, moment: datetime) -> "StripeRequestQuerySet":
        """Waiting requests that no process is sending at this moment."""
        unleased = models.Q(lease_until__isnull=True) | models.Q(lease_until__lte=moment)
        return self.filter(unleased, status=StripeRequest.Status.WAITING)


class StripeRequest(models.Model):
    """One thing we want Stripe to do, with the bytes and the key it will be asked with every time.

    Written in the transaction that wants it and sent afterwards. An unclear answer is never taken for a failure:
    the same request is sent again under the same key until Stripe says yes or no.
    """

    class Kind(models.TextChoices):
        OPEN_CHECKOUT = "open_checkout", _("open checkout")
        REFUND = "refund", _("refund")

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting to be sent")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused by Stripe")
        PARKED = "parked", _("needs a person")

    NEXT: dict[Status, set[Status]] = {
        Status.WAITING: {Status.DONE, Status.REFUSED, Status.PARKED},
        Status.DONE: set(),
        Status.REFUSED: set(),
        Status.PARKED: {Status.WAITING},
    }

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    key = models.CharField(_("idempotency key"), max_length=100, unique=True)
    params = models.JSONField(_("parameters"))
    payment = models.ForeignKey(
        "lms_payments.Payment", verbose_name=_("payment"), on_delete=models.PROTECT, related_name="requests"
    )
    refund = models.OneToOneField(
        "lms_payments.Refund",
        verbose_name=_("refund"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="request",
    )
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.WAITING)
    attempts = models.PositiveIntegerField(_("tries"), default=0)
    server_errors = models.PositiveIntegerField(_("answers of the kind 500"), default=0)
    next_at = models.DateTimeField(_("next try at"), default=clock.now)
    lease_until = models.DateTimeField(_("in work until"), null=True, blank=True)
    error = models.TextField(_("last error"), blank=True)
    error_code = models.CharField(_("error code"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("recorded at"), default=clock.now)

    objects = StripeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to Stripe")
        verbose_name_plural = _("requests to Stripe")
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["status", "next_at"], name="lms_payments_request_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="refund", refund__isnull=False)
                | (~models.Q(kind="refund") & models.Q(refund__isnull=True)),
                name="lms_payments_request_refund",
                violation_error_message=_("Exactly the requests for refunds name a refund."),
            ),
        ]

    def __str__(self) -> str:
        return self.key
