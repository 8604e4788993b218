"""What search engines are told to read: the pages, the schedule, and the published standards."""

from collections.abc import Iterable
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET
from wagtail.contrib.sitemaps import Sitemap as PageSitemap

from cohorts.models import Cohort
from courses.models import ExamLevel, FrameworkVersion, SyllabusOutline
from lms.kernel.access import public


class _InBothLanguages(Sitemap[Any]):
    i18n = True
    alternates = True
    x_default = True


class CohortSitemap(_InBothLanguages):
    def items(self) -> Iterable[Cohort]:
        return Cohort.objects.public()

    def location(self, item: Cohort) -> str:
        return reverse("lms_catalogue:cohort", args=[item.code])


class StandardSitemap(_InBothLanguages):
    """Exam levels, framework versions and outlines, each by the arguments of its address."""

    def items(self) -> list[tuple[str, tuple[str, ...]]]:
        versions = FrameworkVersion.objects.order_by("pk").values_list("framework__code", "version")
        return [
            *(("level", (code,)) for code in ExamLevel.objects.values_list("code", flat=True)),
            *(("framework_version", version) for version in versions),
            *(("outline", (slug,)) for slug in SyllabusOutline.objects.values_list("slug", flat=True)),
        ]

    def location(self, item: tuple[str, tuple[str, ...]]) -> str:
        name, arguments = item
        return reverse(f"lms_courses:{name}", args=arguments)


class RoomSitemap(_InBothLanguages):
    """Addresses without a row of their own."""

    def items(self) -> Iterable[str]:
        return ("lms_catalogue:schedule", "lms_courses:levels", "lms_courses:frameworks", "lms_cohorts:verify")

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS = {"pages": PageSitemap, "rooms": RoomSitemap, "cohorts": CohortSitemap, "standards": StandardSitemap}


@public
@require_GET
def sitemap_xml(request: HttpRequest) -> HttpResponse:
    return sitemap(request, SITEMAPS)


@public
@require_GET
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Nothing personal is for search engines, and the license register answers people, not crawlers."""
    closed = ("/cms/", "/accounts/", "/my/", "/apply/", "/evaluate/", "/orders/", "/interest/", "/verify/", "/api/")
    lines = ["User-agent: *", *(f"Disallow: {prefix}{path}" for path in closed for prefix in ("", "/en"))]
    lines.append(f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
