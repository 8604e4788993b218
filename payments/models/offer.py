from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock
from payments.offers import COMPANY, INDIVIDUAL, Offer


class DiscountOfferQuerySet(models.QuerySet["DiscountOffer"]):
    def running_at(self, moment: datetime) -> "DiscountOfferQuerySet":
        """The SQL twin of `Offer.applies_at`."""
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)

    def with_uses_left(self, quantity: int = 1) -> "DiscountOfferQuerySet":
        """Compared on the row's own columns: a database that waited for another buyer compares again."""
        return self.filter(Q(max_uses__isnull=True) | Q(used__lte=F("max_uses") - quantity))


class DiscountOffer(models.Model):
    """A lower price for a limited time (早期割引).

    It always has an end: an offer without one would make the regular price a fiction (景品表示法, 二重価格表示). Once
    it has begun its terms are fixed; its end moves only by an `OfferExtension` that a second person approves. `used`
    changes only by conditional UPDATE in `payments.actions.offer_use`.
    """

    class Kind(models.TextChoices):
        EARLY = "early", _("early booking")
        LIMITED = "limited", _("limited number")
        COMPANY = "company", _("for companies")

    class Channel(models.TextChoices):
        INDIVIDUAL = INDIVIDUAL, _("individuals")
        COMPANY = COMPANY, _("companies")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.EARLY)
    label = models.CharField(_("name shown to buyers"), max_length=60)
    percent = models.PositiveSmallIntegerField(_("percent off"), default=0, blank=True)
    amount_off_jpy = models.PositiveBigIntegerField(_("yen off (tax included)"), default=0, blank=True)
    fixed_jpy = models.PositiveBigIntegerField(_("fixed price (yen, tax included)"), null=True, blank=True)
    channel = models.CharField(
        _("for whom"), max_length=20, choices=Channel.choices, blank=True, help_text=_("Empty: for everybody.")
    )
    starts_at = models.DateTimeField(_("offered from"))
    ends_at = models.DateTimeField(_("offered until"), help_text=_("Exclusive: the first moment at the regular price."))
    max_uses = models.PositiveIntegerField(
        _("number of uses"), null=True, blank=True, help_text=_("How many seats get it. Empty: not limited.")
    )
    used = models.PositiveIntegerField(_("used"), default=0, editable=False)

    objects = DiscountOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("discount offer")
        verbose_name_plural = _("discount offers")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=99),
                name="lms_payments_offer_percent",
                violation_error_message=_("A discount lies between 1 and 99 percent."),
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=1, amount_off_jpy=0, fixed_jpy__isnull=True)
                | Q(percent=0, amount_off_jpy__gte=1, fixed_jpy__isnull=True)
                | Q(percent=0, amount_off_jpy=0, fixed_jpy__isnull=False),
                name="lms_payments_offer_one_reduction",
                violation_error_message=_("Give one of percent off, yen off and fixed price."),
            ),
            models.CheckConstraint(
                condition=Q(fixed_jpy__isnull=True) | Q(fixed_jpy=0) | Q(fixed_jpy__gte=50),
                name="lms_payments_offer_fixed_chargeable",
                violation_error_message=_("A fixed price is 0 yen or at least 50 yen."),
            ),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="lms_payments_offer_period",
                violation_error_message=_("An offer must end after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(max_uses__isnull=True) | Q(used__lte=F("max_uses")),
                name="lms_payments_offer_within_uses",
                violation_error_message=_("More uses than that are taken already."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def as_offer(self) -> Offer:
        return Offer(
            label=self.label,
            percent=self.percent,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            amount_off_jpy=self.amount_off_jpy,
            fixed_jpy=self.fixed_jpy,
            channel=self.channel,
            max_uses=self.max_uses,
            used=self.used,
            key=self.pk,
        )


class OfferExtension(models.Model):
    """Somebody asked to let an offer run longer, and another person said yes or no. Never edited afterwards."""

    offer = models.ForeignKey(
        DiscountOffer, on_delete=models.PROTECT, related_name="extensions", verbose_name=_("discount offer")
    )
    ended_at = models.DateTimeField(_("ended at before"))
    ends_at = models.DateTimeField(_("to end at"))
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), default=clock.now)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)
    is_approved = models.BooleanField(_("approved"), null=True)

    class Meta:
        verbose_name = _("extension of an offer")
        verbose_name_plural = _("extensions of offers")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer"],
                condition=Q(answered_at__isnull=True),
                name="lms_payments_extension_one_open",
                violation_error_message=_("An extension of this offer waits for an answer already."),
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                name="lms_payments_extension_second_person",
                violation_error_message=_("Another person has to answer than the one who asked."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("ended_at")),
                name="lms_payments_extension_longer",
                violation_error_message=_("An extension ends later than the offer did."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, is_approved__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False, is_approved__isnull=False),
                name="lms_payments_extension_whole_answer",
                violation_error_message=_("An answer says who gave it, when, and whether it is yes."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.offer)
