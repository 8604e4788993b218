"""Terms, privacy and the seller's statement: what is in force now, and every version there was."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from lms.checkout.models import CommerceStatement, LegalDocument
from lms.kernel import clock
from lms.kernel.access import public
from lms.kernel.models import profile_of
from lms.kernel.visitor_cache import for_visitors

COMMERCE = "commerce"


@public
@for_visitors
def overview(request: HttpRequest) -> HttpResponse:
    """Every text in force."""
    now = clock.now()
    context = {
        "documents": LegalDocument.objects.all_in_force(at=now).values(),
        "statement": CommerceStatement.objects.in_force(at=now),
    }
    return render(request, "lms_portal/legal_overview.html", context)


@public
@for_visitors
def legal(request: HttpRequest, kind: str) -> HttpResponse:
    """The version in force now; a kind of which none is in force answers that it is being prepared."""
    if kind == COMMERCE:
        return _statement(request, CommerceStatement.objects.in_force(at=clock.now()))
    if kind not in LegalDocument.Kind.values:
        raise Http404
    return _document(request, kind, LegalDocument.objects.in_force(kind, at=clock.now()))


@public
@for_visitors
def legal_version(request: HttpRequest, kind: str, version: str) -> HttpResponse:
    """One version that is or was in force; one still to come is nobody's business yet."""
    if not version.isprintable():
        raise Http404  # a database may refuse to be asked for it
    if kind == COMMERCE:
        past = CommerceStatement.objects.filter(effective_at__lte=clock.now())
        return _statement(request, get_object_or_404(past, version=version))
    documents = LegalDocument.objects.filter(kind=kind, effective_at__lte=clock.now())
    return _document(request, kind, get_object_or_404(documents, version=version))


def _document(request: HttpRequest, kind: str, document: LegalDocument | None) -> HttpResponse:
    title = document.title if document else LegalDocument.Kind(kind).label
    versions = LegalDocument.objects.filter(kind=kind, effective_at__lte=clock.now()).order_by("-effective_at", "-pk")
    context = {"title": title, "kind": kind, "document": document, "versions": list(versions.defer("body"))}
    return render(request, "lms_portal/legal.html", context, status=200 if document else 404)


def _statement(request: HttpRequest, statement: CommerceStatement | None) -> HttpResponse:
    versions = CommerceStatement.objects.filter(effective_at__lte=clock.now())
    context = {
        "kind": COMMERCE,
        "document": statement,
        "versions": list(versions),
        "profile": profile_of(request),
    }
    return render(request, "lms_portal/commerce.html", context, status=200 if statement else 404)
