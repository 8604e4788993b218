"""Every mail of a demonstration, as its reader would read it. Mails hold sign-in codes: never on a real site."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.kernel import clock
from lms.kernel.access import public
from lms.kernel.models import Message

PAGE_SIZE = 30


def _in_demonstration(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Open to anyone, but 404 unless the site says LMS_OUTBOX_PAGE; never cached, never indexed."""

    @public
    @never_cache
    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not getattr(settings, "LMS_OUTBOX_PAGE", False):
            raise Http404
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


@_in_demonstration
def mails(request: HttpRequest) -> HttpResponse:
    """Newest first; `q` searches address, name and subject, `format=json` answers programs."""
    query = request.GET.get("q", "").strip()
    page = Paginator(_found(query), PAGE_SIZE).get_page(request.GET.get("page"))
    if request.GET.get("format") == "json":
        return JsonResponse(_as_data(page), json_dumps_params={"ensure_ascii": False})
    page_query = f"{urlencode({'q': query})}&" if query else ""
    context = {"page": page, "query": query, "page_query": page_query}
    return render(request, "lms_standalone/outbox/mails.html", context)


@_in_demonstration
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(Message, pk=pk)
    context = {"mail": message, "sender": settings.DEFAULT_FROM_EMAIL}
    return render(request, "lms_standalone/outbox/mail.html", context)


def _found(query: str) -> QuerySet[Message]:
    wanted = Q(to_email__icontains=query) | Q(to_name__icontains=query) | Q(subject__icontains=query)
    mails = Message.objects.without_planned()
    return mails.filter(wanted) if query else mails


def _as_data(page: Page[Message]) -> dict[str, object]:
    return {
        "count": page.paginator.count,
        "page": page.number,
        "pages": page.paginator.num_pages,
        "mails": [
            {
                "id": message.pk,
                "url": reverse("lms_outbox:mail", args=[message.pk]),
                "kind": message.kind,
                "to_email": message.to_email,
                "to_name": message.to_name,
                "language": message.language,
                "subject": message.subject,
                "body": message.body,
                "status": message.status,
                "created_at": message.created_at.astimezone(clock.JST).isoformat(),
                "sent_at": message.sent_at.astimezone(clock.JST).isoformat() if message.sent_at else None,
            }
            for message in page.object_list
        ],
    }


app_name = "lms_outbox"
urlpatterns = [
    path("", mails, name="mails"),
    path("<int:pk>/", mail, name="mail"),
]
