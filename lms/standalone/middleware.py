import logging
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lms.kernel.contention import CHANGED_MEANWHILE, is_contention

logger = logging.getLogger(__name__)

ADMIN_PREFIX = "/cms/"
View = Callable[[HttpRequest], HttpResponse]


class AdminContentSecurityPolicy:
    """Wagtail's own screens carry small inline scripts and styles; only they are allowed them."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(ADMIN_PREFIX):
            response._csp_update = {  # type: ignore[attr-defined]
                "script-src": ["'unsafe-inline'"],
                "style-src": ["'unsafe-inline'"],
                "frame-src": ["'self'"],
            }
        return response


class StaffMultiFactor:
    """Nobody enters the admin without a second factor where the site demands one (LMS_STAFF_MFA_REQUIRED)."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.LMS_STAFF_MFA_REQUIRED
            and request.path.startswith(ADMIN_PREFIX)
            and request.user.is_authenticated
            and not is_mfa_enabled(request.user)
        ):
            messages.warning(request, _("Staff need a second factor. Set one up to continue."))
            return redirect("mfa_index")
        return self.get_response(request)


class ChangedMeanwhile:
    """Whoever loses a race for a row is told so (409), not that the site is broken; the log keeps the error."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not is_contention(error):
            return None
        logger.warning("A request gave way to another one: %s", request.path, exc_info=error)
        return render(request, "409.html", {"sentence": CHANGED_MEANWHILE}, status=409)
