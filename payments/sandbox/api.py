"""The API of the sandbox as the SDK sees it: routes, keys, errors, misfortunes."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from lms.kernel.access import signed_request
from payments.sandbox import clock, contract, store, wire
from payments.sandbox.actions.checkout import create_session, expire_session, load_session
from payments.sandbox.actions.event import take_fault
from payments.sandbox.actions.refund import cancel_refund, create_refund
from payments.sandbox.errors import Refusal
from payments.sandbox.guard import require_sandbox
from payments.sandbox.models import Fault, StoredObject, UsedKey

Kind = Fault.Kind
Params = dict[str, Any]
KEYS_ARE_KEPT = timedelta(hours=24)
SERVER_ERROR = Refusal("An unknown error occurred.", status=500, kind="api_error")
BEFORE = {
    Kind.ERROR_BEFORE: SERVER_ERROR,
    Kind.RATE_LIMIT: Refusal("Too many requests.", status=429, code="rate_limit"),
    Kind.UNAUTHORIZED: Refusal("Invalid API Key provided.", status=401),
    Kind.FORBIDDEN: Refusal("This key may not do that.", status=403),
}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: dict[str, Any]
    is_replayed: bool = False
    is_lost: bool = False


@signed_request
@csrf_exempt
def api(request: HttpRequest, path: str) -> HttpResponse:
    """Every call under /v1/."""
    require_sandbox()
    try:
        answer = _answer(request, f"/v1/{path}")
    except Refusal as refusal:
        answer = Answer(refusal.status, refusal.as_body())
    response = HttpResponse(b"") if answer.is_lost else JsonResponse(store.public(answer.body), status=answer.status)
    response["Request-Id"] = f"req_{secrets.token_hex(7)}"
    # The SDK would retry by itself and hide what a test wants to see.
    response["Stripe-Should-Retry"] = "false"
    if answer.is_replayed:
        response["Idempotent-Replayed"] = "true"
    return response


def _answer(request: HttpRequest, path: str) -> Answer:
    _require_key(request)
    operation, names, run = _route(str(request.method), path)
    fault = take_fault([kind for kind in Kind if not kind.startswith("delivery")], operation)
    if fault in BEFORE:
        raise BEFORE[fault]
    raw = (request.body.decode() if request.method == "POST" else request.META["QUERY_STRING"]) or ""
    key = request.headers.get("Idempotency-Key", "") if request.method == "POST" else ""

    def execute() -> Answer:
        if fault == Kind.ERROR_STORED:
            return Answer(500, SERVER_ERROR.as_body())
        params = contract.accept(operation, wire.decode(raw))
        body = store.expanded(run(params, *names), params.get("expand", []))
        return Answer(500, SERVER_ERROR.as_body()) if fault == Kind.ERROR_AFTER else Answer(200, body)

    with transaction.atomic():
        answer = _once(key, f"{operation} {path} {raw}", execute) if key else execute()
    return Answer(answer.status, answer.body, is_lost=True) if fault == Kind.ANSWER_LOST else answer


def _once(key: str, request: str, execute: Callable[[], Answer]) -> Answer:
    """Execute a key's first request and repeat its answer for the others. Refusals are not kept, as at Stripe."""
    UsedKey.objects.filter(key=key, created_at__lte=clock.now() - KEYS_ARE_KEPT).delete()
    fingerprint = hashlib.sha256(request.encode()).hexdigest()
    used, is_new = UsedKey.objects.get_or_create(
        key=key, defaults={"fingerprint": fingerprint, "status": 0, "body": {}, "created_at": clock.now()}
    )
    if not is_new:
        if used.fingerprint != fingerprint:
            raise Refusal(
                f"Keys for idempotent requests can only be used with the same parameters they were first used with. "
                f"Try using a key other than '{key}' if you meant to execute a different request.",
                kind="idempotency_error",
            )
        return Answer(used.status, used.body, is_replayed=True)
    answer = execute()
    UsedKey.objects.filter(pk=used.pk).update(status=answer.status, body=store.public(answer.body))
    return answer


