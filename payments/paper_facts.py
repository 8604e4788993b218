"""What a paper of an order says, read from the order as it is; `paper` lays it out, `actions.document` issues it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.kernel.calendar import jst_date
from lms.kernel.models.profile import profile_of
from lms.kernel.obstacles import Obstacle
from lms.kernel.registration_number import is_registration_number
from payments import paper
from payments.models import Document, LedgerEntry, Order, OrderLine, Payment, Quote, Refund
from payments.models.document import DocumentQuerySet
from payments.money import Yen
from payments.payment_terms import terms_of
from payments.terms_words import terms_on_paper

Kind = Document.Kind
NAMES = {Kind.INVOICE: "請求書", Kind.RECEIPT: "領収書", Kind.CREDIT: "返還の書類"}


class NotThePrice(Obstacle):
    message = _(
        "This money is not what the order costs, so no receipt can state it. Somebody has to decide about it first."
    )


@dataclass(frozen=True, slots=True)
class Cause:
    """What a paper is about; of a credit, the one line it is about (None: all of them) and whose that is."""

    kind: Document.Kind
    order: Order
    payment: Payment | None = None
    refund: Refund | None = None
    kept_fee_jpy: int = 0
    settled_on: date | None = None
    line: OrderLine | None = None
    about: str = ""


def contents_of(cause: Cause, head: paper.Head) -> tuple[dict[str, Any], date]:
    """The fields of the paper and the day of its transaction. Raises NotThePrice."""
    return _CONTENTS[cause.kind](cause, head)


def seller_now() -> paper.Seller:
    """Who issues, as the profile says today."""
    profile = profile_of()
    number = profile.invoice_registration_number
    contact = "　".join(filter(None, [profile.phone and f"電話 {profile.phone}", profile.email]))
    return paper.Seller(
        name=profile.name or profile.display_name,
        representative=profile.representative,
        address=" ".join(filter(None, [profile.postal_code and f"〒{profile.postal_code}", profile.address])),
        contact=contact,
        registration_number=number if is_registration_number(number) else "",
    )


def _receipt(cause: Cause, head: paper.Head) -> tuple[dict[str, Any], date]:
    assert cause.payment and cause.payment.paid_at  # noqa: S101, PT018 - a paid payment has its moment (constraint)
    paid_on = jst_date(cause.payment.paid_at)
    content = paper.receipt(
        head,
        _items(cause.order),
        paid_on=paid_on,
        method=cause.payment.method,
        invoice=_original(cause.order.documents.valid().of_kind(Kind.INVOICE)),
        allowed_jpy=_allowed_jpy(cause.order, cause.payment),
    )
    return content, paid_on


def _allowed_jpy(order: Order, payment: Payment) -> Yen:
    """Yen of the price that were given as a discount: what did not come of it, and was accepted all the same.

    Raises NotThePrice where it was not accepted: the money came for something else.
    """
    charged = order.ledger.filter(kind=LedgerEntry.Kind.CHARGE, external_id__in=[payment.intent_id, payment.session_id])
    arrived = charged.total() if charged.exists() else payment.amount_jpy
    missing = max(order.total_jpy - arrived, 0)
    if payment.channel == Payment.Channel.BANK_TRANSFER and missing > order.written_off_jpy:
        raise NotThePrice
    return Yen(missing)


def _original(documents: DocumentQuerySet) -> paper.Original | None:
    document = documents.first()
    if document is None:
        return None
    return paper.Original(NAMES[Kind(document.kind)], document.number, document.transaction_on)


def _invoice(cause: Cause, head: paper.Head) -> tuple[dict[str, Any], date]:
    sold_on = _sold_on(cause.order)
    is_paid = cause.order.payments.paid().exists()
    content = paper.invoice(
        head,
        _items(cause.order),
        sold_on=sold_on,
        is_paid=is_paid,
        due_on=cause.order.due_on,
        terms=terms_on_paper(terms_of(cause.order.payment_terms)) if cause.order.payment_terms else "",
        account=profile_of().bank_account,
    )
    return content, sold_on


def _sold_on(order: Order) -> date:
    """The day of the transaction: of the delivery where a quote named it, otherwise of the order."""
    quote = Quote.objects.filter(order=order).exclude(delivery_on=None).first()
    return quote.delivery_on if quote and quote.delivery_on else jst_date(order.price_locked_at)


def _credit(cause: Cause, head: paper.Head) -> tuple[dict[str, Any], date]:
    refund, payment = cause.refund, cause.refund.payment if cause.refund else cause.payment
    assert payment  # noqa: S101 - a credit document has its refund or its payment (constraint)
    returned_on = _returned_on(cause.order, refund) if refund else cause.settled_on or head.issued_on
    content = paper.credit(
        head,
        [_item(cause.line)] if cause.line else _items(cause.order),
        about=cause.about,
        back_jpy=Yen(refund.amount_jpy if refund else 0),
        kept_fee_jpy=Yen(refund.kept_fee_jpy if refund else cause.kept_fee_jpy),
        sold_on=jst_date(payment.paid_at or cause.order.price_locked_at),
        returned_on=returned_on,
        original=_original(cause.order.documents.valid().exclude(kind=Kind.CREDIT)),
        method=payment.method,
    )
    return content, returned_on


def _returned_on(order: Order, refund: Refund) -> date:
    booked = order.changes.filter(refund=refund, after=Refund.Status.SUCCEEDED).first()
    return jst_date(booked.changed_at if booked else refund.created_at)


def _items(order: Order) -> list[paper.Item]:
    return [_item(line) for line in order.lines.standing()]


def _item(line: OrderLine) -> paper.Item:
    return paper.Item(
        title=line.title,
        note=f"{line.offer_label}（{line.offer_percent}%引）" if line.offer_label else "",
        quantity=line.quantity,
        unit_jpy=line.unit_jpy,
        percent=line.tax_percent,
    )


_CONTENTS: dict[Document.Kind, Callable[[Cause, paper.Head], tuple[dict[str, Any], date]]] = {
    Kind.RECEIPT: _receipt,
    Kind.INVOICE: _invoice,
    Kind.CREDIT: _credit,
}
