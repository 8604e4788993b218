"""What a page about courses does, for any Wagtail page class: mix in and ship a thin concrete page.

Pages are copied, moved, translated and deleted; the course they point to outlives all of that.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField

from courses.blocks import ProseBlock, QuestionsBlock
from courses.models import Textbook
from courses.timetable import current_timetable
from lms.kernel.visitor_cache import same_for_all


class LanguagePreviewMixin:
    """Lets an editor preview a page with the site's words in every language, first in its own."""

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        own = self._own_language()
        names = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
        return sorted((("" if code == own else code, name) for code, name in names), key=lambda mode: mode[0] != "")

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """In the language the mode names; any other mode is a variant of the page in its own language."""
        codes = {code for code, _name in settings.LANGUAGES}
        with translation.override(mode_name if mode_name in codes else self._own_language()):
            response: HttpResponse = super().serve_preview(request, mode_name)  # type: ignore[misc]
            # Rendered here, while the language holds: template responses wait otherwise.
            return response.render() if isinstance(response, TemplateResponse) else response

    def _own_language(self) -> str:
        locale = getattr(self, "locale", None)
        return str(locale.language_code if locale else settings.LANGUAGE_CODE)


class VisitorPageMixin:
    """A page that shows all visitors the same, so that it may be kept for them for a moment."""

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().serve(request, *args, **kwargs)  # type: ignore[misc]
        return same_for_all(response)


class CoursePageMixin(VisitorPageMixin, LanguagePreviewMixin, models.Model):
    """A course, its two-day timetable and the prose around it. Dates, fees and seats are never typed here."""

    course = models.ForeignKey(
        "lms_courses.Course",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("course"),
        help_text=_("Timetable, cohorts and fees on the page are read from this course."),
    )
    lead = models.TextField(
        _("opening sentence"), blank=True, help_text=_("Empty: the summary of the course is shown.")
    )
    body = StreamField(ProseBlock(required=False), blank=True, verbose_name=_("text"))
    questions = StreamField(QuestionsBlock(required=False), blank=True, verbose_name=_("questions and answers"))

    course_panels = [
        FieldPanel("course"),
        FieldPanel("lead"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("questions")], heading=_("Frequently asked questions")),
    ]

    class Meta:
        abstract = True

    def course_words(self) -> str:
        """What the course teaches, for the search: the index learns of a changed curriculum with `update_index`."""
        days = current_timetable(self.course_id)
        taught = [
            text
            for day in days
            for session in day.sessions
            for text in (session.title, session.theme, *session.outcomes)
        ]
        return " ".join([self.course.title, self.course.title_en, self.course.summary, *taught])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        return {
            **context,
            "course": self.course,
            "days": current_timetable(self.course_id),
            "textbooks": Textbook.objects.shelf_of(self.course_id),
        }
