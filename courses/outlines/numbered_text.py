"""The text export of mind maps: "1.2.2.1. …", one node a line, with the page it was copied from around it."""

import re
from collections.abc import Iterable

from courses.outlines.reading_errors import Reason, Unreadable
from courses.outlines.sheet import Collector, Line, Number, Sheet, Skipped, printed

DOT = "[.．]"
#: At most three digits a part: "2026.11.25" in front of a map is a date. A single number needs its dot.
NUMBERED = re.compile(rf"\s*((?:\d{{1,3}}{DOT})+(?!\d)|\d{{1,3}}(?:{DOT}\d{{1,3}})+(?!\S))\s*(.*)")


def read(text: str, *, title: str) -> Sheet:
    """The outline in a text; `title` names it where no line stands above the first node.

    Raises Unreadable at the first number that skips, repeats, has no parent or no text: a file with such a number is
    cut off or was put together wrongly, and half of it would be worse than nothing.
    """
    found, others = Collector(), []
    for count, line in enumerate(text.split("\n"), start=1):
        if match := NUMBERED.fullmatch(line):
            number = tuple(int(part) for part in re.split(DOT, match[1]) if part)
            refuse_unless_next(number, found.lines, count)
            found.add(number, match[2], count)
        elif line.strip():
            others.append((count, line.strip()))
    if not found.lines:
        raise Unreadable(Reason.NO_NODES)
    first, last = found.lines[0].line, found.lines[-1].line
    above = [line for line in others if line[0] < first]
    if above:
        title = above[0][1]
        others.remove(above[0])
    skipped = tuple(Skipped(count, line, is_between=first < count < last) for count, line in others)
    return Sheet(title, tuple(found.lines), skipped)


def refuse_unless_next(number: Number, before: list[Line], line: int) -> None:
    """A number follows its elder sibling, or opens the children of the node above it."""
    if number in allowed_after(before[-1].number if before else ()):
        return
    earlier = {each.number: each.line for each in before}
    if number in earlier:
        raise Unreadable(Reason.NUMBER_TWICE, line, number=printed(number), first_line=earlier[number])
    parent, elder = number[:-1], (*number[:-1], number[-1] - 1)
    if parent and parent not in earlier:
        raise Unreadable(Reason.NO_PARENT, line, number=printed(number), parent=printed(parent))
    if number[-1] != 1 and elder not in earlier:
        elders = [each[-1] for each in earlier if each[:-1] == parent]
        expected = printed((*parent, max(elders, default=0) + 1))
        raise Unreadable(Reason.NUMBER_SKIPS, line, number=printed(number), expected=expected)
    raise Unreadable(Reason.OUT_OF_ORDER, line, number=printed(number), after=printed(before[-1].number))


def allowed_after(last: Number) -> set[Number]:
    siblings = {(*last[:depth], last[depth] + 1) for depth in range(len(last))}
    return siblings | {(*last, 1)}


def write(title: str, lines: Iterable[tuple[Number, str]]) -> str:
    """The same text back, without the page around it."""
    body = "\n".join(f"{printed(number)}. {text}" for number, text in lines)
    return f"{title}\n\n{body}\n"
