"""Syllabus order: by the numbers of the codes, whatever order the map was drawn in."""

from collections.abc import Iterable, Sequence

from courses.outlines.labels import Entry, Kind, parts
from courses.outlines.sheet import nested


def syllabus_order(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """CS-2 before CS-10, section 3-2 before 3-10; what has no code follows in printed order, its branch with it."""
    by_number = {entry.number: entry for entry in entries}
    children = nested(iter(by_number))
    prefixes = list(dict.fromkeys(parts(entry.code)[0] for entry in entries if entry.kind is Kind.COMPETENCY))

    def place(entry: Entry) -> tuple[int, int, int, int]:
        if entry.kind is Kind.COMPETENCY:
            prefix, count = parts(entry.code)
            return 0, prefixes.index(prefix), count, entry.number[-1]
        if entry.kind is Kind.SECTION:
            competency, count = parts(entry.code)
            return 0, int(competency), count, entry.number[-1]
        return 1, 0, 0, entry.number[-1]

    def walk(numbers: Iterable[tuple[int, ...]]) -> Iterable[Entry]:
        for entry in sorted((by_number[number] for number in numbers), key=place):
            yield entry
            yield from walk(children[entry.number])

    return tuple(walk(children[()]))
