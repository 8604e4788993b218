from django.db import models
from django.utils.translation import gettext_lazy as _


class ReconciliationQuerySet(models.QuerySet["Reconciliation"]):
    def last_finished(self, kind: "Reconciliation.Kind") -> "Reconciliation | None":
        """The run that later ones may build on: everything before its beginning has been compared."""
        return self.filter(kind=kind, finished_at__isnull=False).order_by("-started_at").first()


class Reconciliation(models.Model):
    """One comparison of our books with Stripe's, and what it came to."""

    class Kind(models.TextChoices):
        SESSIONS = "sessions", _("checkout sessions")
        REFUNDS = "refunds", _("refunds")
        DISPUTES = "disputes", _("disputes")
        EVENTS = "events", _("events")
        BALANCE = "balance", _("balance")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    since = models.DateTimeField(_("compared from"))
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    seen = models.PositiveIntegerField(_("objects seen"), default=0)
    failed = models.PositiveIntegerField(_("objects that could not be compared"), default=0)

    objects = ReconciliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("comparison with Stripe")
        verbose_name_plural = _("comparisons with Stripe")
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["kind", "-started_at"], name="lms_payments_recon_last")]
