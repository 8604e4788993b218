"""Studying: the participant's course page, its lessons, and what they show."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts.actions.study import (
    QuestionsUnanswered,
    answer_self_test,
    finish_lesson,
    open_lesson,
    reopen_lesson,
    tick_points,
)
from cohorts.lessons import lessons_of, readable_lessons
from cohorts.models import Enrollment
from courses.delivery import send
from courses.lesson_pieces import Piece, piece_of
from courses.models import Lesson
from courses.self_test import mark
from lms.kernel import clock
from lms.kernel.access import owner_only, post_only, signed_in
from lms.portal import study_page
from lms.portal.account import account_of

LESSON_TEMPLATE = "lms_portal/lesson.html"


@signed_in
def my_study(request: HttpRequest) -> HttpResponse:
    """All courses one studies for; whoever has one only is led there."""
    courses = list(study_page.studies_of(account_of(request)))
    if len(courses) == 1:
        return redirect("lms_portal:my_enrollment_study", courses[0].public_id)
    return render(request, "lms_portal/studies.html", {"courses": courses})


@owner_only
def my_enrollment_study(request: HttpRequest, public_id: UUID) -> HttpResponse:
    enrollment = _mine(request, public_id)
    return render(request, "lms_portal/study.html", study_page.course_of(enrollment, now=clock.now()))


@owner_only
def my_lesson(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    enrollment, lesson = _open(request, public_id, pk)
    return _page(request, enrollment, lesson)


@post_only
@owner_only
def my_lesson_done(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Done leads on to the next lesson; taking the mark back stays here."""
    enrollment, lesson = _open(request, public_id, pk)
    now = clock.now()
    if "undo" in request.POST:
        reopen_lesson(enrollment, lesson=lesson, now=now)
        return redirect(study_page.lesson_url(enrollment, lesson))
    finish_lesson(enrollment, lesson=lesson, now=now)
    messages.success(request, _("“%(title)s” is marked as done.") % {"title": lesson.title})
    return redirect(reverse("lms_portal:my_enrollment_study", args=[public_id]))


@post_only
@owner_only
def my_lesson_ticks(request: HttpRequest, public_id: UUID, pk: int, key: str) -> HttpResponse:
    enrollment, lesson = _open(request, public_id, pk)
    piece = _piece(lesson, key, "checklist")
    among = [point.key for point in piece.points]
    ticked = request.POST.getlist("point")
    tick_points(enrollment, lesson=lesson, among=among, ticked=ticked, now=clock.now())
    messages.success(request, _("The ticks are saved."))
    return redirect(f"{study_page.lesson_url(enrollment, lesson)}#{piece.anchor}")


@post_only
@owner_only
def my_lesson_test(request: HttpRequest, public_id: UUID, pk: int, key: str) -> HttpResponse:
    """Marks the answers; while a question is open the page comes back with what was chosen."""
    enrollment, lesson = _open(request, public_id, pk)
    piece = _piece(lesson, key, "self_test")
    questions = [one.question for one in piece.questions]
    answers = {question.key: request.POST.getlist(question.name) for question in questions}
    try:
        answer_self_test(enrollment, lesson=lesson, test=key, questions=questions, answers=answers, now=clock.now())
    except QuestionsUnanswered as obstacle:
        missing = _("Question %(number)d has no answer yet.")
        numbers = [questions.index(question) + 1 for question in obstacle.questions]
        problem = replace(
            piece,
            action=request.path,
            questions=mark(questions, answers),
            problems=tuple(missing % {"number": number} for number in numbers),
        )
        return _page(request, enrollment, lesson, problem=problem)
    return redirect(f"{study_page.lesson_url(enrollment, lesson)}#{piece.anchor}")


@owner_only
def lesson(request: HttpRequest, pk: int) -> HttpResponse:
    """The one address of a lesson: participants are led to their own page of it, staff read it here."""
    reader, now = account_of(request), clock.now()
    found = get_object_or_404(readable_lessons(reader, now=now), pk=pk)
    for enrollment in study_page.studies_of(reader):
        if lessons_of(enrollment, now=now).filter(pk=pk).exists():
            return redirect(study_page.lesson_url(enrollment, found))
    return render(request, "lms_portal/lesson_reading.html", study_page.page_for_reading(found))


@owner_only
def lesson_material(request: HttpRequest, pk: int, material: UUID) -> HttpResponseBase:
    """A material is readable through a lesson that shows it, and by nobody who may not read that lesson."""
    shown = get_object_or_404(readable_lessons(account_of(request), now=clock.now()), pk=pk).materials()
    found = next((each for each in shown if each.public_id == material), None)
    if found is None:
        raise Http404
    return send(found)


def _mine(request: HttpRequest, public_id: UUID) -> Enrollment:
    return get_object_or_404(study_page.studies_of(account_of(request)), public_id=public_id)


def _open(request: HttpRequest, public_id: UUID, pk: int) -> tuple[Enrollment, Lesson]:
    enrollment = _mine(request, public_id)
    return enrollment, get_object_or_404(lessons_of(enrollment, now=clock.now()), pk=pk)


def _piece(found: Lesson, key: str, kind: str) -> Piece:
    piece = piece_of(found, key, kind)
    if piece is None:
        raise Http404
    return piece


def _page(request: HttpRequest, enrollment: Enrollment, found: Lesson, *, problem: Piece | None = None) -> HttpResponse:
    now = clock.now()
    progress = open_lesson(enrollment, lesson=found, now=now)
    context = study_page.page_of_lesson(enrollment, found, progress, now=now, problem=problem)
    return render(request, LESSON_TEMPLATE, context, status=422 if problem else 200)
