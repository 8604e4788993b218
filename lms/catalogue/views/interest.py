"""Wanting to hear of a course. A link in a mail shows a page; only the button on it changes anything."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cohorts import conf
from cohorts.actions.interest import confirm_interest, register_interest, withdraw_interest
from cohorts.catalogue import Call
from cohorts.models import Cohort, Interest
from courses.models import Course
from lms.catalogue.forms import InterestForm
from lms.checkout.card import CohortCard
from lms.checkout.offering import cards
from lms.kernel import clock
from lms.kernel.access import post_only, public, secret_link
from lms.kernel.actor import Actor
from lms.kernel.rate_limit import too_many_forms


@public
@require_http_methods(["GET", "POST"])
def interest(request: HttpRequest, code: str) -> HttpResponse:
    """News of one cohort, while there is something to wait for; otherwise its own page says what can be done."""
    cohort = get_object_or_404(Cohort.objects.public().select_related("course"), code=code)
    (card,) = cards(Cohort.objects.filter(pk=cohort.pk), now=clock.now())
    if card.call is None or card.call.kind is not Call.INTEREST:
        return redirect("lms_catalogue:cohort", code)
    return _ask(request, cohort.course, cohort, card)


@public
@require_http_methods(["GET", "POST"])
def course_interest(request: HttpRequest, code: str) -> HttpResponse:
    """News of the next cohort of a course, whether or not one is planned."""
    return _ask(request, get_object_or_404(Course, code=code), None, None)


@public
@require_GET
def interest_sent(request: HttpRequest) -> HttpResponse:
    """The same answer to everybody, whether or not the address was known."""
    return render(request, "lms_catalogue/interest_sent.html")


@secret_link
@never_cache
@require_GET
def interest_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Where a registration stands, with the buttons that confirm or withdraw it. Opening it changes nothing."""
    return render(request, "lms_catalogue/interest_answer.html", {"interest": _interest(token)})


@secret_link
@post_only
def interest_confirm(request: HttpRequest, token: str) -> HttpResponse:
    confirm_interest(_interest(token), by=Actor.person(request.user), now=clock.now())
    return redirect("lms_catalogue:interest_answer", token)


@secret_link
@post_only
def interest_withdraw(request: HttpRequest, token: str) -> HttpResponse:
    withdraw_interest(_interest(token), by=Actor.person(request.user), now=clock.now())
    return redirect("lms_catalogue:interest_answer", token)


def _interest(token: str) -> Interest:
    return get_object_or_404(Interest.objects.select_related("course", "cohort"), token=token)


def _ask(request: HttpRequest, course: Course, cohort: Cohort | None, card: CohortCard | None) -> HttpResponse:
    form = InterestForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        mailbox = form.cleaned_data["email"]
        if not too_many_forms("interest", request, mailbox, most=conf.REGISTRATIONS_PER_HOUR):
            register_interest(
                course,
                cohort=cohort,
                **form.answers(),
                language=get_language() or "ja",
                by=Actor.person(request.user),
                now=clock.now(),
            )
            return redirect("lms_catalogue:interest_sent")
        form.add_error(None, _("Too many registrations within an hour. Please try again later."))
        status = 429
    context = {"form": form, "course": course, "card": card}
    return render(request, "lms_catalogue/interest.html", context, status=status)
