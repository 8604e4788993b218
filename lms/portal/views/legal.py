from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lms.checkout.models import LegalDocument
from lms.kernel import clock
from lms.kernel.access import public


@public
def legal(request: HttpRequest, kind: str) -> HttpResponse:
    """The version of a legal text in force now."""
    document = LegalDocument.objects.in_force(kind, at=clock.now())
    if document is None:
        raise Http404
    return render(request, "lms_portal/legal.html", {"document": document})
