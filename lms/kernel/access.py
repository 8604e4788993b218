"""Who may open a page, declared on the view itself.

Every view of ours carries exactly one rule; a test walks the URLs, refuses a view without one, and knocks as a
stranger. A rule enforces its coarse half here (signed in, holds the permission). Which *rows* someone may see stays
with the view, whose first line loads through a queryset narrowed to the reader, so that other people's rows do not
exist for them (404).

    @owner_only
    def enrollment(request, pk):
        enrollment = get_object_or_404(Enrollment.objects.of(request.user), pk=pk)

Functions and view classes both take them, and `post_only` goes with any of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

View = Callable[..., HttpResponseBase]
Decorated = TypeVar("Decorated", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class AccessRule:
    """What a view promises. `asks_for_account` is False where no account is needed to get in."""

    name: str
    asks_for_account: bool = True
    permissions: tuple[str, ...] = ()


def _as_is(view: View) -> View:
    return view


def _rule(rule: AccessRule, guard: Callable[[View], View]) -> Callable[[Decorated], Decorated]:
    def guarded(view: View) -> View:
        inner = guard(view)

        @wraps(view)
        def knock(*args: Any, **kwargs: Any) -> HttpResponseBase:
            return inner(*args, **kwargs)

        knock.lms_access = rule  # type: ignore[attr-defined]
        return knock

    return _for_functions_and_classes(guarded)


def _for_functions_and_classes(decorator: Callable[[View], View]) -> Callable[[Decorated], Decorated]:
    def decorate(view: Any) -> Any:
        return method_decorator(decorator, name="dispatch")(view) if isinstance(view, type) else decorator(view)

    return decorate


#: Anyone, without an account.
public = _rule(AccessRule("public", asks_for_account=False), _as_is)

#: Whoever holds an address nobody can guess (a token in the path); the view answers 404 to a wrong one.
secret_link = _rule(AccessRule("secret_link", asks_for_account=False), _as_is)

#: A machine that signs what it sends; the view verifies the signature before reading the body.
signed_request = _rule(AccessRule("signed_request", asks_for_account=False), _as_is)


def _asks_to_sign_in(view: View) -> View:
    """Sends visitors to the sign-in page and back.

    A form that is sent after the session has ended leads back to the page it stood on: its own address may answer
    to POST alone.
    """
    guarded = login_required(view)

    @wraps(view)
    def knock(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated:
            return redirect_to_login(_page_it_stood_on(request))
        return guarded(request, *args, **kwargs)

    return knock


def _page_it_stood_on(request: HttpRequest) -> str:
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return request.get_full_path()
    stood_on = urlsplit(page)
    return urlunsplit(("", "", stood_on.path, stood_on.query, "")) or "/"


#: Any account; what it shows is the same for all of them, or their own by construction ("my page").
signed_in = _rule(AccessRule("signed_in"), _asks_to_sign_in)

#: The account the rows name: the applicant, the assigned evaluator, the contact. Others get 404.
owner_only = _rule(AccessRule("owner_only"), _asks_to_sign_in)


def staff_only(*permissions: str) -> Callable[[Decorated], Decorated]:
    """An account that holds all these permissions ("lms_cohorts.work_as_secretariat"); others get 403."""

    def guard(view: View) -> View:
        return login_required(permission_required(permissions, raise_exception=True)(view))

    return _rule(AccessRule("staff_only", permissions=permissions), guard)


def _marked_post_only(view: View) -> View:
    guarded = require_POST(view)
    guarded.lms_post_only = True  # type: ignore[attr-defined]
    return guarded


#: Changes state and shows nothing: GET answers 405.
post_only = _for_functions_and_classes(_marked_post_only)


def access_rule(view: Callable[..., Any]) -> AccessRule | None:
    """The rule a view was declared with, or None where somebody forgot."""
    rule = getattr(view, "lms_access", None)
    return rule if isinstance(rule, AccessRule) else None


def is_post_only(view: Callable[..., Any]) -> bool:
    return bool(getattr(view, "lms_post_only", False))
