"""Study materials for those who write lessons; participants get them from the portal."""

from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from courses.delivery import send
from courses.models import StudyMaterial
from lms.kernel.access import staff_only


@staff_only("lms_courses.change_lesson")
def study_material(request: HttpRequest, public_id: UUID) -> HttpResponseBase:  # noqa: ARG001 - the rule has looked at it
    return send(get_object_or_404(StudyMaterial, public_id=public_id))
