"""Issuing, voiding and replacing what stands between seller and buyer on paper.

Number, facts and bytes are written in one transaction: whatever stops it gives the number back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.kernel import audit
from lms.kernel.actions.numbering import next_number
from lms.kernel.actor import Actor
from lms.kernel.calendar import fiscal_year, jst_date
from lms.kernel.models.profile import profile_of
from lms.kernel.names import fold
from lms.kernel.obstacles import Obstacle
from lms.kernel.registration_number import is_registration_number
from lms.kernel.typesetting import UndrawableText
from payments import paper
from payments.actions.state import lock_order, require_transaction
from payments.models import Document, DocumentFile, LedgerEntry, Order, Party, Payment, Quote, Refund
from payments.models.document import HONORIFICS, DocumentQuerySet
from payments.money import Yen, yen
from payments.payment_terms import terms_of
from payments.terms_words import terms_on_paper

Kind = Document.Kind
PREFIXES = {Kind.INVOICE: "I", Kind.RECEIPT: "R", Kind.CREDIT: "C"}
INVOICEABLE = {Order.Status.AWAITING_PAYMENT, Order.Status.PAID}
NAMES = {Kind.INVOICE: "請求書", Kind.RECEIPT: "領収書", Kind.CREDIT: "返還の書類"}


class NotPaidYet(Obstacle):
    message = _("There is no receipt before the payment has arrived. An invoice can be issued instead.")


class NothingWasPaid(Obstacle):
    message = _("Nothing was paid for this order, so there is no receipt for it.")


class NotThePrice(Obstacle):
    message = _(
        "This money is not what the order costs, so no receipt can state it. Somebody has to decide about it first."
    )


class ReceiptStands(Obstacle):
    message = _("A valid receipt has been issued for this order; it serves as the invoice.")


class NotInvoiced(Obstacle):
    message = _("This order is closed. There is nothing to invoice any more.")


class NotRefunded(Obstacle):
    message = _("The money has not gone back yet, so there is no document about it.")


class VoidedAlready(Obstacle):
    message = _("This document was voided before.")


class NameMissing(Obstacle):
    message = _("Please write the name that the document is made out to.")


class CannotBePrinted(Obstacle):
    message = _("The document contains characters that cannot be printed.")

    def __init__(self, characters: str) -> None:
        sentence = _("These characters cannot be printed: %(characters)s. Please write them in another way.")
        super().__init__(sentence % {"characters": " ".join(characters)})


class Damaged(Exception):
    """The stored bytes are not those that were issued. Nobody may be given them."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a paper is made out to, as its reader wants to be named."""

    name: str
    party: Party = Party.PERSON

    @property
    def in_full(self) -> str:
        return f"{self.name} {HONORIFICS[self.party]}"


@dataclass(frozen=True, slots=True)
class _Cause:
    """What a paper is about."""

    kind: Document.Kind
    order: Order
    payment: Payment | None = None
    refund: Refund | None = None
    kept_fee_jpy: int = 0
    settled_on: date | None = None


def issue_receipt(payment: Payment, *, addressee: Addressee, by: Actor, now: datetime) -> Document:
    """The receipt of a payment; the valid one where there is one, so that a double click issues one.

    Raises: NotPaidYet, NothingWasPaid, NotThePrice, NameMissing, CannotBePrinted.
    """
    with transaction.atomic():
        order = lock_order(payment.order_id)
        payment = order.payments.get(pk=payment.pk)
        if payment.status != Payment.Status.PAID or order.status == Order.Status.AWAITING_PAYMENT:
            raise NotPaidYet
        if not payment.amount_jpy:
            raise NothingWasPaid
        return _issue_once(_Cause(Kind.RECEIPT, order, payment=payment), addressee, by=by, now=now)


