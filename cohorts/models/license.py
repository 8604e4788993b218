from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cohorts import license_number
from cohorts.candidate_number import number_key
from cohorts.ledger import Entry, Happening, LicenseStatus, status_on
from cohorts.models.certification import CertificationDecision


class LicenseQuerySet(models.QuerySet["License"]):
    def valid_on(self, day: date) -> "LicenseQuerySet":
        """Licenses whose `status_on(day)` is VALID: the same question in SQL."""
        known = LicenseEvent.objects.filter(license=OuterRef("pk"), effective_on__lte=day)
        latest_first = known.order_by("-effective_on", "-pk")
        renewed = latest_first.filter(kind=LicenseEvent.Kind.RENEWED).values("valid_until")[:1]
        turn = latest_first.filter(kind__in=[LicenseEvent.Kind.SUSPENDED, LicenseEvent.Kind.REINSTATED])
        endings = known.filter(kind__in=[LicenseEvent.Kind.REVOKED, LicenseEvent.Kind.SURRENDERED])
        return (
            self.alias(
                term_end=Coalesce(Subquery(renewed), F("valid_until")),
                last_turn=Subquery(turn.values("kind")[:1]),
            )
            .filter(~Exists(endings), valid_from__lte=day, term_end__gt=day)
            .filter(Q(last_turn__isnull=True) | ~Q(last_turn=LicenseEvent.Kind.SUSPENDED))
        )

    def listed_on(self, day: date) -> "LicenseQuerySet":
        """In the list anybody may browse: valid, and agreed to by the holder together with the name."""
        in_order = ("person__family_kana", "person__given_kana", "number")
        return self.valid_on(day).filter(listed=True, show_name=True).order_by(*in_order)

    def numbered(self, typed: str) -> "LicenseQuerySet":
        """By the number as people type it, of today's numbering or of the old one."""
        printed, key = license_number.canonical(typed) or "", number_key(typed)
        return self.filter(Q(number=printed) | Q(legacy_key=key) & ~Q(legacy_key=""))

    def with_history(self) -> "LicenseQuerySet":
        """With the ledger fetched, as `status_on` wants it (one more query for any number of licenses)."""
        return self.prefetch_related("events")


