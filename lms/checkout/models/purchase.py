from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class PurchaseQuerySet(models.QuerySet["Purchase"]):
    def standing(self) -> "PurchaseQuerySet":
        """Those whose line is still to be paid, or was; not the seats given up before the money came."""
        return self.filter(line__withdrawn_at=None)

    def by_another_than(self, reader: AbstractBaseUser | AnonymousUser) -> "PurchaseQuerySet":
        """Seats that an account other than the reader's pays for; the SQL twin of `is_for_another`."""
        return self.filter(order__buyer__isnull=False).exclude(order__buyer=reader.pk)


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
        "lms_cohorts.Enrollment", on_delete=models.PROTECT, related_name="purchase", verbose_name=_("enrollment")
    )

    objects = PurchaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")
        ordering = ["order", "line__position"]

    def __str__(self) -> str:
        return str(self.order)

    @property
    def is_for_another(self) -> bool:
        """Whether the seat is that of somebody who pays for another person, such as the contact of a company."""
        return self.order.buyer_id is not None and self.order.buyer_id != self.enrollment.person.user_id