def issue_receipt_of(order: Order, *, addressee: Addressee, by: Actor, now: datetime) -> Document:
    """The receipt of what paid an order, which is not money that came for nothing owed.

    Raises what `issue_receipt` raises.
    """
    payment = order.payments.of_the_price().first()
    if payment is None:
        raise NotPaidYet
    return issue_receipt(payment, addressee=addressee, by=by, now=now)


def issue_invoice(order: Order, *, addressee: Addressee, by: Actor, now: datetime) -> Document:
    """The invoice of an order; the valid one where there is one.

    Raises: NotInvoiced, ReceiptStands (one payment has one qualified invoice), NameMissing, CannotBePrinted.
    """
    with transaction.atomic():
        order = lock_order(order.pk)
        if order.status not in INVOICEABLE or not order.total_jpy:
            raise NotInvoiced
        if order.documents.valid().of_kind(Kind.RECEIPT).exists():
            raise ReceiptStands
        return _issue_once(_Cause(Kind.INVOICE, order), addressee, by=by, now=now)


def issue_credit(refund: Refund, *, by: Actor, now: datetime) -> Document:
    """The document about money that went back, made out as the paper of the sale was.

    Raises: NotRefunded, CannotBePrinted.
    """
    with transaction.atomic():
        order = lock_order(refund.payment.order_id)
        refund = Refund.objects.get(pk=refund.pk)
        if refund.status != Refund.Status.SUCCEEDED:
            raise NotRefunded
        return _issue_once(_Cause(Kind.CREDIT, order, refund=refund), usual_addressee(order), by=by, now=now)


def issue_settlement(payment: Payment, *, kept_fee_jpy: int, settled_on: date, by: Actor, now: datetime) -> Document:
    """The document of a cancellation whose fee was all that was paid: the taxable price is reversed, the fee is none.

    Inside the caller's transaction, once for each cancellation. Raises CannotBePrinted.
    """
    require_transaction()
    order = lock_order(payment.order_id)
    cause = _Cause(Kind.CREDIT, order, payment=payment, kept_fee_jpy=yen(kept_fee_jpy), settled_on=settled_on)
    return _issue(cause, usual_addressee(order), replaces=None, by=by, now=now)


def void_document(document: Document, *, reason: str, by: Actor, now: datetime) -> Document:
    """Declare a paper void; its number and bytes stay. Raises VoidedAlready."""
    with transaction.atomic():
        lock_order(document.order_id)
        return _void(document, reason=reason, by=by, now=now)


def reissue_document(document: Document, *, addressee: Addressee, reason: str, by: Actor, now: datetime) -> Document:
    """Void a paper and issue another in its place, marked 再発行 and naming the first.

    Raises: VoidedAlready, NameMissing, CannotBePrinted.
    """
    with transaction.atomic():
        order = lock_order(document.order_id)
        old = _void(document, reason=reason, by=by, now=now)
        cause = _Cause(
            Kind(old.kind),
            order,
            payment=old.payment,
            refund=old.refund,
            kept_fee_jpy=old.kept_fee_jpy,
            settled_on=old.transaction_on,
        )
        return _issue(cause, addressee, replaces=old, by=by, now=now)


def usual_addressee(order: Order) -> Addressee:
    """As the order's latest valid paper is made out; before the first one, its buyer."""
    if latest := order.documents.valid().first():
        return Addressee(latest.addressee, Party(latest.party))
    return Addressee(order.buyer_name, Party(order.buyer_party))


def bytes_of(document: Document) -> bytes:
    """The PDF exactly as it was issued.

    Raises Damaged where its checksum no longer fits.
    """
    pdf = bytes(document.file.pdf)
    if sha256(pdf).hexdigest() != document.file.sha256:
        msg = f"{document.number} is not what was issued."
        raise Damaged(msg)
    return pdf


def _issue_once(cause: _Cause, addressee: Addressee, *, by: Actor, now: datetime) -> Document:
    """The valid one, or a new one; in place of one that was voided it says so."""
    known = cause.order.documents.filter(kind=cause.kind, payment=cause.payment, refund=cause.refund)
    voided = known.filter(status=Document.Status.VOIDED, replaced_by=None).first()
    return known.valid().first() or _issue(cause, addressee, replaces=voided, by=by, now=now)


