"""Syllabus outlines as rows: a map, its nodes as printed, and the imports they came from."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.outlines.labels import Entry, Kind
from courses.outlines.reconciliation import Finding, finding_from_json
from courses.outlines.sheet import LONGEST_TEXT, MOST_LEVELS, Number, printed


class SyllabusOutlineQuerySet(models.QuerySet["SyllabusOutline"]):
    def with_counts(self) -> Any:  # rows with attributes that the model does not have
        """Each outline with `node_count` and `competency_count`."""
        return self.annotate(
            node_count=models.Count("nodes"),
            competency_count=models.Count("nodes", filter=Q(nodes__kind=OutlineNode.Kind.COMPETENCY)),
        )


class SyllabusOutline(models.Model):
    """A mind map of what is to be learned, imported from a file and kept as printed.

    Its nodes change by import alone (`courses.actions.outline`). Which framework version it follows is kept as text:
    an outline may be imported before the framework is.
    """

    slug = models.SlugField(
        _("slug"),
        max_length=80,
        unique=True,
        help_text=_("Lower-case letters, digits and hyphens. Part of addresses: choose it once."),
    )
    title = models.CharField(_("title"), max_length=200)
    title_printed = models.CharField(_("title as printed"), max_length=LONGEST_TEXT, editable=False)
    source_note = models.TextField(
        _("source note"),
        blank=True,
        help_text=_("Where the map comes from. Shown below it."),
    )
    framework_code = models.SlugField(_("competency framework"), max_length=50, blank=True)
    framework_version = models.CharField(_("framework version"), max_length=20, blank=True)
    imported_at = models.DateTimeField(_("imported at"), editable=False)

    objects = SyllabusOutlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("syllabus outline")
        verbose_name_plural = _("syllabus outlines")
        ordering = ["title", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(framework_code="", framework_version="") | ~Q(framework_code="") & ~Q(framework_version=""),
                name="lms_courses_syllabusoutline_framework",
                violation_error_message=_("Name the framework and its version together, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def follows(self) -> tuple[str, str]:
        """Code and version of the framework; two empty texts where none is known."""
        return self.framework_code, self.framework_version

    def entries(self) -> tuple[Entry, ...]:
        """All nodes in printed order, as the pure modules take them (one query)."""
        return tuple(node.as_entry() for node in self.nodes.all())


class OutlineNode(models.Model):
    """One node. `number` is the outline number as printed, "1.2.2.1"; everything of the tree is in it."""

    class Kind(models.TextChoices):
        COMPETENCY = Kind.COMPETENCY.value, _("competency")
        SECTION = Kind.SECTION.value, _("section")
        TOPIC = Kind.TOPIC.value, pgettext_lazy("outline", "topic")
        OUTSIDE = Kind.OUTSIDE.value, _("outside the syllabus")

    outline = models.ForeignKey(
        SyllabusOutline, on_delete=models.CASCADE, related_name="nodes", verbose_name=_("syllabus outline")
    )
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    position = models.PositiveIntegerField(_("position in the map"))
    depth = models.PositiveSmallIntegerField(_("level"))
    number = models.CharField(_("outline number"), max_length=MOST_LEVELS * 5)
    text = models.CharField(_("text as printed"), max_length=LONGEST_TEXT)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    code = models.CharField(_("code"), max_length=10, blank=True)
    label = models.CharField(_("text without the code"), max_length=LONGEST_TEXT, blank=True)

    class Meta:
        verbose_name = _("node of an outline")
        verbose_name_plural = _("nodes of an outline")
        ordering = ["outline", "position"]
        constraints = [
            models.UniqueConstraint(fields=["outline", "number"], name="lms_courses_outlinenode_number_unique"),
            models.UniqueConstraint(fields=["outline", "position"], name="lms_courses_outlinenode_position_unique"),
            models.CheckConstraint(
                condition=Q(depth=1, parent=None) | Q(depth__gt=1, parent__isnull=False),
                name="lms_courses_outlinenode_parent",
                violation_error_message=_("Only the nodes of the first level have no parent."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[Kind.COMPETENCY.value, Kind.SECTION.value]) & ~Q(code="")
                | Q(kind__in=[Kind.TOPIC.value, Kind.OUTSIDE.value], code=""),
                name="lms_courses_outlinenode_code",
                violation_error_message=_("Competencies and sections have a code, other nodes have none."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"

    def as_entry(self) -> Entry:
        number: Number = tuple(int(part) for part in self.number.split("."))
        return Entry(number, self.text, Kind(self.kind), self.code, self.label)


class OutlineImport(models.Model):
    """One import that changed an outline: where it came from, what it changed, and what was odd that day."""

    outline = models.ForeignKey(
        SyllabusOutline, on_delete=models.CASCADE, related_name="imports", verbose_name=_("syllabus outline")
    )
    imported_at = models.DateTimeField(_("imported at"))
    imported_by = models.CharField(_("imported by"), max_length=200)
    file_name = models.CharField(_("file"), max_length=255)
    node_count = models.PositiveIntegerField(_("nodes"))
    added = models.PositiveIntegerField(_("added"))
    removed = models.PositiveIntegerField(_("removed"))
    reworded = models.PositiveIntegerField(_("changed"))
    skipped = models.JSONField(_("skipped lines"), default=list)
    report = models.JSONField(_("reconciliation"), default=list)

    class Meta:
        verbose_name = _("import of an outline")
        verbose_name_plural = _("imports of an outline")
        ordering = ["-imported_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.outline}: {self.file_name}"

    def findings(self) -> list[Finding]:
        return [finding_from_json(stored) for stored in self.report]


def rows_of(outline: SyllabusOutline, entries: Iterable[Entry]) -> Iterable[tuple[Number, OutlineNode]]:
    """Unsaved nodes for `entries` in printed order, without their parents."""
    for position, entry in enumerate(entries):
        yield (
            entry.number,
            OutlineNode(
                outline=outline,
                position=position,
                depth=len(entry.number),
                number=printed(entry.number),
                text=entry.text,
                kind=entry.kind.value,
                code=entry.code,
                label=entry.label,
            ),
        )