class License(models.Model):
    """The right to act as a certified instructor: granted by a decision, its standing told by its ledger.

    Name and title are kept as printed; a change of name makes a new certificate, never a new number.
    """

    number = models.CharField(_("license number"), max_length=40, unique=True)
    person = models.ForeignKey(
        "lms_cohorts.Person",
        on_delete=models.PROTECT,
        related_name="licenses",
        verbose_name=_("holder"),
    )
    decision = models.OneToOneField(
        CertificationDecision,
        on_delete=models.PROTECT,
        related_name="license",
        null=True,
        blank=True,
        verbose_name=_("decision"),
        help_text=_("Empty for a license of the old numbering, which was granted before this register."),
    )
    scheme_version = models.ForeignKey(
        "lms_courses.SchemeVersion",
        on_delete=models.PROTECT,
        related_name="licenses",
        null=True,
        blank=True,
        verbose_name=_("certification standard"),
    )
    legacy_key = models.CharField(
        _("folded old number"),
        max_length=40,
        blank=True,
        editable=False,
        db_index=True,
        help_text=_("Only for licenses of the old numbering."),
    )
    title = models.CharField(_("title of the license"), max_length=200)
    holder_name = models.CharField(_("name as printed"), max_length=120)
    issued_on = models.DateField(_("issued on"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(
        _("valid until (exclusive)"),
        help_text=_("The first day on which the license is no longer valid."),
    )
    listed = models.BooleanField(_("listed in the public register"), default=False)
    show_name = models.BooleanField(_("name shown to whoever checks the number"), default=False)
    show_former_name = models.BooleanField(_("former family name shown with the name"), default=False)
    show_employer = models.BooleanField(_("employer shown"), default=False)
    prefecture = models.CharField(
        _("prefecture shown"), max_length=10, blank=True, help_text=_("Empty where none is shown.")
    )

    objects = LicenseQuerySet.as_manager()

    class Meta:
        verbose_name = _("license")
        verbose_name_plural = _("licenses")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from"), valid_from__gte=F("issued_on")),
                name="lms_cohorts_license_term",
                violation_error_message=_("A license is issued, then begins, then ends."),
            ),
            models.CheckConstraint(
                condition=Q(legacy_key="", decision__isnull=False, scheme_version__isnull=False)
                | (~Q(legacy_key="") & Q(decision=None, scheme_version=None)),
                name="lms_cohorts_license_rests_on_decision",
                violation_error_message=_("A license rests on a decision, but for those of the old numbering."),
            ),
            models.UniqueConstraint(
                fields=["legacy_key"],
                condition=~Q(legacy_key=""),
                name="lms_cohorts_license_legacy_number_unique",
                violation_error_message=_("There already is a license with this old number."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_legacy(self) -> bool:
        return bool(self.legacy_key)

    def status_on(self, day: date) -> LicenseStatus:
        return status_on(
            (event.as_entry() for event in self.events.all()),
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            day=day,
        )


class LicenseEventQuerySet(models.QuerySet["LicenseEvent"]):
    def update(self, **kwargs: object) -> int:  # noqa: ARG002 - Django's signature
        msg = "The ledger of a license is only appended to."
        raise TypeError(msg)

    def delete(self) -> tuple[int, dict[str, int]]:
        msg = "The ledger of a license is only appended to."
        raise TypeError(msg)

    def delete_what_a_list_wrote(self) -> None:
        """The one exception: an import is undone, and the licenses go with their ledger before anybody relied on them.

        Refuses licenses of today's numbering, whatever the caller looked at before.
        """
        imported = self.filter(license__decision=None).exclude(license__legacy_key="")
        super(LicenseEventQuerySet, imported).delete()


class LicenseEvent(models.Model):
    """One line of a license's ledger. Lines are appended, never edited: a mistake is set right by a later line."""

    class Kind(models.TextChoices):
        ISSUED = Happening.ISSUED.value, _("issued")
        SUSPENDED = Happening.SUSPENDED.value, _("suspended")
        REINSTATED = Happening.REINSTATED.value, _("reinstated")
        REVOKED = Happening.REVOKED.value, _("revoked")
        SURRENDERED = Happening.SURRENDERED.value, _("surrendered")
        RENEWED = Happening.RENEWED.value, _("renewed")
        IMPORTED = Happening.IMPORTED.value, _("taken over from the old register")

    license = models.ForeignKey(License, on_delete=models.PROTECT, related_name="events", verbose_name=_("license"))
    kind = models.CharField(_("what happened"), max_length=20, choices=Kind.choices)
    effective_on = models.DateField(_("effective on"))
    valid_until = models.DateField(_("extended until (exclusive)"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = LicenseEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("license event")
        verbose_name_plural = _("license events")
        ordering = ["effective_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["license"],
                condition=Q(kind__in=["issued", "imported"]),
                name="lms_cohorts_licenseevent_begins_once",
                violation_error_message=_("A license is issued, or taken over, once."),
            ),
            models.UniqueConstraint(
                fields=["license"],
                condition=Q(kind__in=["revoked", "surrendered"]),
                name="lms_cohorts_licenseevent_ends_once",
                violation_error_message=_("This license has already ended."),
            ),
            models.CheckConstraint(
                condition=Q(kind="renewed", valid_until__isnull=False) | (~Q(kind="renewed") & Q(valid_until=None)),
                name="lms_cohorts_licenseevent_renewal",
                violation_error_message=_("A renewal, and only a renewal, extends the term."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["suspended", "revoked"]) | ~Q(reason=""),
                name="lms_cohorts_licenseevent_reason",
                violation_error_message=_("A suspension or revocation gives its reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.license}: {self.get_kind_display()}"

    def as_entry(self) -> Entry:
        return Entry(Happening(self.kind), self.effective_on, self.reason, self.valid_until)


class LicenseCertificateQuerySet(models.QuerySet["LicenseCertificate"]):
    def pending(self) -> "LicenseCertificateQuerySet":
        return self.filter(status=LicenseCertificate.Status.PENDING)

    def current(self) -> "LicenseCertificateQuerySet":
        return self.exclude(status=LicenseCertificate.Status.SUPERSEDED)


class LicenseCertificate(models.Model):
    """The printed form of a license: frozen facts, and the one PDF made from them."""

    class Status(models.TextChoices):
        PENDING = "pending", _("being prepared")
        RENDERED = "rendered", _("ready")
        SUPERSEDED = "superseded", _("replaced")

    NEXT: dict[Status, set[Status]] = {
        Status.PENDING: {Status.RENDERED, Status.SUPERSEDED},
        Status.RENDERED: {Status.SUPERSEDED},
        Status.SUPERSEDED: set(),
    }

    license = models.ForeignKey(
        License,
        on_delete=models.PROTECT,
        related_name="certificates",
        verbose_name=_("license"),
    )
    serial = models.PositiveSmallIntegerField(_("serial"), default=1)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.PENDING)
    facts = models.JSONField(_("facts"))
    pdf = models.BinaryField(_("PDF"), null=True, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    rendered_at = models.DateTimeField(_("rendered at"), null=True, blank=True)

    objects = LicenseCertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("license certificate")
        verbose_name_plural = _("license certificates")
        ordering = ["license", "-serial"]
        constraints = [
            models.UniqueConstraint(
                fields=["license", "serial"],
                name="lms_cohorts_licensecertificate_unique",
                violation_error_message=_("This serial already exists."),
            ),
            models.UniqueConstraint(
                fields=["license"],
                condition=~Q(status="superseded"),
                name="lms_cohorts_licensecertificate_one_current",
                violation_error_message=_("A license has one current certificate."),
            ),
            models.CheckConstraint(
                condition=~Q(status="rendered") | (Q(pdf__isnull=False, rendered_at__isnull=False) & ~Q(sha256="")),
                name="lms_cohorts_licensecertificate_rendered",
                violation_error_message=_("A certificate that is ready has its PDF."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.license} ({self.serial})"
