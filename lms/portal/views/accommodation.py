"""What one needs in order to take part: asked for and answered on a page of its own."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cohorts import conf
from cohorts.actions.accommodation import AlreadyAnswered, ask_for_accommodation, withdraw_accommodation
from cohorts.models import Accommodation, Enrollment
from lms.kernel import clock
from lms.kernel.access import owner_only, post_only
from lms.kernel.actor import Actor
from lms.portal.account import account_of
from lms.portal.forms.application import AccommodationForm


@owner_only
@require_http_methods(["GET", "POST"])
def my_accommodation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask, change what nobody has answered yet, read the answers."""
    mine = Enrollment.objects.filter(person__user_id=account_of(request).pk).select_related("cohort")
    enrollment = get_object_or_404(mine.active(), public_id=public_id)
    requests = list(Accommodation.objects.filter(enrollment=enrollment))
    waiting = next((one for one in requests if one.is_open), None)
    form = AccommodationForm(request.POST or None, initial={"wish": waiting.wish if waiting else ""})
    if request.method == "POST" and form.is_valid():
        by = Actor.person(request.user)
        ask_for_accommodation(enrollment, wish=form.cleaned_data["wish"], by=by, now=clock.now())
        messages.success(request, _("Those in charge of it have your request and answer you here."))
        return redirect("lms_portal:my_accommodation", public_id)
    context = {
        "enrollment": enrollment,
        "title": _("What you need in order to take part"),
        "answered": [one for one in requests if not one.is_open],
        "waiting": waiting,
        "form": form,
        "keep_days": conf.ACCOMMODATION_KEEP_DAYS,
    }
    return render(request, "lms_portal/accommodation.html", context)


@owner_only
@post_only
def my_accommodation_withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Nothing is needed after all: what was written is deleted."""
    mine = Accommodation.objects.open().filter(enrollment__person__user_id=account_of(request).pk)
    waiting = get_object_or_404(mine, enrollment__public_id=public_id)
    try:
        withdraw_accommodation(waiting)
    except AlreadyAnswered as obstacle:
        messages.warning(request, str(obstacle))
    else:
        messages.success(request, _("Your request is deleted."))
    return redirect("lms_portal:my_accommodation", public_id)
