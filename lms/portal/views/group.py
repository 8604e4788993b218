"""A company's contact applies for several seats in three screens: company and seats, people, confirm."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.actions.affiliation import Work, change_employer, organization_named
from cohorts.actions.application import ApplicationsClosed
from cohorts.models import Cohort, CompanyHold, Organization, Person, SeatKind
from lms.checkout.actions.application import OfferChanged, Paths, PriceChanged
from lms.checkout.actions.group import SeatsUndecided, submit_group
from lms.checkout.actions.group_draft import Terms, draft_group, drop_seat, leave_unnamed, turn_to_audit, write_seats
from lms.checkout.actions.group_seats import SeatsShort
from lms.checkout.actions.quoted_seats import ask_for_quote, check_not_asked
from lms.checkout.group import GroupConfirmation, group_confirmation_of
from lms.checkout.models import GroupApplication
from lms.kernel import clock
from lms.kernel.access import post_only, signed_in
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from lms.portal import draft
from lms.portal.account import account_of
from lms.portal.forms.group import CompanyForm, GroupConfirmForm, PeopleForm, QuoteRequestForm, initial_of
from lms.portal.group_screen import confirm_screen_of, quote_request_screen_of
from lms.portal.views.orders import to_payment

STEPS = (_("Company and seats"), _("Participants"), _("Confirm"))
STAYS = (PriceChanged, OfferChanged, SeatsShort, SeatsUndecided)


@signed_in
def group(request: HttpRequest, code: str) -> HttpResponse:
    """For which company, how many seats, how they are paid; sending it writes the draft."""
    cohort, contact = _cohort(code), draft.person_of(request.user)
    if contact is None:
        messages.info(request, _("Please write down your own name first; the application of the company follows."))
        return redirect(_with_way_back("lms_portal:my_profile_edit", request))
    pools = draft.pools_offered(cohort)
    if not pools or not Cohort.objects.accepting(at=clock.now()).filter(pk=cohort.pk).exists():
        return _closed(request, cohort, ApplicationsClosed())
    known, holds = _draft_of(contact, cohort), _holds_of(contact, cohort)
    initial = _company_initial(contact, known, holds)
    employer_url = _with_way_back("lms_portal:my_employer", request) if contact.employer else ""
    form = CompanyForm(request.POST or None, initial=initial, pools=pools, holds=holds, employer_url=employer_url)
    if request.method == "POST" and form.is_valid():
        try:
            _write(request, contact, cohort, form)
        except Obstacle as obstacle:
            return _closed(request, cohort, obstacle)
        return redirect("lms_portal:group_people", code)
    context = {"form": form, "cohort": cohort, "step_labels": STEPS, "holds": holds}
    return render(request, "lms_portal/group.html", context)


@signed_in
def group_people(request: HttpRequest, code: str) -> HttpResponse:
    """For whom each seat is; what is written is kept, also while some of it is missing."""
    cohort, application = _open(request, code)
    if application is None:
        return redirect("lms_portal:group", code)
    seats = list(application.seats.order_by("position"))
    is_whole = "save" not in request.POST
    form = PeopleForm(request.POST or None, seats=seats, is_whole=is_whole, initial=initial_of(seats))
    if request.method == "POST" and form.is_valid():
        write_seats(application, form.rows(), by=Actor.person(request.user))
        if is_whole:
            return redirect("lms_portal:group_confirm", code)
        messages.success(request, _("What you wrote is saved. Nothing is ordered yet."))
        return redirect("lms_portal:group_people", code)
    context = {"form": form, "cohort": cohort, "step_labels": STEPS}
    return render(request, "lms_portal/group_people.html", context)


@signed_in
def group_confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Every seat with its price and its answer, the six statutory items, and the click that binds."""
    cohort, application = _open(request, code)
    if application is None:
        return _ordered_before(request, code)
    now = clock.now()
    try:
        confirmation = group_confirmation_of(application, now=now)
        names_people = confirmation.names_people
        form = GroupConfirmForm(request.POST or None, initial=_shown(confirmation), names_people=names_people)
        if request.method == "POST" and form.is_valid():
            return _submit(request, confirmation, form, now=now)
    except STAYS as obstacle:
        messages.warning(request, str(obstacle.message))
        return redirect("lms_portal:group_confirm", code)
    except ApplicationsClosed as obstacle:
        return _closed(request, cohort, obstacle)
    except Obstacle as obstacle:
        messages.warning(request, str(obstacle.message))
        return redirect("lms_portal:group_people", code)
    context = {"form": form, "cohort": cohort, "step_labels": STEPS, **confirm_screen_of(confirmation, now=now)}
    context["may_turn"] = SeatKind.AUDIT in draft.kinds_offered(cohort)
    return render(request, "lms_portal/group_confirm.html", context)


@signed_in
def group_quote(request: HttpRequest, code: str) -> HttpResponse:
    """What a quote would say at this moment, and the click that asks for one. No seat is held by it."""
    cohort, application = _open(request, code)
    if application is None:
        return redirect("lms_portal:group", code)
    now = clock.now()
    try:
        check_not_asked(application)
        confirmation = group_confirmation_of(application, now=now)
        form = QuoteRequestForm(request.POST or None, names_people=confirmation.names_people)
        if request.method == "POST" and form.is_valid():
            by = Actor.person(request.user)
            ask_for_quote(confirmation, wish=form.cleaned_data["wish"], by=by, now=now)
            messages.success(request, _("Your request for a quote has reached us. No seat is held by it."))
            return redirect("lms_portal:my")
    except ApplicationsClosed as obstacle:
        return _closed(request, cohort, obstacle)
    except Obstacle as obstacle:
        messages.warning(request, str(obstacle.message))
        return redirect("lms_portal:group_confirm", code)
    context = {"form": form, "cohort": cohort, "step_labels": STEPS, **quote_request_screen_of(confirmation)}
    return render(request, "lms_portal/group_quote.html", context)


