from django.db import models
from django.utils.translation import gettext_lazy as _


class ListingQuerySet(models.QuerySet["Listing"]):
    def with_offers(self) -> "ListingQuerySet":
        return self.prefetch_related("offers")


class Listing(models.Model):
    """What one seat of a pool costs, and which offers lower it."""

    pool = models.OneToOneField(
        "lms_cohorts.SeatPool", on_delete=models.PROTECT, related_name="listing", verbose_name=_("seat pool")
    )
    list_price_jpy = models.PositiveBigIntegerField(
        _("regular fee (yen, tax included)"),
        null=True,
        blank=True,
        help_text=_("Leave empty while the fee is undecided: nothing can be applied for until then."),
    )
    tax_percent = models.PositiveSmallIntegerField(_("consumption tax (percent)"), default=10)
    policy = models.ForeignKey(
        "lms_payments.CancellationPolicy",
        on_delete=models.PROTECT,
        related_name="listings",
        null=True,
        blank=True,
        verbose_name=_("cancellation policy"),
        help_text=_("Applicants accept this version; without one nothing can be applied for."),
    )
    offers = models.ManyToManyField(
        "lms_payments.DiscountOffer", blank=True, related_name="listings", verbose_name=_("discount offers")
    )

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("fee of a seat")
        verbose_name_plural = _("fees of seats")
        constraints = [
            # Stripe refuses charges under 50 yen; a free seat says 0, an undecided one says nothing.
            models.CheckConstraint(
                condition=models.Q(list_price_jpy__isnull=True)
                | models.Q(list_price_jpy=0)
                | models.Q(list_price_jpy__gte=50),
                name="lms_checkout_listing_chargeable",
                violation_error_message=_("A fee is 0 yen or at least 50 yen; leave it empty while undecided."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pool)
