"""Issuing, voiding and replacing what stands between seller and buyer on paper.

Number, facts and bytes are written in one transaction: whatever stops it gives the number back.
"""

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
from lms.kernel.names import fold
from lms.kernel.obstacles import Obstacle
from lms.kernel.typesetting import UndrawableText
from payments import paper
from payments.actions.state import lock_order, require_transaction
from payments.models import Document, DocumentFile, Order, OrderLine, Party, Payment, Refund
from payments.models.document import HONORIFICS
from payments.money import yen
from payments.paper_facts import NAMES, Cause, contents_of, seller_now

Kind = Document.Kind
PREFIXES = {Kind.INVOICE: "I", Kind.RECEIPT: "R", Kind.CREDIT: "C"}
INVOICEABLE = {Order.Status.AWAITING_PAYMENT, Order.Status.PAID}


class NotPaidYet(Obstacle):
    message = _("There is no receipt before the payment has arrived. An invoice can be issued instead.")


class NothingWasPaid(Obstacle):
    message = _("Nothing was paid for this order, so there is no receipt for it.")


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
        return _issue_once(Cause(Kind.RECEIPT, order, payment=payment), addressee, by=by, now=now)


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
        return _issue_once(Cause(Kind.INVOICE, order), addressee, by=by, now=now)


def issue_credit(refund: Refund, *, by: Actor, now: datetime) -> Document:
    """The document about money that went back, made out as the paper of the sale was.

    Raises: NotRefunded, CannotBePrinted.
    """
    with transaction.atomic():
        order = lock_order(refund.payment.order_id)
        refund = Refund.objects.get(pk=refund.pk)
        if refund.status != Refund.Status.SUCCEEDED:
            raise NotRefunded
        cause = Cause(Kind.CREDIT, order, refund=refund, line=refund.line, about=refund.about)
        return _issue_once(cause, usual_addressee(order), by=by, now=now)


def issue_settlement(
    payment: Payment,
    *,
    kept_fee_jpy: int,
    settled_on: date,
    line: OrderLine | None = None,
    about: str = "",
    by: Actor,
    now: datetime,
) -> Document:
    """The document of a cancellation whose fee was all that was paid: the taxable price is reversed, the fee is none.

    Inside the caller's transaction, once for each cancellation; `line` and `about` as in `request_refund`.
    Raises CannotBePrinted.
    """
    require_transaction()
    order = lock_order(payment.order_id)
    fee = yen(kept_fee_jpy)
    cause = Cause(
        Kind.CREDIT, order, payment=payment, kept_fee_jpy=fee, settled_on=settled_on, line=line, about=about[:250]
    )
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
        cause = Cause(
            Kind(old.kind),
            order,
            payment=old.payment,
            refund=old.refund,
            kept_fee_jpy=old.kept_fee_jpy,
            settled_on=old.transaction_on,
            line=old.line,
            about=old.about,
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


def _issue_once(cause: Cause, addressee: Addressee, *, by: Actor, now: datetime) -> Document:
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


def _issue(cause: Cause, addressee: Addressee, *, replaces: Document | None, by: Actor, now: datetime) -> Document:
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
    content, transaction_on = contents_of(cause, head)
    document = Document.objects.create(
        kind=cause.kind,
        number=number,
        order=cause.order,
        payment=cause.payment,
        refund=cause.refund,
        kept_fee_jpy=cause.kept_fee_jpy,
        line=cause.line,
        about=cause.about,
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
