"""What is never false about money and seats (I1 to I16), read from our rows and from the sandbox's."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256

from cohorts.models import CompanyHold, Enrollment, OpenSeat, SeatPool
from lms.checkout.models import Purchase
from lms.kernel.models import Message
from payments.actions.bank_transfer import missing_jpy
from payments.models import (
    Dispute,
    Document,
    Finding,
    LedgerEntry,
    Order,
    Payment,
    Refund,
    StateChange,
    StripeRequest,
)
from payments.offers import COMPANY, INDIVIDUAL, price_at
from payments.sandbox.models import StoredObject

GIVEN_BACK = {"failed", "canceled"}
FEES = (LedgerEntry.Kind.FEE, LedgerEntry.Kind.FEE_REVERSAL)


def at_every_moment() -> None:
    sessions = _stored("checkout.session")
    intents = {row["id"]: row for row in _stored("payment_intent")}
    payments = {str(payment.public_id): payment for payment in Payment.objects.select_related("order")}
    _seats()
    _confirmed_means_paid(sessions)
    _nothing_payable_after_the_end(sessions, intents, payments)
    _one_live_attempt(sessions, payments)
    _refunds_within_payments()
    _only_known_steps()
    _prices(sessions, payments)
    _papers_say_what_was_paid()
    _one_mail_each()
    _whole_yen()


def at_rest() -> None:
    """When buyers have left, time has passed, banks have answered and every machine has run."""
    at_every_moment()
    assert not Payment.objects.live().exists(), "I6: an attempt still waits"
    assert not Enrollment.objects.filter(status="held").exists(), "I6: a seat is still held"
    _every_paid_session_is_accounted_for()
    _refunds_equal_stripes()
    _books_equal_the_balance()
    _books_of_each_order_equal_stripes()


def everything() -> dict[str, list]:
    """The state of all rows that mean something; clocks and counters of tries left out."""
    return {
        "orders": list(Order.objects.order_by("pk").values_list("pk", "status")),
        "payments": list(Payment.objects.order_by("pk").values_list("pk", "status", "refund_reserved_jpy")),
        "refunds": list(Refund.objects.order_by("pk").values_list("pk", "status", "stripe_refund_id")),
        "disputes": list(Dispute.objects.order_by("pk").values_list("pk", "status")),
        "ledger": list(LedgerEntry.objects.order_by("pk").values_list("kind", "external_id", "amount_jpy")),
        "enrollments": list(Enrollment.objects.order_by("pk").values_list("pk", "status")),
        "steps": [StateChange.objects.count()],
        "mails": [Message.objects.count()],
        "sessions": sorted((row["id"], row["status"]) for row in _stored("checkout.session")),
        "refunds at Stripe": sorted((row["id"], row["status"]) for row in _stored("refund")),
    }


def _stored(kind: str) -> list[dict]:
    return [row.data for row in StoredObject.objects.filter(kind=kind)]


def _seats() -> None:
    for pool in SeatPool.objects.all():
        occupied = Enrollment.objects.occupying().filter(pool=pool).count()
        occupied += OpenSeat.objects.occupying().filter(pool=pool).count()
        occupied += sum(hold.seats for hold in CompanyHold.objects.filter(pool=pool))
        assert pool.taken == occupied <= pool.capacity, f"I1: {pool.taken} taken, {occupied} occupied"


def _confirmed_means_paid(sessions: list[dict]) -> None:
    paid = {row["client_reference_id"] for row in sessions if row["payment_status"] == "paid"}
    for purchase in Purchase.objects.filter(enrollment__status="confirmed").select_related("order"):
        if purchase.order.due_on:
            assert not missing_jpy(purchase.order), f"I2: {purchase.order} has a seat and no money"
            continue
        assert str(purchase.order.public_id) in paid, f"I2: {purchase.order} has a seat and no money"


def _nothing_payable_after_the_end(sessions: list[dict], intents: dict, payments: dict) -> None:
    for row in sessions:
        payment = payments[row["metadata"]["attempt"]]
        intent = intents.get(row["payment_intent"] or "", {})
        is_payable = row["status"] == "open" or intent.get("status") == "requires_action"
        assert not (payment.order.status == "expired" and is_payable), f"I3: {payment.order} can still be paid"


def _one_live_attempt(sessions: list[dict], payments: dict) -> None:
    live = Counter(payment.order_id for payment in payments.values() if payment.is_live)
    open_pages = Counter(row["client_reference_id"] for row in sessions if row["status"] == "open")
    assert max([0, *live.values()]) <= 1, "I4: two live attempts of one order"
    assert max([0, *open_pages.values()]) <= 1, "I4: two payable pages of one order"


def _refunds_within_payments() -> None:
    ours = Counter(row["metadata"].get("refund") for row in _stored("refund"))
    ours.pop(None, None)
    assert max([0, *ours.values()]) <= 1, "I5: a refund was executed twice"
    for charge in _stored("charge"):
        assert 0 <= charge["amount_refunded"] <= charge["amount"], "I5: more was refunded than paid, at Stripe"
    for payment in Payment.objects.prefetch_related("refunds"):
        holding = sum(each.amount_jpy for each in payment.refunds.all() if each.status not in GIVEN_BACK)
        paid = payment.amount_jpy if payment.status == Payment.Status.PAID else 0
        assert payment.refund_reserved_jpy == holding <= paid, f"I5: {payment} reserves {holding} of {paid}"


def _only_known_steps() -> None:
    for step in StateChange.objects.exclude(before=""):
        model = Refund if step.refund_id else Dispute if step.dispute_id else Payment if step.payment_id else Order
        assert step.after in model.NEXT[model.Status(step.before)], f"I8: {model.__name__} {step.before}>{step.after}"


def _prices(sessions: list[dict], payments: dict) -> None:
    at_stripe = {row["metadata"]["attempt"]: row["amount_total"] for row in sessions}
    for order in Order.objects.prefetch_related("lines"):
        totals = order.totals()
        assert (order.total_jpy, order.tax_jpy) == (totals.total_jpy, totals.tax_jpy), f"I12: {order}"
        assert order.tax_jpy == order.total_jpy * 10 // 110, f"I12: tax of {order}"
        channel = COMPANY if order.buyer_party == "organization" else INDIVIDUAL
        for purchase in order.purchases.select_related("line"):
            line = purchase.line
            # A seat may have moved since; its price is that of the seat it was ordered for.
            sort, _, key = line.reference.partition(":")
            ordered = Enrollment.objects.filter(public_id=key).first() if sort == "enrollment" else None
            listing = (ordered.pool if ordered else SeatPool.objects.get(pk=key)).listing
            assert line.order_id == order.pk, f"{order} pays for a line of another order"
            offers = [offer.as_offer() for offer in listing.offers.all()]
            price = price_at(listing.list_price_jpy, offers, order.price_locked_at, channel=channel)
            before = ordered.upgrade_of.purchase.line.total_jpy if ordered and ordered.upgrade_of else 0
            agreed = max(price.unit_jpy - before, 0)
            assert line.unit_jpy == agreed, f"I15: a seat of {order} costs {line.unit_jpy}, not {agreed}"
        assert type(order.total_jpy) is int, "I16"
    for name, payment in payments.items():
        assert payment.amount_jpy == payment.order.total_jpy == at_stripe.get(name, payment.amount_jpy), f"I12: {name}"
    numbers = list(Order.objects.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)), "I13"


def _papers_say_what_was_paid() -> None:
    for paper in Document.objects.select_related("order", "payment", "refund", "file"):
        owed = paper.refund.amount_jpy if paper.refund else paper.order.total_jpy
        assert paper.total_jpy == owed, f"I12: {paper.number} says {paper.total_jpy}, it was {owed}"
        assert paper.file.sha256 == sha256(bytes(paper.file.pdf)).hexdigest(), f"I13: {paper.number} was changed"
    for kind in Document.Kind:
        numbers = [int(paper.number.rpartition("-")[2]) for paper in Document.objects.filter(kind=kind)]
        assert sorted(numbers) == list(range(1, len(numbers) + 1)), f"I13: {kind} {sorted(numbers)}"


def _whole_yen() -> None:
    for told in StripeRequest.objects.values_list("params", flat=True):
        assert not any(_fractions(told)), f"I16: {told}"
    for content in Document.objects.values_list("content", flat=True):
        assert not any(_fractions(content)), f"I16: {content}"
    for entry in LedgerEntry.objects.all():
        assert type(entry.amount_jpy) is int, "I16"


def _fractions(value: object) -> Iterator[object]:
    """What is a number and not whole, however deep it stands."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _fractions(each)
    elif isinstance(value, float | Decimal):
        yield value


