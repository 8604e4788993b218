from django.db import models
from django.utils.translation import gettext_lazy as _

from cohorts.models import Enrollment, OpenSeat
from lms.kernel import clock


class CancellationQuerySet(models.QuerySet["Cancellation"]):
    def to_settle(self) -> "CancellationQuerySet":
        """The fee took everything, so that no refund brings a document, and none was issued yet."""
        return self.filter(refund=None, settlement=None, fee_jpy__gt=0)


class Cancellation(models.Model):
    """How an enrollment that was paid for ended early: what the accepted terms asked, and what goes back. Never edited.

    A seat that took the place of another was paid in two orders, each under its own terms: there is one cancellation
    for each, that of the first payment on the seat it was made for. All amounts are yen, tax included.
    """

    class Cause(models.TextChoices):
        PARTICIPANT = "participant", _("canceled by the participant")
        OFFICE = "office", _("canceled by the office")
        ORGANIZER = "organizer", _("the organizer does not hold it as announced")

    enrollment = models.OneToOneField(
        "lms_cohorts.Enrollment",
        on_delete=models.PROTECT,
        related_name="cancellation",
        null=True,
        blank=True,
        verbose_name=_("enrollment"),
    )
    open_seat = models.OneToOneField(
        "lms_cohorts.OpenSeat",
        on_delete=models.PROTECT,
        related_name="cancellation",
        null=True,
        blank=True,
        verbose_name=_("seat to be named"),
    )
    order = models.ForeignKey(
        "lms_payments.Order",
        on_delete=models.PROTECT,
        related_name="cancellations",
        null=True,
        blank=True,
        verbose_name=_("order"),
    )
    cause = models.CharField(_("cause"), max_length=20, choices=Cause.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    paid_jpy = models.BigIntegerField(_("paid"))
    fee_jpy = models.BigIntegerField(_("cancellation fee"))
    refund_jpy = models.BigIntegerField(_("refund"))
    policy_fee_jpy = models.BigIntegerField(
        _("fee by the accepted terms"), help_text=_("Differs from the fee where the office decided otherwise.")
    )
    fee_percent = models.PositiveSmallIntegerField(_("fee in percent"), default=0)
    refund = models.OneToOneField(
        "lms_payments.Refund",
        on_delete=models.PROTECT,
        related_name="cancellation",
        null=True,
        blank=True,
        verbose_name=_("refund"),
    )
    settlement = models.OneToOneField(
        "lms_payments.Document",
        on_delete=models.PROTECT,
        related_name="cancellation",
        null=True,
        blank=True,
        verbose_name=_("settlement"),
        help_text=_("Of a fee that was all that was paid; where money goes back, the refund brings its own."),
    )
    canceled_by = models.CharField(_("canceled by"), max_length=200)
    canceled_at = models.DateTimeField(_("canceled at"), default=clock.now)

    objects = CancellationQuerySet.as_manager()

    class Meta:
        verbose_name = _("cancellation")
        verbose_name_plural = _("cancellations")
        ordering = ["-canceled_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(paid_jpy=models.F("fee_jpy") + models.F("refund_jpy")),
                name="lms_checkout_cancellation_adds_up",
                violation_error_message=_("Fee and refund together are what was paid."),
            ),
            models.CheckConstraint(
                condition=models.Q(enrollment=None, open_seat__isnull=False)
                | models.Q(enrollment__isnull=False, open_seat=None),
                name="lms_checkout_cancellation_one_seat",
                violation_error_message=_("A cancellation is about one seat: that of a person, or one to be named."),
            ),
            models.CheckConstraint(
                condition=models.Q(fee_jpy__gte=0, refund_jpy__gte=0),
                name="lms_checkout_cancellation_not_negative",
                violation_error_message=_("Neither the fee nor the refund is negative."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.seat)

    @property
    def seat(self) -> Enrollment | OpenSeat:
        """The one or the other, exactly one (constraint)."""
        seat = self.enrollment or self.open_seat
        assert seat is not None  # noqa: S101 - the constraint
        return seat
