from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.merge_record import MergeRecord, ToldApart
from cohorts.models.person import Person


class PersonMerge(MergeRecord):
    """Two entries were one human being."""

    survivor = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="merges", verbose_name=_("entry that stays")
    )
    reason = models.CharField(_("why they are one person"), max_length=300)

    class Meta(MergeRecord.Meta):
        verbose_name = _("merge of two people")
        verbose_name_plural = _("merges of people")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="lms_cohorts_personmerge_has_reason",
                violation_error_message=_("Say why the two are one person."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone_name} → {self.survivor}"


class DifferentPeople(ToldApart):
    """Two entries look alike and are two people."""

    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="different_from", verbose_name=_("person"))
    other = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="different_from_other", verbose_name=_("other person")
    )

    class Meta(ToldApart.Meta):
        verbose_name = _("pair of different people")
        verbose_name_plural = _("pairs of different people")
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"],
                name="lms_cohorts_differentpeople_once",
                violation_error_message=_("That these are two people is on file already."),
            ),
            models.CheckConstraint(
                condition=Q(one__lt=F("other")),
                name="lms_cohorts_differentpeople_ordered",
                violation_error_message=_("A pair is written with the lower key first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} ≠ {self.other}"
