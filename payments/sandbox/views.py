"""The payment company's own pages, for test payments."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from lms.kernel.access import secret_link
from payments.sandbox.actions.checkout import (
    CardDeclined,
    SessionClosed,
    UnknownCard,
    choose_konbini,
    end_voucher,
    load_session,
    pay_by_card,
    pay_voucher,
)
from payments.sandbox.errors import Refusal
from payments.sandbox.forms import CardForm
from payments.sandbox.models import StoredObject
from payments.sandbox.store import load

Page = Callable[[HttpRequest, StoredObject], HttpResponse]


def _page(view: Page) -> Callable[[HttpRequest, str], HttpResponse]:
    """A page about one session, in the language the session was opened in."""

    @secret_link
    @never_cache
    @csrf_protect
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def show(request: HttpRequest, session_id: str) -> HttpResponse:
        with transaction.atomic():
            try:
                session = load_session(session_id)
            except Refusal as error:
                raise Http404(str(error)) from error
        language = session.data["locale"]
        with translation.override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            return view(request, session)

    return show


@_page
def pay(request: HttpRequest, session: StoredObject) -> HttpResponse:
    """Card details, or the choice of a convenience store."""
    if session.data["status"] != "open":
        return _closed(request, session)
    if request.method != "POST":
        return _checkout(request, session, CardForm())
    return _pay_at_store(request, session) if "konbini" in request.POST else _pay_by_card(request, session)


def _pay_by_card(request: HttpRequest, session: StoredObject) -> HttpResponse:
    form = CardForm(request.POST)
    if not form.is_valid():
        return _checkout(request, session, form)
    try:
        with transaction.atomic():
            pay_by_card(session, form.cleaned_data["number"])
    except (CardDeclined, UnknownCard) as refusal:
        form.add_error("number", str(refusal))
        return _checkout(request, session, form)
    except SessionClosed:
        return _closed(request, session)
    return redirect(_success_url(session))


@_page
def voucher(request: HttpRequest, session: StoredObject) -> HttpResponse:
    """The payment slip, with what would happen at the counter as two buttons."""
    if not session.data["payment_intent"]:
        raise Http404
    if request.method == "POST":
        with transaction.atomic():
            _at_the_counter(request, session)
        return redirect(request.path)
    intent = load("payment_intent", session.data["payment_intent"]).data
    details = (intent["next_action"] or {}).get("konbini_display_details", {})
    ends_at = details.get("expires_at")
    return render(
        request,
        "lms_sandbox/voucher.html",
        {
            **_summary(session),
            "is_paid": session.data["payment_status"] == "paid",
            "is_payable": intent["status"] == "requires_action",
            "ends_at": datetime.fromtimestamp(ends_at, tz=UTC) if ends_at else None,
            "code": str(session.pk).zfill(6),
        },
    )


def _at_the_counter(request: HttpRequest, session: StoredObject) -> None:
    try:
        (pay_voucher if "paid" in request.POST else end_voucher)(session)
    except SessionClosed:
        return  # paid or ended meanwhile: the page says so


def _pay_at_store(request: HttpRequest, session: StoredObject) -> HttpResponse:
    if "konbini" not in session.data["payment_method_types"]:
        raise Http404
    try:
        with transaction.atomic():
            choose_konbini(session)
    except SessionClosed:
        return _closed(request, session)
    return redirect("lms_sandbox:voucher", session.object_id)


def _checkout(request: HttpRequest, session: StoredObject, form: CardForm) -> HttpResponse:
    context = {**_summary(session), "form": form, "methods": session.data["payment_method_types"]}
    return render(request, "lms_sandbox/pay.html", context, status=422 if form.errors else 200)


def _closed(request: HttpRequest, session: StoredObject) -> HttpResponse:
    is_complete = session.data["status"] == "complete"
    return render(request, "lms_sandbox/closed.html", {**_summary(session), "is_complete": is_complete})


def _summary(session: StoredObject) -> dict[str, Any]:
    lines = [
        {
            "title": line["price_data"]["product_data"]["name"],
            "quantity": line.get("quantity", 1),
            "amount": _yen(line["price_data"]["unit_amount"] * line.get("quantity", 1)),
        }
        for line in session.data["_sandbox"]["lines"]
    ]
    return {
        "lines": lines,
        "total": _yen(session.data["amount_total"]),
        "email": session.data["customer_email"],
        "back_url": session.data["cancel_url"],
        "success_url": _success_url(session),
    }


def _yen(amount: int) -> str:
    return f"{amount:,}"


def _success_url(session: StoredObject) -> str:
    return str(session.data["success_url"]).replace("{CHECKOUT_SESSION_ID}", session.object_id)
