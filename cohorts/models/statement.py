from django.db import models
from django.utils.translation import gettext_lazy as _

from cohorts.models.enrollment import Enrollment
from lms.kernel import clock


class AttendanceStatement(models.Model):
    """A paper on what somebody attended: frozen facts and the one PDF made from them, never edited.

    It states neither a score nor a title. Its numbers are series of their own, so that nobody takes it for a license.
    """

    class Kind(models.TextChoices):
        ATTENDANCE = "attendance", _("attendance statement")
        HOURS = "hours", _("statement of attended hours")

    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.PROTECT, related_name="statements", verbose_name=_("enrollment")
    )
    kind = models.CharField(_("kind of statement"), max_length=20, choices=Kind.choices)
    number = models.CharField(_("number"), max_length=20, unique=True)
    facts = models.JSONField(_("facts"))
    pdf = models.BinaryField(_("PDF"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    issued_by = models.CharField(_("issued by"), max_length=200)
    issued_at = models.DateTimeField(_("issued at"), default=clock.now)

    class Meta:
        verbose_name = _("statement of attendance")
        verbose_name_plural = _("statements of attendance")
        ordering = ["enrollment", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "kind"],
                name="lms_cohorts_attendancestatement_once",
                violation_error_message=_("This statement has been issued already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(sha256=""),
                name="lms_cohorts_attendancestatement_has_hash",
                violation_error_message=_("A statement is kept with the hash of its PDF."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"
