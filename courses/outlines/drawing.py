"""An outline as branches to draw, with an address for each node that survives the next import."""

from collections.abc import Sequence
from dataclasses import dataclass

from courses.outlines.finding_text import marks
from courses.outlines.labels import Entry, Kind
from courses.outlines.sheet import Number, nested, printed

TO_FULL_WIDTH = 0xFEE0
Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Branch:
    """A node with all below it. `code_pieces` and `label_pieces` mark what a reader searched for."""

    entry: Entry
    anchor: str
    code_pieces: Pieces
    label_pieces: Pieces
    children: tuple["Branch", ...]

    @property
    def number(self) -> str:
        return printed(self.entry.number)

    @property
    def is_match(self) -> bool:
        return any(is_wanted for _text, is_wanted in self.code_pieces + self.label_pieces)

    @property
    def matches(self) -> int:
        return self.is_match + sum(child.matches for child in self.children)

    @property
    def size(self) -> int:
        """Nodes below."""
        return sum(1 + child.size for child in self.children)


def branches(entries: Sequence[Entry], wanted: str = "") -> tuple[Branch, ...]:
    """The branches of the first level, in the order of `entries`."""
    by_number = {entry.number: entry for entry in entries}
    children = nested(entry.number for entry in entries)
    taken: set[str] = set()
    anchors = {entry.number: _anchor(entry, taken) for entry in entries}

    def branch(number: Number) -> Branch:
        entry = by_number[number]
        return Branch(
            entry=entry,
            anchor=anchors[number],
            code_pieces=marks(entry.code, wanted),
            label_pieces=marks(entry.label, wanted),
            children=tuple(map(branch, children[number])),
        )

    return tuple(map(branch, children[()]))


def _anchor(entry: Entry, taken: set[str]) -> str:
    """A competency is at "cs-3", a section at "s3-1", anything else at its printed number; each only once a page."""
    anchor = f"n{printed(entry.number).replace('.', '-')}"
    if entry.is_numbered:
        coded = f"{'s' if entry.kind is Kind.SECTION else ''}{entry.code.lower()}"
        anchor = anchor if coded in taken else coded
    taken.add(anchor)
    return anchor


def full_width(title: str) -> str:
    """For vertical writing, where full-width letters and brackets stand upright: "第3章(CS)" as "第３章（ＣＳ）"."""
    wide = "".join(chr(ord(each) + TO_FULL_WIDTH) if "!" <= each <= "~" else each for each in title)
    return wide.replace(" ", "\u3000")
