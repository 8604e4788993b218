from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models.person import Person
from courses.models import Course
from lms.kernel.calendar import ONE_DAY


class WaiverQuerySet(models.QuerySet["Waiver"]):
    def valid_on(self, day: date) -> "WaiverQuerySet":
        return self.filter(revoked_at=None, valid_until__gt=day)


class Waiver(models.Model):
    """The office lets somebody take a certification seat without the Specialist level, for a reason and for a time.

    Appended and revoked, never edited. It opens the course, not the license: the pass is needed for that all the same
    (association's published requirements, item 2).
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="waivers", verbose_name=_("person"))
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="waivers", verbose_name=_("course"))
    reason = models.TextField(_("reason"), help_text=_("The person reads it in the answer on eligibility."))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=pgettext_lazy("waiver", "granted by"),
        help_text=_("Empty where the account is gone."),
    )
    granted_at = models.DateTimeField(pgettext_lazy("waiver", "granted"))
    valid_until = models.DateField(
        pgettext_lazy("waiver", "ends on"), help_text=_("The first day on which it no longer holds.")
    )
    revoked_at = models.DateTimeField(pgettext_lazy("waiver", "revoked at"), null=True, blank=True)
    revoke_reason = models.TextField(pgettext_lazy("waiver", "why it was revoked"), blank=True)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        verbose_name = _("waiver of a prerequisite")
        verbose_name_plural = _("waivers of a prerequisite")
        ordering = ["-granted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="lms_cohorts_waiver_has_reason",
                violation_error_message=_("A waiver needs a reason."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("granted_at")),
                name="lms_cohorts_waiver_revoked_after_grant",
                violation_error_message=_("A waiver is revoked after it was granted."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} / {self.course}"

    @property
    def last_day(self) -> date:
        return self.valid_until - ONE_DAY
