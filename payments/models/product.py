from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock
from payments.models.offer import DiscountOffer
from payments.money import yen
from payments.offers import INDIVIDUAL, Price, price_at


class ProductQuerySet(models.QuerySet["Product"]):
    def on_sale(self) -> "ProductQuerySet":
        return self.filter(is_on_sale=True)

    def sold_at(self, moment: datetime) -> "ProductQuerySet":
        """On sale, at a price that has begun: what somebody can be asked to pay for."""
        return self.on_sale().filter(prices__starts_at__lte=moment).distinct()

    def with_prices(self) -> "ProductQuerySet":
        """With everything `price_at` reads; the number of queries does not depend on the number of products."""
        return self.prefetch_related("prices", "offers")


class Product(models.Model):
    """Something that is sold to a person and is not a seat: an exam, a re-evaluation, a renewal, a reissue.

    What it costs is a list of prices with the moments they begin; none yet is undecided, and it is not sold.
    """

    code = models.SlugField(
        _("code"), max_length=50, unique=True, help_text=_("Lower-case letters, digits and hyphens.")
    )
    name = models.CharField(_("name"), max_length=200, help_text=_("As it stands on the receipt."))
    description = models.TextField(
        _("what the buyer gets, and when"),
        help_text=_("Shown before paying: the law asks for what is given and when (特定商取引法12条の6)."),
    )
    withdrawal = models.TextField(
        _("withdrawal and cancellation"),
        help_text=_("Shown before paying: whether and until when the buyer may withdraw, and what goes back."),
    )
    tax_percent = models.PositiveSmallIntegerField(_("consumption tax (percent)"), default=10)
    offers = models.ManyToManyField(
        DiscountOffer, blank=True, related_name="products", verbose_name=_("discount offers")
    )
    is_on_sale = models.BooleanField(
        _("on sale"), default=True, help_text=_("Off: it cannot be asked for any more; what was asked for stays.")
    )
    created_at = models.DateTimeField(_("entered"), default=clock.now, editable=False)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def list_price_at(self, moment: datetime) -> "ProductPrice | None":
        """The price that holds at a moment; None while it is undecided (未定)."""
        begun = [price for price in self.prices.all() if price.starts_at <= moment]
        return max(begun, key=lambda price: price.starts_at, default=None)

    def price_at(self, moment: datetime, *, channel: str = INDIVIDUAL) -> Price | None:
        """What one costs at a moment (server time), in yen tax included, with the best offer; None while undecided."""
        listed = self.list_price_at(moment)
        if listed is None:
            return None
        offers = [offer.as_offer() for offer in self.offers.all()]
        return price_at(yen(listed.list_price_jpy), offers, moment, channel=channel)


class ProductPrice(models.Model):
    """The regular price of a product from a moment on, until the next one begins. Never edited once it has begun."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="prices", verbose_name=_("product"))
    starts_at = models.DateTimeField(_("from"))
    list_price_jpy = models.PositiveBigIntegerField(_("regular price (yen, tax included)"))
    decided_by = models.CharField(_("decided by"), max_length=200)
    decided_at = models.DateTimeField(_("decided at"), default=clock.now)

    class Meta:
        verbose_name = _("price of a product")
        verbose_name_plural = _("prices of products")
        ordering = ["product", "-starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "starts_at"],
                name="lms_payments_price_one_at_a_time",
                violation_error_message=_("Another price begins at this moment."),
            ),
            # Stripe refuses charges under 50 yen; what is free says 0.
            models.CheckConstraint(
                condition=models.Q(list_price_jpy=0) | models.Q(list_price_jpy__gte=50),
                name="lms_payments_price_chargeable",
                violation_error_message=_("A price is 0 yen or at least 50 yen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.list_price_jpy}"
