import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.kernel import clock
from payments.models.document import HONORIFICS
from payments.models.order import Order, Party
from payments.models.product import Product
from payments.money import Line, Totals, Yen, totals_of
from payments.payment_terms import PaymentTerms, terms_of
from payments.terms_words import terms_in_words

A_MOMENT = timedelta(seconds=1)


class QuoteQuerySet(models.QuerySet["Quote"]):
    def standing(self, at: datetime) -> "QuoteQuerySet":
        """Those their reader may still accept; the SQL twin of `Quote.is_open`."""
        return self.filter(status=Quote.Status.SENT, expires_at__gt=at)

    def over(self, at: datetime) -> "QuoteQuerySet":
        """Sent ones whose time has passed without an answer."""
        return self.filter(status=Quote.Status.SENT, expires_at__lte=at)

    def with_lines(self) -> "QuoteQuerySet":
        return self.prefetch_related("lines__product")


class Quote(models.Model):
    """What we would sell to a company at which price until when (見積書). Amounts are yen and include tax.

    A draft may be written anew. From the moment it is sent its number, prices, texts and bytes never change: a change
    is a further version, which supersedes this one when it is sent.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("quote", "draft")
        SENT = "sent", pgettext_lazy("quote", "sent")
        ACCEPTED = "accepted", pgettext_lazy("quote", "accepted")
        INVOICED = "invoiced", pgettext_lazy("quote", "invoiced")
        DECLINED = "declined", pgettext_lazy("quote", "declined")
        EXPIRED = "expired", pgettext_lazy("quote", "expired")
        SUPERSEDED = "superseded", pgettext_lazy("quote", "superseded")

    class Invoiced(models.TextChoices):
        """When the invoice is issued, from whose day the terms of payment count."""

        AT_ACCEPTANCE = "at_acceptance", _("as soon as the quote is accepted")
        LATER = "later", _("by the office, after the delivery for example")

    NEXT: dict[Status, set[Status]] = {
        Status.DRAFT: {Status.SENT},
        Status.SENT: {Status.ACCEPTED, Status.DECLINED, Status.EXPIRED, Status.SUPERSEDED},
        Status.ACCEPTED: {Status.INVOICED},
        Status.INVOICED: set(),
        Status.DECLINED: {Status.SUPERSEDED},
        Status.EXPIRED: {Status.SUPERSEDED},
        Status.SUPERSEDED: set(),
    }

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("quote number"), max_length=24, blank=True, help_text=_("Empty while it is a draft."))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    revises = models.OneToOneField(
        "self",
        verbose_name=_("version before"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="revised_by",
    )
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.DRAFT)
    title = models.CharField(_("subject"), max_length=200, help_text=_("What the quote is about, in one line."))
    buyer_name = models.CharField(_("company"), max_length=200, help_text=_("As on paper, without 御中."))
    buyer_key = models.CharField(_("search key"), max_length=400, db_index=True, editable=False)
    buyer_contact = models.CharField(
        _("contact"), max_length=100, blank=True, help_text=_("Department and name, without 様.")
    )
    buyer_email = models.EmailField(_("contact's address"))
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("contact's account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="lms_quotes",
    )
    locale = models.CharField(_("language"), max_length=10, default="ja")
    delivery = models.TextField(
        _("delivery"), blank=True, help_text=_("What is given when and where; undecided parts say so.")
    )
    delivery_on = models.DateField(
        _("day of delivery"),
        null=True,
        blank=True,
        help_text=_("The day of the transaction on the invoice and in the books. Empty: undecided."),
    )
    prices_exclude_tax = models.BooleanField(
        _("prices are without tax"), default=False, help_text=_("The tax of each rate comes on top of its lines.")
    )
    payment_terms = models.JSONField(_("terms of payment"))
    cancellation = models.TextField(_("cancellation terms"))
    notes = models.TextField(_("notes"), blank=True)
    invoiced = models.CharField(
        _("the invoice is issued"), max_length=20, choices=Invoiced.choices, default=Invoiced.AT_ACCEPTANCE
    )
    may_be_accepted = models.BooleanField(
        _("can be accepted"), default=True, help_text=_("Off: it informs about prices, and nothing is set aside.")
    )
    reference = models.CharField(_("seller's reference"), max_length=200, blank=True, db_index=True)
    valid_through = models.DateField(
        _("valid through"), null=True, blank=True, help_text=_("The last day, in Japan. Empty: 30 days from sending.")
    )
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    terms_version = models.CharField(_("version of the terms of use"), max_length=40, blank=True)
    total_jpy = models.BigIntegerField(_("total (yen, tax included)"), default=0)
    tax_jpy = models.BigIntegerField(_("tax inside the total (yen)"), default=0)
    content = models.JSONField(_("what it states"), default=dict)
    created_by = models.CharField(_("written by"), max_length=200)
    created_at = models.DateTimeField(_("written at"), default=clock.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=100, blank=True)
    answered_title = models.CharField(_("title of who answered"), max_length=100, blank=True)
    answered_from = models.GenericIPAddressField(_("answered from"), null=True, blank=True)
    buyer_reference = models.CharField(_("buyer's own order number"), max_length=60, blank=True)
    decline_reason = models.CharField(_("why it was declined"), max_length=300, blank=True)
    order = models.OneToOneField(
        Order, verbose_name=_("order"), null=True, blank=True, on_delete=models.PROTECT, related_name="quote"
    )

    objects = QuoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="lms_payments_quote_number",
                violation_error_message=_("Another quote has this number."),
            ),
            models.CheckConstraint(
                condition=Q(status="draft", number="", sent_at=None, expires_at=None)
                | (~Q(status="draft") & ~Q(number="") & Q(sent_at__isnull=False, expires_at__isnull=False)),
                name="lms_payments_quote_sent_is_whole",
                violation_error_message=_("A quote that was sent has its number, its moment and its end."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["accepted", "invoiced"])
                | (Q(answered_at__isnull=False, answered_at__lt=models.F("expires_at")) & ~Q(answered_by="")),
                name="lms_payments_quote_acceptance_is_whole",
                violation_error_message=_("An acceptance says who accepted and when, within the validity."),
            ),
            models.CheckConstraint(
                condition=Q(status="invoiced", order__isnull=False) | (~Q(status="invoiced") & Q(order=None)),
                name="lms_payments_quote_order_with_invoice",
                violation_error_message=_("A quote has an order exactly when it is invoiced."),
            ),
            models.CheckConstraint(
                condition=Q(tax_jpy__gte=0, tax_jpy__lte=models.F("total_jpy")),
                name="lms_payments_quote_tax_in_total",
                violation_error_message=_("The tax of a quote lies inside its total."),
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.title

    @property
    def addressee(self) -> str:
        return f"{self.buyer_name} {HONORIFICS[Party.ORGANIZATION]}"

    @property
    def terms(self) -> PaymentTerms:
        return terms_of(self.payment_terms)

    @property
    def terms_in_words(self) -> str:
        return terms_in_words(self.terms)

    @property
    def last_moment(self) -> datetime | None:
        """The last one at which it may be accepted; ends are exclusive."""
        return self.expires_at - A_MOMENT if self.expires_at else None

    def is_open(self, at: datetime) -> bool:
        """Whether its reader may accept or decline it at a moment."""
        return self.status == self.Status.SENT and self.expires_at is not None and at < self.expires_at

    def is_over(self, at: datetime) -> bool:
        """Expired by the clock, whether or not the sweep has come by."""
        return self.status == self.Status.EXPIRED or (self.status == self.Status.SENT and not self.is_open(at))

    def totals(self) -> Totals:
        lines = (Line(Yen(line.total_jpy), line.tax_percent) for line in self.lines.all())
        return totals_of(lines, excludes_tax=self.prices_exclude_tax)


class QuoteLine(models.Model):
    """One thing we would sell; its price was that of its product when it was written, or agreed."""

    quote = models.ForeignKey(Quote, verbose_name=_("quote"), on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(_("line number"))
    product = models.ForeignKey(
        Product, verbose_name=_("product"), null=True, blank=True, on_delete=models.PROTECT, related_name="quote_lines"
    )
    title = models.CharField(_("what is sold"), max_length=250)
    note = models.CharField(_("note"), max_length=250, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    unit_jpy = models.BigIntegerField(_("price (yen, tax included)"))
    tax_percent = models.PositiveSmallIntegerField(_("tax rate in percent"), default=10)
    reference = models.CharField(
        _("seller's reference"),
        max_length=100,
        blank=True,
        help_text=_("What it is to its seller. A line with one is ordered piece by piece."),
    )

    class Meta:
        verbose_name = _("line of a quote")
        verbose_name_plural = _("lines of quotes")
        ordering = ["quote", "position"]
        constraints = [
            models.UniqueConstraint(fields=["quote", "position"], name="lms_payments_quoteline_position"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, unit_jpy__gte=0),
                name="lms_payments_quoteline_sells_something",
                violation_error_message=_("A line sells at least one, at no less than 0 yen."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def total_jpy(self) -> int:
        return self.unit_jpy * self.quantity


class QuoteFile(models.Model):
    """The bytes of a quote as they were sent, beside it so that lists never load them."""

    quote = models.OneToOneField(
        Quote, verbose_name=_("quote"), primary_key=True, on_delete=models.PROTECT, related_name="file"
    )
    pdf = models.BinaryField(_("PDF"))
    sha256 = models.CharField(_("SHA-256 of the PDF"), max_length=64)

    class Meta:
        verbose_name = _("file of a quote")
        verbose_name_plural = _("files of quotes")

    def __str__(self) -> str:
        return self.sha256
