"""The only door to Stripe: typed answers in, our own exceptions out. Nothing else sees an object of the SDK."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast

import stripe
from stripe.params import RefundCreateParams
from stripe.params.checkout import SessionCreateParams

from payments import conf
from payments.money import yen
from payments.truths import (
    DisputeTruth,
    EventTruth,
    FraudWarning,
    Movement,
    RefundTruth,
    SessionTruth,
    read_dispute,
    read_fraud_warning,
    read_movement,
    read_refund,
    read_session,
)

API_VERSION = "2026-10-28.endive"
CONNECT_SECONDS = 3.05
PAGE = 100
# Sends nothing about this machine and writes nothing to its disk.
stripe.enable_telemetry = False


class GatewayError(Exception):
    """Stripe did not do what was asked, or did not say so."""

    def __init__(self, error: Exception) -> None:
        self.code = str(getattr(error, "code", None) or "")
        self.param = str(getattr(error, "param", None) or "")
        self.http_status = getattr(error, "http_status", None)
        self.request_id = str(getattr(error, "request_id", None) or "")
        super().__init__(str(error))


class Ambiguous(GatewayError):
    """It may have happened: ask again with the same key and the same parameters."""


class NotExecuted(GatewayError):
    """It has not happened yet (rate limit, key in use): ask again later."""


class DefiniteNo(GatewayError):
    """It has not happened and will not."""


class KeyReused(GatewayError):
    """Our own mistake: the key was used with other parameters before."""


class Misconfigured(GatewayError):
    """Our credentials are wrong: nothing about the payment is known."""


class BadSignature(Exception):
    """A delivery that Stripe did not sign, or that is not an event we understand."""


def installed_api_version() -> str:
    """The version the installed SDK was written for."""
    return str(stripe.api_version)


def create_session(params: Mapping[str, Any], *, key: str) -> SessionTruth:
    """Open a checkout session. Amounts that are not whole yen never reach Stripe (TypeError, ValueError)."""
    _check_amounts(params)
    with _translated():
        session = _client().v1.checkout.sessions.create(
            params=cast("SessionCreateParams", params), options={"idempotency_key": key}
        )
        return read_session(_plain(session))


def retrieve_session(session_id: str) -> SessionTruth:
    with _translated():
        expand = ["payment_intent.latest_charge"]
        return read_session(_plain(_client().v1.checkout.sessions.retrieve(session_id, params={"expand": expand})))


def expire_session(session_id: str) -> SessionTruth:
    """Close a session so that it cannot be paid any more; DefiniteNo when it is not open.

    Asking twice does no harm, so the SDK's own key per call is enough.
    """
    with _translated():
        return read_session(_plain(_client().v1.checkout.sessions.expire(session_id)))


def list_sessions(*, created_since: datetime) -> Iterator[SessionTruth]:
    """Every session created since then, newest first."""
    with _translated():
        page = _client().v1.checkout.sessions.list(
            params={
                "created": {"gte": int(created_since.timestamp())},
                "limit": PAGE,
                "expand": ["data.payment_intent.latest_charge"],
            },
        )
        for session in page.auto_paging_iter():
            yield read_session(_plain(session))


def session_of_intent(intent_id: str) -> SessionTruth | None:
    """The checkout session that a payment was made on; None for payments made elsewhere."""
    with _translated():
        found = _client().v1.checkout.sessions.list(
            params={"payment_intent": intent_id, "limit": 1, "expand": ["data.payment_intent.latest_charge"]},
        )
        return next((read_session(_plain(session)) for session in found.data), None)


def create_refund(params: Mapping[str, Any], *, key: str) -> RefundTruth:
    """Send money back. An amount that is not whole yen never reaches Stripe (TypeError, ValueError)."""
    _check_amounts(params)
    with _translated():
        refund = _client().v1.refunds.create(
            params=cast("RefundCreateParams", params), options={"idempotency_key": key}
        )
        return read_refund(_plain(refund))


def retrieve_refund(refund_id: str) -> RefundTruth:
    with _translated():
        return read_refund(_plain(_client().v1.refunds.retrieve(refund_id)))


def list_refunds(*, created_since: datetime) -> Iterator[RefundTruth]:
    with _translated():
        page = _client().v1.refunds.list(params={"created": {"gte": int(created_since.timestamp())}, "limit": PAGE})
        for refund in page.auto_paging_iter():
            yield read_refund(_plain(refund))


def list_refunds_of(intent_id: str) -> Iterator[RefundTruth]:
    """Every refund of one payment, newest first."""
    with _translated():
        page = _client().v1.refunds.list(params={"payment_intent": intent_id, "limit": PAGE})
        for refund in page.auto_paging_iter():
            yield read_refund(_plain(refund))


def retrieve_dispute(dispute_id: str) -> DisputeTruth:
    with _translated():
        return read_dispute(_plain(_client().v1.disputes.retrieve(dispute_id)))


def list_disputes(*, created_since: datetime) -> Iterator[DisputeTruth]:
    with _translated():
        page = _client().v1.disputes.list(params={"created": {"gte": int(created_since.timestamp())}, "limit": PAGE})
        for dispute in page.auto_paging_iter():
            yield read_dispute(_plain(dispute))


def retrieve_fraud_warning(warning_id: str) -> FraudWarning:
    with _translated():
        return read_fraud_warning(_plain(_client().v1.radar.early_fraud_warnings.retrieve(warning_id)))


def list_movements(*, since: datetime, until: datetime) -> Iterator[Movement]:
    """The lines of Stripe's balance between two moments (the end is exclusive), newest first."""
    with _translated():
        page = _client().v1.balance_transactions.list(
            params={"created": {"gte": int(since.timestamp()), "lt": int(until.timestamp())}, "limit": PAGE},
        )
        for movement in page.auto_paging_iter():
            yield read_movement(_plain(movement))


