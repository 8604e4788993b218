"""Objects of the sandbox: made, kept, listed, expanded."""

import secrets
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from payments.sandbox import clock
from payments.sandbox.errors import missing
from payments.sandbox.models import StoredObject

PREFIX = {
    "checkout.session": "cs_test_",
    "payment_intent": "pi_",
    "charge": "ch_",
    "refund": "re_",
    "event": "evt_",
    "balance_transaction": "txn_",
    "dispute": "du_",
    "radar.early_fraud_warning": "issfr_",
}
# Which fields hold the id of another object.
REFERENCES = {"payment_intent", "latest_charge", "charge", "balance_transaction"}


def new_object(kind: str, **fields: Any) -> StoredObject:
    moment = clock.now()
    object_id = PREFIX[kind] + secrets.token_hex(12)
    data = {"id": object_id, "object": kind, "created": int(moment.timestamp()), "livemode": False, **fields}
    return StoredObject.objects.create(object_id=object_id, kind=kind, data=data, created_at=moment)


def load(kind: str, object_id: str) -> StoredObject:
    """The object, or Stripe's 404."""
    found = StoredObject.objects.filter(kind=kind, object_id=object_id).first()
    if found is None:
        raise missing(kind, object_id)
    return found


def lock(stored: StoredObject) -> StoredObject:
    """The object as it is now, kept from other requests until the transaction ends."""
    stored.data = StoredObject.objects.select_for_update().get(pk=stored.pk).data
    return stored


def change(stored: StoredObject, **fields: Any) -> StoredObject:
    stored.data |= fields
    stored.save(update_fields=["data"])
    return stored


def charge_of(intent_id: str) -> StoredObject:
    return load("charge", load("payment_intent", intent_id).data["latest_charge"])


def move_money(kind: str, amount: int, source: StoredObject, *, fee: int = 0) -> StoredObject:
    """One line of the balance, in yen; the fee is what Stripe keeps."""
    return new_object(
        "balance_transaction",
        type=kind,
        amount=amount,
        fee=fee,
        net=amount - fee,
        currency="jpy",
        source=source.object_id,
    )


def listed(rows: "QuerySet[StoredObject]", params: dict[str, Any], url: str) -> dict[str, Any]:
    """A page of a list, newest first, with Stripe's cursor and its filter by time."""
    created = params.get("created", {})
    if isinstance(created, dict):
        bounds = {f"created_at__{name}": _moment(value) for name, value in created.items()}
        rows = rows.filter(**bounds)
    if after := params.get("starting_after"):
        rows = rows.filter(pk__lt=StoredObject.objects.get(object_id=after).pk)
    limit = params.get("limit", 10)
    page = list(rows[: limit + 1])
    return {
        "object": "list",
        "url": url,
        "has_more": len(page) > limit,
        "data": [each.data for each in page[:limit]],
    }


def expanded(body: dict[str, Any], paths: list[str]) -> dict[str, Any]:
    """The answer with the named references replaced by the objects themselves."""
    body = dict(body)
    for path in paths:
        _expand(body, path.split("."))
    return body


def public(body: Any) -> Any:
    """An answer without what the sandbox keeps for itself."""
    if isinstance(body, dict):
        return {name: public(value) for name, value in body.items() if name != "_sandbox"}
    return [public(each) for each in body] if isinstance(body, list) else body


def _expand(body: dict[str, Any], path: list[str]) -> None:
    name, *rest = path
    value = body.get(name)
    if isinstance(value, list):
        body[name] = [dict(each) for each in value]
        for each in body[name]:
            _expand(each, rest)
    elif isinstance(value, str) and name in REFERENCES:
        value = dict(StoredObject.objects.get(object_id=value).data)
        body[name] = value
    if isinstance(value, dict) and rest:
        _expand(value, rest)


def _moment(timestamp: int) -> datetime:
    return datetime.fromtimestamp(timestamp, tz=clock.JST)
