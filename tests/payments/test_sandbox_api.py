"""The sandbox answers the real SDK as Stripe would, refusals included."""

from datetime import timedelta

import pytest
import stripe

from lms.kernel import clock
from payments import gateway
from payments.sandbox import contract, wire
from payments.sandbox.actions.payment import pay_by_card
from payments.sandbox.errors import Refusal
from payments.sandbox.models import StoredObject
from tests.payments.shop import Shop


@pytest.fixture
def client(shop: Shop):
    return gateway._client()


def session_params(**changes) -> dict:
    line = {"quantity": 1, "price_data": {"currency": "jpy", "unit_amount": 88_000, "product_data": {"name": "講座"}}}
    ends = int((clock.now() + timedelta(hours=1)).timestamp())
    return {"mode": "payment", "success_url": "https://x.example/", "line_items": [line], "expires_at": ends} | changes


def open_session(client, key: str = "key", **changes):
    return client.v1.checkout.sessions.create(params=session_params(**changes), options={"idempotency_key": key})


def test_the_same_key_repeats_the_same_answer(client):
    params = session_params()
    first, second = (
        client.v1.checkout.sessions.create(params=params, options={"idempotency_key": "key"}) for _ in range(2)
    )
    assert first.id == second.id
    assert second.last_response.headers["Idempotent-Replayed"] == "true"


def test_the_same_key_with_other_parameters_is_refused(client):
    open_session(client)
    with pytest.raises(stripe.IdempotencyError):
        open_session(client, client_reference_id="another")


@pytest.mark.parametrize(
    "change,param",
    [
        ({"payment_method_types": ["card"]}, "payment_method_types"),
        ({"ui_mode": "hosted"}, "ui_mode"),
        ({"submit_type": "buy"}, "submit_type"),
        ({"adaptive_pricing": {"on": True}}, "adaptive_pricing[on]"),
        ({"expires_at": 1}, "expires_at"),
        ({"mode": "subscription"}, "line_items"),
    ],
)
def test_what_stripe_refuses_is_refused_by_name(client, change, param):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        open_session(client, **change)
    assert refusal.value.param == param


def test_float_yen_are_refused(client):
    line = {"price_data": {"currency": "jpy", "unit_amount": 880.5, "product_data": {"name": "講座"}}}
    with pytest.raises(stripe.InvalidRequestError, match="Invalid integer"):
        open_session(client, line_items=[line])


def test_a_wrong_key_is_refused(client, settings):
    settings.STRIPE_SECRET_KEY = "sk_sandbox_other"
    with pytest.raises(stripe.AuthenticationError):
        open_session(client)


def test_an_unknown_address_and_an_unknown_object(client):
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        client.v1.customers.list()
    with pytest.raises(gateway.DefiniteNo):
        gateway.retrieve_session("cs_nowhere")


def test_only_an_open_session_can_be_expired(client):
    session = open_session(client)
    client.v1.checkout.sessions.expire(session.id)
    with pytest.raises(stripe.InvalidRequestError, match="status of expired"):
        client.v1.checkout.sessions.expire(session.id)


def test_a_paid_session_can_be_followed_to_the_money(client):
    session = open_session(client, payment_intent_data={"metadata": {"order": "1"}})
    pay_by_card(StoredObject.objects.get(object_id=session.id), "4242424242424242")
    expand = ["payment_intent.latest_charge.balance_transaction"]
    paid = client.v1.checkout.sessions.retrieve(session.id, params={"expand": expand})
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.payment_intent.metadata.to_dict() == {"order": "1"}
    charge = paid.payment_intent.latest_charge
    assert (charge.amount, charge.payment_method_details.type) == (88_000, "card")
    assert charge.balance_transaction.net == 88_000 - charge.balance_transaction.fee
    assert client.v1.payment_intents.retrieve(paid.payment_intent.id).amount_received == 88_000
    assert client.v1.charges.retrieve(charge.id).payment_intent == paid.payment_intent.id
    assert client.v1.checkout.sessions.line_items.list(session.id).data[0].description == "講座"
    assert [each.amount for each in client.v1.balance_transactions.list()] == [88_000]


def test_lists_are_read_page_by_page(client):
    opened = [open_session(client, key=f"key {number}").id for number in range(3)]
    listed = client.v1.checkout.sessions.list(params={"limit": 2})
    assert listed.has_more is True
    assert [each.id for each in listed.auto_paging_iter()] == opened[::-1]


def test_events_are_listed_by_type(client):
    session = open_session(client)
    client.v1.checkout.sessions.expire(session.id)
    found = list(
        gateway.list_events(types=["checkout.session.expired"], created_since=clock.now() - timedelta(hours=1))
    )
    assert [(event.type, event.object_id) for event in found] == [("checkout.session.expired", session.id)]
    assert list(gateway.list_events(types=["refund.created"], created_since=clock.now() - timedelta(hours=1))) == []


def test_what_the_sandbox_keeps_for_itself_is_not_answered(client):
    assert "_sandbox" not in open_session(client).to_dict()


@pytest.mark.parametrize(
    "encoded,decoded",
    [
        ("a=1&b[c]=2", {"a": "1", "b": {"c": "2"}}),
        ("a[0][b]=1&a[1][b]=2", {"a": [{"b": "1"}, {"b": "2"}]}),
        ("expand[]=x&expand[]=y", {"expand": ["x", "y"]}),
        ("a=%E8%AC%9B%E5%BA%A7", {"a": "講座"}),
        ("a=", {"a": ""}),
        ("", {}),
    ],
)
def test_form_encoding(encoded, decoded):
    assert wire.decode(encoded) == decoded


@pytest.mark.parametrize("operation", sorted(contract.PARAMETERS))
def test_every_operation_has_a_contract_from_the_sdk(operation):
    assert contract.shape_of_operation(operation).kind == "object"
    with pytest.raises(Refusal):
        contract.accept(operation, {"no_such_parameter": "1"})


def test_a_required_parameter_is_missed_by_name():
    with pytest.raises(Refusal) as refusal:
        contract.accept("POST /v1/checkout/sessions", {"custom_fields": [{"key": "a", "type": "text"}]})
    assert refusal.value.error["param"] == "custom_fields[0][label]"