def list_events(*, types: Sequence[str], created_since: datetime) -> Iterator[EventTruth]:
    """Events of these types (at most 20), newest first; Stripe keeps them for 30 days."""
    with _translated():
        page = _client().v1.events.list(
            params={"types": list(types), "created": {"gte": int(created_since.timestamp())}, "limit": PAGE},
        )
        for event in page.auto_paging_iter():
            yield _event(event, json.dumps(event.to_dict(for_json=True)).encode())


def verified_event(body: bytes, signature: str | None) -> EventTruth:
    """The event in a delivery that one of our secrets signed.

    Raises:
        BadSignature: unsigned, too old, tampered with, or not a snapshot event in UTF-8 JSON.
    """
    for secret in conf.STRIPE_WEBHOOK_SECRETS:
        try:
            return _event(_client().construct_event(body, signature, secret), body)
        except (stripe.SignatureVerificationError, ValueError, AttributeError):
            # ValueError: not UTF-8, not JSON, or a thin event. AttributeError: JSON of another shape.
            continue
    raise BadSignature


def close() -> None:
    """Drop the open connections of this thread; the next call opens new ones."""
    for http in _http_clients:
        http.close()  # type: ignore[no-untyped-call]


AMOUNTS = {"amount", "unit_amount", "quantity"}


def _check_amounts(params: Any) -> None:
    """Yen have no smaller unit: what we send is what is charged, so it must be an int all the way (never scaled)."""
    if isinstance(params, Mapping):
        for name, value in params.items():
            if name in AMOUNTS:
                yen(value)
            else:
                _check_amounts(value)
    elif isinstance(params, list):
        for each in params:
            _check_amounts(each)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except stripe.IdempotencyError as error:
        raise KeyReused(error) from error
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        raise Misconfigured(error) from error
    except stripe.RateLimitError as error:
        raise NotExecuted(error) from error
    except (stripe.InvalidRequestError, stripe.CardError) as error:
        raise (NotExecuted if error.http_status == 409 else DefiniteNo)(error) from error
    except stripe.StripeError as error:
        raise (NotExecuted if error.http_status == 409 else Ambiguous)(error) from error


_http_clients: list[stripe.RequestsClient] = []


def _client() -> stripe.StripeClient:
    return _client_for(conf.STRIPE_SECRET_KEY, conf.STRIPE_API_BASE, conf.STRIPE_READ_SECONDS)


@lru_cache(maxsize=8)
def _client_for(secret_key: str, api_base: str, read_seconds: int) -> stripe.StripeClient:
    """One client per process: it keeps connections open between calls."""
    http = stripe.RequestsClient(timeout=(CONNECT_SECONDS, read_seconds))
    _http_clients.append(http)
    return stripe.StripeClient(
        secret_key or "missing",
        stripe_version=API_VERSION,
        base_addresses={"api": api_base},
        max_network_retries=2,
        http_client=http,
    )


def _event(event: Any, raw: bytes) -> EventTruth:
    return EventTruth(
        event_id=event.id,
        type=event.type,
        object_id=str(getattr(event.data.object, "id", "") or ""),
        livemode=bool(event.livemode),
        created_at=datetime.fromtimestamp(event.created, tz=UTC),
        raw=raw,
    )


def _plain(thing: Any) -> dict[str, Any]:
    data: dict[str, Any] = thing.to_dict(for_json=True)
    return data
