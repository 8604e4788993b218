"""Refunds, and discounts on what was invoiced, bring their document by themselves."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from lms.kernel.actor import Actor
from payments.actions.document import issue_credit, issue_receipt_of, usual_addressee, void_document
from payments.models import Document, Order, Refund

#: From here on a discount on an invoiced sale needs a paper (消費税法施行令70条の9).
DISCOUNT_NEEDS_PAPER_FROM_JPY = 10_000
DOCUMENTS = Actor.process("documents")


def refunds_to_follow() -> QuerySet[Refund]:
    """Money that went back and is not documented yet, and documented refunds whose money came back."""
    documented = Exists(Document.objects.valid().filter(refund=OuterRef("pk")))
    return Refund.objects.filter(
        Q(~documented, status=Refund.Status.SUCCEEDED, is_surplus=False) | Q(documented, status=Refund.Status.FAILED)
    )


def discounts_to_state() -> QuerySet[Order]:
    """Invoiced sales on which the seller gave so much as a discount that a paper is owed, and none was issued."""
    documents = Document.objects.filter(order=OuterRef("pk"))
    return Order.objects.filter(
        Exists(documents.valid().of_kind(Document.Kind.INVOICE)),
        ~Exists(documents.of_kind(Document.Kind.RECEIPT)),
        status=Order.Status.PAID,
        written_off_jpy__gte=DISCOUNT_NEEDS_PAPER_FROM_JPY,
    )


def state_discount(order: Order, *, now: datetime) -> Document:
    """Issue the receipt, which states the discount on the invoice. Raises what `issue_receipt` does."""
    return issue_receipt_of(order, addressee=usual_addressee(order), by=DOCUMENTS, now=now)


def follow_refund(refund: Refund, *, now: datetime) -> Document | None:
    """Issue the document of money that went back; void it when a bank sent the money back to us.

    None where there is nothing to do. Below 10,000 yen none is owed (消費税法施行令70条の9), and one is issued all the
    same: the buyer's books are the better for it. A surplus stands on no paper, so there is none to correct.

    Raises CannotBePrinted.
    """
    if refund.status == Refund.Status.SUCCEEDED and not refund.is_surplus:
        return issue_credit(refund, by=DOCUMENTS, now=now)
    valid = refund.documents.valid().first()
    if refund.status == Refund.Status.FAILED and valid:
        return void_document(valid, reason="the refund came back", by=DOCUMENTS, now=now)
    return None
