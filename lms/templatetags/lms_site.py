"""The frame of a page: who runs the site, where its rooms are, and the same page in the other language."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import (
    get_language,
    get_language_from_path,
    get_language_info,
    gettext,
    override,
    to_locale,
)

from lms.kernel.models import profile_of
from lms.page_frame import PageFrame, frame_of

register = template.Library()


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    label: str
    is_current: str = ""


@dataclass(frozen=True, slots=True)
class LinkGroup:
    label: str
    links: list[Link]


@dataclass(frozen=True, slots=True)
class BareProfile:
    """Stands in where there is no request to tell the site by."""

    display_name: str


@register.simple_tag(takes_context=True)
def organization(context: template.Context) -> Any:
    """The profile of the organization behind this site, read once per request."""
    request = context.get("request")
    if request is None:
        return BareProfile(getattr(settings, "WAGTAIL_SITE_NAME", ""))
    return profile_of(request)


@register.simple_block_tag(takes_context=True)
def page_title(context: template.Context, content: str) -> SafeString:
    """The title of a page on one line, kept for whoever is sent a link to it (`page_addresses`)."""
    title = mark_safe(" ".join(content.split()).replace(" ｜", "｜"))
    context.render_context["lms_page_title"] = title
    return title


@register.simple_block_tag
def page_description(content: str) -> SafeString:
    """One or two sentences for lists of results; nothing where a page has none."""
    text = mark_safe(" ".join(content.split()))
    if not text:
        return SafeString("")
    return format_html(
        '<meta name="description" content="{0}">\n  <meta property="og:description" content="{0}">', text
    )


@register.inclusion_tag("lms/elements/page_addresses.html", takes_context=True)
def page_addresses(context: template.Context) -> dict[str, Any]:
    """The one address of this page, and those of the same page in the other languages."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return {}
    return {
        "title": context.render_context.get("lms_page_title", ""),
        "canonical": request.build_absolute_uri(request.path),
        "alternates": [
            (link.code, request.build_absolute_uri(link.url.partition("?")[0])) for link in languages(context)
        ],
        "default": settings.LANGUAGE_CODE,
        "site_name": organization(context).display_name,
        "locale": to_locale(get_language() or settings.LANGUAGE_CODE),
    }


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    """Structured data for search engines. A data block is not a script: the content security policy lets it be."""
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(_unbreakable(data)))


def _unbreakable(data: dict[str, Any]) -> str:
    """JSON that can neither end its element nor open another."""
    written = json.dumps(data, ensure_ascii=False)
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@register.inclusion_tag("lms/elements/site_header.html", takes_context=True)
def site_header(context: template.Context) -> dict[str, Any]:
    request: HttpRequest | None = context.get("request")
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "user": context.get("user"),
        "profile": organization(context),
        "home_url": home_url(),
        "links": list(main_links(context)),
        "languages": list(languages(context)),
        "sign_in_url": url_or_nothing("account_login"),
        "sign_out_url": url_or_nothing("account_logout"),
    }


@register.inclusion_tag("lms/elements/site_footer.html", takes_context=True)
def site_footer(context: template.Context) -> dict[str, Any]:
    return {"profile": organization(context), "groups": [group for group in footer_groups(context) if group.links]}


@register.simple_tag
def page_link(page: Any) -> str:
    """The address of a Wagtail page in the reader's language, also where the page itself is not translated."""
    reader = get_language() or settings.LANGUAGE_CODE
    url = page.url or ""
    # Addresses are understood only while the language they are written in is active.
    with override(get_language_from_path(url) or settings.LANGUAGE_CODE):
        return str(translate_url(url, reader))


@register.simple_tag(takes_context=True)
def ancestor_pages(context: template.Context) -> list[Any]:
    """From the home page of the site down to the parent of this page."""
    return frame_of(context["request"], context.get("page")).ancestors


@register.simple_tag
def inquiry_address() -> str:
    """Where one asks the secretariat; empty in a site without that room."""
    return url_or_nothing("lms_inquiries:ask")