def _one_mail_each() -> None:
    keys = Counter(Message.objects.values_list("dedupe_key", flat=True))
    assert max([0, *keys.values()]) <= 1, "I14: a mail was queued twice"


def _every_paid_session_is_accounted_for() -> None:
    refunded = Counter()
    for row in _stored("refund"):
        if row["status"] not in GIVEN_BACK:
            refunded[row["payment_intent"]] += row["amount"]
    for row in _stored("checkout.session"):
        if row["payment_status"] != "paid":
            continue
        payment = Payment.objects.get(session_id=row["id"])
        assert payment.status == "paid", f"I6: {row['id']} is paid at Stripe and {payment.status} here"
        is_delivered = payment.order.status in {"paid", "partially_refunded"}
        is_back = refunded[row["payment_intent"]] == row["amount_total"]
        is_asked = Finding.objects.unresolved().filter(order=payment.order).exists()
        assert is_delivered or is_back or is_asked, f"I6: {payment.order} {payment.order.status}: money without service"


def _refunds_equal_stripes() -> None:
    here = dict(Refund.objects.exclude(stripe_refund_id=None).values_list("stripe_refund_id", "status"))
    assert here == {row["id"]: row["status"] for row in _stored("refund")}, "I7: refunds differ"


def _books_equal_the_balance() -> None:
    assert LedgerEntry.objects.total() == sum(row["net"] for row in _stored("balance_transaction")), "I11: the books"
    by_source = {row["source"]: row for row in _stored("balance_transaction") if row["type"] == "charge"}
    for payment in Payment.objects.paid():
        assert by_source[payment.charge_id]["amount"] == payment.amount_jpy, f"I11: {payment}"


