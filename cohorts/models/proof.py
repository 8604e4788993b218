from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models.license import License


class CertificateProofQuerySet(models.QuerySet["CertificateProof"]):
    def open(self) -> "CertificateProofQuerySet":
        """Neither approved, nor passed over, nor replaced: no certificate is printed from it yet."""
        return self.filter(status__in=CertificateProof.OPEN)

    def with_the_office(self, today: date) -> "CertificateProofQuerySet":
        """A correction is asked for, or the holder's time to answer is over."""
        unanswered = Q(status=CertificateProof.Status.WAITING, due_on__lt=today)
        return self.filter(Q(status=CertificateProof.Status.CORRECTION) | unanswered)


class CertificateProof(models.Model):
    """The name as a certificate will print it (校正), shown to its holder before anything is printed.

    A correction, or the choice of other letters, makes a further version; what was shown is never edited.
    """

    class Lettering(models.TextChoices):
        WRITTEN = "written", _("As registered")
        LATIN = "latin", _("In Latin letters")
        BOTH = "both", _("As registered, with Latin letters below")

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("proof", "with the holder")
        CORRECTION = "correction", pgettext_lazy("proof", "a correction is asked for")
        APPROVED = "approved", pgettext_lazy("proof", "approved")
        PASSED_OVER = "passed_over", pgettext_lazy("proof", "printed without an approval")
        REPLACED = "replaced", pgettext_lazy("proof", "replaced by a later version")

    OPEN = frozenset({Status.WAITING, Status.CORRECTION})
    NEXT: dict[Status, set[Status]] = {
        Status.WAITING: {Status.CORRECTION, Status.APPROVED, Status.PASSED_OVER, Status.REPLACED},
        Status.CORRECTION: {Status.REPLACED},
        Status.APPROVED: set(),
        Status.PASSED_OVER: set(),
        Status.REPLACED: set(),
    }

    license = models.ForeignKey(License, on_delete=models.PROTECT, related_name="proofs", verbose_name=_("license"))
    version = models.PositiveSmallIntegerField(_("version"))
    lettering = models.CharField(_("letters"), max_length=10, choices=Lettering.choices)
    name = models.CharField(_("name as printed"), max_length=200)
    second_line = models.CharField(_("line below the name"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.WAITING)
    remark = models.TextField(_("what the office wrote with it"), blank=True)
    wish = models.TextField(_("what is to be corrected"), blank=True)
    reason = models.TextField(_("why it was printed without an approval"), blank=True)
    due_on = models.DateField(_("answer by"), help_text=_("The holder's last day; for a correction, the office's."))
    made_at = models.DateTimeField(_("shown since"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = CertificateProofQuerySet.as_manager()

    class Meta:
        verbose_name = _("proof of a certificate")
        verbose_name_plural = _("proofs of certificates")
        ordering = ["license", "-version"]
        indexes = [models.Index(fields=["status", "due_on"], name="lms_cohorts_proof_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["license", "version"],
                name="lms_cohorts_certificateproof_unique",
                violation_error_message=_("This version of the proof already exists."),
            ),
            models.UniqueConstraint(
                fields=["license"],
                condition=Q(status__in=["waiting", "correction"]),
                name="lms_cohorts_certificateproof_one_open",
                violation_error_message=_("A license has one open proof."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "correction", "passed_over"]) | Q(answered_at__isnull=False),
                name="lms_cohorts_certificateproof_answered",
                violation_error_message=_("An answer to a proof has its moment."),
            ),
            models.CheckConstraint(
                condition=~Q(status="correction") | ~Q(wish=""),
                name="lms_cohorts_certificateproof_wish",
                violation_error_message=_("A correction says what is to be corrected."),
            ),
            models.CheckConstraint(
                condition=~Q(status="passed_over") | ~Q(reason=""),
                name="lms_cohorts_certificateproof_reason",
                violation_error_message=_("Printing without an approval gives its reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.license} ({self.version})"

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def lines(self) -> tuple[str, str]:
        return self.name, self.second_line
