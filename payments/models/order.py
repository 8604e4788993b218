import uuid
from datetime import date

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock
from payments.money import Line, Totals, Yen, totals_of
from payments.payment_terms import terms_of
from payments.terms_words import terms_in_words


class Party(models.TextChoices):
    """Who a name belongs to, which decides what stands behind it on paper (様 or 御中)."""

    PERSON = "person", _("a person (様)")
    ORGANIZATION = "organization", _("a company or an organization (御中)")


class OrderQuerySet(models.QuerySet["Order"]):
    def awaiting_payment(self) -> "OrderQuerySet":
        return self.filter(status=Order.Status.AWAITING_PAYMENT)

    def overdue(self, today: date) -> "OrderQuerySet":
        """Orders payable by bank transfer whose last day is over; the SQL twin of `Order.is_overdue`."""
        return self.awaiting_payment().filter(due_on__lt=today)

    def disputed(self) -> "OrderQuerySet":
        """Orders with an open objection at the card company."""
        return self.filter(payments__disputes__status__in=["warning", "needs_response", "under_review"]).distinct()

    def of(self, buyer: AbstractBaseUser | AnonymousUser) -> "OrderQuerySet":
        """The orders of an account; nobody's orders for a visitor, also where an order has lost its account."""
        return self.filter(buyer=buyer.pk) if buyer.pk else self.none()

    def placed_with(self, form_token: str) -> "Order | None":
        """The order this form was sent for already, if any: a double click places one order."""
        return self.filter(form_token=form_token).first()