def _books_of_each_order_equal_stripes() -> None:
    """What we hold of an order, by our books, by the states of its rows and by Stripe's lines; fees left out."""
    orders = dict(Payment.objects.exclude(intent_id=None).values_list("intent_id", "order_id"))
    of_source = {
        row["id"]: orders.get(row["payment_intent"])
        for kind in ("charge", "refund", "dispute")
        for row in _stored(kind)
    }
    at_stripe = Counter()
    for row in _stored("balance_transaction"):
        at_stripe[of_source[row["source"]]] += row["amount"]
    booked, counted = Counter(), Counter()
    for entry in LedgerEntry.objects.exclude(kind__in=FEES):
        booked[entry.order_id] += entry.amount_jpy
    for payment in Payment.objects.paid().prefetch_related("refunds", "disputes"):
        back = sum(each.amount_jpy for each in payment.refunds.all() if each.status not in GIVEN_BACK)
        withdrawn = sum(each.amount_jpy for each in payment.disputes.all() if each.status in Dispute.WITHDRAWN)
        counted[payment.order_id] += payment.amount_jpy - back - withdrawn
    assert +booked == +at_stripe == +counted, f"I11: booked {booked}, at Stripe {at_stripe}, counted {counted}"
    assert not any(value < 0 for value in booked.values()), f"I11: {booked}"
