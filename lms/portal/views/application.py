"""Applying for a cohort in three screens: who you are, what you declare, what you agree to."""

import secrets
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.actions.application import AlreadyApplied, ApplicationsClosed, change_seat
from cohorts.actions.enrollment import CohortFull
from cohorts.actions.waitlist import SeatFree, join_waitlist
from cohorts.applications import eligibility_of
from cohorts.models import Cohort, Enrollment, Person, SeatKind
from cohorts.priority import accepting_from, is_window
from cohorts.seats import admitting
from lms.checkout.actions.application import NotEligible, OfferChanged, Paths, PriceChanged, submit_application
from lms.checkout.confirmation import Confirmation, confirmation_of
from lms.kernel import clock
from lms.kernel.access import post_only, signed_in
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from lms.portal import draft
from lms.portal.confirm_screen import screen_of
from lms.portal.forms.application import ConfirmForm, DeclarationForm
from lms.portal.forms.person import PersonForm
from lms.portal.next_step import accepts
from lms.portal.views.orders import to_page_of, to_payment
from lms.templatetags.lms import long_datetime
from payments.models import Order

STEPS = (_("Name and address"), _("Seat and declarations"), _("Confirm"))


@signed_in
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """Who applies. Opening the page changes nothing; sending it keeps the names and the address."""
    cohort = _cohort(code)
    if obstacle := _obstacle(request, cohort, draft.person_of(request.user)):
        return _closed(request, cohort, obstacle)
    form = PersonForm(request.POST or None, initial=draft.person_initial(request.user))
    if request.method == "POST" and form.is_valid():
        draft.save_person(request.user, form.cleaned_data, now=clock.now())
        return redirect(_with_kind(request, reverse("lms_portal:apply_declarations", args=[code])))
    return render(request, "lms_portal/apply_person.html", {"form": form, "cohort": cohort, "step_labels": STEPS})


@signed_in
def apply_declarations(request: HttpRequest, code: str) -> HttpResponse:
    """The seat and the declarations; sending them writes the draft."""
    cohort, person = _cohort(code), draft.person_of(request.user)
    if person is None:
        return redirect("lms_portal:apply", code)
    if obstacle := _obstacle(request, cohort, person):
        return _closed(request, cohort, obstacle)
    initial = draft.declaration_initial(person, cohort, request.GET.get("kind", ""))
    form = DeclarationForm(request.POST or None, initial=initial, seat_kinds=draft.kinds_offered(cohort))
    if request.method == "POST" and form.is_valid():
        try:
            draft.save_declaration(person, cohort, form.cleaned_data, by=Actor.person(request.user), now=clock.now())
        except Obstacle as obstacle:
            return _closed(request, cohort, obstacle)
        return redirect("lms_portal:apply_confirm", code)
    context = {"form": form, "cohort": cohort, "step_labels": STEPS}
    return render(request, "lms_portal/apply_declarations.html", context)


@signed_in
def apply_confirm(request: HttpRequest, code: str) -> HttpResponse:
    """The six statutory items, the answer on eligibility, and the click that binds."""
    enrollment, now = draft.application_to_confirm(request.user, code), clock.now()
    if enrollment is None or draft.waits_for_office(enrollment, now=now):
        if order := _order_of_this_form(request):
            return to_payment(request, order, now=now)
        return _submitted_before(request, _cohort(code), draft.person_of(request.user))
    try:
        return _confirm_screen(request, enrollment, now=now)
    except (PriceChanged, OfferChanged, NotEligible, CohortFull) as obstacle:
        messages.warning(request, str(obstacle))
        return redirect("lms_portal:apply_confirm", code)
    except Obstacle as obstacle:
        return _closed(request, enrollment.cohort, obstacle)