class Order(models.Model):
    """What somebody agreed to buy, at the price, tax, policy and terms of that moment. All amounts include tax."""

    class Status(models.TextChoices):
        AWAITING_PAYMENT = "awaiting_payment", _("awaiting payment")
        PAID = "paid", _("paid")
        PAID_UNSEATED = "paid_unseated", _("paid, but nothing left to give")
        EXPIRED = "expired", _("expired unpaid")
        CANCELED = "canceled", _("order canceled")
        PARTIALLY_REFUNDED = "partially_refunded", _("partially refunded")
        REFUNDED = "refunded", _("refunded")

    #: Wagtail keeps no list of where an order points to: nobody deletes what an order names, and it costs eight
    #: statements of every purchase.
    wagtail_reference_index_ignore = True

    NEXT: dict[Status, set[Status]] = {
        Status.AWAITING_PAYMENT: {Status.PAID, Status.PAID_UNSEATED, Status.EXPIRED, Status.CANCELED},
        # Money may arrive after we gave up: it is never thrown away.
        Status.EXPIRED: {Status.PAID, Status.PAID_UNSEATED},
        Status.PAID: {Status.PARTIALLY_REFUNDED, Status.REFUNDED, Status.CANCELED},
        Status.PAID_UNSEATED: {Status.PAID, Status.PARTIALLY_REFUNDED, Status.REFUNDED},
        Status.PARTIALLY_REFUNDED: {Status.REFUNDED, Status.CANCELED},
        Status.REFUNDED: set(),
        Status.CANCELED: set(),
    }

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("order number"), max_length=20, unique=True)
    status = models.CharField(_("status"), max_length=30, choices=Status.choices, default=Status.AWAITING_PAYMENT)
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("buyer's account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="lms_orders",
    )
    buyer_name = models.CharField(_("buyer's name"), max_length=200)
    buyer_email = models.EmailField(_("buyer's address"))
    buyer_party = models.CharField(_("buyer is"), max_length=20, choices=Party.choices, default=Party.PERSON)
    total_jpy = models.BigIntegerField(_("total (yen, tax included)"))
    tax_jpy = models.BigIntegerField(_("tax inside the total (yen)"))
    prices_exclude_tax = models.BooleanField(
        _("prices are without tax"),
        default=False,
        help_text=_("As agreed with a company: the tax of each rate comes on top of its lines. The total includes it."),
    )
    policy = models.JSONField(_("cancellation policy as accepted"), null=True, blank=True)
    terms_version = models.CharField(_("version of the terms accepted"), max_length=40)
    locale = models.CharField(_("language"), max_length=10, default="ja")
    return_path = models.CharField(_("page to return to after paying"), max_length=300)
    cancel_path = models.CharField(_("page to return to without paying"), max_length=300)
    methods_until = models.DateTimeField(_("slow payment methods must be paid before"), null=True, blank=True)
    due_on = models.DateField(
        _("payable by bank transfer until"),
        null=True,
        blank=True,
        help_text=_("The last day, in Japan. Empty: paid online."),
    )
    payment_terms = models.JSONField(
        _("terms of payment as agreed"),
        null=True,
        blank=True,
        help_text=_("What the last day follows from. Empty: no terms were agreed with the buyer."),
    )
    written_off_jpy = models.BigIntegerField(_("shortfall accepted as a discount (yen)"), default=0)
    buyer_reference = models.CharField(
        _("buyer's own order number"),
        max_length=60,
        blank=True,
        help_text=_("Printed on every document of this order."),
    )
    cost_center = models.CharField(
        _("buyer's cost center"),
        max_length=60,
        blank=True,
        help_text=_("Printed on every document of this order."),
    )
    form_token = models.CharField(_("form token"), max_length=64, unique=True)
    price_locked_at = models.DateTimeField(_("price fixed at"))
    cancel_requested_at = models.DateTimeField(_("cancellation requested at"), null=True, blank=True)
    version = models.PositiveIntegerField(_("row version"), default=0)
    created_at = models.DateTimeField(_("placed at"), default=clock.now)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["status", "created_at"], name="lms_payments_order_status")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(total_jpy__gte=0),
                name="lms_payments_order_total_not_negative",
                violation_error_message=_("The total of an order cannot be negative."),
            ),
            models.CheckConstraint(
                condition=models.Q(tax_jpy__gte=0, tax_jpy__lte=models.F("total_jpy")),
                name="lms_payments_order_tax_in_total",
                violation_error_message=_("The tax of an order lies inside its total."),
            ),
            models.CheckConstraint(
                condition=models.Q(written_off_jpy__gte=0, written_off_jpy__lte=models.F("total_jpy")),
                name="lms_payments_order_written_off",
                violation_error_message=_("No more than the total of an order can be written off."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def is_overdue(self, today: date) -> bool:
        """Whether its transfer should have arrived; computed, so that a later due date heals it."""
        return self.status == self.Status.AWAITING_PAYMENT and self.due_on is not None and self.due_on < today

    @property
    def terms_in_words(self) -> str:
        """「月末締め翌月末払い」; empty where the last day follows from no agreement."""
        return terms_in_words(terms_of(self.payment_terms)) if self.payment_terms else ""

    @property
    def is_disputed(self) -> bool:
        return Order.objects.disputed().filter(pk=self.pk).exists()

    def totals(self) -> Totals:
        """What its documents state: the total of each tax rate and the tax inside it."""
        lines = (Line(Yen(line.total_jpy), line.tax_percent) for line in self.lines.standing())
        return totals_of(lines, excludes_tax=self.prices_exclude_tax)


class OrderLineQuerySet(models.QuerySet["OrderLine"]):
    def standing(self) -> "OrderLineQuerySet":
        """Those that make up the total: not what was given up before it was paid."""
        return self.filter(withdrawn_at=None)


class OrderLine(models.Model):
    """One thing sold, in words and an opaque reference of whoever sells it; its price never changes again."""

    order = models.ForeignKey(Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField(_("line number"))
    title = models.CharField(_("what is sold"), max_length=250)
    reference = models.CharField(_("seller's reference"), max_length=200, blank=True, db_index=True)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    list_unit_jpy = models.BigIntegerField(_("regular price (yen, tax included)"))
    unit_jpy = models.BigIntegerField(_("price (yen, tax included)"))
    offer = models.ForeignKey(
        "lms_payments.DiscountOffer",
        verbose_name=_("discount offer"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="order_lines",
    )
    offer_given_back_at = models.DateTimeField(_("use of the offer given back at"), null=True, blank=True)
    offer_label = models.CharField(_("discount"), max_length=60, blank=True)
    offer_percent = models.PositiveSmallIntegerField(_("discount in percent"), default=0)
    tax_percent = models.PositiveSmallIntegerField(_("tax rate in percent"), default=10)
    withdrawn_at = models.DateTimeField(
        _("given up before it was paid"),
        null=True,
        blank=True,
        help_text=_("Such a line is not part of the total any more."),
    )

    objects = OrderLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["order", "position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="lms_payments_line_position"),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1),
                name="lms_payments_line_quantity",
                violation_error_message=_("A line sells at least one."),
            ),
            models.CheckConstraint(
                condition=models.Q(unit_jpy__gte=0, unit_jpy__lte=models.F("list_unit_jpy")),
                name="lms_payments_line_price",
                violation_error_message=_("A price lies between 0 and the regular price."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def total_jpy(self) -> int:
        return self.unit_jpy * self.quantity