def _require_key(request: HttpRequest) -> None:
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {settings.STRIPE_SECRET_KEY}".encode()):
        raise Refusal("Invalid API Key provided.", status=401)


def _route(method: str, path: str) -> tuple[str, tuple[str, ...], Callable[..., dict[str, Any]]]:
    for operation, run in ROUTES.items():
        verb, pattern = operation.split(" ")
        if verb == method and (match := re.fullmatch(pattern.replace("{}", "([^/]+)"), path)):
            return operation, match.groups(), run
    raise Refusal(f"Unrecognized request URL ({method}: {path}).", status=404)


def _list_sessions(params: Params) -> Params:
    rows = StoredObject.objects.filter(kind="checkout.session")
    for session in rows.filter(data__status="open"):
        load_session(session.object_id)
    for name in ("status", "payment_intent"):
        if name in params:
            rows = rows.filter(**{f"data__{name}": params[name]})
    return store.listed(rows, params, "/v1/checkout/sessions")


def _line_items(_params: Params, session_id: str) -> Params:
    lines = load_session(session_id).data["_sandbox"]["lines"]
    data = [
        {
            "id": f"li_{number}",
            "object": "item",
            "description": line["price_data"]["product_data"]["name"],
            "quantity": line.get("quantity", 1),
            "currency": "jpy",
            "amount_total": line["price_data"]["unit_amount"] * line.get("quantity", 1),
        }
        for number, line in enumerate(lines)
    ]
    return {"object": "list", "url": f"/v1/checkout/sessions/{session_id}/line_items", "has_more": False, "data": data}


def _listing(kind: str, url: str, *filters: str) -> Callable[[Params], Params]:
    """A list of one kind, narrowed by the fields the caller names."""

    def run(params: Params) -> Params:
        rows = StoredObject.objects.filter(kind=kind)
        wanted = {f"data__{name}": params[name] for name in filters if name in params}
        return store.listed(rows.filter(**wanted), params, url)

    return run


def _list_events(params: Params) -> Params:
    rows = StoredObject.objects.filter(kind="event")
    if types := params.get("types") or ([params["type"]] if "type" in params else []):
        rows = rows.filter(data__type__in=types)
    return store.listed(rows, params, "/v1/events")


ROUTES: dict[str, Callable[..., dict[str, Any]]] = {
    "POST /v1/checkout/sessions": lambda params: create_session(params).data,
    "GET /v1/checkout/sessions": _list_sessions,
    "GET /v1/checkout/sessions/{}": lambda _params, name: load_session(name).data,
    "POST /v1/checkout/sessions/{}/expire": lambda _params, name: expire_session(name).data,
    "GET /v1/checkout/sessions/{}/line_items": _line_items,
    "GET /v1/payment_intents/{}": lambda _params, name: store.load("payment_intent", name).data,
    "GET /v1/charges/{}": lambda _params, name: store.load("charge", name).data,
    "POST /v1/refunds": lambda params: create_refund(params).data,
    "GET /v1/refunds": _listing("refund", "/v1/refunds", "payment_intent", "charge"),
    "POST /v1/refunds/{}/cancel": lambda _params, name: cancel_refund(name).data,
    "GET /v1/disputes": _listing("dispute", "/v1/disputes", "charge", "payment_intent"),
    "GET /v1/disputes/{}": lambda _params, name: store.load("dispute", name).data,
    "GET /v1/radar/early_fraud_warnings": _listing(
        "radar.early_fraud_warning", "/v1/radar/early_fraud_warnings", "charge", "payment_intent"
    ),
    "GET /v1/radar/early_fraud_warnings/{}": lambda _params, name: store.load("radar.early_fraud_warning", name).data,
    "GET /v1/refunds/{}": lambda _params, name: store.load("refund", name).data,
    "GET /v1/events": _list_events,
    "GET /v1/events/{}": lambda _params, name: store.load("event", name).data,
    "GET /v1/balance_transactions": _listing("balance_transaction", "/v1/balance_transactions", "type", "source"),
}
