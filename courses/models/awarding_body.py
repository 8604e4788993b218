from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.bilingual import Said, said


class AwardingBody(models.Model):  # type: ignore[django-manager-missing]  # ExamLevel has an untyped base
    """Who awards a level or qualification: the association itself, or another one that is only referred to."""

    code = models.SlugField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    website = models.URLField(_("website"), blank=True)
    is_ours = models.BooleanField(
        _("ours"),
        default=False,
        help_text=_("Only levels of our own association count towards its requirements."),
    )

    class Meta:
        verbose_name = _("awarding body")
        verbose_name_plural = _("awarding bodies")
        ordering = ["-is_ours", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_ours"],
                condition=models.Q(is_ours=True),
                name="lms_courses_awardingbody_one_ours",
                violation_error_message=_("Another body is already marked as ours."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> Said:
        return said(self.name, self.name_en)


class ReferenceQualification(models.Model):
    """A qualification of another association, shown for orientation. Nothing here counts towards our requirements."""

    body = models.ForeignKey(
        AwardingBody,
        on_delete=models.PROTECT,
        related_name="reference_qualifications",
        limit_choices_to={"is_ours": False},
        verbose_name=_("awarding body"),
    )
    code = models.CharField(_("code"), max_length=20)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name = models.CharField(_("title"), max_length=200)
    name_en = models.CharField(_("title in English"), max_length=200, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    summary_en = models.TextField(_("summary in English"), blank=True)
    band = models.CharField(_("band"), max_length=100, blank=True, help_text=_("As that association groups it."))
    band_en = models.CharField(_("band in English"), max_length=100, blank=True)
    experience = models.CharField(
        _("experience"), max_length=100, blank=True, help_text=_("Whom it is meant for. Empty while not known.")
    )
    experience_en = models.CharField(_("experience in English"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("reference qualification")
        verbose_name_plural = _("reference qualifications")
        ordering = ["body", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "code"],
                name="lms_courses_referencequalification_code_unique",
                violation_error_message=_("This association already has a qualification with this code."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.body_id and self.body.is_ours:
            raise ValidationError({"body": _("Our own levels are entered under exam levels.")}, code="ours")

    # In the reader's language.

    @property
    def title(self) -> Said:
        return said(self.name, self.name_en)

    @property
    def description(self) -> Said:
        return said(self.summary, self.summary_en)

    @property
    def group(self) -> Said:
        return said(self.band, self.band_en)

    @property
    def meant_for(self) -> Said:
        return said(self.experience, self.experience_en)