def _void(document: Document, *, reason: str, by: Actor, now: datetime) -> Document:
    voided = Document.objects.valid().filter(pk=document.pk)
    if not voided.update(status=Document.Status.VOIDED, voided_at=now, void_reason=reason[:300]):
        raise VoidedAlready
    document.refresh_from_db()
    audit.record("lms_payments.void_document", document, by=by, reason=reason)
    return document


def _issue(cause: _Cause, addressee: Addressee, *, replaces: Document | None, by: Actor, now: datetime) -> Document:
    if not addressee.name.strip():
        raise NameMissing
    day = jst_date(now)
    number = f"{PREFIXES[cause.kind]}-{fiscal_year(day)}-{next_number(cause.kind, period=fiscal_year(day)):06d}"
    head = paper.Head(
        number=number,
        issued_on=day,
        addressee=addressee.in_full,
        order_number=cause.order.number,
        buyer_reference=cause.order.buyer_reference,
        cost_center=cause.order.cost_center,
        seller=seller_now(),
        replaces=f"{NAMES[cause.kind]} {replaces.number}" if replaces else "",
        excludes_tax=cause.order.prices_exclude_tax,
    )
    content, transaction_on = COMPOSERS[cause.kind](cause, head)
    document = Document.objects.create(
        kind=cause.kind,
        number=number,
        order=cause.order,
        payment=cause.payment,
        refund=cause.refund,
        kept_fee_jpy=cause.kept_fee_jpy,
        replaces=replaces,
        addressee=addressee.name,
        addressee_key=fold(addressee.name),
        party=addressee.party,
        transaction_on=transaction_on,
        issued_on=day,
        total_jpy=content["total_jpy"],
        tax_jpy=content["tax_jpy"],
        registration_number=head.seller.registration_number,
        content=content,
        issued_by=by.label,
        created_at=now,
    )
    _store(document)
    audit.record("lms_payments.issue_document", document, by=by, number=number, total_jpy=document.total_jpy)
    return document


def drawn(content: dict[str, Any]) -> bytes:
    """The PDF of a paper. Raises CannotBePrinted."""
    try:
        return paper.draw(content)
    except UndrawableText as error:
        raise CannotBePrinted(error.characters) from error


def _store(document: Document) -> None:
    pdf = drawn(document.content)
    DocumentFile.objects.create(document=document, pdf=pdf, sha256=sha256(pdf).hexdigest())


def _receipt(cause: _Cause, head: paper.Head) -> tuple[dict[str, Any], date]:
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


def _invoice(cause: _Cause, head: paper.Head) -> tuple[dict[str, Any], date]:
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


def _credit(cause: _Cause, head: paper.Head) -> tuple[dict[str, Any], date]:
    refund, payment = cause.refund, cause.refund.payment if cause.refund else cause.payment
    assert payment  # noqa: S101 - a credit document has its refund or its payment (constraint)
    returned_on = _returned_on(cause.order, refund) if refund else cause.settled_on or head.issued_on
    content = paper.credit(
        head,
        _items(cause.order),
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


COMPOSERS: dict[Document.Kind, Callable[[_Cause, paper.Head], tuple[dict[str, Any], date]]] = {
    Kind.RECEIPT: _receipt,
    Kind.INVOICE: _invoice,
    Kind.CREDIT: _credit,
}


def _items(order: Order) -> list[paper.Item]:
    return [
        paper.Item(
            title=line.title,
            note=f"{line.offer_label}（{line.offer_percent}%引）" if line.offer_label else "",
            quantity=line.quantity,
            unit_jpy=line.unit_jpy,
            percent=line.tax_percent,
        )
        for line in order.lines.standing()
    ]


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
