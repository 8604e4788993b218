"""The payment company's own pages, for test payments."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from lms.kernel.access import secret_link
from payments.sandbox.actions.checkout import SessionClosed, end_voucher, load_session
from payments.sandbox.actions.payment import (
    BankAsks,
    CardDeclined,
    NotConfirmed,
    UnknownCard,
    choose_konbini,
    confirm_at_bank,
    pay_by_card,
    pay_by_paypay,
    pay_voucher,
    refuse_at_bank,
    waits_for_bank,
)
from payments.sandbox.cards import CARDS
from payments.sandbox.errors import Refusal
from payments.sandbox.forms import CardForm
from payments.sandbox.guard import require_sandbox
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
        require_sandbox()
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
    """Card details, or another way to pay."""
    if session.data["status"] != "open":
        return _closed(request, session)
    if request.method != "POST":
        return _checkout(request, session, CardForm())
    for method, choose in OTHER_WAYS.items():
        if method in request.POST:
            _require_method(session, method)
            return choose(request, session)
    return _pay_by_card(request, session)


def _pay_by_card(request: HttpRequest, session: StoredObject) -> HttpResponse:
    form = CardForm(request.POST)
    if not form.is_valid():
        return _checkout(request, session, form)
    try:
        pay_by_card(session, form.cleaned_data["number"])
    except BankAsks:
        return redirect("lms_sandbox:bank", session.object_id)
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


@_page
def bank(request: HttpRequest, session: StoredObject) -> HttpResponse:
    """The bank's question (3-D Secure), with both answers as buttons."""
    if not waits_for_bank(session):
        return redirect("lms_sandbox:pay", session.object_id)
    if request.method != "POST":
        return render(request, "lms_sandbox/bank.html", _summary(session))
    try:
        with transaction.atomic():
            (confirm_at_bank if "confirmed" in request.POST else _refuse)(session)
    except SessionClosed:
        return _closed(request, session)
    if session.data["status"] == "open":
        return _checkout(request, session, CardForm(), notice=str(NotConfirmed()))
    return redirect(_success_url(session))


@_page
def paypay(request: HttpRequest, session: StoredObject) -> HttpResponse:
    """What the PayPay app would ask, with both answers as buttons."""
    _require_method(session, "paypay")
    if request.method != "POST":
        return render(request, "lms_sandbox/paypay.html", _summary(session))
    if "confirmed" not in request.POST:
        return redirect("lms_sandbox:pay", session.object_id)
    try:
        with transaction.atomic():
            pay_by_paypay(session)
    except SessionClosed:
        return _closed(request, session)
    return redirect(_success_url(session))


def _refuse(session: StoredObject) -> None:
    with suppress(NotConfirmed):
        refuse_at_bank(session)


def _pay_at_store(request: HttpRequest, session: StoredObject) -> HttpResponse:
    try:
        with transaction.atomic():
            choose_konbini(session)
    except SessionClosed:
        return _closed(request, session)
    return redirect("lms_sandbox:voucher", session.object_id)


def _to_paypay(_request: HttpRequest, session: StoredObject) -> HttpResponse:
    return redirect("lms_sandbox:paypay", session.object_id)


OTHER_WAYS: dict[str, Page] = {"konbini": _pay_at_store, "paypay": _to_paypay}


def _require_method(session: StoredObject, method: str) -> None:
    if method not in session.data["payment_method_types"]:
        raise Http404


def _checkout(request: HttpRequest, session: StoredObject, form: CardForm, notice: str = "") -> HttpResponse:
    context = {
        **_summary(session),
        "form": form,
        "notice": notice,
        # Shown at the bank's address too, once the bank has refused.
        "pay_url": reverse("lms_sandbox:pay", args=[session.object_id]),
        "cards": CARDS.values(),
        "methods": session.data["payment_method_types"],
    }
    return render(request, "lms_sandbox/pay.html", context, status=422 if form.errors or notice else 200)


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
