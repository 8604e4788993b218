from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import PreviewableMixin, RevisionMixin


class Course(PreviewableMixin, RevisionMixin, models.Model):  # type: ignore[django-manager-missing]  # Curriculum has an untyped base
    """What is taught and which license it can lead to. Pages point here; nothing here points to a page."""

    code = models.SlugField(
        _("code"),
        max_length=50,
        unique=True,
        help_text=_("Lower-case letters, digits and hyphens. Part of addresses: choose it once."),
    )
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    summary = models.TextField(_("summary"), blank=True, help_text=_("One or two sentences for lists."))
    license_title = models.CharField(
        _("title of the license"),
        max_length=200,
        blank=True,
        help_text=_("Printed on the certificate. Empty for a course that leads to no license."),
    )
    textbooks = models.TextField(_("textbooks"), blank=True, help_text=_("What participants receive or bring."))

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title

    @property
    def display_title(self) -> str:
        """In the reader's language, where there is a title in it."""
        return self.title if (get_language() or "ja").startswith("ja") else self.title_en or self.title

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:  # noqa: ARG002 - Wagtail calls it so
        return "lms_courses/course_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {**super().get_preview_context(request, mode_name), "course": self}
