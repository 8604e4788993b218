"""Calendar files to subscribe to or to keep. They say what the pages say at the moment of asking."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cohorts.models import Cohort
from courses.models import Course
from lms.checkout.calendar_file import calendar_of
from lms.checkout.card import CohortCard
from lms.checkout.offering import cards
from lms.kernel import clock
from lms.kernel.access import public


@public
@require_GET
def schedule_calendar(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for every reader
    return _answer(cards(Cohort.objects.public(), now=clock.now()), name=_("Course schedule"), file="schedule")


@public
@require_GET
def course_calendar(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001 - the same for every reader
    course = get_object_or_404(Course, code=code)
    found = cards(Cohort.objects.public().filter(course=course), now=clock.now())
    return _answer(found, name=course.display_title, file=code)


@public
@require_GET
def cohort_calendar(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001 - the same for every reader
    found = get_object_or_404(Cohort.objects.public(), code=code)
    (card,) = cards(Cohort.objects.filter(pk=found.pk), now=clock.now())
    return _answer([card], name=card.title, file=code)


def _answer(found: list[CohortCard], *, name: str, file: str) -> HttpResponse:
    response = HttpResponse(calendar_of(found, name=name), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{file}.ics"'
    response["Cache-Control"] = "no-cache"
    return response
