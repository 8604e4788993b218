"""Syllabus outlines for everyone: the list, the map, and the files it can be taken home in."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from courses.models import SyllabusOutline
from courses.outline_frameworks import framework_of
from courses.outline_words import in_words
from courses.outlines import numbered_text, xml_maps
from courses.outlines.drawing import Branch, branches, full_width
from courses.outlines.labels import Entry, Kind
from courses.outlines.order import syllabus_order
from courses.outlines.reconciliation import label_differences
from lms.kernel.access import public
from lms.kernel.visitor_cache import for_visitors

PRINTED = "printed"
LONGEST_QUESTION = 60


@public
@require_safe
@for_visitors
def outline_list(request: HttpRequest) -> HttpResponse:
    return render(request, "lms_courses/outlines/list.html", {"outlines": SyllabusOutline.objects.with_counts()})


@public
@require_safe
@for_visitors
def outline(request: HttpRequest, slug: str) -> HttpResponse:
    """The map: all of it or one branch (`focus`), in syllabus or printed order, with what was searched for marked."""
    found = get_object_or_404(SyllabusOutline, slug=slug)
    entries = found.entries()
    in_order = syllabus_order(entries)
    is_printed = request.GET.get("order") == PRINTED
    wanted = request.GET.get("q", "")[:LONGEST_QUESTION].strip()
    tops = branches(entries if is_printed else in_order, wanted)
    view = chosen(tops, request.GET.get("focus", ""))
    drawn = (view.branch,) if view.branch else tops
    framework = framework_of(found)
    context = {
        "outline": found,
        "root": full_width(found.title),
        "tops": tops,
        "drawn": drawn,
        "view": view,
        "is_printed": is_printed,
        "order_query": "?order=printed" if is_printed else "",
        "order_part": "order=printed&" if is_printed else "",
        "has_two_orders": entries != in_order,
        "wanted": wanted,
        "matches": sum(branch.matches for branch in drawn),
        "node_count": len(entries),
        "competency_count": sum(entry.kind is Kind.COMPETENCY for entry in entries),
        "framework": framework,
        "differences": [in_words(finding) for finding in label_differences(entries, framework)],
    }
    return render(request, "lms_courses/outlines/map.html", context)


@dataclass(frozen=True, slots=True)
class View:
    """One branch with its neighbors, or all of them."""

    branch: Branch | None = None
    before: Branch | None = None
    after: Branch | None = None


def chosen(tops: tuple[Branch, ...], anchor: str) -> View:
    if not anchor:
        return View()
    place = next((place for place, branch in enumerate(tops) if branch.anchor == anchor), None)
    if place is None:
        raise Http404
    return View(tops[place], tops[place - 1] if place else None, (*tops, None)[place + 1])


@public
@require_safe
def outline_text(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 - the views of a URLconf take it
    """The numbered text, in printed order, as it can be imported again."""
    found = get_object_or_404(SyllabusOutline, slug=slug)
    text = numbered_text.write(found.title_printed, lines_of(found.entries()))
    return as_file(text, "text/plain; charset=utf-8", f"{slug}.txt")


@public
@require_safe
def outline_opml(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001
    found = get_object_or_404(SyllabusOutline, slug=slug)
    text = xml_maps.write_opml(found.title_printed, lines_of(found.entries()))
    return as_file(text, "text/x-opml; charset=utf-8", f"{slug}.opml")


def lines_of(entries: tuple[Entry, ...]) -> list[tuple[tuple[int, ...], str]]:
    return [(entry.number, entry.text) for entry in entries]


def as_file(text: str, content_type: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name) or ""
    return HttpResponse(text, content_type=content_type, headers={"Content-Disposition": disposition})
