"""What each endpoint accepts, read from the SDK's own types, so that the sandbox refuses what Stripe would."""

import re
import sys
import types
import typing
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

import typing_extensions
from stripe.params import (
    BalanceTransactionListParams,
    ChargeRetrieveParams,
    DisputeListParams,
    DisputeRetrieveParams,
    EventListParams,
    EventRetrieveParams,
    PaymentIntentRetrieveParams,
    RefundCancelParams,
    RefundCreateParams,
    RefundListParams,
    RefundRetrieveParams,
)
from stripe.params.checkout import (
    SessionCreateParams,
    SessionExpireParams,
    SessionLineItemListParams,
    SessionListParams,
    SessionRetrieveParams,
)
from stripe.params.radar import EarlyFraudWarningListParams, EarlyFraudWarningRetrieveParams

from payments.sandbox.errors import Refusal

PARAMETERS: dict[str, Any] = {
    "POST /v1/checkout/sessions": SessionCreateParams,
    "GET /v1/checkout/sessions": SessionListParams,
    "GET /v1/checkout/sessions/{}": SessionRetrieveParams,
    "POST /v1/checkout/sessions/{}/expire": SessionExpireParams,
    "GET /v1/checkout/sessions/{}/line_items": SessionLineItemListParams,
    "GET /v1/payment_intents/{}": PaymentIntentRetrieveParams,
    "GET /v1/charges/{}": ChargeRetrieveParams,
    "POST /v1/refunds": RefundCreateParams,
    "GET /v1/refunds": RefundListParams,
    "GET /v1/refunds/{}": RefundRetrieveParams,
    "POST /v1/refunds/{}/cancel": RefundCancelParams,
    "GET /v1/disputes": DisputeListParams,
    "GET /v1/disputes/{}": DisputeRetrieveParams,
    "GET /v1/radar/early_fraud_warnings": EarlyFraudWarningListParams,
    "GET /v1/radar/early_fraud_warnings/{}": EarlyFraudWarningRetrieveParams,
    "GET /v1/events": EventListParams,
    "GET /v1/events/{}": EventRetrieveParams,
    "GET /v1/balance_transactions": BalanceTransactionListParams,
}
OPTIONAL: tuple[Any, ...] = (typing.NotRequired, typing_extensions.NotRequired)
WRAPPERS: tuple[Any, ...] = (*OPTIONAL, typing.Required, typing_extensions.Required, typing.Annotated)
# What the SDK adds to parameters for itself and never sends.
TRANSPORT = {
    "api_key",
    "stripe_version",
    "stripe_account",
    "stripe_context",
    "max_network_retries",
    "idempotency_key",
    "content_type",
    "headers",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What a parameter may be."""

    kind: str
    choices: tuple[str, ...] = ()
    fields: "dict[str, tuple[Shape, bool]] | None" = None
    items: "Shape | None" = None
    options: "tuple[Shape, ...]" = ()


@cache
def shape_of_operation(operation: str) -> Shape:
    """The parameters of an operation such as "POST /v1/refunds"."""
    return _shape(PARAMETERS[operation])


def accept(operation: str, raw: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a request in their proper types.

    Raises:
        Refusal: naming the first parameter that is unknown, missing or of another kind, as Stripe does.
    """
    accepted: dict[str, Any] = _accept(raw, shape_of_operation(operation), "")
    return accepted


def _shape(annotation: Any) -> Shape:  # noqa: PLR0911 - one return per kind of type
    origin: Any = get_origin(annotation)
    if origin in WRAPPERS:
        return _shape(get_args(annotation)[0])
    if origin is Literal:
        return Shape("choice", choices=get_args(annotation))
    if origin in (Union, types.UnionType):
        return _union(get_args(annotation))
    if origin is list:
        return Shape("array", items=_shape(get_args(annotation)[0]))
    if origin is dict:
        return Shape("mapping", items=_shape(get_args(annotation)[1]))
    if typing_extensions.is_typeddict(annotation):
        return _object(annotation)
    simple = {str: "string", bool: "boolean", int: "integer", float: "number"}
    return Shape(simple.get(annotation, "anything"))


def _union(members: tuple[Any, ...]) -> Shape:
    """The SDK writes enums as open unions: literals beside str. The literals are what the API takes."""
    members = tuple(each for each in members if "UntypedStripeObject" not in str(each))
    choices = tuple(value for each in members if get_origin(each) is Literal for value in get_args(each))
    others = tuple(each for each in members if get_origin(each) is not Literal and each is not str)
    if choices and choices != ("",):
        shapes = (Shape("choice", choices=choices), *map(_shape, others))
    else:
        shapes = tuple(map(_shape, (*others, *(each for each in members if each is str))))
    return shapes[0] if len(shapes) == 1 else Shape("any_of", options=shapes)


def _object(annotation: Any) -> Shape:
    namespace: dict[str, Any] = {"StripeContext": str}
    for each in (annotation, *getattr(annotation, "__orig_bases__", ())):
        if isinstance(each, type):
            namespace |= vars(sys.modules[each.__module__])
    hints = typing_extensions.get_type_hints(annotation, globalns=namespace, include_extras=True)
    fields = {
        name: (_shape(hint), get_origin(hint) not in OPTIONAL) for name, hint in hints.items() if name not in TRANSPORT
    }
    return Shape("object", fields=fields)


def _accept(value: Any, shape: Shape, path: str) -> Any:
    match shape.kind:
        case "any_of":
            return _first_fit(value, shape.options, path)
        case "object":
            return _accept_object(value, shape.fields or {}, path)
        case "mapping":
            return {key: _accept(each, shape.items or Shape("string"), f"{path}[{key}]") for key, each in value.items()}
        case "array":
            if not isinstance(value, list):
                raise Refusal("Invalid array", param=path)
            items = shape.items or Shape("string")
            return [_accept(each, items, f"{path}[{number}]") for number, each in enumerate(value)]
        case "choice":
            if value not in shape.choices:
                raise Refusal(f"Invalid {path}: must be one of {', '.join(shape.choices)}", param=path)
            return value
        case _:
            return _accept_simple(value, shape.kind, path)


def _accept_simple(value: Any, kind: str, path: str) -> Any:
    if kind != "anything" and not isinstance(value, str):
        raise Refusal(f"Invalid {kind}", param=path)
    if kind == "integer":
        if not re.fullmatch(r"-?\d+", value):
            raise Refusal(f"Invalid integer: {value}", param=path, code="parameter_invalid_integer")
        return int(value)
    if kind == "boolean":
        if value not in {"true", "false"}:
            raise Refusal(f"Invalid boolean: {value}", param=path)
        return value == "true"
    return value


def _accept_object(value: Any, fields: dict[str, tuple[Shape, bool]], path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refusal("Invalid object", param=path)
    for name in value:
        if name not in fields:
            full = _join(path, name)
            raise Refusal(f"Received unknown parameter: {full}", param=full, code="parameter_unknown")
    for name, (_each, is_required) in fields.items():
        if is_required and name not in value:
            full = _join(path, name)
            raise Refusal(f"Missing required param: {full}.", param=full, code="parameter_missing")
    return {name: _accept(each, fields[name][0], _join(path, name)) for name, each in value.items()}


def _first_fit(value: Any, options: tuple[Shape, ...], path: str) -> Any:
    refusal = Refusal("Invalid value", param=path)
    for option in options:
        try:
            return _accept(value, option, path)
        except Refusal as error:
            refusal = error
    raise refusal


def _join(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name
