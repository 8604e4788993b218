"""Canceling one's own application: what it costs is read first, and nothing else is ever charged."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.checkout.actions.cancellation import CANCELABLE, FeeChanged, cancel_by_participant
from lms.checkout.cancellation import quote_of
from lms.kernel import clock
from lms.kernel.access import owner_only
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from lms.portal.account import account_of
from lms.portal.cancel_screen import screen_of
from lms.portal.enrollment_file import own_to_change
from lms.portal.forms.application import CancelForm


@owner_only
@require_http_methods(["GET", "POST"])
def my_enrollment_cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The fee by the accepted terms, what goes back and how; the button cancels at exactly that."""
    mine = own_to_change(account_of(request)).select_related("cohort", "person", "purchase__order")
    enrollment = get_object_or_404(mine, public_id=public_id)
    if enrollment.status not in CANCELABLE:
        return redirect("lms_portal:my_enrollment", public_id)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            shown = form.cleaned_data["shown_refund_jpy"]
            cancel_by_participant(enrollment, shown_refund_jpy=shown, by=Actor.person(request.user), now=clock.now())
        except FeeChanged as obstacle:
            messages.warning(request, str(obstacle))
            return redirect("lms_portal:my_enrollment_cancel", public_id)
        except Obstacle as obstacle:
            messages.warning(request, str(obstacle))
        else:
            messages.success(request, _("The application is canceled."))
        return redirect("lms_portal:my_enrollment", public_id)
    quote = quote_of(enrollment, now=clock.now())
    words = {"title": _("Cancel the application"), "quote": quote}
    context = {"enrollment": enrollment, **words, **screen_of(enrollment, quote)}
    return render(request, "lms_portal/enrollment_cancel.html", context)