@register.simple_tag
def misuse_address() -> str:
    """Where one reports a title used without a license; empty in a site without that room."""
    return url_or_nothing("lms_inquiries:misuse")


@register.simple_tag
def verify_address() -> str:
    """Where a license is verified; empty in a site without that room."""
    return url_or_nothing("lms_cohorts:verify")


@register.simple_tag(takes_context=True)
def rooms(context: template.Context) -> list[Link]:
    """The rooms of the site, for a page that has nothing else to offer."""
    return list(main_links(context))


def home_url() -> str:
    return url_or_nothing("wagtail_serve", "") or "/"


def main_links(context: template.Context) -> Iterator[Link]:
    """The rooms of the site that exist in this installation."""
    request: HttpRequest | None = context.get("request")
    rooms = [
        (courses_url(context), gettext("Courses")),
        (url_or_nothing("lms_catalogue:schedule"), gettext("Schedule")),
        (url_or_nothing("lms_cohorts:verify"), gettext("Verify a license")),
        (url_or_nothing("lms_portal:my"), gettext("My page")),
    ]
    for url, label in rooms:
        if url:
            yield Link(url, label, current_mark(request, url))


def footer_groups(context: template.Context) -> Iterator[LinkGroup]:
    """The rooms again, what is looked up now and then, the ways to ask, and what the law wants found everywhere."""
    yield LinkGroup(gettext("Courses and licenses"), list(main_links(context)))
    standards = [
        (url_or_nothing("lms_courses:levels"), gettext("Exam levels")),
        (url_or_nothing("lms_courses:frameworks"), gettext("Competency frameworks")),
        (url_or_nothing("lms_courses:outlines"), gettext("Syllabus maps")),
    ]
    yield LinkGroup(gettext("Exams and standards"), existing(standards))
    answers = [
        (url_or_nothing("lms_catalogue:search"), gettext("Search")),
        (inquiry_address(), gettext("Contact the secretariat")),
    ]
    yield LinkGroup(gettext("News and questions"), [*menu_links(context), *existing(answers)])
    statements = [
        (url_or_nothing("lms_portal:legal", "commerce"), gettext("Commercial transactions statement")),
        (url_or_nothing("lms_portal:legal", "privacy"), gettext("Privacy")),
        (url_or_nothing("lms_portal:legal_overview"), gettext("Terms and statements")),
    ]
    yield LinkGroup(gettext("About this site"), existing(statements))


def existing(rooms: list[tuple[str, str]]) -> list[Link]:
    """Links to those of the rooms that have an address in this installation."""
    return [Link(url, label) for url, label in rooms if url]


def menu_links(context: template.Context) -> Iterator[Link]:
    """The pages in the reader's language that editors show in menus, in the order of the page tree."""
    request: HttpRequest | None = context.get("request")
    frame = frame_of(request, context.get("page")) if request else PageFrame()
    for page in frame.menu:
        if page.locale.language_code == get_language() and page != frame.course_index:
            yield Link(page.url, page.title, current_mark(request, page.url))


def courses_url(context: template.Context) -> str:
    """The first course index of this site, if the optional pages are installed."""
    request: HttpRequest | None = context.get("request")
    index = frame_of(request, context.get("page")).course_index if request else None
    return page_link(index) if index else ""


def current_mark(request: HttpRequest | None, url: str) -> str:
    """The value of aria-current: this very page, or a page below it."""
    if request is None or not request.path.startswith(url):
        return ""
    return "page" if request.path == url else "true"


@dataclass(frozen=True, slots=True)
class LanguageLink:
    code: str
    name: str
    url: str
    is_current: bool


def languages(context: template.Context) -> Iterator[LanguageLink]:
    """The same page in every language of the site; a translated Wagtail page by its own address."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return
    translations = frame_of(request, context.get("page")).translations
    for code, _name in settings.LANGUAGES:
        url = translations.get(code) or translate_url(request.get_full_path(), code)
        yield LanguageLink(code, get_language_info(code)["name_local"], url, is_current=code == get_language())


def url_or_nothing(name: str, *args: str) -> str:
    """The address of a room, or nothing where this installation has none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
