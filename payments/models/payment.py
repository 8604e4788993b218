import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock
from payments.models.order import Order

if TYPE_CHECKING:
    from payments.models.stripe_request import StripeRequest


def is_uuid(text: str) -> bool:
    return len(text) == 36 and set(text) <= set("0123456789abcdef-")


class PaymentQuerySet(models.QuerySet["Payment"]):
    def live(self) -> "PaymentQuerySet":
        """Attempts that can still bring money by themselves."""
        return self.filter(status__in=Payment.LIVE)

    def paid(self) -> "PaymentQuerySet":
        return self.filter(status=Payment.Status.PAID)

    def of_the_price(self) -> "PaymentQuerySet":
        """What was paid for an order itself: not what came for nothing owed, which is a finding of its own."""
        return self.paid().exclude(findings__kind="paid_twice").order_by("-amount_jpy", "pk")

    def of_session(self, session_id: str, attempt: str) -> "Payment | None":
        """The attempt a session was opened for: by the session's id, else by our own name in its metadata."""
        if found := self.filter(session_id=session_id).first():
            return found
        # A foreign session may carry anything under this name; what is not a UUID is not ours.
        return self.filter(public_id=attempt).first() if is_uuid(attempt) else None

    def unseated_since(self, moment: datetime) -> "PaymentQuerySet":
        """What was paid for orders that have had nothing to give since before that moment.

        A transfer counts from the moment it was recorded, not from the day the bank booked it.
        """
        by_transfer = models.Q(channel=Payment.Channel.BANK_TRANSFER)
        recorded = models.Q(findings__kind="paid_unseated", findings__found_at__lte=moment)
        long_ago = (by_transfer & recorded) | (~by_transfer & models.Q(paid_at__lte=moment))
        return self.paid().filter(long_ago, order__status=Order.Status.PAID_UNSEATED).distinct()

    def due_for_a_look(self, moment: datetime) -> "PaymentQuerySet":
        """Live attempts whose time should be over, whose order is to be canceled, or that wait for nothing (free)."""
        over = models.Q(expires_at__lte=moment) & ~models.Q(status=Payment.Status.PENDING)
        voucher_over = models.Q(status=Payment.Status.PENDING, voucher_expires_at__lte=moment)
        unwanted = models.Q(order__cancel_requested_at__isnull=False) & ~models.Q(status=Payment.Status.PENDING)
        free = models.Q(channel=Payment.Channel.FREE)
        return self.live().filter(over | voucher_over | unwanted | free, check_after__lte=moment)


class Payment(models.Model):
    """One attempt to pay an order. Its status only ever follows what Stripe says, never our own clock.

    A bank transfer is awaited (PENDING) from the beginning and ends by what staff records; `amount_jpy` is then what
    really came.
    """

    class Channel(models.TextChoices):
        CHECKOUT = "checkout", _("paid online")
        FREE = "free", _("free of charge")
        BANK_TRANSFER = "bank_transfer", _("bank transfer")

    class Status(models.TextChoices):
        NEW = "new", _("payment page being prepared")
        OPEN = "open", _("waiting for the buyer")
        PENDING = "pending", _("waiting for the money")
        ABANDONED = "abandoned", _("never opened")
        EXPIRED = "expired", _("expired unpaid")
        FAILED = "failed", _("failed")
        PAID = "paid", _("paid")
        TAKEN_BACK = "taken_back", _("not for this order")

    LIVE = (Status.NEW, Status.OPEN, Status.PENDING)
    # A truth is applied only if it leads to a higher rank, so late and repeated news change nothing.
    RANK: dict[Status, int] = {
        Status.NEW: 0,
        Status.OPEN: 1,
        Status.PENDING: 2,
        Status.ABANDONED: 3,
        Status.EXPIRED: 3,
        Status.FAILED: 3,
        Status.PAID: 4,
        Status.TAKEN_BACK: 5,
    }
    NEXT: dict[Status, set[Status]] = {
        Status.NEW: {
            Status.OPEN,
            Status.PENDING,
            Status.ABANDONED,
            Status.EXPIRED,
            Status.FAILED,
            Status.PAID,
        },
        Status.OPEN: {Status.PENDING, Status.EXPIRED, Status.FAILED, Status.PAID},
        Status.PENDING: {Status.EXPIRED, Status.FAILED, Status.PAID},
        Status.ABANDONED: {Status.PAID},
        Status.EXPIRED: {Status.PAID},
        Status.FAILED: {Status.PAID},
        # A transfer for nothing owed that belonged elsewhere.
        Status.PAID: {Status.TAKEN_BACK},
        Status.TAKEN_BACK: set(),
    }

    #: The request to Stripe that was written with this attempt in the transaction just ended, whose order therefore is
    #: as this process knows it. Not a column: an attempt that was read has none.
    unsent: "StripeRequest | None" = None

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="payments")
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices, default=Channel.CHECKOUT)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.NEW)
    amount_jpy = models.BigIntegerField(_("amount (yen, tax included)"))
    session_id = models.CharField(_("checkout session"), max_length=255, unique=True, null=True, blank=True)
    intent_id = models.CharField(_("payment intent"), max_length=255, unique=True, null=True, blank=True)
    charge_id = models.CharField(_("charge"), max_length=255, blank=True)
    method = models.CharField(_("method"), max_length=40, blank=True)
    url = models.URLField(_("payment page"), max_length=2000, blank=True)
    receipt_url = models.URLField(_("Stripe's receipt"), max_length=2000, blank=True)
    expires_at = models.DateTimeField(_("checkout open until"))
    voucher_url = models.URLField(_("voucher"), max_length=2000, blank=True)
    voucher_expires_at = models.DateTimeField(_("voucher payable until"), null=True, blank=True)
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    refund_reserved_jpy = models.BigIntegerField(_("refunded or reserved for refunds (yen)"), default=0)
    check_after = models.DateTimeField(_("next look at Stripe"), default=clock.now)
    created_at = models.DateTimeField(_("attempt begun at"), default=clock.now)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["status", "expires_at"], name="lms_payments_payment_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=models.Q(status__in=["new", "open", "pending"]),
                name="lms_payments_payment_one_live",
                violation_error_message=_("Another payment of this order is under way."),
            ),
            models.CheckConstraint(
                condition=models.Q(amount_jpy__gte=0),
                name="lms_payments_payment_amount",
                violation_error_message=_("A payment cannot be negative."),
            ),
            models.CheckConstraint(
                condition=models.Q(refund_reserved_jpy__gte=0, refund_reserved_jpy__lte=models.F("amount_jpy")),
                name="lms_payments_payment_refundable",
                violation_error_message=_("No more can be refunded than was paid."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="paid") | models.Q(paid_at__isnull=False),
                name="lms_payments_payment_paid_has_moment",
                violation_error_message=_("A payment that is paid needs the moment it was paid."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.pk} {self.status}"

    @property
    def is_live(self) -> bool:
        return self.status in self.LIVE

    @property
    def awaits_transfer(self) -> bool:
        return self.channel == self.Channel.BANK_TRANSFER and self.status == self.Status.PENDING

    @property
    def is_sendable_back(self) -> bool:
        """Whether there is a way back: through Stripe, or by a transfer of our own."""
        return bool(self.intent_id) or self.channel == self.Channel.BANK_TRANSFER

    @property
    def refundable_jpy(self) -> int:
        """What can still be refunded, in yen."""
        return self.amount_jpy - self.refund_reserved_jpy if self.status == self.Status.PAID else 0
