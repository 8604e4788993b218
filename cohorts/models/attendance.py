from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.cohort import ClassSession
from cohorts.models.enrollment import Enrollment


class Attendance(models.Model):
    """Whether and how long one participant was in one session. Minutes are what was missed."""

    class Status(models.TextChoices):
        PRESENT = "present", _("present")
        PARTIAL = "partial", _("partly present")
        ABSENT = "absent", _("absent")

    enrollment = models.ForeignKey(
        Enrollment,
        on_delete=models.PROTECT,
        related_name="attendances",
        verbose_name=_("enrollment"),
    )
    session = models.ForeignKey(
        ClassSession,
        on_delete=models.PROTECT,
        related_name="attendances",
        verbose_name=_("class session"),
    )
    status = models.CharField(_("status"), max_length=20, choices=Status.choices)
    late_minutes = models.PositiveSmallIntegerField(_("minutes late"), default=0)
    early_leave_minutes = models.PositiveSmallIntegerField(_("minutes left early"), default=0)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["enrollment", "session"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "session"],
                name="lms_cohorts_attendance_once",
                violation_error_message=_("This attendance is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(status="partial") & (Q(late_minutes__gt=0) | Q(early_leave_minutes__gt=0))
                | ~Q(status="partial") & Q(late_minutes=0, early_leave_minutes=0),
                name="lms_cohorts_attendance_minutes_are_partial",
                violation_error_message=_("Minutes missed go with partly present, and only with it."),
            ),
        ]
