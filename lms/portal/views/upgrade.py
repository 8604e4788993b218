"""Changing one's own audit-only seat to a certification seat: what it needs and costs is read before anything binds."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cohorts.actions.upgrade import check_may_upgrade, draft_upgrade, upgrade_under_way
from cohorts.models import Enrollment
from lms.kernel import clock
from lms.kernel.access import owner_only
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from lms.portal import draft
from lms.portal.account import account_of
from lms.portal.enrollment_file import own_to_change
from lms.portal.forms.application import UpgradeForm
from lms.portal.upgrade_screen import screen_of


@owner_only
@require_http_methods(["GET", "POST"])
def my_enrollment_upgrade(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The difference, the free seats and the declarations; sending them leads on to the confirm screen."""
    mine = own_to_change(account_of(request)).select_related("cohort", "person", "declaration", "purchase__order")
    enrollment = get_object_or_404(mine, public_id=public_id)
    now = clock.now()
    if upgrade := upgrade_under_way(enrollment):
        return redirect("lms_portal:my_enrollment", upgrade.public_id)
    obstacle = _obstacle(enrollment, now=now)
    form = UpgradeForm(request.POST or None, initial=draft.declared(enrollment))
    if request.method == "POST" and obstacle is None and form.is_valid():
        try:
            declaration = draft.declaration_data(form.cleaned_data)
            draft_upgrade(enrollment, declaration=declaration, by=Actor.person(request.user), now=now)
        except Obstacle as refusal:
            obstacle = refusal
        else:
            return redirect("lms_portal:apply_confirm", enrollment.cohort.code)
    context = {
        "enrollment": enrollment,
        "title": _("Change to a certification seat"),
        "form": form,
        "obstacle": obstacle,
        **screen_of(enrollment, now=now),
    }
    return render(request, "lms_portal/enrollment_upgrade.html", context)


def _obstacle(enrollment: Enrollment, *, now: datetime) -> Obstacle | None:
    try:
        check_may_upgrade(enrollment, now=now)
    except Obstacle as obstacle:
        return obstacle
    return None
