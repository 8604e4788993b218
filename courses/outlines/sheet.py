"""An outline as a file gives it: numbered lines in printed order, and what was left aside."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from courses.outlines.reading_errors import Reason, Unreadable

#: Generous for people (the largest outline we know has 198 nodes on 5 levels), small for a machine.
MOST_BYTES = 1_000_000
MOST_NODES = 2_000
MOST_LEVELS = 12
LONGEST_TEXT = 500
NEVER_A_CHARACTER = "\ufffe\uffff"

Number = tuple[int, ...]


def printed(number: Number) -> str:
    """(1, 2, 2, 1) as "1.2.2.1"."""
    return ".".join(map(str, number))


@dataclass(frozen=True, slots=True)
class Line:
    """One node. `text` is as printed, `line` where it stands in the file, counted from 1."""

    number: Number
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in the file that is no node: what surrounds a map on the page it was copied from, or a note."""

    line: int
    text: str
    is_between: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    lines: tuple[Line, ...]
    skipped: tuple[Skipped, ...] = ()


@dataclass(slots=True)
class Collector:
    """Takes nodes in document order and refuses what is too much."""

    lines: list[Line] = field(default_factory=list)

    def add(self, number: Number, text: str, line: int) -> None:
        if len(number) > MOST_LEVELS:
            raise Unreadable(Reason.TOO_DEEP, line, number=printed(number), most=MOST_LEVELS)
        if len(self.lines) == MOST_NODES:
            raise Unreadable(Reason.TOO_MANY, line, most=MOST_NODES)
        self.lines.append(Line(number, checked(text, line, number), line))


def checked(text: str, line: int, number: Number) -> str:
    """The text on one line, as printed otherwise."""
    text = text.replace("\n", " ").replace("\t", " ").strip()
    if not text:
        raise Unreadable(Reason.NO_TEXT, line, number=printed(number))
    if len(text) > LONGEST_TEXT:
        raise Unreadable(Reason.TEXT_TOO_LONG, line, number=printed(number), most=LONGEST_TEXT)
    refuse_control_characters(text, line)
    return text


def refuse_control_characters(text: str, line: int) -> None:
    if any(unicodedata.category(character) in {"Cc", "Cs"} or character in NEVER_A_CHARACTER for character in text):
        raise Unreadable(Reason.CONTROL_CHARACTER, line)


def nested(numbers: Iterator[Number]) -> dict[Number, list[Number]]:
    """The numbers of the children of each number, in printed order; the top level under the empty number."""
    children: dict[Number, list[Number]] = {(): []}
    for number in numbers:
        children.setdefault(number, [])
        children[number[:-1]].append(number)
    return children
