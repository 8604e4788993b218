"""Marking the designated assignment: a mark, a last look, and it is on file."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cohorts.actions.assignment import record_assignment_result
from cohorts.models import AssignmentResult, Enrollment, Submission
from courses.delivery import send_file
from lms.kernel import clock
from lms.kernel.access import owner_only
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from lms.portal.account import account_of
from lms.portal.assignment_page import versions_for_marking
from lms.portal.evaluator_desk import enrollments_marked_by
from lms.portal.forms.evaluate import AssignmentForm


@owner_only
def evaluate_assignment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Marks are appended, never edited, so the page asks once more before it records one."""
    enrollment = get_object_or_404(enrollments_marked_by(account_of(request)), public_id=public_id)
    given = list(enrollment.assignment_results.all())
    form = AssignmentForm(request.POST or None, initial={"attempt": len(given)})
    if request.method == "POST" and form.is_valid():
        if "confirmed" in request.POST:
            return _record(request, enrollment, form)
        if "back" not in request.POST:
            return _page(request, enrollment, given, form, "lms_portal/evaluate_assignment_confirm.html")
    return _page(request, enrollment, given, form, "lms_portal/evaluate_assignment.html")


def _page(
    request: HttpRequest, enrollment: Enrollment, given: list[AssignmentResult], form: AssignmentForm, template: str
) -> HttpResponse:
    context = {
        "enrollment": enrollment,
        "results": given,
        "form": form,
        "next_attempt": len(given) + 1,
        "versions": versions_for_marking(enrollment),
    }
    return render(request, template, context)


@owner_only
def evaluate_assignment_file(request: HttpRequest, public_id: UUID, number: int) -> HttpResponseBase:
    """A file that counts or counted, for those who evaluate this cohort."""
    enrollment = get_object_or_404(enrollments_marked_by(account_of(request)), public_id=public_id)
    submission = get_object_or_404(Submission.objects.counting().exclude(file=""), enrollment=enrollment, number=number)
    return send_file(submission.file, filename=submission.filename, content_type=submission.content_type)


def _record(request: HttpRequest, enrollment: Enrollment, form: AssignmentForm) -> HttpResponse:
    try:
        with transaction.atomic():
            _require_seen(enrollment, form.cleaned_data["attempt"])
            record_assignment_result(
                enrollment,
                score=form.cleaned_data["score"],
                marked_by=account_of(request),
                comment=form.cleaned_data["comment"],
                by=Actor.person(account_of(request)),
                now=clock.now(),
            )
    except Obstacle as obstacle:
        messages.warning(request, str(obstacle))
        return redirect("lms_portal:evaluate_assignment", enrollment.public_id)
    messages.success(request, _("The mark is recorded."))
    return redirect("lms_portal:evaluate_cohort", enrollment.cohort.code)


class MarkedMeanwhile(Obstacle):
    """A repeated click, or somebody else was faster."""


def _require_seen(enrollment: Enrollment, attempt: int) -> None:
    """The row is locked first, so that of two clicks at once the second sees the mark of the first."""
    locked = Enrollment.objects.select_for_update(of=("self",)).get(pk=enrollment.pk)
    if locked.assignment_results.count() != attempt:
        raise MarkedMeanwhile(_("A mark was recorded meanwhile. Please look at it before you give another one."))
