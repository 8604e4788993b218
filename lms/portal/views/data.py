"""My data: what is held, what I agreed to, and what I ask the office to do with it."""

import json
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from cohorts.actions.consent import withdraw_consent
from cohorts.actions.data_request import NAMES, submit_data_request, withdraw_request
from cohorts.actions.forgetting import erased, kept_after_deletion
from cohorts.models import Consent, DataRequest, Person
from lms.kernel import clock
from lms.kernel.access import owner_only, post_only, signed_in
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from lms.portal import draft
from lms.portal.account import account_of
from lms.portal.forms.data import DeletionForm, NameChangeForm, WordsForm
from lms.portal.my_data import as_file, held_about

Kind = DataRequest.Kind
FORMS: dict[str, type[forms.Form]] = {Kind.NAME_CHANGE: NameChangeForm, Kind.DELETION: DeletionForm}


@signed_in
def my_data(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    asked = {row.kind for row in person.data_requests.all() if row.is_open} if person else set()
    context = {
        "person": person,
        "consents": list(Consent.objects.of(person)) if person else [],
        "requests": list(person.data_requests.order_by("-received_at")) if person else [],
        "kinds": [(kind.value, kind.label) for kind in Kind if kind not in asked],
    }
    return render(request, "lms_portal/data.html", context)


@signed_in
def my_data_print(request: HttpRequest) -> HttpResponse:
    """Everything on one page, to read and to print."""
    person = _known(request)
    return _private(render(request, "lms_portal/data_print.html", {"person": person, "sections": held_about(person)}))


@signed_in
def my_data_file(request: HttpRequest) -> HttpResponse:
    """The same as a file for another program."""
    words = json.dumps(as_file(held_about(_known(request))), ensure_ascii=False, indent=2)
    response = HttpResponse(words, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="my-data-{clock.today():%Y%m%d}.json"'
    return _private(response)


@signed_in
def my_data_request_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask the office. What is written is kept on the page when something is missing."""
    person = _known(request)
    if kind not in Kind.values:
        raise Http404
    form = FORMS.get(kind, WordsForm)(request.POST or None, request.FILES or None, initial=_initial(person, kind))
    if request.method == "POST" and form.is_valid():
        try:
            asked = _submit(request, person, kind, form.cleaned_data)
        except Obstacle as obstacle:
            form.add_error(None, str(obstacle.message))
        else:
            messages.success(request, _("Your request has arrived. We have sent you a mail with its number."))
            return redirect("lms_portal:my_data_request", asked.public_id)
    context = {"form": form, "kind": kind, "title": Kind(kind).label, **_warnings(person, kind)}
    return render(request, "lms_portal/data_request_new.html", context)


@owner_only
def my_data_request(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return render(request, "lms_portal/data_request.html", {"asked": _request_of(request, public_id)})


@owner_only
@post_only
def my_data_request_withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    asked = _request_of(request, public_id)
    try:
        withdraw_request(asked, by=Actor.person(account_of(request)), now=clock.now())
    except Obstacle as obstacle:
        messages.warning(request, str(obstacle.message))
    else:
        messages.success(request, _("The request is withdrawn."))
    return redirect("lms_portal:my_data")


@owner_only
@post_only
def my_consent_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    consent = get_object_or_404(Consent.objects.of(_known(request)), pk=pk)
    try:
        withdraw_consent(consent, by=Actor.person(account_of(request)), now=clock.now())
    except Obstacle as obstacle:
        messages.warning(request, str(obstacle.message))
    else:
        messages.success(request, _("The consent is withdrawn."))
    return redirect("lms_portal:my_data")


def _person(request: HttpRequest) -> Person | None:
    return draft.person_of(account_of(request))


def _known(request: HttpRequest) -> Person:
    return get_object_or_404(Person, user_id=account_of(request).pk)


def _request_of(request: HttpRequest, public_id: UUID) -> DataRequest:
    mine = DataRequest.objects.filter(person__user_id=account_of(request).pk)
    return get_object_or_404(mine, public_id=public_id)


def _submit(request: HttpRequest, person: Person, kind: str, typed: dict[str, Any]) -> DataRequest:
    evidence = typed.get("evidence")
    return submit_data_request(
        person,
        kind=kind,
        words=typed["words"],
        new_names={name: typed[name] for name in NAMES if name in typed},
        evidence=evidence,
        evidence_type=evidence.recognised if evidence else "",
        by=Actor.person(account_of(request)),
        now=clock.now(),
    )


def _initial(person: Person, kind: str) -> dict[str, Any]:
    return {name: getattr(person, name) for name in NAMES} if kind == Kind.NAME_CHANGE else {}


def _warnings(person: Person, kind: str) -> dict[str, Any]:
    """What a deletion takes away and what it leaves, before anybody asks for it."""
    return {"erased": erased(), "kept": kept_after_deletion(person)} if kind == Kind.DELETION else {}


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
