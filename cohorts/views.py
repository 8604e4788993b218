from functools import wraps
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cohorts.forms import NameForm, VerificationForm
from cohorts.license_number import canonical
from cohorts.models import License, LicenseCertificate
from cohorts.permissions import may_read_certificate
from cohorts.rate_limit import WINDOW_SECONDS, too_many_verifications
from cohorts.register import PREFECTURES, shown_of
from cohorts.verification import verify as look_up
from lms.kernel import clock
from lms.kernel.access import View, owner_only, public

INSTRUCTORS_PER_PAGE = 50


def _unlisted(view: View) -> View:
    """Keep the answers out of search engines and caches: they are true at one moment."""

    @wraps(view)
    def unlisted(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = never_cache(view)(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return unlisted


@public
@_unlisted
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a number. A name travels in the body of a POST, never in an address that ends up in logs."""
    given = request.POST if request.method == "POST" else request.GET
    if request.method == "GET" and "number" not in given:
        return render(request, "lms_cohorts/verify.html", {"form": VerificationForm()})
    form = VerificationForm(given)
    if not form.is_valid():
        return render(request, "lms_cohorts/verify.html", {"form": form}, status=400)
    number, name = form.cleaned_data["number"], form.cleaned_data["name"]
    printed = canonical(number)
    if printed and not (name and request.method == "POST"):
        return redirect("lms_cohorts:verify_number", number=printed)
    return _answer(request, number, name if request.method == "POST" else "")


@public
@_unlisted
@require_http_methods(["GET", "POST"])
def verify_number(request: HttpRequest, number: str) -> HttpResponse:
    """The answer about one number, at the address its QR code leads to; POST compares a name."""
    printed = canonical(number)
    if printed and printed != number:
        return redirect("lms_cohorts:verify_number", number=printed)
    form = NameForm(request.POST) if request.method == "POST" else NameForm()
    return _answer(request, number, form.cleaned_data["name"] if form.is_bound and form.is_valid() else "", form)


def _answer(request: HttpRequest, number: str, name: str, form: NameForm | None = None) -> HttpResponse:
    if too_many_verifications(request):
        response = render(request, "lms_cohorts/verify_too_many.html", status=429)
        response["Retry-After"] = str(WINDOW_SECONDS)
        return response
    checked_at = clock.now()
    verification = look_up(number, name, clock.today())
    context = {"verification": verification, "checked_at": checked_at, "name": name, "form": form or NameForm()}
    return render(request, "lms_cohorts/verify_result.html", context, status=200 if verification.is_found else 404)


@public
@require_GET
def instructors(request: HttpRequest) -> HttpResponse:
    """Certified instructors who agreed to be found: valid today, by prefecture where they named one."""
    listed = License.objects.listed_on(clock.today())
    named = set(listed.exclude(prefecture="").values_list("prefecture", flat=True))
    prefecture = request.GET.get("prefecture", "")
    if prefecture in named:
        listed = listed.filter(prefecture=prefecture)
    pages = Paginator(listed.select_related("person__employer"), INSTRUCTORS_PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [(license_, shown_of(license_)) for license_ in page],
        "prefectures": [one for one in PREFECTURES if one in named],
        "prefecture": prefecture if prefecture in named else "",
        "checked_at": clock.now(),
    }
    response = render(request, "lms_cohorts/instructors.html", context)
    response["Cache-Control"] = "no-store"  # who takes the consent back is gone at once
    return response


@owner_only
@never_cache
@require_GET
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate as a PDF, for its holder and the secretariat."""
    held = License.objects.select_related("person").filter(number=number)
    license_ = get_object_or_404(held if held and may_read_certificate(request.user, held[0]) else held.none())
    current = license_.certificates.current().first()
    if current is None or current.status != LicenseCertificate.Status.RENDERED or current.pdf is None:
        context = {"license": license_, "proof": license_.proofs.open().first()}
        return render(request, "lms_cohorts/certificate_pending.html", context, status=202)
    response = HttpResponse(bytes(current.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{license_.number}.pdf"'
    return response
