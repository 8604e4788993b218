"""Released results, on the trainee's own page."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from lms.kernel import clock
from lms.kernel.access import owner_only
from lms.portal.account import account_of
from lms.portal.result_page import enrollments_with_results, result_page


@owner_only
def my_result(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The latest version; before the first release there is no such page."""
    return _version(request, public_id, None)


@owner_only
def my_result_version(request: HttpRequest, public_id: UUID, version: int) -> HttpResponse:
    """One of the versions, as it was released."""
    return _version(request, public_id, version)


def _version(request: HttpRequest, public_id: UUID, version: int | None) -> HttpResponse:
    enrollment = get_object_or_404(enrollments_with_results(account_of(request)), public_id=public_id)
    known = {release.version: release for release in enrollment.releases.all()}
    release = known.get(max(known) if version is None else version)
    if release is None:
        raise Http404
    context = {"title": _("Results of the evaluation"), **result_page(enrollment, release, now=clock.now())}
    return render(request, "lms_portal/result.html", context)
