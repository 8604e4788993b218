from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models.cohort import Cohort


class PlannedReleaseQuerySet(models.QuerySet["PlannedRelease"]):
    def planned(self) -> "PlannedReleaseQuerySet":
        return self.filter(status=PlannedRelease.Status.PLANNED)


class PlannedRelease(models.Model):
    """The moment at which the results of a cohort are released by themselves, as somebody looked at them.

    Where something changed between the look and the moment nothing is released, and whoever planned it is told.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("release of results", "planned")
        RELEASED = "released", pgettext_lazy("release of results", "released")
        CANCELED = "canceled", pgettext_lazy("release of results", "canceled")
        STOPPED = "stopped", pgettext_lazy("release of results", "stopped, something had changed")

    NEXT: dict[Status, set[Status]] = {
        Status.PLANNED: {Status.RELEASED, Status.CANCELED, Status.STOPPED},
        Status.RELEASED: set(),
        Status.CANCELED: set(),
        Status.STOPPED: set(),
    }

    cohort = models.ForeignKey(
        Cohort, on_delete=models.PROTECT, related_name="planned_releases", verbose_name=_("cohort")
    )
    due_at = models.DateTimeField(_("to be released at"))
    seen = models.CharField(_("fingerprint of what was looked at"), max_length=64)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.PLANNED)
    planned_at = models.DateTimeField(_("planned at"))
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("planned by"),
        help_text=_("Empty where the account is gone."),
    )
    ended_at = models.DateTimeField(_("released, canceled or stopped at"), null=True, blank=True)
    obstacle = models.TextField(_("why it was stopped"), blank=True)

    objects = PlannedReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned release of results")
        verbose_name_plural = _("planned releases of results")
        ordering = ["-planned_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(status="planned"),
                name="lms_cohorts_plannedrelease_one_planned",
                violation_error_message=_("The release of these results is planned already."),
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("planned_at")),
                name="lms_cohorts_plannedrelease_ahead",
                violation_error_message=_("A release is planned for a moment that is still to come."),
            ),
            models.CheckConstraint(
                condition=Q(status="planned", ended_at=None) | (~Q(status="planned") & Q(ended_at__isnull=False)),
                name="lms_cohorts_plannedrelease_end_has_moment",
                violation_error_message=_("A plan that is over says since when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort} {self.get_status_display()}"
