from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField

from courses.bilingual import Said, said
from courses.models.awarding_body import AwardingBody
from courses.models.fields import ExamPartCode
from courses.models.pass_rule import PassRule

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link"]
FIRST_SCORE = [MinValueValidator(1)]


class ExamLevelQuerySet(models.QuerySet["ExamLevel"]):
    def with_standards(self, on: date) -> "ExamLevelQuerySet":
        """Body, parts and the rule in force on that day, in a constant number of queries."""
        in_force = PassRule.objects.in_force(on).prefetch_related("conditions")
        return self.select_related("body").prefetch_related(
            "parts", Prefetch("pass_rules", queryset=in_force, to_attr="rules_in_force")
        )


class ExamLevel(ClusterableModel):
    """A level the association examines: what it evaluates, the parts it is made of, and (in `pass_rules`) its standard.

    Which level comes before which is nowhere published, so levels have an order of display and no prerequisites.
    """

    code = models.SlugField(
        _("code"),
        max_length=50,
        unique=True,
        help_text=_("Lower-case letters, digits and hyphens. Part of addresses: choose it once."),
    )
    body = models.ForeignKey(
        AwardingBody,
        on_delete=models.PROTECT,
        related_name="exam_levels",
        limit_choices_to={"is_ours": True},
        verbose_name=_("awarding body"),
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Order in lists. It says nothing about prerequisites.")
    )
    name = models.CharField(_("title"), max_length=200)
    name_en = models.CharField(_("title in English"), max_length=200, blank=True)
    summary = models.CharField(_("summary"), max_length=200, blank=True, help_text=_("One sentence for lists."))
    summary_en = models.CharField(_("summary in English"), max_length=200, blank=True)
    audience = RichTextField(_("for whom"), features=TEXT_FEATURES, blank=True)
    audience_en = RichTextField(_("for whom, in English"), features=TEXT_FEATURES, blank=True)
    ability = RichTextField(_("evaluated ability"), features=TEXT_FEATURES, blank=True)
    ability_en = RichTextField(_("evaluated ability, in English"), features=TEXT_FEATURES, blank=True)
    use = RichTextField(_("use in companies"), features=TEXT_FEATURES, blank=True)
    use_en = RichTextField(_("use in companies, in English"), features=TEXT_FEATURES, blank=True)
    asked = RichTextField(_("what is asked"), features=TEXT_FEATURES, blank=True)
    asked_en = RichTextField(_("what is asked, in English"), features=TEXT_FEATURES, blank=True)

    objects = ExamLevelQuerySet.as_manager()

    class Meta:
        verbose_name = _("exam level")
        verbose_name_plural = _("exam levels")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.body_id and not self.body.is_ours:
            raise ValidationError(
                {"body": _("Qualifications of other associations are entered under reference qualifications.")},
                code="not_ours",
            )

    @property
    def title(self) -> Said:
        return said(self.name, self.name_en)

    def rule_on(self, day: date) -> PassRule | None:
        """The version in force that day; without any the level is not judged (one query, two with conditions)."""
        in_force: PassRule | None = self.pass_rules.in_force(day).prefetch_related("conditions").first()
        return in_force


class ExamPart(models.Model):
    """One part of a level and how it is held. Maximum points are data because they are not published."""

    level = ParentalKey(ExamLevel, on_delete=models.CASCADE, related_name="parts", verbose_name=_("exam level"))
    position = models.PositiveSmallIntegerField(_("position"), default=0, editable=False)
    code = models.CharField(_("part"), max_length=20, choices=ExamPartCode.choices)
    name = models.CharField(_("title"), max_length=100, blank=True, help_text=_("Empty: the usual name of the part."))
    name_en = models.CharField(_("title in English"), max_length=100, blank=True)
    held = models.CharField(_("how and where it is held"), max_length=200, blank=True)
    held_en = models.CharField(_("how and where it is held, in English"), max_length=200, blank=True)
    score_count = models.PositiveSmallIntegerField(
        _("number of scores"),
        null=True,
        blank=True,
        default=1,
        validators=FIRST_SCORE,
        help_text=_("Empty: several, their number is not published. They add up."),
    )
    maximum = models.DecimalField(
        _("most points of one score"),
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(1))],
        help_text=_("Empty while it is not published."),
    )

    sort_order_field = "position"  # Wagtail writes the order of the inline forms here, counting from 0

    class Meta:
        verbose_name = _("exam part")
        verbose_name_plural = _("exam parts")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["level", "code"],
                name="lms_courses_exampart_code_unique",
                violation_error_message=_("This level already has that part."),
            ),
            models.CheckConstraint(
                condition=models.Q(score_count=None) | models.Q(score_count__gte=1),
                name="lms_courses_exampart_scores",
                violation_error_message=_("A part has at least one score."),
            ),
            models.CheckConstraint(
                condition=models.Q(maximum=None) | models.Q(maximum__gt=0),
                name="lms_courses_exampart_maximum",
                violation_error_message=_("The most points of a score are more than 0."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def title(self) -> Said:
        usual = str(ExamPartCode(self.code).label)
        return said(self.name or usual, self.name_en or usual)

    @property
    def place(self) -> Said:
        return said(self.held, self.held_en)
