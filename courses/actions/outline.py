"""Import a syllabus outline from a file: read, compare, and only then write, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from courses.models import OutlineImport, OutlineNode, SyllabusOutline
from courses.models.outline import rows_of
from courses.outline_words import why_unreadable
from courses.outlines import reading
from courses.outlines.changes import Changes, compare
from courses.outlines.labels import Entry, classify
from courses.outlines.reading_errors import Unreadable
from courses.outlines.reconciliation import Finding, Framework, best_framework, reconcile
from courses.outlines.sheet import Sheet
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

LONGEST_TITLE = 200
LONGEST_FILE_NAME = 255


class OutlineUnreadable(Obstacle):
    """The file is no outline; the message names line and reason."""


class FrameworkUnknown(Obstacle):
    """The framework version named for the outline was not imported; the message names it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. Nothing is written before `import_outline` is called with it."""

    slug: str
    file_name: str
    sheet: Sheet
    entries: tuple[Entry, ...]
    outline: SyllabusOutline | None
    changes: Changes
    framework: Framework | None
    report: list[Finding]

    @property
    def changes_anything(self) -> bool:
        return self.outline is None or self.is_retitled or self.follows_anew or bool(self.changes)

    @property
    def is_retitled(self) -> bool:
        return self.outline is not None and self.outline.title_printed != self.sheet.title

    @property
    def follows_anew(self) -> bool:
        """The outline would be compared with another framework version than before."""
        return self.framework is not None and (self.outline is None or self.outline.follows != self.framework.key)


def plan_import(
    data: bytes,
    *,
    file_name: str,
    frameworks: Sequence[Framework],
    slug: str = "",
    follows: tuple[str, str] | None = None,
) -> Plan:
    """Read a file and compare it with the outline it belongs to: that of `slug`, else that of the same printed title.

    `follows` names a framework version. Without it an outline keeps what it follows, and one that follows nothing gets
    the only version that knows all its codes. Raises OutlineUnreadable and FrameworkUnknown.
    """
    stem = PurePath(file_name).stem
    try:
        sheet = reading.read(data, title=stem)
        entries = classify(sheet.lines)
    except Unreadable as refused:
        raise OutlineUnreadable(why_unreadable(refused)) from refused
    outline = _outline_of(slug, sheet.title)
    framework = _framework(entries, outline, frameworks, follows)
    return Plan(
        slug=outline.slug if outline else slug or slugify(stem) or "outline",
        file_name=file_name,
        sheet=sheet,
        entries=entries,
        outline=outline,
        changes=compare(outline.entries() if outline else (), entries),
        framework=framework,
        report=reconcile(entries, framework),
    )


def _outline_of(slug: str, title: str) -> SyllabusOutline | None:
    if slug:
        return SyllabusOutline.objects.filter(slug=slug).first()
    found = list(SyllabusOutline.objects.filter(title_printed=title)[:2])
    return found[0] if len(found) == 1 else None


def _framework(
    entries: Sequence[Entry],
    outline: SyllabusOutline | None,
    frameworks: Sequence[Framework],
    follows: tuple[str, str] | None,
) -> Framework | None:
    known = {framework.key: framework for framework in frameworks}
    if follows is not None:
        if follows not in known:
            raise FrameworkUnknown(
                _("The framework version %(name)s is not here yet. Import it first.") % {"name": " ".join(follows)}
            )
        return known[follows]
    if outline is not None and outline.framework_code:
        return known.get(outline.follows)
    return best_framework(entries, frameworks)


@transaction.atomic
def import_outline(plan: Plan, *, by: Actor, now: datetime) -> SyllabusOutline:
    """Write what was planned, in one transaction; an import that changes nothing leaves no trace.

    The comparison is made again here, so that what is recorded is true even if somebody imported meanwhile.
    """
    outline = SyllabusOutline.objects.select_for_update().filter(slug=plan.slug).first()
    if outline is None:
        outline = SyllabusOutline(slug=plan.slug, title=plan.sheet.title[:LONGEST_TITLE])
    plan = replace(plan, outline=outline if outline.pk else None, changes=compare(_stored(outline), plan.entries))
    if not plan.changes_anything:
        return outline
    outline.title_printed, outline.imported_at = plan.sheet.title, now
    if plan.framework is not None:
        outline.framework_code, outline.framework_version = plan.framework.key
    outline.save()
    _replace_nodes(outline, plan.entries)
    counts = {
        "added": len(plan.changes.added),
        "removed": len(plan.changes.removed),
        "reworded": len(plan.changes.reworded),
    }
    OutlineImport.objects.create(
        outline=outline,
        imported_at=now,
        imported_by=by.label,
        file_name=plan.file_name[:LONGEST_FILE_NAME],
        node_count=len(plan.entries),
        skipped=[{"line": skipped.line, "text": skipped.text} for skipped in plan.sheet.skipped],
        report=[finding.as_json() for finding in plan.report],
        **counts,
    )
    audit.record("lms_courses.import_outline", outline, by=by, file=plan.file_name, nodes=len(plan.entries), **counts)
    return outline


def _stored(outline: SyllabusOutline) -> tuple[Entry, ...]:
    return outline.entries() if outline.pk else ()


def _replace_nodes(outline: SyllabusOutline, entries: Sequence[Entry]) -> None:
    """All nodes anew, level by level: nothing refers to a node but by its code or number."""
    outline.nodes.all().delete()
    rows = dict(rows_of(outline, entries))
    for depth in range(1, max(map(len, rows)) + 1):
        level = [(number, row) for number, row in rows.items() if len(number) == depth]
        for number, row in level:
            row.parent = rows.get(number[:-1])
        OutlineNode.objects.bulk_create([row for _number, row in level])
