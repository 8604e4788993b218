from datetime import date
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from courses.grading.exams import Floor, FloorRule, Unit, UnitRule
from courses.models.fields import ExamPartCode, ExamPartsField
from lms.kernel import clock


class PassRuleQuerySet(models.QuerySet["PassRule"]):
    def begun(self, on: date) -> "PassRuleQuerySet":
        return self.filter(Q(effective_from=None) | Q(effective_from__lte=on))

    def in_force(self, on: date) -> "PassRuleQuerySet":
        """Of each level the version that counts on that day: the latest that has begun."""
        begun = PassRule.objects.begun(on).filter(level=OuterRef("level")).order_by("-version")
        return self.filter(version=Subquery(begun.values("version")[:1]))


class PassRule(ClusterableModel):
    """One version of the standard of an exam level. Rows are only added: a change is the next version.

    Results name the version they were judged by, so that a later one leaves them alone.
    """

    class Judgement(models.TextChoices):
        FLOORS = "floors", _("Minimum points, all at once")
        UNITS = "units", _("Credit units, each of them needed")
        UNPUBLISHED = "unpublished", _("Not published: no judgement by machine")

    level = models.ForeignKey(
        "lms_courses.ExamLevel",
        on_delete=models.PROTECT,
        related_name="pass_rules",
        verbose_name=_("exam level"),
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    judgement = models.CharField(_("way of judging"), max_length=20, choices=Judgement.choices)
    effective_from = models.DateField(
        _("in force from"),
        null=True,
        blank=True,
        help_text=_("Required from the second version on. Empty for a first version that has always been in force."),
    )
    resubmission_days = models.PositiveSmallIntegerField(
        _("days to resubmit"),
        default=14,
        validators=[MinValueValidator(1)],
        help_text=_("Credit units: counted from the notice of the result of that unit, that day excluded."),
    )
    resubmissions = models.PositiveSmallIntegerField(
        _("resubmissions per assignment"), default=1, help_text=_("Credit units: how often. 0 for none.")
    )
    practical_oral_retakes = models.PositiveSmallIntegerField(
        _("retakes of the practical and oral part"), default=1, help_text=_("Credit units: how often. 0 for none.")
    )
    extends_over_holidays = models.BooleanField(
        _("a last day on a holiday moves to the next business day"), default=False
    )
    source = models.CharField(_("source"), max_length=200, blank=True, help_text=_("Where the rule is published."))
    reason = models.CharField(
        _("reason for the change"), max_length=200, blank=True, help_text=_("Shown in the history of versions.")
    )
    created_at = models.DateTimeField(_("entered"), default=clock.now, editable=False)

    objects = PassRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("pass rule")
        verbose_name_plural = _("pass rules")
        ordering = ["level", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["level", "version"],
                name="lms_courses_passrule_version_unique",
                violation_error_message=_("This version of the pass rule already exists."),
            ),
            models.CheckConstraint(
                condition=Q(version=1) | Q(version__gt=1, effective_from__isnull=False),
                name="lms_courses_passrule_change_has_a_day",
                violation_error_message=_("A changed rule needs the day from which it is in force."),
            ),
            models.CheckConstraint(
                condition=Q(resubmission_days__gte=1),
                name="lms_courses_passrule_resubmission_days",
                violation_error_message=_("There is at least one day to resubmit."),
            ),
        ]

    def __str__(self) -> str:
        return _("%(level)s, version %(version)s") % {"level": self.level, "version": self.version}

    @property
    def is_published(self) -> bool:
        return self.judgement != self.Judgement.UNPUBLISHED

    @property
    def is_latest(self) -> bool:
        """Whether the next version grows from this one (one query)."""
        return not PassRule.objects.filter(level=self.level_id, version__gt=self.version).exists()

    def has_begun(self, day: date) -> bool:
        return self.effective_from is None or self.effective_from <= day

    def as_rule(self) -> FloorRule | UnitRule | None:
        """The rule as `courses.grading.exams` takes it, None where none is published (one query unless prefetched)."""
        conditions = self.conditions.all()
        if self.judgement == self.Judgement.FLOORS:
            return FloorRule(tuple(Floor(tuple(each.parts), each.minimum) for each in conditions))
        if self.judgement == self.Judgement.UNITS:
            units = tuple(unit for each in conditions for unit in each.as_units(self._resubmissions_of(each.parts[0])))
            return UnitRule(units, self.resubmission_days, extends_over_holidays=self.extends_over_holidays)
        return None

    def _resubmissions_of(self, part: str) -> int:
        return self.practical_oral_retakes if part == ExamPartCode.PRACTICAL_ORAL else self.resubmissions


class PassCondition(models.Model):
    """One line of a rule: the sum of some parts, or the credit units of one part, and the least points they need."""

    rule = ParentalKey(PassRule, on_delete=models.CASCADE, related_name="conditions", verbose_name=_("pass rule"))
    position = models.PositiveSmallIntegerField(_("position"), default=0, editable=False)
    parts = ExamPartsField(
        _("parts"), help_text=_("Several parts are added up. A condition on credit units names one part.")
    )
    minimum = models.DecimalField(
        _("least points"),
        max_digits=7,
        decimal_places=2,
        help_text=_("Reaching it exactly is enough. Scores are compared as recorded, never rounded."),
    )
    units = models.PositiveSmallIntegerField(
        _("credit units"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("How many scores of the part are one unit each; null for a sum."),
    )

    sort_order_field = "position"

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum__gt=Decimal(0)),
                name="lms_courses_passcondition_minimum",
                violation_error_message=_("The least points are more than 0. At 0 the condition asks for nothing."),
            ),
            models.CheckConstraint(
                condition=Q(units=None) | Q(units__gte=1),
                name="lms_courses_passcondition_units",
                violation_error_message=_("A condition on credit units has at least one unit."),
            ),
        ]

    def __str__(self) -> str:
        return f"{'+'.join(self.parts)} ≥ {self.minimum}"

    def as_units(self, resubmissions: int) -> list[Unit]:
        numbers = range(1, self.units + 1) if self.units and self.units > 1 else (None,)
        return [Unit(self.parts[0], number, self.minimum, resubmissions) for number in numbers]
