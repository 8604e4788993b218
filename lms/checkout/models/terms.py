from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock
from lms.kernel.calendar import Roll
from payments.payment_terms import MONTH_END, DaysAfter, MonthlyTerms, PaymentTerms

# A comparison with NULL is unknown, which a check lets pass: what has to be there says so.
WHOLE = models.Q(closing_day__isnull=False, payment_day__isnull=False, months__isnull=False)
DAYS_OF_A_MONTH = models.Q(closing_day__range=(1, MONTH_END), payment_day__range=(1, MONTH_END))
PAID_AFTER_CLOSING = models.Q(months__gte=1) | models.Q(payment_day__gte=models.F("closing_day"))


class CompanyTerms(models.Model):
    """When a company pays what it is invoiced, as the office agreed with it; without a row the usual days hold.

    Either days after the invoice, or the month in which the company closes its books and the day on which it pays.
    What was ordered before keeps the terms of its day.
    """

    class Closed(models.TextChoices):
        """Where a day goes on which banks are closed."""

        NEXT = Roll.NEXT.value, _("the next business day")
        PREVIOUS = Roll.PREVIOUS.value, _("the business day before")

    organization = models.OneToOneField(
        "lms_cohorts.Organization",
        on_delete=models.CASCADE,
        related_name="terms_of_payment",
        verbose_name=_("organization"),
    )
    days = models.PositiveSmallIntegerField(_("days after the invoice"), null=True, blank=True)
    closing_day = models.PositiveSmallIntegerField(_("closing day"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("months until payment"), null=True, blank=True)
    payment_day = models.PositiveSmallIntegerField(_("day of payment"), null=True, blank=True)
    roll = models.CharField(_("where banks are closed"), max_length=10, choices=Closed.choices, default=Closed.NEXT)
    agreed_by = models.CharField(_("agreed by"), max_length=200)
    agreed_at = models.DateTimeField(_("agreed at"), default=clock.now)

    class Meta:
        verbose_name = _("terms of payment of a company")
        verbose_name_plural = _("terms of payment of companies")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(days__isnull=False, closing_day=None, months=None, payment_day=None)
                | (models.Q(days=None) & WHOLE & DAYS_OF_A_MONTH),
                name="lms_checkout_terms_one_kind",
                violation_error_message=_("Terms are days after the invoice, or a closing day and a day of payment."),
            ),
            models.CheckConstraint(
                condition=models.Q(closing_day=None) | PAID_AFTER_CLOSING,
                name="lms_checkout_terms_paid_after_closing",
                violation_error_message=_("Nobody pays before the books are closed."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization)

    @property
    def terms(self) -> PaymentTerms:
        if self.days is not None:
            return DaysAfter(self.days, Roll(self.roll))
        assert self.closing_day and self.payment_day and self.months is not None  # noqa: S101, PT018 - the constraint
        return MonthlyTerms(self.closing_day, self.months, self.payment_day, Roll(self.roll))