@signed_in
@post_only
def apply_audit(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody who cannot take a certification seat goes on with an audit-only one."""
    cohort = _cohort(code)
    enrollment = draft.open_application(draft.person_of(request.user), cohort)
    if enrollment is not None and enrollment.status == Enrollment.Status.DRAFT:
        try:
            change_seat(enrollment, kind=SeatKind.AUDIT, by=Actor.person(request.user), now=clock.now())
        except Obstacle as obstacle:
            return _closed(request, cohort, obstacle)
    return redirect("lms_portal:apply_confirm", code)


@signed_in
@post_only
def apply_waitlist(request: HttpRequest, code: str) -> HttpResponse:
    """All seats are taken: the application is kept and waits for one."""
    cohort, now = _cohort(code), clock.now()
    enrollment = draft.open_application(draft.person_of(request.user), cohort)
    if enrollment is None:
        return _submitted_before(request, cohort, draft.person_of(request.user))
    try:
        eligibility = eligibility_of(enrollment, now=now)
        join_waitlist(enrollment, eligibility=eligibility, by=Actor.person(request.user), now=now)
    except SeatFree as obstacle:
        messages.info(request, str(obstacle))
        return redirect("lms_portal:apply_confirm", code)
    except Obstacle as obstacle:
        return _closed(request, cohort, obstacle)
    return redirect("lms_portal:my_enrollment", enrollment.public_id)


def _cohort(code: str) -> Cohort:
    return get_object_or_404(Cohort.objects.public().select_related("course", "venue"), code=code)


class NotYourTurnYet(Obstacle):
    """Applications are open for those who had asked for news, and this account had not."""

    def __init__(self, cohort: Cohort) -> None:
        text = _(
            "Until %(moment)s those apply who had asked for news before this cohort was announced. You can apply from "
            "then on."
        )
        super().__init__(text % {"moment": long_datetime(cohort.applications_open_at)})


def _obstacle(request: HttpRequest, cohort: Cohort, person: Person | None) -> Obstacle | None:
    """Why this person cannot begin, or go on with, an application for this cohort."""
    if person and Enrollment.objects.active().of(person).filter(cohort=cohort).exclude(status="draft").exists():
        return AlreadyApplied()
    now = clock.now()
    in_window = is_window(cohort, at=now)
    mailboxes = draft.mailboxes(request.user, person) if in_window else ()
    takes = accepting_from(cohort, mailboxes, at=now).filter(pk=cohort.pk)
    if takes.exists() and draft.kinds_offered(cohort):
        return None
    return NotYourTurnYet(cohort) if in_window and cohort.status == Cohort.Status.OPEN else ApplicationsClosed()


def _confirm_screen(request: HttpRequest, enrollment: Enrollment, *, now: datetime) -> HttpResponse:
    """Raises the obstacle that keeps this application from going on."""
    if enrollment.status == Enrollment.Status.DRAFT and not _is_admitted(enrollment, now=now):
        raise ApplicationsClosed
    confirmation = confirmation_of(enrollment, now=now)
    form = _confirm_form(request, confirmation)
    if request.method == "POST" and form.is_valid():
        return _submit(request, confirmation, form, now=now)
    screen = screen_of(confirmation, eligibility_of(enrollment, now=now), now=now)
    waiting = {"must_wait": draft.must_wait(enrollment), "offered_until": _offered_until(enrollment)}
    context = {"form": form, "cohort": enrollment.cohort, "step_labels": STEPS, **waiting, **screen}
    return render(request, "lms_portal/apply_confirm.html", context)


def _is_admitted(enrollment: Enrollment, *, now: datetime) -> bool:
    """An upgrade is possible after the deadline too, until the first day begins."""
    if enrollment.upgrade_of is None:
        return accepts(enrollment.cohort, now)
    return admitting(enrollment, now=now).filter(pk=enrollment.cohort_id).exists()


def _offered_until(enrollment: Enrollment) -> datetime | None:
    return enrollment.hold_until if enrollment.status == Enrollment.Status.OFFERED else None


def _confirm_form(request: HttpRequest, confirmation: Confirmation) -> ConfirmForm:
    fresh = {
        "form_token": secrets.token_urlsafe(16),
        "shown_total_jpy": confirmation.total_jpy,
        "shown_offer": confirmation.fingerprint,
    }
    return ConfirmForm(request.POST or None, initial=fresh)


def _submit(request: HttpRequest, confirmation: Confirmation, form: ConfirmForm, *, now: datetime) -> HttpResponse:
    back = draft.order_path("lms_portal:order_return")
    submitted = submit_application(
        confirmation,
        shown_total_jpy=form.cleaned_data["shown_total_jpy"],
        shown_offer=form.cleaned_data["shown_offer"],
        form_token=_own_token(request, form.cleaned_data["form_token"]),
        paths=Paths(returned=back, turned_back=back),
        by=Actor.person(request.user),
        now=now,
    )
    if submitted.order is None:
        return redirect("lms_portal:my_enrollment", submitted.enrollment.public_id)
    if submitted.payment:
        return to_page_of(submitted.payment, now=now)
    return to_payment(request, submitted.order, now=now)


def _order_of_this_form(request: HttpRequest) -> Order | None:
    """A second click on the same form leads to the order of the first."""
    token = request.POST.get("form_token")
    return Order.objects.of(request.user).placed_with(_own_token(request, token)) if token else None


def _own_token(request: HttpRequest, token: str) -> str:
    """The token of a form as this account sends it: a token copied from somebody else's form is another one."""
    return f"{request.user.pk}:{token}"


def _submitted_before(request: HttpRequest, cohort: Cohort, person: Person | None) -> HttpResponse:
    """The back button after confirming: lead to what was confirmed."""
    if person is None:
        return redirect("lms_portal:apply", cohort.code)
    enrollment = Enrollment.objects.active().of(person).filter(cohort=cohort).first()
    if enrollment is None:
        return redirect("lms_portal:apply_declarations", cohort.code)
    messages.info(request, _("You have already applied for this cohort."))
    return redirect("lms_portal:my_enrollment", enrollment.public_id)


def _with_kind(request: HttpRequest, path: str) -> str:
    kind = request.GET.get("kind", "")
    return f"{path}?kind={kind}" if kind in SeatKind.values else path


def _closed(request: HttpRequest, cohort: Cohort, obstacle: Obstacle) -> HttpResponse:
    context = {"cohort": cohort, "obstacle": obstacle}
    return render(request, "lms_portal/apply_closed.html", context, status=409)
