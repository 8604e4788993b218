from collections.abc import Iterator
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin
from wagtail.search import index

from courses.forms import LessonForm
from courses.lesson_blocks import LessonBlock
from courses.models.course import Course
from courses.models.curriculum import Curriculum
from courses.models.fields import ForSeats, Half
from courses.models.study_material import StudyMaterial

YEAR = 366


class LessonQuerySet(models.QuerySet["Lesson"]):
    def live(self) -> "LessonQuerySet":
        return self.filter(live=True)

    def for_seat(self, kind: str) -> "LessonQuerySet":
        return self.filter(for_seats__in=ForSeats.of(kind))

    def of_edition(self, curriculum_id: int | None) -> "LessonQuerySet":
        """The lessons of one edition of a curriculum, in the order in which they are studied."""
        return self.filter(editions=curriculum_id)

    def listed(self) -> "LessonQuerySet":
        """Without their text, which lists do not show."""
        return self.defer("body")


class Lesson(DraftStateMixin, RevisionMixin, PreviewableMixin, index.Indexed, ClusterableModel):
    """Something to study before, during or after the course, by participants only.

    Who may read it is one rule, `cohorts.lessons.readable_lessons`; nothing else may show it, its title included.
    """

    class Kind(models.TextChoices):
        PREPARATORY = "preparatory", _("preparation")
        COURSE = "course", _("for the course days")
        AFTER = "after", _("after the course")

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="lessons", verbose_name=_("course"))
    editions = ParentalManyToManyField(
        Curriculum,
        related_name="lessons",
        verbose_name=_("editions of the curriculum"),
        help_text=_("Participants of cohorts that were scheduled with one of these read the lesson."),
    )
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.PREPARATORY)
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("Low numbers come first."))
    minutes = models.PositiveSmallIntegerField(
        _("time needed (minutes)"), null=True, blank=True, help_text=_("Empty while nobody has measured it.")
    )
    day = models.PositiveSmallIntegerField(
        _("prepares day"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("1 for the first day. Empty: the whole course."),
    )
    half = models.CharField(
        _("half of the day"), max_length=20, choices=Half.choices, blank=True, help_text=_("Empty: the whole day.")
    )
    for_seats = models.CharField(_("who reads it"), max_length=20, choices=ForSeats.choices, default=ForSeats.BOTH)
    opens_days_before = models.SmallIntegerField(
        _("opens (days before the first day)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-YEAR), MaxValueValidator(YEAR)],
        help_text=_(
            "0: on the first day. A negative number counts days after it. Empty: as soon as the seat is confirmed."
        ),
    )
    closes_days_after = models.PositiveSmallIntegerField(
        _("closes (days after the last day)"),
        null=True,
        blank=True,
        help_text=_("0: at the end of the last day. Empty: it stays open."),
    )
    body = StreamField(LessonBlock(required=False), blank=True, verbose_name=_("text"))

    objects = LessonQuerySet.as_manager()
    base_form_class = LessonForm

    search_fields = [
        index.SearchField("title", boost=2),
        index.SearchField("body"),
        index.AutocompleteField("title"),
        index.FilterField("live"),
        index.FilterField("course"),
    ]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(half="") | Q(day__isnull=False),
                name="lms_courses_lesson_half_of_a_day",
                violation_error_message=_("Choose the day as well, or leave the half of the day empty."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def approved_schedule(self) -> bool:
        """Lists know it already (`is_scheduled`), where Wagtail would ask for each row."""
        known = self.__dict__.get("is_scheduled")
        return bool(super().approved_schedule if known is None else known)

    @classmethod
    def get_indexed_objects(cls) -> Any:
        """Drafts are found by nobody."""
        return super().get_indexed_objects().filter(live=True)

    def materials(self) -> Iterator[StudyMaterial]:
        """The images and files its text shows."""
        for block in self.body:
            if block.block_type in {"image", "file"} and block.value["material"] is not None:
                yield block.value["material"]

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:  # noqa: ARG002 - Wagtail calls it so
        return "lms_courses/lesson_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        # The pieces are made from this model's blocks; importing them at the top would be a circle.
        from courses.lesson_pieces import pieces_for_editors  # noqa: PLC0415

        return {
            **super().get_preview_context(request, mode_name),
            "lesson": self,
            "pieces": pieces_for_editors(self),
        }
