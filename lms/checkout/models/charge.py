import uuid
from datetime import date

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.kernel import clock


class ChargeQuerySet(models.QuerySet["Charge"]):
    def asked(self) -> "ChargeQuerySet":
        return self.filter(status=Charge.Status.ASKED)

    def of(self, reader: AbstractBaseUser | AnonymousUser) -> "ChargeQuerySet":
        """What an account is asked for; nothing for a visitor."""
        return self.filter(person__user_id=reader.pk) if reader.pk else self.none()


class Charge(models.Model):
    """A person is asked to pay for a product: the fee of a reissue, of a re-evaluation, of a renewal.

    The price is not part of it: it is that of the moment in which the person confirms, as for everything we sell.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("to be paid")
        PAID = "paid", pgettext_lazy("fee", "paid")
        WITHDRAWN = "withdrawn", _("no longer asked for")

    NEXT: dict[Status, set[Status]] = {
        Status.ASKED: {Status.PAID, Status.WITHDRAWN},
        Status.PAID: set(),
        Status.WITHDRAWN: set(),
    }

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    person = models.ForeignKey(
        "lms_cohorts.Person", on_delete=models.PROTECT, related_name="charges", verbose_name=_("person")
    )
    product = models.ForeignKey(
        "lms_payments.Product", on_delete=models.PROTECT, related_name="charges", verbose_name=_("product")
    )
    reason = models.CharField(_("what it is for"), max_length=300, help_text=_("As the person reads it."))
    due_on = models.DateField(_("to be paid until"), help_text=_("The last day, in Japan."))
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.ASKED)
    order = models.OneToOneField(
        "lms_payments.Order",
        on_delete=models.PROTECT,
        related_name="charge",
        null=True,
        blank=True,
        verbose_name=_("order"),
        help_text=_("The one under way, or the one that paid it; an order that ended unpaid makes room for the next."),
    )
    reissue = models.OneToOneField(
        "lms_cohorts.CertificateReissue",
        on_delete=models.PROTECT,
        related_name="charge",
        null=True,
        blank=True,
        verbose_name=_("reissue"),
        help_text=_(
            "Printed when this fee is paid, and no longer asked for when the fee is not. Empty for other fees."
        ),
    )
    asked_by = models.CharField(_("asked by"), max_length=200)
    asked_at = models.DateTimeField(_("asked at"), default=clock.now)
    settled_at = models.DateTimeField(_("paid or withdrawn at"), null=True, blank=True)
    withdrawn_because = models.CharField(_("why it is no longer asked for"), max_length=300, blank=True)

    objects = ChargeQuerySet.as_manager()

    class Meta:
        verbose_name = _("fee of a person")
        verbose_name_plural = _("fees of persons")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="asked", settled_at=None)
                | models.Q(status="paid", settled_at__isnull=False, order__isnull=False)
                | models.Q(status="withdrawn", settled_at__isnull=False),
                name="lms_checkout_charge_settled_has_moment",
                violation_error_message=_("What is paid or withdrawn says when, and what is paid by which order."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.product}"

    def is_over(self, today: date) -> bool:
        """Whether its last day has passed unpaid; computed, so that a later day heals it."""
        return self.status == self.Status.ASKED and self.due_on < today
