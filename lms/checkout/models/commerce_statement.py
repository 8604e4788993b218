from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from lms.checkout.fair_terms import objections
from lms.kernel import clock
from lms.kernel.models import profile_of

#: What the law names besides the seller, in the order in which it is shown.
TEXTS = (
    "price",
    "other_costs",
    "payment",
    "service_time",
    "application_period",
    "cancellation",
    "system_requirements",
    "special_conditions",
)


class CommerceStatementQuerySet(models.QuerySet["CommerceStatement"]):
    def in_force(self, *, at: datetime) -> "CommerceStatement | None":
        """The version that governs what is sold at that moment."""
        return self.filter(effective_at__lte=at).order_by("-effective_at", "-pk").first()


class CommerceStatement(models.Model):
    """One version of the statement every distance seller must show (特定商取引法11条, 施行規則23条).

    Name, address, telephone and responsible person are read from the organization profile. Every field here is one the
    law names; none may be empty. A version in force is never edited: a change is a new version.
    """

    version = models.CharField(_("version"), max_length=40, unique=True, help_text=_("For example 2026-04."))
    effective_at = models.DateTimeField(_("in force from"))
    price = models.TextField(
        _("price"), help_text=_("How prices are shown, tax included. Amounts stay on the pages of the courses.")
    )
    other_costs = models.TextField(_("costs besides the price"), help_text=_("Travel, bank fees, connection."))
    payment = models.TextField(_("how and when to pay"), help_text=_("Every method, and when each is charged."))
    service_time = models.TextField(_("when the service is given"))
    application_period = models.TextField(_("application period"))
    cancellation = models.TextField(
        _("withdrawal, cancellation and refund"),
        help_text=_("Also that the statutory cooling-off does not apply to distance selling, if it does not."),
    )
    system_requirements = models.TextField(_("what participants need"), help_text=_("Devices, software, connection."))
    special_conditions = models.TextField(
        _("special conditions"), help_text=_("Requirements that must be met, limited seats and the like.")
    )

    objects = CommerceStatementQuerySet.as_manager()

    panels = [
        MultiFieldPanel([FieldPanel("version"), FieldPanel("effective_at")], heading=_("Version")),
        *(FieldPanel(name) for name in TEXTS),
    ]

    class Meta:
        verbose_name = _("statement on commercial transactions")
        verbose_name_plural = _("statements on commercial transactions")
        ordering = ["-effective_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(**{name: ""}),
                name=f"lms_checkout_commerce_{name}_given",
                violation_error_message=_("The law asks for every one of these texts."),
            )
            for name in TEXTS
        ]

    def __str__(self) -> str:
        return self.version

    def clean(self) -> None:
        """The seller is known, a version begins after the one people have read, and no text is void in law."""
        if missing := profile_of().seller_gaps():
            raise ValidationError(
                _("Fill in the organization profile first; buyers must be told: %(fields)s."),
                params={"fields": ", ".join(missing)},
            )
        current = CommerceStatement.objects.exclude(pk=self.pk).in_force(at=clock.now())
        if current and self.effective_at and self.effective_at <= current.effective_at:
            raise ValidationError({"effective_at": _("A new version begins after the one in force.")})
        if void := {name: found for name in TEXTS if (found := objections(getattr(self, name)))}:
            raise ValidationError(void)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Each text under the name the law gives it."""
        names = {field.name: str(field.verbose_name) for field in self._meta.fields}
        return [(names[name], getattr(self, name)) for name in TEXTS]
