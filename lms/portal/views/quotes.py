"""A quote by its link: read, accepted or declined, and the papers of its order. Opening it changes nothing."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from lms.checkout.actions.quote import accept_for_company, decline_for_company
from lms.checkout.quote_emails import paper_of_token, quote_of_token
from lms.kernel import clock
from lms.kernel.access import post_only, secret_link
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from lms.kernel.rate_limit import address_of
from lms.portal.forms.quotes import AcceptQuoteForm, DeclineQuoteForm
from lms.portal.quote_screen import quote_screen_of
from payments.actions.document import bytes_of, issue_receipt_of, usual_addressee
from payments.actions.quote import bytes_of_quote
from payments.actions.quote_answer import Answer
from payments.models import Quote
from payments.paperwork import PdfResponse

CONTACT = Actor.process("quote link")


@secret_link
@never_cache
@require_GET
def quote(request: HttpRequest, token: str) -> HttpResponse:
    """The quote in words, how it stands, and while it is open the form to accept it."""
    return _page(request, _quote(token), token, AcceptQuoteForm())


@secret_link
@never_cache
@require_GET
def quote_pdf(request: HttpRequest, token: str) -> HttpResponse:
    del request
    found = _quote(token)
    return PdfResponse(found, bytes_of_quote(found))


@secret_link
@never_cache
@require_GET
def quote_paper(request: HttpRequest, token: str) -> HttpResponse:
    """A paper of the order a quote became, as it was issued; the page of the quote knows its link."""
    del request
    document = paper_of_token(token)
    if document is None:
        raise Http404
    return PdfResponse(document, bytes_of(document))


@secret_link
@post_only
def quote_receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt, made out as the invoice was. Sent twice, it is issued once."""
    order = _quote(token).order
    if order is None:
        return redirect("lms_portal:quote", token)
    try:
        receipt = issue_receipt_of(order, addressee=usual_addressee(order), by=_by(request), now=clock.now())
    except Obstacle as obstacle:
        messages.warning(request, str(obstacle.message))
    else:
        said = _("%(number)s was issued, made out to %(addressee)s.")
        messages.success(request, said % {"number": receipt.number, "addressee": receipt.addressee_in_full})
    return redirect("lms_portal:quote", token)


@secret_link
@post_only
def quote_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Sent twice, it is accepted once; the page then says by whom."""
    found, form = _quote(token), AcceptQuoteForm(request.POST)
    if not found.is_open(clock.now()):
        return redirect("lms_portal:quote", token)
    if not form.is_valid():
        return _page(request, found, token, form, status=422)
    try:
        accept_for_company(found, form.answer(address_of(request)), by=_by(request), now=clock.now())
    except Obstacle as obstacle:
        messages.warning(request, str(obstacle.message))
    else:
        messages.success(request, _("Thank you. Your order has reached us; we have sent you an e-mail."))
    return redirect("lms_portal:quote", token)


@secret_link
@post_only
def quote_decline(request: HttpRequest, token: str) -> HttpResponse:
    found, form = _quote(token), DeclineQuoteForm(request.POST)
    if not form.is_valid():
        return _page(request, found, token, AcceptQuoteForm(), declining=form, status=422)
    answer = Answer(name=found.buyer_contact or found.buyer_name, address=address_of(request) or None)
    try:
        decline_for_company(found, answer, reason=form.cleaned_data["reason"], by=_by(request), now=clock.now())
    except Obstacle as obstacle:
        messages.warning(request, str(obstacle.message))
    else:
        messages.success(request, _("Thank you for telling us."))
    return redirect("lms_portal:quote", token)


def _page(
    request: HttpRequest, found: Quote, token: str, form: Form, *, declining: Form | None = None, status: int = 200
) -> HttpResponse:
    context = {"token": token, "form": form, "decline_form": declining or DeclineQuoteForm()}
    screen = quote_screen_of(found, now=clock.now())
    return render(request, "lms_portal/quote.html", {**context, **screen}, status=status)


def _by(request: HttpRequest) -> Actor:
    """Whoever is signed in, otherwise whoever holds the link."""
    return Actor.person(request.user) if request.user.is_authenticated else CONTACT


def _quote(token: str) -> Quote:
    found = quote_of_token(token)
    if found is None:
        raise Http404
    return found
