from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.merge_record import MergeRecord, ToldApart
from cohorts.models.person import Organization


class OrganizationMerge(MergeRecord):
    """Two entries were one organization; the name of the one that went still finds the one that stays."""

    survivor = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="merges", verbose_name=_("entry that stays")
    )
    reason = models.CharField(_("why they are one organization"), max_length=300)

    class Meta(MergeRecord.Meta):
        verbose_name = _("merge of two organizations")
        verbose_name_plural = _("merges of organizations")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="lms_cohorts_orgmerge_has_reason",
                violation_error_message=_("Say why the two are one organization."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone_name} → {self.survivor}"


class DifferentOrganizations(ToldApart):
    """Two entries look alike and are two organizations."""

    one = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="different_from", verbose_name=_("organization")
    )
    other = models.ForeignKey(
        Organization,
        on_delete=models.CASCADE,
        related_name="different_from_other",
        verbose_name=_("other organization"),
    )

    class Meta(ToldApart.Meta):
        verbose_name = _("pair of different organizations")
        verbose_name_plural = _("pairs of different organizations")
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"],
                name="lms_cohorts_differentorgs_once",
                violation_error_message=_("That these are two organizations is on file already."),
            ),
            models.CheckConstraint(
                condition=Q(one__lt=F("other")),
                name="lms_cohorts_differentorgs_ordered",
                violation_error_message=_("A pair is written with the lower key first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} ≠ {self.other}"
