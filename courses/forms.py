from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import ClusterForm
from wagtail.admin.forms import WagtailAdminModelForm


class LessonForm(WagtailAdminModelForm, ClusterForm):
    """A lesson belongs to editions of its own course only: nobody else's participants would ever read it."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        course, editions = cleaned.get("course"), cleaned.get("editions") or ()
        if course and any(edition.course_id != course.pk for edition in editions):
            problem = _("Choose editions of the course that is chosen above.")
            self.add_error("editions", ValidationError(problem, code="other_course"))
        return cleaned
