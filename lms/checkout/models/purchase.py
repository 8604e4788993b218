from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from cohorts.models import Enrollment, OpenSeat


class PurchaseQuerySet(models.QuerySet["Purchase"]):
    def standing(self) -> "PurchaseQuerySet":
        """Those whose line is still to be paid, or was; not the seats given up before the money came."""
        return self.filter(line__withdrawn_at=None)

    def by_another_than(self, reader: AbstractBaseUser | AnonymousUser) -> "PurchaseQuerySet":
        """Seats that an account other than the reader's pays for; the SQL twin of `is_for_another`.

        Only those with a person in them: a seat without a name would be a NULL, and nothing is outside a set with one.
        """
        named = self.filter(enrollment__isnull=False, order__buyer__isnull=False)
        return named.exclude(order__buyer=reader.pk)


class Purchase(models.Model):
    """The one place where an order and an enrollment it pays for know each other: one line of the order, one seat.

    An order of a company pays for several seats; each keeps its own line, and with it its own price.
    """

    order = models.ForeignKey(
        "lms_payments.Order", on_delete=models.PROTECT, related_name="purchases", verbose_name=_("order")
    )
    line = models.OneToOneField(
        "lms_payments.OrderLine", on_delete=models.PROTECT, related_name="purchase", verbose_name=_("order line")
    )
    enrollment = models.OneToOneField(
        "lms_cohorts.Enrollment",
        on_delete=models.PROTECT,
        related_name="purchase",
        null=True,
        blank=True,
        verbose_name=_("enrollment"),
        help_text=_("Empty while nobody has been named for the seat."),
    )
    open_seat = models.OneToOneField(
        "lms_cohorts.OpenSeat",
        on_delete=models.PROTECT,
        related_name="purchase",
        null=True,
        blank=True,
        verbose_name=_("seat to be named"),
    )

    objects = PurchaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")
        ordering = ["order", "line__position"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(enrollment=None, open_seat__isnull=False)
                | models.Q(enrollment__isnull=False, open_seat=None),
                name="lms_checkout_purchase_one_seat",
                violation_error_message=_("A line pays for one seat: that of a person, or one to be named."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.order)

    @property
    def seat(self) -> Enrollment | OpenSeat:
        """The one or the other, exactly one (constraint)."""
        seat = self.enrollment or self.open_seat
        assert seat is not None  # noqa: S101 - the constraint
        return seat

    @property
    def is_for_another(self) -> bool:
        """Whether the seat is that of somebody who pays for another person, such as the contact of a company."""
        sitter = self.enrollment.person.user_id if self.enrollment else None
        return self.order.buyer_id is not None and self.order.buyer_id != sitter
