"""Moving one's own seat to another cohort: once, without a fee, until the day the accepted terms name."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cohorts.models import Enrollment
from lms.checkout.actions.transfer import check_may_move, move_by_participant, move_limit, targets_of
from lms.kernel import clock
from lms.kernel.access import owner_only
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from lms.portal.account import account_of
from lms.portal.enrollment_file import own_to_change


@owner_only
@require_http_methods(["GET", "POST"])
def my_enrollment_move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The cohorts with a free seat; the button moves the seat and what was paid."""
    mine = own_to_change(account_of(request)).select_related("cohort", "person", "purchase__order")
    enrollment = get_object_or_404(mine, public_id=public_id)
    now = clock.now()
    obstacle = _obstacle(enrollment)
    targets = [] if obstacle else targets_of(enrollment, now=now)
    if request.method == "POST" and not obstacle:
        to = next((cohort for cohort in targets if str(cohort.pk) == request.POST.get("cohort")), None)
        try:
            if to is not None:
                target = move_by_participant(enrollment, to=to, by=Actor.person(request.user), now=now)
                messages.success(request, _("Your seat was moved."))
                return redirect("lms_portal:my_enrollment", target.public_id)
            messages.warning(request, _("This cohort has no free seat any more. Please choose again."))
        except Obstacle as refusal:
            messages.warning(request, str(refusal))
        return redirect("lms_portal:my_enrollment_move", public_id)
    limit = move_limit(enrollment)
    nowhere = _("No other cohort of this course has a free seat of this kind at the moment.")
    context = {
        "enrollment": enrollment,
        "title": _("Move to another cohort"),
        "targets": targets,
        "obstacle": obstacle or ("" if targets else nowhere),
        "last_moment": limit - timedelta(seconds=1) if limit else None,
    }
    return render(request, "lms_portal/enrollment_move.html", context)


def _obstacle(enrollment: Enrollment) -> Obstacle | None:
    try:
        check_may_move(enrollment, now=clock.now())
    except Obstacle as obstacle:
        return obstacle
    return None
