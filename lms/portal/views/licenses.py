"""One's own license: the proof of its certificate, and what the public register shows."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cohorts import certificate as drawing
from cohorts.actions.proof import approve_proof, ask_for_correction, choose_letters
from cohorts.actions.register import choose_register
from cohorts.models import CertificateProof, Consent, License
from cohorts.paper_response import PaperResponse
from lms.kernel import clock
from lms.kernel.access import owner_only, post_only
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from lms.portal.account import account_of
from lms.portal.forms.licenses import CorrectionForm, LettersForm, RegisterForm
from lms.portal.license_page import facts_of_proof, held_by, page_of


@owner_only
@never_cache
@require_GET
def my_license(request: HttpRequest, number: str) -> HttpResponse:
    return render(request, "lms_portal/license.html", page_of(_held(request, number)))


@owner_only
@require_GET
def my_proof(request: HttpRequest, number: str) -> HttpResponse:
    """The latest version as a PDF, marked so that nobody takes it for the certificate."""
    proof = _latest(_held(request, number))
    return PaperResponse(f"proof-{number}-{proof.version}", drawing.draw_proof(facts_of_proof(proof)))


@owner_only
@require_GET
def my_proof_picture(request: HttpRequest, number: str) -> HttpResponse:
    """Its front as a picture; the page asks for it with the version, so a browser may keep it for a while."""
    picture = drawing.picture_of_proof(facts_of_proof(_latest(_held(request, number))))
    response = HttpResponse(picture, content_type="image/png")
    response["Cache-Control"] = "private, max-age=600"
    return response


@owner_only
@post_only
def my_proof_letters(request: HttpRequest, number: str, version: int) -> HttpResponse:
    license_ = _held(request, number)
    proof = _version(license_, version)
    form = LettersForm(request.POST, person=license_.person, proof=proof)
    if not form.is_valid():
        return render(request, "lms_portal/license.html", page_of(license_), status=400)
    lettering, by = form.cleaned_data["lettering"], Actor.person(request.user)
    return _answered(
        request,
        number,
        lambda: choose_letters(proof, lettering, by=by, now=clock.now()),
        _("This is the new proof."),
    )


@owner_only
@post_only
def my_proof_approve(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """Exactly the version that was looked at; a newer one is not approved unseen."""
    proof = _version(_held(request, number), version)
    by = Actor.person(request.user)
    return _answered(
        request,
        number,
        lambda: approve_proof(proof, by=by, now=clock.now()),
        _("You have approved the proof. The certificate is being printed."),
    )


@owner_only
@post_only
def my_proof_correct(request: HttpRequest, number: str, version: int) -> HttpResponse:
    license_ = _held(request, number)
    proof, form = _version(license_, version), CorrectionForm(request.POST)
    if not form.is_valid():
        return render(request, "lms_portal/license.html", page_of(license_, correction=form), status=400)
    wish, by = form.cleaned_data["wish"], Actor.person(request.user)
    return _answered(
        request,
        number,
        lambda: ask_for_correction(proof, wish=wish, by=by, now=clock.now()),
        _("The office corrects the proof and writes to you. Nothing is printed until then."),
    )


@owner_only
@post_only
def my_register(request: HttpRequest, number: str) -> HttpResponse:
    license_ = _held(request, number)
    form = RegisterForm(request.POST, license_=license_)
    if not form.is_valid():
        return render(request, "lms_portal/license.html", page_of(license_, register=form), status=400)
    by = Actor.person(request.user)
    choose_register(license_, form.choice(), source=Consent.Source.MY_PAGE, by=by, now=clock.now())
    messages.success(request, _("The public register shows what you have chosen, from this moment."))
    return redirect("lms_portal:my_license", number)


def _answered(request: HttpRequest, number: str, act: Callable[[], object], done: str | Promise) -> HttpResponse:
    try:
        act()
    except Obstacle as obstacle:
        messages.warning(request, str(obstacle.message))
    else:
        messages.success(request, str(done))
    return redirect("lms_portal:my_license", number)


def _held(request: HttpRequest, number: str) -> License:
    return get_object_or_404(held_by(account_of(request)), number=number)


def _version(license_: License, version: int) -> CertificateProof:
    return get_object_or_404(license_.proofs, version=version)


def _latest(license_: License) -> CertificateProof:
    return get_object_or_404(license_.proofs.order_by("-version")[:1])
