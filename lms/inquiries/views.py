from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lms.checkout.models import LegalDocument
from lms.inquiries.actions.inquiry import receive_inquiry
from lms.inquiries.actions.misuse import report_misuse
from lms.inquiries.forms import InquiryForm, MisuseForm, PublicForm
from lms.inquiries.models import Inquiry
from lms.kernel import clock
from lms.kernel.access import public, secret_link
from lms.kernel.actor import Actor
from lms.kernel.link_token import row_of, token_of
from lms.kernel.rate_limit import too_many_forms

SALT = "lms_inquiries.received"
MOST_PER_HOUR = 5


@dataclass(frozen=True, slots=True)
class Questions:
    """A form that anybody fills in: where it stands, how it reads, and who takes what was written."""

    address: str
    page: str
    check_title: str | Promise
    form: type[PublicForm]
    receive: Callable[..., Inquiry]


QUESTION = Questions(
    "lms_inquiries:ask",
    "lms_inquiries/ask.html",
    gettext_lazy("Is this what you want to ask?"),
    InquiryForm,
    receive_inquiry,
)
MISUSE = Questions(
    "lms_inquiries:misuse",
    "lms_inquiries/misuse.html",
    gettext_lazy("Is this what you want to tell us?"),
    MisuseForm,
    report_misuse,
)


@public
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """A question to the office; one about a title used without a license goes on with questions of its own."""
    asked = request.POST if request.method == "POST" else request.GET
    if asked.get("topic") != Inquiry.Topic.MISUSE:
        return _walk(request, QUESTION, initial=_known(request), begins=request.method == "GET")
    so_far = {"details": asked.get("message", ""), "name": asked.get("name", ""), "email": asked.get("email", "")}
    known = {**_known(request), **{name: value for name, value in so_far.items() if value}}
    return _walk(request, MISUSE, initial=known, begins=True)


@public
@require_http_methods(["GET", "POST"])
def misuse(request: HttpRequest) -> HttpResponse:
    """Somebody uses the title without a license."""
    initial = {**_known(request), "license_number": request.GET.get("number", "")[:60]}
    return _walk(request, MISUSE, initial=initial, begins=request.method == "GET")


def _walk(request: HttpRequest, questions: Questions, *, initial: dict[str, str], begins: bool) -> HttpResponse:
    """The form, then what was typed to be checked once more, then the number under which it was received."""
    privacy = LegalDocument.objects.in_force(LegalDocument.Kind.PRIVACY, at=clock.now())
    if privacy is None:
        return render(request, "lms_inquiries/not_ready.html")
    if begins:
        return _fill_in(request, questions, questions.form(initial=initial))
    form = questions.form(request.POST)
    step = request.POST.get("step", "")
    if not form.is_valid() or step == "back":
        return _fill_in(request, questions, form, status=200 if step == "back" else 400)
    if step != "send":
        context = {"form": form, "facts": form.facts(), "title": questions.check_title, "address": questions.address}
        return render(request, "lms_inquiries/check.html", context)
    if too_many_forms("inquiries", request, form.cleaned_data["email"], most=MOST_PER_HOUR):
        form.add_error(
            None,
            _("Many questions have come from here within an hour. Please try again later, or call the secretariat."),
        )
        return _fill_in(request, questions, form, status=429)
    inquiry = questions.receive(
        *form.answers(),
        privacy_version=privacy.version,
        language=(get_language() or "ja")[:2],
        trap=form.cleaned_data["website"],
        by=Actor.person(request.user),
        now=clock.now(),
    )
    return redirect("lms_inquiries:received", token=token_of(inquiry, salt=SALT))


def _fill_in(request: HttpRequest, questions: Questions, form: PublicForm, *, status: int = 200) -> HttpResponse:
    return render(request, questions.page, {"form": form, "address": questions.address}, status=status)


@secret_link
@require_GET
def received(request: HttpRequest, token: str) -> HttpResponse:
    """The number to name when asking again. Its address cannot be guessed and shows nothing that was written."""
    inquiry = row_of(token, Inquiry.objects.all(), salt=SALT)
    if inquiry is None:
        raise Http404
    response = render(request, "lms_inquiries/received.html", {"inquiry": inquiry})
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _known(request: HttpRequest) -> dict[str, str]:
    topic = request.GET.get("topic", "")
    known = {"topic": topic} if topic in Inquiry.Topic.values else {}
    if request.user.is_authenticated:
        known["email"] = str(getattr(request.user, request.user.get_email_field_name(), ""))
    return known
