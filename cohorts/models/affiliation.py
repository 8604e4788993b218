from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models.person import Organization, Person
from lms.kernel import clock


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    def on(self, day: date) -> "AffiliationQuerySet":
        """Those that hold on that day; unknown beginnings count as long ago."""
        begun = Q(starts_on=None) | Q(starts_on__lte=day)
        return self.filter(begun, Q(ends_on=None) | Q(ends_on__gt=day))

    def confirmed(self) -> "AffiliationQuerySet":
        """Those the office knows of itself, which is more than that somebody typed the name of a company."""
        return self.filter(confirmed_at__isnull=False)


class Affiliation(models.Model):
    """Somebody works for an organization, from a day until a day.

    A row is ended, not overwritten: who worked where when a sheet was scored stays known. The employer of today also
    stands on the person, where `cohorts.actions.affiliation` writes it.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="affiliations", verbose_name=_("person"))
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="affiliations", verbose_name=_("organization")
    )
    department = models.CharField(_("department"), max_length=200, blank=True)
    title = models.CharField(_("position"), max_length=100, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True, help_text=_("Empty: not known."))
    ends_on = models.DateField(_("until (not included)"), null=True, blank=True, help_text=_("Empty while it goes on."))
    confirmed_at = models.DateTimeField(
        pgettext_lazy("affiliation", "confirmed"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Empty while only somebody outside of the office says so."),
    )
    created_at = models.DateTimeField(_("entered"), default=clock.now, editable=False)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = [F("ends_on").desc(nulls_first=True), F("starts_on").desc(nulls_last=True), "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="lms_cohorts_affiliation_ends_after_start",
                violation_error_message=_("The end must come after the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, (str(self.organization), self.department, self.title)))
