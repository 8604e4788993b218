from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from courses.grading.lesson_model import Sheet


class LessonModelEvaluation(models.Model):
    """One attempt of a trainee at the lesson model: a short mock lesson, scored blind by two or three evaluators.

    A re-evaluation is a further attempt; earlier ones stay as they were.
    """

    enrollment = models.ForeignKey(
        "lms_cohorts.Enrollment",
        on_delete=models.PROTECT,
        related_name="lesson_model_evaluations",
        verbose_name=_("enrollment"),
    )
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    scheme_version = models.ForeignKey(
        "lms_courses.SchemeVersion",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("certification standard"),
    )
    topic = models.CharField(_("topic"), max_length=200, blank=True)
    opened_at = models.DateTimeField(_("opened at"))

    class Meta:
        verbose_name = _("lesson model evaluation")
        verbose_name_plural = _("lesson model evaluations")
        ordering = ["enrollment", "attempt"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "attempt"],
                name="lms_cohorts_lessonmodelevaluation_unique",
                violation_error_message=_("This attempt already exists."),
            ),
            models.CheckConstraint(
                condition=Q(attempt__gte=1),
                name="lms_cohorts_lessonmodelevaluation_attempt",
                violation_error_message=_("Attempts are counted from 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} #{self.attempt}"


class EvaluationSheetQuerySet(models.QuerySet["EvaluationSheet"]):
    def counting(self) -> "EvaluationSheetQuerySet":
        """Everything but voided sheets."""
        return self.exclude(status=EvaluationSheet.Status.VOIDED)

    def submitted(self) -> "EvaluationSheetQuerySet":
        return self.filter(status=EvaluationSheet.Status.SUBMITTED)

    def open(self) -> "EvaluationSheetQuerySet":
        return self.filter(status__in=[EvaluationSheet.Status.ASSIGNED, EvaluationSheet.Status.DRAFT])

    def of(self, user: AbstractBaseUser | AnonymousUser) -> "EvaluationSheetQuerySet":
        return self.filter(evaluator_id=user.pk) if user.pk else self.none()

    def readable_by(self, user: AbstractBaseUser | AnonymousUser) -> "EvaluationSheetQuerySet":
        """An evaluator's own sheets, and the others' of an evaluation once all of its sheets are submitted.

        Scoring is blind: whoever still has to submit, or to be joined by a second evaluator, sees nobody else's sheet.
        """
        if not user.pk:
            return self.none()
        siblings = EvaluationSheet.objects.filter(evaluation=OuterRef("evaluation")).order_by()
        mine = siblings.filter(evaluator_id=user.pk, status=EvaluationSheet.Status.SUBMITTED)
        others = siblings.submitted().exclude(evaluator_id=user.pk)
        return self.filter(
            Q(evaluator_id=user.pk)
            | (Q(status=EvaluationSheet.Status.SUBMITTED) & Exists(mine) & Exists(others) & ~Exists(siblings.open())),
        )


class EvaluationSheet(models.Model):
    """What one evaluator saw in one lesson model. Locked when submitted; a wrong one is voided and replaced."""

    class Status(models.TextChoices):
        ASSIGNED = "assigned", _("not begun")
        DRAFT = "draft", _("being filled in")
        SUBMITTED = "submitted", _("submitted")
        VOIDED = "voided", _("voided")

    NEXT: dict[Status, set[Status]] = {
        Status.ASSIGNED: {Status.DRAFT, Status.SUBMITTED, Status.VOIDED},
        Status.DRAFT: {Status.SUBMITTED, Status.VOIDED},
        Status.SUBMITTED: {Status.VOIDED},
        Status.VOIDED: set(),
    }

    evaluation = models.ForeignKey(
        LessonModelEvaluation,
        on_delete=models.PROTECT,
        related_name="sheets",
        verbose_name=_("evaluation"),
    )
    evaluator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="evaluation_sheets",
        verbose_name=_("evaluator"),
    )
    is_trainer = models.BooleanField(
        _("taught this cohort"),
        default=False,
        help_text=_("As it was when the sheet was assigned."),
    )
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.ASSIGNED)
    gate_passed = models.BooleanField(_("gate passed"), null=True, blank=True)
    total = models.DecimalField(_("total (points of 100)"), max_digits=7, decimal_places=4, null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    edition = models.PositiveIntegerField(
        _("edition"),
        default=0,
        help_text=_("Grows with each saving, so that a second window is noticed."),
    )
    assigned_at = models.DateTimeField(_("assigned at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)
    void_reason = models.TextField(_("reason for voiding"), blank=True)

    objects = EvaluationSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluation sheet")
        verbose_name_plural = _("evaluation sheets")
        ordering = ["evaluation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "evaluator"],
                condition=~Q(status="voided"),
                name="lms_cohorts_evaluationsheet_unique",
                violation_error_message=_("This evaluator already has a sheet for this evaluation."),
            ),
            models.CheckConstraint(
                condition=~Q(status="submitted")
                | Q(submitted_at__isnull=False, total__isnull=False, gate_passed__isnull=False),
                name="lms_cohorts_evaluationsheet_complete",
                violation_error_message=_("A submitted sheet is complete."),
            ),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(total__range=(0, 100)),
                name="lms_cohorts_evaluationsheet_total",
                violation_error_message=_("A total lies between 0 and 100."),
            ),
            models.CheckConstraint(
                condition=~Q(status="voided") | (Q(voided_at__isnull=False) & ~Q(void_reason="")),
                name="lms_cohorts_evaluationsheet_void_reason",
                violation_error_message=_("A voided sheet says why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluation}: {self.get_status_display()}"

    @property
    def is_open(self) -> bool:
        return self.status in {self.Status.ASSIGNED, self.Status.DRAFT}

    def as_rule(self) -> Sheet:
        """The sheet as the pure rules take it; only for submitted sheets, whose every score is there."""
        levels = {score.criterion.code: score.level for score in self.scores.all() if score.level is not None}
        return Sheet(levels, gate_passed=bool(self.gate_passed))


class CriterionScore(models.Model):
    """The level one evaluator saw in one criterion, with the evidence for it."""

    sheet = models.ForeignKey(
        EvaluationSheet,
        on_delete=models.CASCADE,
        related_name="scores",
        verbose_name=_("sheet"),
    )
    criterion = models.ForeignKey(
        "lms_courses.RubricCriterion",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("criterion"),
    )
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)
    note = models.TextField(_("evidence"), blank=True)

    class Meta:
        verbose_name = _("criterion score")
        verbose_name_plural = _("criterion scores")
        ordering = ["sheet", "criterion__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "criterion"],
                name="lms_cohorts_criterionscore_unique",
                violation_error_message=_("This criterion is already scored."),
            ),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__range=(1, 5)),
                name="lms_cohorts_criterionscore_level",
                violation_error_message=_("Levels run from 1 to 5."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.level or '–'}"
