"""Syllabus outlines as machines read them."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from courses.models import SyllabusOutline
from courses.outlines.drawing import Branch, branches
from courses.outlines.order import syllabus_order
from lms.kernel.access import public

router = Router()


class NodeSchema(Schema):
    """`number` and `text` as printed; `code` of competencies (CS-10) and sections (10-1); `label` is without it."""

    number: str
    anchor: str
    kind: str
    code: str | None
    label: str
    text: str
    children: list["NodeSchema"]


class OutlineSummarySchema(Schema):
    slug: str
    title: str
    framework: str | None
    framework_version: str | None
    node_count: int


class OutlineSchema(OutlineSummarySchema):
    title_printed: str
    nodes: list[NodeSchema]


@router.get("", response=list[OutlineSummarySchema], summary="Syllabus outlines")
@public
def outlines(request: HttpRequest) -> list[OutlineSummarySchema]:  # noqa: ARG001 - the name is ninja's
    return [summary(outline, outline.node_count) for outline in SyllabusOutline.objects.with_counts()]


@router.get("/{slug}", response=OutlineSchema, summary="An outline with all its nodes, in syllabus order")
@public
def outline(request: HttpRequest, slug: str) -> OutlineSchema:  # noqa: ARG001
    """Competencies in natural order (CS-2 before CS-10); `number` tells the printed one."""
    found = get_object_or_404(SyllabusOutline, slug=slug)
    entries = found.entries()
    return OutlineSchema(
        **summary(found, len(entries)).dict(),
        title_printed=found.title_printed,
        nodes=[node(branch) for branch in branches(syllabus_order(entries))],
    )


def summary(outline: SyllabusOutline, node_count: int) -> OutlineSummarySchema:
    return OutlineSummarySchema(
        slug=outline.slug,
        title=outline.title,
        framework=outline.framework_code or None,
        framework_version=outline.framework_version or None,
        node_count=node_count,
    )


def node(branch: Branch) -> NodeSchema:
    entry = branch.entry
    return NodeSchema(
        number=branch.number,
        anchor=branch.anchor,
        kind=entry.kind.value,
        code=entry.code or None,
        label=entry.label,
        text=entry.text,
        children=[node(child) for child in branch.children],
    )
