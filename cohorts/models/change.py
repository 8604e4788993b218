from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock


class CohortChange(models.Model):
    """What was announced about a cohort, and when: appended, never edited. Visitors read it; calendars count it."""

    class Kind(models.TextChoices):
        DATES = "dates", _("Dates decided")
        VENUE = "venue", _("Venue decided")
        FEE = "fee", _("Fee decided")
        PERIOD = "period", _("Application period decided")
        POSTPONED = "postponed", _("Postponed")
        REPLANNED = "replanned", _("Planned again")
        CANCELED = "canceled", _("Canceled")

    #: Kinds that move or strike entries of a calendar.
    IN_CALENDARS = frozenset({Kind.DATES, Kind.VENUE, Kind.POSTPONED, Kind.CANCELED})

    cohort = models.ForeignKey(
        "lms_cohorts.Cohort", on_delete=models.CASCADE, related_name="changes", verbose_name=_("cohort")
    )
    kind = models.CharField(_("kind of change"), max_length=20, choices=Kind.choices)
    at = models.DateTimeField(_("at"), default=clock.now)
    #: ISO dates of the days, in order: the new ones of DATES, those that no longer hold of POSTPONED.
    dates = models.JSONField(_("dates"), default=list, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("change of a cohort")
        verbose_name_plural = _("changes of cohorts")
        ordering = ["cohort", "at", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()
