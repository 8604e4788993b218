"""Answering a change by the organizer. A link shows a page; only its buttons do anything."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from lms.checkout.actions.choice import choose_cohort, choose_refund, choose_to_stay
from lms.checkout.actions.transfer import targets_of
from lms.checkout.cancellation import quote_of
from lms.checkout.change_emails import answer_by, notice_of_token
from lms.checkout.models import ChangeNotice
from lms.kernel import clock
from lms.kernel.access import post_only, secret_link
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from lms.portal.choice_screen import screen_of


@secret_link
@never_cache
@require_GET
def choice(request: HttpRequest, token: str) -> HttpResponse:
    """What was changed, and what can be chosen. Opening it changes nothing."""
    notice = _notice(token)
    context = {
        "notice": notice,
        "token": token,
        "answer_by": answer_by(notice),
        "targets": targets_of(notice.enrollment, now=clock.now()) if notice.may_choose else [],
        "refund_jpy": quote_of(notice.enrollment, now=clock.now()).paid_jpy,
        **screen_of(notice),
    }
    return render(request, "lms_portal/choice.html", context)


@secret_link
@post_only
def choose(request: HttpRequest, token: str) -> HttpResponse:
    """One of the three answers; an obstacle is told on the page and nothing is lost."""
    notice, by, now = _notice(token), Actor.person(request.user), clock.now()
    try:
        match request.POST.get("choice"):
            case "stay":
                choose_to_stay(notice, by=by, now=now)
            case "refund":
                choose_refund(notice, by=by, now=now)
            case "move":
                _move(request, notice, by=by)
            case _:
                messages.warning(request, _("Please choose one of the answers."))
    except Obstacle as obstacle:
        messages.warning(request, str(obstacle))
    return redirect("lms_portal:choice", token)


def _move(request: HttpRequest, notice: ChangeNotice, *, by: Actor) -> None:
    now = clock.now()
    targets = {str(cohort.pk): cohort for cohort in targets_of(notice.enrollment, now=now)}
    to = targets.get(request.POST.get("cohort", ""))
    if to is None:
        messages.warning(request, _("This cohort has no free seat any more. Please choose again."))
        return
    choose_cohort(notice, to=to, by=by, now=now)


def _notice(token: str) -> ChangeNotice:
    notice = notice_of_token(token)
    if notice is None:
        raise Http404
    return notice
