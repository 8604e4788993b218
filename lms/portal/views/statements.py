"""Statements of attendance on my page: asked for once, and read again as they were issued."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from cohorts.actions.statement import bytes_of, issue_statement
from cohorts.models import AttendanceStatement, Enrollment
from cohorts.paper_response import PaperResponse
from lms.kernel import clock
from lms.kernel.access import owner_only, post_only
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from lms.portal.account import account_of


@owner_only
@post_only
def my_statement_new(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """Issues it, or finds the one that was issued, and leads to it."""
    mine = Enrollment.objects.filter(person__user_id=account_of(request).pk)
    enrollment = get_object_or_404(mine, public_id=public_id)
    if kind not in AttendanceStatement.Kind.values:
        raise Http404
    try:
        issue_statement(enrollment, kind, by=Actor.person(request.user), now=clock.now())
    except Obstacle as obstacle:
        messages.warning(request, str(obstacle))
        return redirect("lms_portal:my_enrollment", public_id)
    return redirect("lms_portal:my_statement", public_id, kind)


@owner_only
def my_statement(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    own = AttendanceStatement.objects.filter(enrollment__person__user_id=account_of(request).pk)
    statement = get_object_or_404(own, enrollment__public_id=public_id, kind=kind)
    return PaperResponse(statement.number, bytes_of(statement))
