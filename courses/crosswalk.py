"""How competencies of one version are carried over to another: what was decided, and what is merely suggested."""

from dataclasses import dataclass
from datetime import datetime

from courses.framework_diff import Comparison, suggestions
from courses.framework_edition import Edition, Item
from courses.models import CrosswalkEntry, FrameworkVersion


@dataclass(frozen=True, slots=True)
class CrosswalkLine:
    """One entry as visitors read it. A suggestion has no reason and no moment: nobody has decided it."""

    status: CrosswalkEntry.Status
    kind: CrosswalkEntry.Kind
    sources: tuple[Item, ...]
    targets: tuple[Item, ...]
    basis: CrosswalkEntry.Basis
    reason: str = ""
    decided_at: datetime | None = None

    @property
    def is_decided(self) -> bool:
        return self.status == CrosswalkEntry.Status.DECIDED


def crosswalk_lines(
    source: FrameworkVersion, target: FrameworkVersion, comparison: Comparison
) -> tuple[CrosswalkLine, ...]:
    """Decisions first, then suggestions: those that staff entered, and those the data makes about what is left."""
    entries = list(CrosswalkEntry.objects.between(source, target).with_competencies())
    stored = [_stored(entry) for entry in entries]
    spoken_for = {item for line in stored for item in line.sources}
    computed = [
        line
        for line in computed_lines(source.as_edition(), target.as_edition(), comparison)
        if not spoken_for.intersection(line.sources)
    ]
    shown = [line for line in stored if line.status != CrosswalkEntry.Status.DISMISSED]
    return tuple(sorted([*shown, *computed], key=lambda line: not line.is_decided))


def computed_lines(old: Edition, new: Edition, comparison: Comparison) -> list[CrosswalkLine]:
    """What the data suggests, whatever people have said about it."""
    kinds = CrosswalkEntry.Kind
    return [
        CrosswalkLine(
            status=CrosswalkEntry.Status.SUGGESTED,
            kind=kinds.SPLIT if len(each.new) > 1 else kinds.SUCCESSOR,
            sources=(each.old,),
            targets=each.new,
            basis=CrosswalkEntry.Basis(each.basis.value),
        )
        for each in suggestions(old, new, comparison)
    ]


def _stored(entry: CrosswalkEntry) -> CrosswalkLine:
    return CrosswalkLine(
        status=CrosswalkEntry.Status(entry.status),
        kind=CrosswalkEntry.Kind(entry.kind),
        sources=tuple(each.as_value() for each in entry.sources.all()),
        targets=tuple(each.as_value() for each in entry.targets.all()),
        basis=CrosswalkEntry.Basis(entry.basis),
        reason=entry.reason,
        decided_at=entry.decided_at,
    )
