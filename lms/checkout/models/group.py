import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cohorts.models import Declaration, SeatKind
from lms.kernel import clock


class GroupApplicationQuerySet(models.QuerySet["GroupApplication"]):
    def open(self) -> "GroupApplicationQuerySet":
        """Those that are still being written: nothing in them binds anybody."""
        return self.filter(order=None, quote=None)

    def quoted(self) -> "GroupApplicationQuerySet":
        """Those a quote was asked for, and not ordered by it yet."""
        return self.filter(order=None).exclude(quote=None)


class GroupApplication(models.Model):
    """Several seats of one cohort for the people of one company, as its contact writes them down.

    A draft until its order exists. What was written about the people is then deleted with the rows of the seats: from
    that moment persons, enrollments and the order say everything. One a quote was asked for is written no more and
    waits for the answer; no seat is held by it.
    """

    class Way(models.TextChoices):
        ONLINE = "online", _("Online right away: by card, or at a convenience store where the amount allows it")
        TRANSFER = "transfer", _("By bank transfer, against an invoice")

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    contact = models.ForeignKey(
        "lms_cohorts.Person", on_delete=models.PROTECT, related_name="group_applications", verbose_name=_("contact")
    )
    organization = models.ForeignKey(
        "lms_cohorts.Organization",
        on_delete=models.PROTECT,
        related_name="group_applications",
        verbose_name=_("organization"),
    )
    cohort = models.ForeignKey(
        "lms_cohorts.Cohort", on_delete=models.PROTECT, related_name="group_applications", verbose_name=_("cohort")
    )
    way = models.CharField(_("way of paying"), max_length=20, choices=Way.choices, default=Way.TRANSFER)
    buyer_reference = models.CharField(_("buyer's own order number"), max_length=60, blank=True)
    cost_center = models.CharField(_("buyer's cost center"), max_length=60, blank=True)
    order = models.OneToOneField(
        "lms_payments.Order",
        on_delete=models.PROTECT,
        related_name="group_application",
        null=True,
        blank=True,
        verbose_name=_("order"),
    )
    quote = models.OneToOneField(
        "lms_payments.Quote",
        on_delete=models.PROTECT,
        related_name="group_application",
        null=True,
        blank=True,
        verbose_name=_("quote"),
        help_text=_("Its version that was sent last. Empty: none was asked for."),
    )
    quote_wish = models.TextField(_("what the company wrote about the quote"), blank=True)
    prices_until = models.DateTimeField(
        _("prices hold until"),
        null=True,
        blank=True,
        help_text=_("The first moment at which an offer on the quote is over. Empty: no offer lowers a price."),
    )
    created_at = models.DateTimeField(_("begun"), default=clock.now, editable=False)

    objects = GroupApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application of a company")
        verbose_name_plural = _("applications of companies")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "cohort"],
                condition=models.Q(order=None, quote=None),
                name="lms_checkout_group_one_draft",
                violation_error_message=_("This contact is writing an application for this cohort already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.cohort}"


class GroupSeat(models.Model):
    """One seat of a draft: for whom, or that the name comes later. Nothing here is checked against anybody yet."""

    application = models.ForeignKey(
        GroupApplication, on_delete=models.CASCADE, related_name="seats", verbose_name=_("application")
    )
    position = models.PositiveSmallIntegerField(_("seat number"))
    kind = models.CharField(_("kind of seat"), max_length=20, choices=SeatKind.choices)
    is_named_later = models.BooleanField(_("to be named later"), default=False)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    family_kana = models.CharField(_("family name in katakana"), max_length=100, blank=True)
    given_kana = models.CharField(_("given name in katakana"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    specialist_status = models.CharField(
        _("Specialist level"), max_length=20, choices=Declaration.SpecialistStatus.choices, blank=True
    )
    specialist_number = models.CharField(_("candidate or certificate number"), max_length=40, blank=True)
    specialist_expected_on = models.DateField(_("expected result"), null=True, blank=True)

    class Meta:
        verbose_name = _("seat of a company's application")
        verbose_name_plural = _("seats of a company's application")
        ordering = ["application", "position"]
        constraints = [
            models.UniqueConstraint(fields=["application", "position"], name="lms_checkout_groupseat_position"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.family_name} {self.given_name}".strip()

    @property
    def is_written(self) -> bool:
        """Whether it says for whom the seat is, or that the name comes later."""
        return self.is_named_later or bool(self.family_name and self.given_name and self.email)
