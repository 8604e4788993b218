"""What an import would change: nodes are recognised by what they say and where they hang, not by their number."""

from collections.abc import Sequence
from dataclasses import dataclass

from courses.framework_edition import title_key
from courses.outlines.labels import Entry
from courses.outlines.sheet import Number, nested


@dataclass(frozen=True, slots=True)
class Reworded:
    before: Entry
    after: Entry


@dataclass(frozen=True, slots=True)
class Changes:
    """`renumbered` counts nodes that only moved up or down among their siblings, with their branches."""

    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    reworded: tuple[Reworded, ...] = ()
    renumbered: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.reworded or self.renumbered)


def compare(before: Sequence[Entry], after: Sequence[Entry]) -> Changes:
    """What leads from one state of an outline to another.

    Siblings are paired by code, else by text; of those left over the ones that stand in the same place are taken to be
    reworded. A branch that hangs elsewhere is removed there and added here.
    """
    pairing = _Pairing(before, after)
    pairs = pairing.below((), ())
    kept = set(pairs.values())
    old, new = pairing.old, pairing.new
    return Changes(
        added=tuple(entry for entry in after if entry.number not in kept),
        removed=tuple(entry for entry in before if entry.number not in pairs),
        reworded=tuple(Reworded(old[a], new[b]) for a, b in pairs.items() if old[a].text != new[b].text),
        renumbered=sum(a != b for a, b in pairs.items()),
    )


class _Pairing:
    def __init__(self, before: Sequence[Entry], after: Sequence[Entry]) -> None:
        self.old = {entry.number: entry for entry in before}
        self.new = {entry.number: entry for entry in after}
        self.old_children, self.new_children = nested(iter(self.old)), nested(iter(self.new))

    def below(self, old: Number, new: Number) -> dict[Number, Number]:
        """Which node below `new` is which below `old`."""
        mine, theirs = list(self.old_children[old]), list(self.new_children[new])
        matched: dict[Number, Number] = {}
        for same in (_same_text, _same_meaning, _same_place):
            for number in list(mine):
                other = next((each for each in theirs if same(self.old[number], self.new[each])), None)
                if other is not None:
                    matched[number] = other
                    mine.remove(number)
                    theirs.remove(other)
        deeper = [self.below(a, b) for a, b in matched.items()]
        return matched | {a: b for pairs in deeper for a, b in pairs.items()}


def _same_text(one: Entry, other: Entry) -> bool:
    return one.text == other.text


def _same_meaning(one: Entry, other: Entry) -> bool:
    return one.code == other.code if one.code else title_key(one.text) == title_key(other.text)


def _same_place(one: Entry, other: Entry) -> bool:
    return one.number[-1] == other.number[-1] and not one.code and not other.code
