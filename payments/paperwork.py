"""What can be issued for an order, for the pages that offer it."""

from dataclasses import dataclass
from urllib.parse import quote

from django.http import HttpResponse

from payments.actions.document import INVOICEABLE
from payments.models import Document, Order, Payment, Quote

Kind = Document.Kind


@dataclass(frozen=True, slots=True)
class Paperwork:
    """One order with its documents, the latest first. A receipt waits for the money, an invoice does not."""

    order: Order
    documents: list[Document]
    may_have_receipt: bool
    may_have_invoice: bool


def paperwork_of(order: Order) -> Paperwork:
    """Reads `documents` and `payments` as they were fetched, so that a list costs no query for each order."""
    documents = list(order.documents.all())
    valid = {document.kind for document in documents if document.is_valid}
    has_paid = any(each.status == Payment.Status.PAID and each.amount_jpy for each in order.payments.all())
    is_open = order.status in INVOICEABLE and bool(order.total_jpy)
    return Paperwork(
        order=order,
        documents=documents,
        may_have_receipt=has_paid and Kind.RECEIPT not in valid,
        may_have_invoice=is_open and not valid & {Kind.INVOICE, Kind.RECEIPT},
    )


class PdfResponse(HttpResponse):
    """A document on its way to its reader, kept by no cache on the way."""

    def __init__(self, document: Document | Quote, pdf: bytes) -> None:
        super().__init__(pdf, content_type="application/pdf")
        name = quote(f"{document.number}.pdf")
        self["Content-Disposition"] = f"inline; filename*=UTF-8''{name}"
        self["Cache-Control"] = "private, no-store"
