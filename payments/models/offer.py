from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from payments.offers import Offer


class DiscountOfferQuerySet(models.QuerySet["DiscountOffer"]):
    def running_at(self, moment: datetime) -> "DiscountOfferQuerySet":
        """The SQL twin of `Offer.applies_at`."""
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)


class DiscountOffer(models.Model):
    """A percentage off for a limited time (早期割引).

    It always has an end: an offer without one would make the regular price a fiction (景品表示法, 二重価格表示).
    """

    class Kind(models.TextChoices):
        EARLY = "early", _("early booking")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.EARLY)
    label = models.CharField(_("name shown to buyers"), max_length=60)
    percent = models.PositiveSmallIntegerField(_("percent off"))
    starts_at = models.DateTimeField(_("offered from"))
    ends_at = models.DateTimeField(_("offered until"), help_text=_("Exclusive: the first moment at the regular price."))

    objects = DiscountOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("discount offer")
        verbose_name_plural = _("discount offers")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(percent__gte=1, percent__lte=99),
                name="lms_payments_offer_percent",
                violation_error_message=_("A discount lies between 1 and 99 percent."),
            ),
            models.CheckConstraint(
                condition=models.Q(starts_at__lt=models.F("ends_at")),
                name="lms_payments_offer_period",
                violation_error_message=_("An offer must end after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def as_offer(self) -> Offer:
        return Offer(label=self.label, percent=self.percent, starts_at=self.starts_at, ends_at=self.ends_at)
