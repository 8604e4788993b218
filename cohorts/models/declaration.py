from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts import eligibility
from cohorts.models.enrollment import Enrollment

if TYPE_CHECKING:
    from cohorts.models.exam_record import ExamRecord


class Declaration(models.Model):
    """What the applicant declared and accepted, kept as it was at that moment."""

    class Purpose(models.TextChoices):
        COMPANY_EMPLOYEE = eligibility.Purpose.COMPANY_EMPLOYEE.value, _("Training inside the company I work for")
        COMPANY_OWNER = eligibility.Purpose.COMPANY_OWNER.value, _("Training inside the company I run")
        JOB_ACTIVITY = eligibility.Purpose.JOB_ACTIVITY.value, _("Finding or changing work")
        PROFESSIONAL_TRAINER = eligibility.Purpose.PROFESSIONAL_TRAINER.value, _("Working as a professional trainer")
        OTHER = eligibility.Purpose.OTHER.value, _("Another purpose")

    class SpecialistStatus(models.TextChoices):
        PASSED = eligibility.Specialist.PASSED.value, _("I have passed the Specialist level")
        IN_PROGRESS = eligibility.Specialist.IN_PROGRESS.value, _("I am taking the Specialist level")
        NEITHER = eligibility.Specialist.NEITHER.value, _("Neither")

    #: The record that `cohorts.applications.match_record` found for it in this process. Not a column.
    matched: "ExamRecord | None" = None

    enrollment = models.OneToOneField(
        Enrollment,
        on_delete=models.CASCADE,
        related_name="declaration",
        verbose_name=_("enrollment"),
    )
    purpose = models.CharField(_("purpose"), max_length=30, choices=Purpose.choices)
    purpose_note = models.TextField(_("about the purpose"), blank=True)
    specialist_status = models.CharField(
        _("Specialist level"),
        max_length=20,
        choices=SpecialistStatus.choices,
        default=SpecialistStatus.NEITHER,
    )
    specialist_number = models.CharField(_("candidate or certificate number"), max_length=40, blank=True)
    specialist_expected_on = models.DateField(_("expected result"), null=True, blank=True)
    profession = models.CharField(_("profession"), max_length=200, blank=True)
    employer_name = models.CharField(_("employer as written"), max_length=200, blank=True)
    lecturer_relation = models.TextField(
        _("relations to lecturers or evaluators"),
        blank=True,
        help_text=_("Employer, family or business relations, so that nobody evaluates their own people."),
    )
    accepted_terms_version = models.CharField(_("accepted terms"), max_length=40, blank=True)
    accepted_policy_version = models.CharField(_("accepted cancellation policy"), max_length=40, blank=True)
    accepted_privacy_version = models.CharField(_("accepted privacy notice"), max_length=40, blank=True)
    accepted_at = models.DateTimeField(
        _("accepted at"),
        null=True,
        blank=True,
        help_text=_("Empty until the application is submitted."),
    )

    class Meta:
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None)
                | ~Q(accepted_terms_version="") & ~Q(accepted_policy_version="") & ~Q(accepted_privacy_version=""),
                name="lms_cohorts_declaration_accepts_versions",
                violation_error_message=_("Say which versions of the texts were accepted."),
            ),
        ]
