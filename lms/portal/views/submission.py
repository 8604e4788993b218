"""Handing in the designated assignment, and reading what was handed in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cohorts.actions.submission import ask_to_hand_in_late, hand_in
from cohorts.models import Enrollment
from courses.delivery import send_file
from lms.kernel import clock
from lms.kernel.access import owner_only
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from lms.portal.account import account_of
from lms.portal.assignment_page import AssignmentPage, assignment_of, seats_with_assignment
from lms.portal.forms.assignment import HandInForm


@owner_only
@require_http_methods(["GET", "POST"])
def my_assignment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is to be handed in, the versions so far, and the form while one can be added."""
    enrollment = get_object_or_404(seats_with_assignment(account_of(request)), public_id=public_id)
    page = assignment_of(enrollment, now=clock.now())
    form = _form(request, page)
    if form is not None and form.is_valid():
        try:
            words = _hand_in(request, enrollment, form)
        except Obstacle as obstacle:
            form.add_error(None, str(obstacle.message))
        else:
            messages.success(request, words)
            return redirect("lms_portal:my_assignment", public_id)
    context = {"enrollment": enrollment, "title": _("Designated assignment"), "assignment": page, "form": form}
    return render(request, "lms_portal/assignment.html", context)


@owner_only
def my_assignment_file(request: HttpRequest, public_id: UUID, number: int) -> HttpResponseBase:
    """One of the reader's own versions."""
    enrollment = get_object_or_404(seats_with_assignment(account_of(request)), public_id=public_id)
    submission = get_object_or_404(enrollment.submissions.exclude(file=""), number=number)
    return send_file(submission.file, filename=submission.filename, content_type=submission.content_type)


def _form(request: HttpRequest, page: AssignmentPage | None) -> HandInForm | None:
    if page is None or not page.takes_files:
        return None
    if request.method != "POST":
        return HandInForm(is_late=page.is_late)
    return HandInForm(request.POST, request.FILES, is_late=page.is_late)


def _hand_in(request: HttpRequest, enrollment: Enrollment, form: HandInForm) -> str:
    """Do it, and say what became of the file."""
    by, now = Actor.person(account_of(request)), clock.now()
    if "reason" in form.cleaned_data:
        ask_to_hand_in_late(
            enrollment, upload=form.cleaned_data["file"], reason=form.cleaned_data["reason"], by=by, now=now
        )
        return _("Your file has arrived. The office decides whether it counts and writes to you.")
    submission = hand_in(enrollment, upload=form.cleaned_data["file"], by=by, now=now)
    words = _("“%(name)s” is handed in as version %(number)d. We have sent you a receipt by mail.")
    return words % {"name": submission.filename, "number": submission.number}
