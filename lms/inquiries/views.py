from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lms.checkout.models import LegalDocument
from lms.inquiries.actions.inquiry import receive_inquiry
from lms.inquiries.actions.misuse import report_misuse
from lms.inquiries.forms import InquiryForm, MisuseForm
from lms.inquiries.models import Inquiry
from lms.kernel import clock
from lms.kernel.access import public, secret_link
from lms.kernel.actor import Actor
from lms.kernel.rate_limit import too_many_forms

SALT = "lms_inquiries.received"
MOST_PER_HOUR = 5


@public
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form, then what was typed to be checked once more, then the number under which it was received."""
    privacy = LegalDocument.objects.in_force(LegalDocument.Kind.PRIVACY, at=clock.now())
    if privacy is None:
        return render(request, "lms_inquiries/not_ready.html")
    asked = request.POST if request.method == "POST" else request.GET
    if asked.get("topic") == Inquiry.Topic.MISUSE:
        return _misuse_instead(request, asked)
    return _ask(request, privacy)


def _misuse_instead(request: HttpRequest, asked: QueryDict) -> HttpResponse:
    """A matter with questions of its own: what was typed so far goes along."""
    so_far = {"details": asked.get("message", ""), "name": asked.get("name", ""), "email": asked.get("email", "")}
    initial = {**_known(request), **{name: value for name, value in so_far.items() if value}}
    return render(request, "lms_inquiries/misuse.html", {"form": MisuseForm(initial=initial)})


def _ask(request: HttpRequest, privacy: LegalDocument) -> HttpResponse:
    if request.method == "GET":
        return render(request, "lms_inquiries/ask.html", {"form": InquiryForm(initial=_known(request))})
    form = InquiryForm(request.POST)
    step = request.POST.get("step", "")
    if not form.is_valid() or step == "back":
        return render(request, "lms_inquiries/ask.html", {"form": form}, status=200 if step == "back" else 400)
    if step != "send":
        return render(request, "lms_inquiries/check.html", {"form": form, "facts": form.facts()})
    if too_many_forms("inquiries", request, form.cleaned_data["email"], most=MOST_PER_HOUR):
        form.add_error(
            None,
            _("Many questions have come from here within an hour. Please try again later, or call the secretariat."),
        )
        return render(request, "lms_inquiries/ask.html", {"form": form}, status=429)
    inquiry = receive_inquiry(
        form.answers(),
        privacy_version=privacy.version,
        language=(get_language() or "ja")[:2],
        trap=form.cleaned_data["website"],
        by=Actor.person(request.user),
        now=clock.now(),
    )
    return redirect("lms_inquiries:received", token=signing.dumps(inquiry.number, salt=SALT))


@public
@require_http_methods(["GET", "POST"])
def misuse(request: HttpRequest) -> HttpResponse:
    """Somebody uses the title without a license: asked, checked once more, received under a number."""
    privacy = LegalDocument.objects.in_force(LegalDocument.Kind.PRIVACY, at=clock.now())
    if privacy is None:
        return render(request, "lms_inquiries/not_ready.html")
    if request.method == "GET":
        known = {**_known(request), "license_number": request.GET.get("number", "")[:60]}
        return render(request, "lms_inquiries/misuse.html", {"form": MisuseForm(initial=known)})
    form = MisuseForm(request.POST)
    step = request.POST.get("step", "")
    if not form.is_valid() or step == "back":
        return render(request, "lms_inquiries/misuse.html", {"form": form}, status=200 if step == "back" else 400)
    if step != "send":
        return render(request, "lms_inquiries/misuse_check.html", {"form": form, "facts": form.facts()})
    if too_many_forms("inquiries", request, form.cleaned_data["email"], most=MOST_PER_HOUR):
        form.add_error(
            None,
            _("Many questions have come from here within an hour. Please try again later, or call the secretariat."),
        )
        return render(request, "lms_inquiries/misuse.html", {"form": form}, status=429)
    inquiry = report_misuse(
        form.sender(),
        form.seen(),
        privacy_version=privacy.version,
        language=(get_language() or "ja")[:2],
        trap=form.cleaned_data["website"],
        by=Actor.person(request.user),
        now=clock.now(),
    )
    return redirect("lms_inquiries:received", token=signing.dumps(inquiry.number, salt=SALT))


@secret_link
@require_GET
def received(request: HttpRequest, token: str) -> HttpResponse:
    """The number to name when asking again. Its address cannot be guessed and shows nothing that was written."""
    try:
        number = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise Http404 from None
    inquiry = get_object_or_404(Inquiry, number=number)
    response = render(request, "lms_inquiries/received.html", {"inquiry": inquiry})
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _known(request: HttpRequest) -> dict[str, str]:
    topic = request.GET.get("topic", "")
    known = {"topic": topic} if topic in Inquiry.Topic.values else {}
    if request.user.is_authenticated:
        known["email"] = str(getattr(request.user, request.user.get_email_field_name(), ""))
    return known
