"""The pages that the frame of a page names (the way up, other languages, courses, menu), found with one query."""

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Page

UNDER_HOME = 3  # below the root that no site shows, and a home page


@dataclass(slots=True)
class PageFrame:
    """Base pages with their addresses; all empty on a page that is not Wagtail's in a site without our course pages."""

    ancestors: list[Any] = field(default_factory=list)
    translations: dict[str, str] = field(default_factory=dict)
    course_index: Any = None
    menu: list[Any] = field(default_factory=list)


def frame_of(request: HttpRequest, page: Any = None) -> PageFrame:
    """What surrounds `page` (a Wagtail page, or nothing), read once per request.

    Ancestors run from the home page of the site down to the parent; translations give the addresses of the page in the
    other languages by their code; the menu holds what editors chose to show in menus right under the home pages.
    """
    known = getattr(request, "lms_page_frame", None)
    if not isinstance(known, PageFrame):
        known = _read(page if isinstance(page, Page) else None)
        request.lms_page_frame = known  # type: ignore[attr-defined]
    return known


def _read(page: Any) -> PageFrame:
    wanted = Q(depth=UNDER_HOME, show_in_menus=True)
    if page is not None:
        wanted |= Q(path__in=_paths_above(page)) | Q(translation_key=page.translation_key)
    index_type = _course_index_type()
    if index_type:
        wanted |= Q(content_type=index_type)
    found = [each for each in Page.objects.live().filter(wanted).select_related("locale").order_by("path") if each.url]
    return PageFrame(
        ancestors=[each for each in found if page is not None and each.path in _paths_above(page)],
        translations={
            each.locale.language_code: each.url
            for each in found
            if page is not None and each.translation_key == page.translation_key and each.pk != page.pk
        },
        course_index=next((each for each in found if index_type and each.content_type_id == index_type.pk), None),
        menu=[each for each in found if each.depth == UNDER_HOME and each.show_in_menus],
    )


def _paths_above(page: Any) -> list[str]:
    """The tree paths of the ancestors, without the root that no site shows."""
    return [page.path[:end] for end in range(2 * page.steplen, len(page.path), page.steplen)]


def _course_index_type() -> ContentType | None:
    if not apps.is_installed("lms.pages"):
        return None
    return ContentType.objects.get_for_model(apps.get_model("lms_pages", "CourseIndexPage"))
