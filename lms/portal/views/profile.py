"""The profile on my page: names, addresses and employer, changed by the person themselves."""

from dataclasses import fields
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from cohorts.actions.affiliation import Work, change_employer, organization_named
from cohorts.actions.contact import (
    PostalFields,
    add_postal_address,
    change_postal_address,
    prefer_postal_address,
    remove_postal_address,
)
from cohorts.actions.person import update_person
from cohorts.models import Person, PostalAddress
from cohorts.person_emails import profile_changed
from lms.kernel import clock
from lms.kernel.access import owner_only, post_only, signed_in
from lms.kernel.actor import Actor
from lms.portal import draft, profile
from lms.portal.account import account_of
from lms.portal.forms.person import PersonForm
from lms.portal.forms.profile import EmployerForm, PostalAddressForm, ProfileForm

NAMES_ARE_FIXED = _("Your name stands on an application or a document. It is changed by the office, with evidence.")


@signed_in
def my_profile(request: HttpRequest) -> HttpResponse:
    """What is registered; a new account begins with the form."""
    person = draft.person_of(account_of(request))
    if person is None:
        return redirect("lms_portal:my_profile_edit")
    return render(request, "lms_portal/profile.html", profile.profile_of(person, today=clock.today()))


@signed_in
def my_profile_edit(request: HttpRequest) -> HttpResponse:
    """Names and telephone; somebody the site does not know yet is entered here."""
    user = account_of(request)
    person = draft.person_of(user)
    if person is None:
        return _introduce(request)
    free = profile.names_are_free(person)
    form = ProfileForm(request.POST or None, initial=profile.profile_initial(person), names_are_free=free)
    if request.method == "POST" and form.is_valid():
        update_person(person, by=Actor.person(user), **form.cleaned_data)
        return _saved(request, person, _("Names and telephone"))
    return _form(request, form, _("Names and telephone"), note="" if free else NAMES_ARE_FIXED)


def _introduce(request: HttpRequest) -> HttpResponse:
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        draft.save_person(account_of(request), form.cleaned_data, now=clock.now())
        messages.success(request, _("Your details are registered."))
        return redirect(_way_back(request))
    return _form(request, form, _("Your name and address"))


def _way_back(request: HttpRequest) -> str:
    """To the page that asked for a detail in between (`?next=`), if one did."""
    page = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if is_ours else reverse("lms_portal:my_profile")


@signed_in
def my_employer(request: HttpRequest) -> HttpResponse:
    """Where I work from today; what was before stays in the history."""
    person = draft.person_of(account_of(request))
    if person is None:
        return redirect("lms_portal:my_profile_edit")
    form = EmployerForm(request.POST or None, initial=_work_today(person))
    if request.method == "POST" and form.is_valid():
        by = Actor.person(account_of(request))
        change_employer(person, _work(form.cleaned_data), by=by, today=clock.today(), now=clock.now())
        return _saved(request, person, _("Employer"))
    return _form(request, form, _("Where you work now"), note=_("The change counts from today."))


@signed_in
def my_address_new(request: HttpRequest) -> HttpResponse:
    person = draft.person_of(account_of(request))
    if person is None:
        return redirect("lms_portal:my_profile_edit")
    form = PostalAddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by = Actor.person(account_of(request))
        add_postal_address(person, PostalFields(**form.cleaned_data), by=by, now=clock.now())
        return _saved(request, person, _("Postal addresses"))
    return _form(request, form, _("Add an address"))


@owner_only
def my_address(request: HttpRequest, pk: int) -> HttpResponse:
    row = _address(request, pk)
    initial = {field.name: getattr(row, field.name) for field in fields(PostalFields)}
    form = PostalAddressForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        by = Actor.person(account_of(request))
        change_postal_address(row, PostalFields(**form.cleaned_data), by=by)
        return _saved(request, row.person, _("Postal addresses"))
    return _form(request, form, _("Change the address"))


@owner_only
@post_only
def my_address_prefer(request: HttpRequest, pk: int) -> HttpResponse:
    row = _address(request, pk)
    prefer_postal_address(row, by=Actor.person(account_of(request)))
    return _saved(request, row.person, _("Postal addresses"))


@owner_only
@post_only
def my_address_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = _address(request, pk)
    remove_postal_address(row, by=Actor.person(account_of(request)))
    return _saved(request, row.person, _("Postal addresses"))


def _address(request: HttpRequest, pk: int) -> PostalAddress:
    mine = PostalAddress.objects.filter(person__user_id=account_of(request).pk).select_related("person")
    return get_object_or_404(mine, pk=pk)


def _work_today(person: Person) -> dict[str, Any]:
    current = person.affiliations.on(clock.today()).select_related("organization").first()
    if current is None:
        return {}
    return {"organization": current.organization.name, "department": current.department, "title": current.title}


def _work(typed: dict[str, str]) -> Work | None:
    if not typed["organization"]:
        return None
    organization = organization_named(typed["organization"])
    return Work(organization=organization, department=typed["department"], title=typed["title"])


def _saved(request: HttpRequest, person: Person, what: str | Promise) -> HttpResponse:
    """The person is told by mail, so that a change by somebody else does not stay unnoticed."""
    profile_changed(person, what=[str(what)], now=clock.now())
    messages.success(request, _("The change is saved."))
    return redirect(_way_back(request))


def _form(request: HttpRequest, form: forms.Form, title: str | Promise, *, note: str | Promise = "") -> HttpResponse:
    context = {"form": form, "title": title, "note": note, "way_back": _way_back(request)}
    return render(request, "lms_portal/profile_form.html", context)
