from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock
from payments.models.finding import Finding
from payments.models.order import Order
from payments.models.statement import StatementLine


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def open(self) -> "ApprovalQuerySet":
        return self.filter(answered_at__isnull=True)

    def for_somebody_else_than(self, reader: AbstractBaseUser | AnonymousUser) -> "ApprovalQuerySet":
        """Those a reader may answer, having the right: nobody answers what they asked."""
        return self.open().exclude(asked_by=reader.pk)


class Approval(models.Model):
    """Somebody wants to do with money what takes two people, and another person said yes or no. Never edited after.

    Nothing has happened while it is open. A yes carries out the act in the same transaction, exactly as it was asked.
    """

    class Kind(models.TextChoices):
        REFUND = "refund", _("send money back")
        WRITE_OFF = "write_off", _("close a finding without acting")
        SHORTFALL = "shortfall", _("accept less than was owed")
        FEE = "fee", _("cancel with another fee than the terms say")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    order = models.ForeignKey(
        Order, verbose_name=_("order"), null=True, blank=True, on_delete=models.PROTECT, related_name="approvals"
    )
    finding = models.ForeignKey(
        Finding, verbose_name=_("finding"), null=True, blank=True, on_delete=models.PROTECT, related_name="approvals"
    )
    line = models.ForeignKey(
        StatementLine,
        verbose_name=_("line of a bank statement"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="approvals",
    )
    subject = models.CharField(
        _("seller's reference"),
        max_length=200,
        blank=True,
        help_text=_("What the act is about, as its seller names it."),
    )
    amount_jpy = models.BigIntegerField(
        _("amount (yen)"), help_text=_("What is at stake, as it was compared with the limit.")
    )
    terms = models.JSONField(_("what exactly was asked"), default=dict)
    reason = models.CharField(_("reason"), max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), default=clock.now)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    is_approved = models.BooleanField(_("approved"), null=True, blank=True)
    answer = models.CharField(_("why it was refused"), max_length=500, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["-asked_at", "-pk"]
        permissions = [("approve_money", _("Can approve what others want to do with money"))]
        constraints = [
            models.UniqueConstraint(
                fields=["finding"],
                condition=Q(answered_at__isnull=True, finding__isnull=False),
                name="lms_payments_approval_one_per_finding",
                violation_error_message=_("Something about this finding waits for another person already."),
            ),
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(answered_at__isnull=True, line__isnull=False),
                name="lms_payments_approval_one_per_line",
                violation_error_message=_("This line waits for another person already."),
            ),
            models.UniqueConstraint(
                fields=["order", "kind", "subject"],
                condition=Q(answered_at__isnull=True, finding__isnull=True),
                name="lms_payments_approval_one_per_order",
                violation_error_message=_("The same waits for another person already."),
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                name="lms_payments_approval_second_person",
                violation_error_message=_("Another person has to answer than the one who asked."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, is_approved__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False, is_approved__isnull=False),
                name="lms_payments_approval_whole_answer",
                violation_error_message=_("An answer says who gave it, when, and whether it is yes."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="lms_payments_approval_reason",
                violation_error_message=_("What another person is to approve has a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount_jpy:,}"
