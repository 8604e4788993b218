"""Documents at the desk: the row, its bytes, voiding and reissuing, and the bundle for the accountant."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from lms.desk.bundle import bundle, words
from lms.desk.filters.documents import DocumentFilterSet
from lms.desk.forms.common import ReasonForm
from lms.desk.forms.documents import ReissueForm
from lms.desk.permissions import SECRETARIAT
from lms.desk.views.act import ActView, list_of, row_of
from lms.kernel.access import staff_only
from payments.actions.document import bytes_of, reissue_document, void_document
from payments.models import Document
from payments.paperwork import PdfResponse

INDEX = [
    "番号",
    "種類",
    "状態",
    "取引日",
    "発行日",
    "宛名",
    "税込金額",
    "うち消費税",
    "登録番号",
    "注文番号",
    "差し替え元",
    "SHA-256",
]


class DocumentView(generic.InspectView):
    template_name = "lms_desk/document.html"
    page_title = _("Document")

    def get_object(self, queryset: QuerySet[Document] | None = None) -> Document:
        del queryset
        documents = Document.objects.select_related("order", "replaces", "replaced_by", "file").defer("file__pdf")
        return get_object_or_404(documents, pk=self.pk)

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "document": self.object}


@staff_only(SECRETARIAT)
def document_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    del request
    document = get_object_or_404(Document.objects.select_related("file"), pk=pk)
    return PdfResponse(document, bytes_of(document))


class DocumentAct(ActView):
    def load(self, pk: int) -> Document:
        return get_object_or_404(Document.objects.select_related("order"), pk=pk)

    def whom(self) -> str:
        return f"{self.subject.number} {self.subject.addressee_in_full}"

    def home(self) -> str:
        return row_of("document", self.subject.pk)

    def trail(self) -> tuple[str, str]:
        return list_of("document"), str(_("Invoices and receipts"))


@staff_only(SECRETARIAT)
class VoidDocumentView(DocumentAct):
    form_class = ReasonForm
    title = _("Void the document")
    consequence = _("The document counts no more, and its reader can open it no longer. Number and file are kept.")
    undo = _("This cannot be undone. A new document can be issued under a new number.")
    button = _("Void it")
    done = _("The document is void.")
    is_grave = True

    def act(self) -> object:
        return void_document(self.subject, reason=self.answers["reason"], by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class ReissueDocumentView(DocumentAct):
    form_class = ReissueForm
    title = _("Reissue under another name")
    consequence = _("This document becomes void. Another one with a new number is issued, marked as reissued.")
    undo = _("This cannot be undone, but the new document can be reissued again.")
    button = _("Reissue it")
    done = _("The document was reissued.")

    def get_initial(self) -> dict[str, Any]:
        return {"addressee": self.subject.addressee, "party": self.subject.party}

    def act(self) -> object:
        reason, chosen = self.answers["reason"], self.form.chosen()
        return reissue_document(self.subject, addressee=chosen, reason=reason, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
def document_bundle(request: HttpRequest) -> FileResponse:
    """The documents the list was narrowed to, as one ZIP with an index."""
    found = DocumentFilterSet(request.GET, request=request, queryset=Document.objects.all()).qs
    rows = found.select_related("file", "order", "replaces").order_by("kind", "number").iterator(chunk_size=50)
    papers = ((f"{row.kind}/{row.number}.pdf", bytes_of(row), _index_row(row)) for row in rows)
    return bundle("documents.zip", INDEX, papers)


def _index_row(document: Document) -> list[Any]:
    return [
        document.number,
        document.content["title"],
        document.get_status_display(),
        document.transaction_on.isoformat(),
        document.issued_on.isoformat(),
        words(document.addressee_in_full),
        document.total_jpy,
        document.tax_jpy,
        document.registration_number,
        document.order.number,
        document.replaces.number if document.replaces else "",
        document.file.sha256,
    ]
