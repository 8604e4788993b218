"""Answering from a mail about the waitlist. A link shows a page; only the button on it changes anything."""

from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cohorts.actions.waitlist import NotWaiting, leave_waitlist, place_of
from cohorts.models import Enrollment
from cohorts.waitlist_emails import enrollment_of_token
from lms.kernel import clock
from lms.kernel.access import post_only, secret_link
from lms.kernel.actor import Actor

Status = Enrollment.Status


@secret_link
@never_cache
@require_GET
def waitlist_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Where the application stands, how to take an offered seat, and how to leave. Opening it changes nothing."""
    enrollment = _enrollment(token)
    now = clock.now()
    is_offered = enrollment.status == Status.OFFERED and enrollment.hold_until is not None
    context = {
        "enrollment": enrollment,
        "token": token,
        "application_facts": [
            (_("Application number"), enrollment.number),
            (_("Seat"), enrollment.get_kind_display()),
        ],
        "place": place_of(enrollment) if enrollment.status == Status.WAITLISTED else None,
        "is_offered": is_offered and enrollment.hold_until > now,  # type: ignore[operator]
    }
    return render(request, "lms_portal/waitlist_answer.html", context)


@secret_link
@post_only
def waitlist_leave(request: HttpRequest, token: str) -> HttpResponse:
    """Leave the list, or decline an offered seat; what has gone another way is only shown."""
    with suppress(NotWaiting):
        leave_waitlist(_enrollment(token), reason="", by=Actor.person(request.user), now=clock.now())
    return redirect("lms_portal:waitlist_answer", token)


def _enrollment(token: str) -> Enrollment:
    enrollment = enrollment_of_token(token)
    if enrollment is None:
        raise Http404
    return enrollment