@signed_in
@post_only
def group_choose(request: HttpRequest, code: str, position: int) -> HttpResponse:
    """A person cannot have this kind of seat: audit-only, another name later, or one seat fewer."""
    application = _open(request, code)[1]
    if application is None:
        return redirect("lms_portal:group", code)
    by = Actor.person(request.user)
    match request.POST.get("choice"):
        case "audit":
            turn_to_audit(application, position, by=by)
        case "later":
            leave_unnamed(application, position, by=by)
        case "drop":
            drop_seat(application, position, by=by)
            if not application.seats.exists():
                return redirect("lms_portal:group", code)
    return redirect("lms_portal:group_confirm", code)


def _cohort(code: str) -> Cohort:
    return get_object_or_404(Cohort.objects.public().select_related("course", "venue"), code=code)


def _with_way_back(name: str, request: HttpRequest) -> str:
    """The page of the profile that is needed first, and from there on with the application."""
    return f"{reverse(name)}?{urlencode({'next': request.path})}"


def _draft_of(contact: Person, cohort: Cohort) -> GroupApplication | None:
    own = GroupApplication.objects.open().select_related("contact__employer", "organization", "cohort__venue")
    return own.filter(contact=contact, cohort=cohort).first()


def _open(request: HttpRequest, code: str) -> tuple[Cohort, GroupApplication | None]:
    """The reader's own draft, if there is one."""
    cohort, contact = _cohort(code), draft.person_of(request.user)
    return cohort, _draft_of(contact, cohort) if contact else None


def _holds_of(contact: Person, cohort: Cohort) -> list[CompanyHold]:
    """What the office keeps for this contact and the company they work for."""
    usable = CompanyHold.objects.usable(clock.now()).select_related("cohort", "organization", "pool")
    own = usable.filter(contact=contact, organization=contact.employer, cohort=cohort)
    return list(own.order_by("pool"))


def _company_initial(
    contact: Person, known: GroupApplication | None, holds: Sequence[CompanyHold]
) -> dict[str, object]:
    initial: dict[str, object] = {
        "employer_name": contact.employer.name if contact.employer else "",
        **{hold.pool.kind: hold.seats for hold in holds},
    }
    if known:
        counted = {kind: known.seats.filter(kind=kind).count() for kind in SeatKind.values}
        written = {name: getattr(known, name) for name in ("way", "buyer_reference", "cost_center")}
        initial |= {"employer_name": known.organization.name, **counted, **written}
    return initial


@transaction.atomic
def _write(request: HttpRequest, contact: Person, cohort: Cohort, form: CompanyForm) -> GroupApplication:
    by, now = Actor.person(account_of(request)), clock.now()
    organization = _employer(contact, form.cleaned_data["employer_name"], by=by, now=now)
    terms = Terms(**{name: form.cleaned_data[name] for name in ("way", "buyer_reference", "cost_center")})
    return draft_group(
        contact=contact, organization=organization, cohort=cohort, seats=form.seats(), terms=terms, by=by, now=now
    )


def _employer(contact: Person, name: str, *, by: Actor, now: datetime) -> Organization:
    """The company the contact works for; written down where nothing was known."""
    if contact.employer:
        return contact.employer
    organization = organization_named(name)
    change_employer(contact, Work(organization=organization), by=by, today=clock.today(), now=now)
    return organization


def _shown(confirmation: GroupConfirmation) -> dict[str, object]:
    return {
        "form_token": secrets.token_urlsafe(16),
        "shown_total_jpy": confirmation.total_jpy,
        "shown_offer": confirmation.fingerprint,
    }


def _submit(
    request: HttpRequest, confirmation: GroupConfirmation, form: GroupConfirmForm, *, now: datetime
) -> HttpResponse:
    back = draft.order_path("lms_portal:my_order")
    order = submit_group(
        confirmation,
        shown_total_jpy=form.cleaned_data["shown_total_jpy"] or 0,
        shown_offer=form.cleaned_data["shown_offer"],
        form_token=f"group:{confirmation.application.pk}:{form.cleaned_data['form_token']}",
        paths=Paths(returned=draft.order_path("lms_portal:order_return"), turned_back=back),
        by=Actor.person(request.user),
        now=now,
    )
    if order.due_on:
        messages.success(request, _("The seats are held. Please transfer the amount by the day shown here."))
        return redirect("lms_portal:my_order", order.public_id)
    return to_payment(request, order, now=now)


def _ordered_before(request: HttpRequest, code: str) -> HttpResponse:
    """The draft became an order in another tab, or there never was one."""
    contact = draft.person_of(request.user)
    if contact is None:
        raise Http404
    done = GroupApplication.objects.filter(contact=contact, cohort__code=code).exclude(order=None).first()
    if done is None or done.order is None:
        return redirect("lms_portal:group", code)
    return redirect("lms_portal:my_order", done.order.public_id)


def _closed(request: HttpRequest, cohort: Cohort, obstacle: Obstacle) -> HttpResponse:
    context = {"cohort": cohort, "obstacle": obstacle}
    return render(request, "lms_portal/apply_closed.html", context, status=409)
