from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from courses.grading.lesson_model import Criteria, Criterion

POINTS = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]
LEVELS = [MinValueValidator(1), MaxValueValidator(5)]


class SchemeVersionQuerySet(models.QuerySet["SchemeVersion"]):
    def frozen(self) -> "SchemeVersionQuerySet":
        return self.filter(frozen_at__isnull=False)


class SchemeVersion(ClusterableModel):
    """The standard one cohort is judged by: thresholds, rubric, license term.

    Frozen when a cohort opens under it; from then on a change is a new version for later cohorts. The association
    publishes that its standard must be reached, not its numbers: all of them are data.
    """

    class TrainerScoring(models.TextChoices):
        """Whether those who taught a cohort may score its lesson models (ISO/IEC 17024, 5.2)."""

        MITIGATED = "mitigated", _("Trainers may score if at least one evaluator taught none of it")
        STRICT = "strict", _("Trainers never score")

    course = models.ForeignKey(
        "lms_courses.Course",
        on_delete=models.PROTECT,
        related_name="scheme_versions",
        verbose_name=_("course"),
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True, editable=False)
    lesson_model_pass_total = models.DecimalField(
        _("lesson model: points needed (of 100)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(70),
        validators=POINTS,
    )
    critical_minimum_level = models.PositiveSmallIntegerField(
        _("lowest level that passes a critical criterion"),
        default=3,
        validators=LEVELS,
    )
    forbidden_level = models.PositiveSmallIntegerField(
        _("level that no criterion may have"),
        default=1,
        validators=LEVELS,
    )
    assignment_pass_score = models.DecimalField(
        _("assignment: points needed (of 100)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(70),
        validators=POINTS,
    )
    third_evaluator_total_gap = models.DecimalField(
        _("a third evaluator is called when totals differ by more than (points)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(15),
        validators=POINTS,
    )
    third_evaluator_level_gap = models.PositiveSmallIntegerField(
        _("a third evaluator is called when a criterion differs by (levels)"),
        default=2,
        validators=LEVELS,
    )
    license_years = models.PositiveSmallIntegerField(
        _("license term (years)"),
        default=3,
        validators=[MinValueValidator(1)],
    )
    result_validity_months = models.PositiveSmallIntegerField(
        _("a course result waits for the Specialist pass at most (months)"),
        default=24,
        validators=[MinValueValidator(1)],
    )
    reevaluation_limit = models.PositiveSmallIntegerField(
        _("re-evaluations at most"),
        default=2,
        help_text=_("After the first evaluation; only the part that was not reached is repeated."),
    )
    reevaluation_months = models.PositiveSmallIntegerField(
        _("re-evaluations within (months from the first evaluation)"),
        default=12,
        validators=[MinValueValidator(1)],
    )
    appeal_days = models.PositiveSmallIntegerField(
        _("days to appeal"),
        default=30,
        validators=[MinValueValidator(1)],
        help_text=_(
            "The day on which the results are released is not counted; the last one counts to its end in Japan."
        ),
    )
    trainers_may_score = models.CharField(
        _("scoring by trainers"),
        max_length=20,
        choices=TrainerScoring.choices,
        default=TrainerScoring.MITIGATED,
    )
    conflict_years = models.PositiveSmallIntegerField(
        _("who trained a person does not decide on them for (years)"),
        default=2,
    )

    objects = SchemeVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("certification standard")
        verbose_name_plural = _("certification standards")
        ordering = ["course", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "version"],
                name="lms_courses_schemeversion_unique",
                violation_error_message=_("This course already has a standard of that version."),
            ),
            models.CheckConstraint(
                condition=models.Q(lesson_model_pass_total__range=(0, 100), assignment_pass_score__range=(0, 100)),
                name="lms_courses_schemeversion_points",
                violation_error_message=_("Points run from 0 to 100."),
            ),
            models.CheckConstraint(
                condition=models.Q(
                    critical_minimum_level__range=(1, 5),
                    forbidden_level__range=(0, 4),
                    third_evaluator_level_gap__range=(1, 4),
                ),
                name="lms_courses_schemeversion_levels",
                violation_error_message=_("Levels run from 1 to 5."),
            ),
            models.CheckConstraint(
                condition=models.Q(license_years__gte=1, result_validity_months__gte=1),
                name="lms_courses_schemeversion_terms",
                violation_error_message=_("A term is at least one year or month."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} v{self.version}"

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None

    def clean(self) -> None:
        """Refuse every edit of a frozen version, its rubric included: the rubric is saved through this form."""
        super().clean()
        if self.pk and SchemeVersion.objects.frozen().filter(pk=self.pk).exists():
            raise ValidationError(
                _("This standard is in use and frozen. Make a new version to change it."),
                code="frozen",
            )

    def criteria(self) -> Criteria:
        """The thresholds and the rubric as the pure rules take them (one query unless prefetched)."""
        return Criteria(
            pass_total=self.lesson_model_pass_total,
            critical_minimum_level=self.critical_minimum_level,
            forbidden_level=self.forbidden_level,
            assignment_pass_score=self.assignment_pass_score,
            third_evaluator_total_gap=self.third_evaluator_total_gap,
            third_evaluator_level_gap=self.third_evaluator_level_gap,
            rubric=tuple(criterion.as_rule() for criterion in self.rubric.all()),
        )


class RubricCriterion(ClusterableModel):
    """One line of the rubric: what evaluators look at, and how much it counts."""

    scheme = ParentalKey(SchemeVersion, on_delete=models.CASCADE, related_name="rubric", verbose_name=_("standard"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    code = models.CharField(_("code"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    weight = models.DecimalField(
        _("weight (of 100)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=POINTS,
    )
    is_critical = models.BooleanField(_("critical"), default=False)
    is_gate = models.BooleanField(
        _("gate"),
        default=False,
        help_text=_("Passed or not passed; carries no weight."),
    )
    anchor = models.CharField(
        _("anchor"),
        max_length=200,
        blank=True,
        help_text=_("Where the course teaches it."),
    )

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "code"],
                name="lms_courses_rubriccriterion_unique",
                violation_error_message=_("Each criterion of a standard has a code of its own."),
            ),
            models.CheckConstraint(
                condition=models.Q(weight__range=(0, 100)),
                name="lms_courses_rubriccriterion_weight",
                violation_error_message=_("Weights run from 0 to 100."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_gate=False) | models.Q(weight=0, is_critical=False),
                name="lms_courses_rubriccriterion_gate",
                violation_error_message=_("A gate carries no weight and is not also critical."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def as_rule(self) -> Criterion:
        return Criterion(self.code, self.weight, is_critical=self.is_critical, is_gate=self.is_gate)


class RubricLevel(models.Model):
    """What a level of a criterion looks like, in words an evaluator can recognise."""

    criterion = ParentalKey(
        RubricCriterion,
        on_delete=models.CASCADE,
        related_name="levels",
        verbose_name=_("criterion"),
    )
    level = models.PositiveSmallIntegerField(_("level"), validators=LEVELS)
    descriptor = models.TextField(_("descriptor"))

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ["-level"]
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "level"],
                name="lms_courses_rubriclevel_unique",
                violation_error_message=_("This level is already described."),
            ),
            models.CheckConstraint(
                condition=models.Q(level__range=(1, 5)),
                name="lms_courses_rubriclevel_range",
                violation_error_message=_("Levels run from 1 to 5."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level}: {self.descriptor}"
