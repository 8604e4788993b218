from typing import Any

from django.db import models
from django.db.models import F, Prefetch, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import PreviewableMixin, RevisionMixin

from courses.models.course import Course
from courses.models.fields import Half, SessionFormatsField
from courses.models.framework import Competency


class CurriculumQuerySet(models.QuerySet["Curriculum"]):
    def current(self) -> "CurriculumQuerySet":
        return self.filter(is_current=True)

    def with_timetable(self) -> "CurriculumQuerySet":
        """Everything the ribbon is drawn from, in a constant number of queries."""
        return self.select_related("course").prefetch_related(
            "days__sessions__outcomes", Prefetch("days__sessions__competencies", Competency.objects.labelled())
        )


class Curriculum(PreviewableMixin, RevisionMixin, ClusterableModel):
    """One edition of what a course teaches: days, half-day sessions, learning outcomes.

    Editing it changes no cohort: a cohort keeps the sessions it was scheduled with.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="curricula", verbose_name=_("course"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title = models.CharField(_("title"), max_length=200)
    is_current = models.BooleanField(
        _("current"),
        default=False,
        help_text=_("Shown on the course page and offered for new cohorts. One per course."),
    )

    objects = CurriculumQuerySet.as_manager()

    class Meta:
        verbose_name = _("curriculum")
        verbose_name_plural = _("curricula")
        ordering = ["course", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "version"],
                name="lms_courses_curriculum_version_unique",
                violation_error_message=_("This version of the curriculum already exists."),
            ),
            models.UniqueConstraint(
                fields=["course"],
                condition=Q(is_current=True),
                name="lms_courses_curriculum_one_current",
                violation_error_message=_("Another curriculum of this course is current. Untick that one first."),
            ),
        ]

    def __str__(self) -> str:
        return _("%(title)s (version %(version)s)") % {"title": self.title, "version": self.version}

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:  # noqa: ARG002 - Wagtail calls it so
        return "lms_courses/curriculum_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        # The timetable reads these models; importing it at the top would be a circle.
        from courses.timetable import timetable_of_curriculum  # noqa: PLC0415

        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        return {**context, "curriculum": self, "days": timetable_of_curriculum(self)}


class CurriculumDay(ClusterableModel):
    """One day with its own hours: the days of a course need not begin at the same time."""

    curriculum = ParentalKey(Curriculum, on_delete=models.CASCADE, related_name="days", verbose_name=_("curriculum"))
    position = models.PositiveSmallIntegerField(_("position"), default=0, editable=False)
    opens_at = models.TimeField(_("opens at"))
    closes_at = models.TimeField(_("closes at"))

    sort_order_field = "position"  # Wagtail writes the order of the inline forms here, counting from 0

    class Meta:
        verbose_name = _("day")
        verbose_name_plural = _("days")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="lms_courses_curriculumday_closes_after_opening",
                violation_error_message=_("A day closes after it opens."),
            ),
        ]


class CurriculumSession(ClusterableModel):
    """Half a day with one title. Where morning ends and afternoon begins need not be known yet."""

    day = ParentalKey(CurriculumDay, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("day"))
    position = models.PositiveSmallIntegerField(_("position"), default=0, editable=False)
    half = models.CharField(_("half of the day"), max_length=20, choices=Half.choices)
    title = models.CharField(_("title"), max_length=200)
    theme = models.TextField(_("theme"), blank=True, help_text=_("The sentence this half day makes concrete."))
    formats = SessionFormatsField(_("formats"), blank=True)
    starts_at = models.TimeField(_("starts at"), null=True, blank=True, help_text=_("Empty while not decided."))
    ends_at = models.TimeField(_("ends at"), null=True, blank=True, help_text=_("Empty while not decided."))
    competencies = ParentalManyToManyField(
        Competency, blank=True, related_name="sessions", verbose_name=_("competencies it teaches")
    )

    sort_order_field = "position"

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="lms_courses_curriculumsession_ends_after_start",
                violation_error_message=_("A session ends after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class LearningOutcome(models.Model):
    """What a participant can do after the session, in one sentence."""

    session = ParentalKey(
        CurriculumSession,
        on_delete=models.CASCADE,
        related_name="outcomes",
        verbose_name=_("session"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0, editable=False)
    text = models.CharField(_("learning outcome"), max_length=300)
    competency = models.ForeignKey(
        Competency,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="outcomes",
        verbose_name=_("competency it serves"),
        help_text=_("Optional."),
    )

    sort_order_field = "position"

    class Meta:
        verbose_name = _("learning outcome")
        verbose_name_plural = _("learning outcomes")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text
