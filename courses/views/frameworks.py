"""Competency frameworks as pages anyone may read."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from courses.framework_changes import DOMAIN_CHANGES, change_lists
from courses.frameworks import difference_or_404, summaries, version_or_404
from courses.models import FrameworkVersion
from lms.kernel.access import public


@public
@require_safe
def frameworks(request: HttpRequest) -> HttpResponse:
    return render(request, "lms_courses/frameworks.html", {"frameworks": summaries()})


@public
@require_safe
def framework(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001 - Django hands over the request
    """The address without a version leads to the newest."""
    versions = FrameworkVersion.objects.filter(framework__code=code).in_order()
    if not versions:
        raise Http404(gettext("There is no framework %(code)s here.") % {"code": code})
    return redirect("lms_courses:framework_version", code=code, version=versions[-1].version)


@public
@require_safe
def framework_version(request: HttpRequest, code: str, version: str) -> HttpResponse:
    shown = version_or_404(code, version)
    return render(
        request,
        "lms_courses/framework.html",
        {
            "framework": shown.framework,
            "edition": shown.as_edition(),
            "others": [
                each for each in FrameworkVersion.objects.filter(framework=shown.framework).in_order() if each != shown
            ],
            "number": shown.number,
        },
    )


@public
@require_safe
def framework_diff(request: HttpRequest, code: str, old: str, new: str) -> HttpResponse:
    difference = difference_or_404(code, old, new)
    return render(
        request,
        "lms_courses/framework_diff.html",
        {
            "difference": difference,
            "framework": difference.framework,
            "lists": change_lists(difference.comparison),
            "domains": [(each, DOMAIN_CHANGES[each.kind]) for each in difference.comparison.domains],
        },
    )
