"""A public page is drawn once for all visitors who ask within a few seconds.

When applications open, many people ask for the same page at the same moment. Seats and edits on a kept page are at most
`LMS_VISITOR_CACHE_SECONDS` old; what the clock decides (prices, states, deadlines) is never older than the minute,
because a new minute is a new page: every boundary of ours falls on a full minute.

Only pages that say so are kept (`for_visitors`), only for people without a session, and only whole: a page that sets a
cookie, holds a form token or a CSP nonce belongs to one reader.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from lms.kernel import clock, conf

GetResponse = Callable[[HttpRequest], HttpResponse]
KEPT_HEADERS = ("Content-Type", "Content-Language", "X-Robots-Tag", "Link")
Kept = tuple[bytes, dict[str, str]]
Response = TypeVar("Response", bound=HttpResponseBase)


def for_visitors(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Declare that what this view shows to visitors is the same for all of them."""

    @wraps(view)
    def drawn(*args: Any, **kwargs: Any) -> HttpResponseBase:
        return same_for_all(view(*args, **kwargs))

    return drawn


def same_for_all(response: Response) -> Response:
    response.lms_for_visitors = True  # type: ignore[attr-defined]
    return response


class VisitorCache:
    """Middleware; stands after the security headers, which are added to kept pages anew, and before the session."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not conf.VISITOR_CACHE_SECONDS or request.method != "GET" or request.COOKIES:
            return self.get_response(request)
        key = _key(request)
        if kept := cache.get(key):
            return _again(kept)
        response = self.get_response(request)
        if _may_be_kept(request, response):
            headers = {name: response[name] for name in KEPT_HEADERS if name in response}
            cache.set(key, (bytes(response.content), headers), conf.VISITOR_CACHE_SECONDS)
        return response


def _key(request: HttpRequest) -> str:
    minute = int(clock.now().timestamp() // 60)
    asked = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
    return f"lms.visitors.{minute}.{hashlib.sha256(asked.encode()).hexdigest()}"


def _again(kept: Kept) -> HttpResponse:
    content, headers = kept
    return HttpResponse(content, headers=headers)


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        getattr(response, "lms_for_visitors", False)
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and not getattr(request, "csp_nonce", None)
    )
