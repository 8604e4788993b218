"""My documents: receipts, invoices and what was issued about money that went back."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from lms.kernel import clock
from lms.kernel.access import owner_only, signed_in
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from lms.portal.account import account_of
from lms.portal.forms.documents import AddresseeForm
from payments.actions.document import Addressee, bytes_of, issue_invoice, issue_receipt_of, usual_addressee
from payments.models import Document, Order
from payments.paperwork import PdfResponse, paperwork_of

Kind = Document.Kind


@signed_in
def my_documents(request: HttpRequest) -> HttpResponse:
    """Every order with what was issued for it and what can be."""
    orders = Order.objects.of(account_of(request)).prefetch_related(
        "payments", Prefetch("documents", Document.objects.select_related("replaces"))
    )
    return render(request, "lms_portal/documents.html", {"paperwork": [paperwork_of(order) for order in orders]})


@owner_only
def my_document(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One document as it was issued; a voided one is kept, and shown to nobody as if it were valid."""
    own = Document.objects.valid().filter(order__buyer=account_of(request).pk).select_related("file")
    document = get_object_or_404(own, public_id=public_id)
    return PdfResponse(document, bytes_of(document))


@owner_only
def my_document_new(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """Asks once whom it is to be made out to. Sent twice, it answers with the one that was issued."""
    order = get_object_or_404(Order.objects.of(account_of(request)), public_id=public_id)
    if kind not in {Kind.INVOICE, Kind.RECEIPT}:
        raise Http404
    usual = usual_addressee(order)
    form = AddresseeForm(request.POST or None, initial={"addressee": usual.name, "party": usual.party})
    if request.method == "POST" and form.is_valid():
        try:
            document = _issue(order, kind, form.chosen(), by=Actor.person(request.user))
        except Obstacle as obstacle:
            form.add_error(None, str(obstacle.message))
        else:
            said = _("%(number)s was issued, made out to %(addressee)s.")
            messages.success(request, said % {"number": document.number, "addressee": document.addressee_in_full})
            return redirect("lms_portal:my_documents")
    context = {"order": order, "form": form, "is_receipt": kind == Kind.RECEIPT}
    return render(request, "lms_portal/document_new.html", context)


def _issue(order: Order, kind: str, addressee: Addressee, *, by: Actor) -> Document:
    if kind == Kind.INVOICE:
        return issue_invoice(order, addressee=addressee, by=by, now=clock.now())
    return issue_receipt_of(order, addressee=addressee, by=by, now=clock.now())
