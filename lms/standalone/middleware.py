from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

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
