from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.eligibility import Record
from cohorts.models.person import Person
from lms.kernel import clock


class ExamRecord(models.Model):
    """What the association knows about one candidate at one exam level.

    Certification waits for a pass that is confirmed, not only announced (association's published requirements, item 2).
    """

    SPECIALIST = "specialist"

    class Status(models.TextChoices):
        IN_PROGRESS = Record.IN_PROGRESS.value, _("in progress")
        PASSED = Record.PASSED.value, _("passed")
        FAILED = Record.FAILED.value, _("not passed")

    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="exam_records",
        null=True,
        blank=True,
        verbose_name=_("person"),
        help_text=_("Empty until the record is matched with a person."),
    )
    candidate_number = models.CharField(_("candidate number"), max_length=40)
    number_key = models.CharField(_("folded number"), max_length=40, db_index=True, editable=False)
    holder_name = models.CharField(_("name on the record"), max_length=200)
    level = models.CharField(_("exam level"), max_length=30, default=SPECIALIST)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.IN_PROGRESS)
    passed_on = models.DateField(_("passed on"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("pass confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("confirmed by"),
    )
    pass_rule = models.ForeignKey(
        "lms_courses.PassRule",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("judged by"),
        help_text=_("The version of the pass rule behind the result; empty while there is none."),
    )
    standing = models.JSONField(
        _("standing"),
        default=dict,
        blank=True,
        editable=False,
        help_text=_("What the credit units say so far; written with each score."),
    )
    annulled_at = models.DateTimeField(
        _("pass annulled"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When a confirmed pass was taken back. It stays known after another pass."),
    )
    annulled_reason = models.CharField(_("reason for the annulment"), max_length=300, blank=True, editable=False)
    source = models.CharField(_("source"), max_length=200, blank=True, help_text=_("Where this is known from."))
    created_at = models.DateTimeField(_("entered"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("exam record")
        verbose_name_plural = _("exam records")
        ordering = ["level", "candidate_number"]
        constraints = [
            models.UniqueConstraint(
                fields=["level", "number_key"],
                name="lms_cohorts_examrecord_number_unique",
                violation_error_message=_("There already is a record with this number."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(status="passed", passed_on__isnull=False),
                name="lms_cohorts_examrecord_confirmed_is_passed",
                violation_error_message=_("Only a pass with its date can be confirmed."),
            ),
            models.CheckConstraint(
                condition=Q(annulled_at=None) | ~Q(annulled_reason=""),
                name="lms_cohorts_examrecord_annulment_has_reason",
                violation_error_message=_("An annulment needs its reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_number} {self.holder_name}"

    @property
    def is_confirmed_pass(self) -> bool:
        return self.status == self.Status.PASSED and self.confirmed_at is not None
