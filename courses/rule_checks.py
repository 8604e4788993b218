"""Whether a pass rule can be what somebody means. Pure: a draft and the parts of its level in, flaws out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Way(StrEnum):
    """How a rule judges; the same values as `PassRule.Judgement`."""

    FLOORS = "floors"
    UNITS = "units"
    UNPUBLISHED = "unpublished"


@dataclass(frozen=True, slots=True)
class PartShape:
    """How many scores a part has (None: several, number unknown) and the most points of one (None: unknown)."""

    score_count: int | None = 1
    maximum: Decimal | None = None

    @property
    def most(self) -> Decimal | None:
        """The most points of all its scores together."""
        return None if self.maximum is None or self.score_count is None else self.maximum * self.score_count


@dataclass(frozen=True, slots=True)
class Line:
    """One condition of a draft."""

    parts: tuple[str, ...]
    minimum: Decimal | None


class Flaw(StrEnum):
    NO_CONDITION = "no_condition"
    CONDITION_WITHOUT_RULE = "condition_without_rule"
    NO_PART = "no_part"
    UNKNOWN_PART = "unknown_part"
    PART_TWICE = "part_twice"
    NO_MINIMUM = "no_minimum"
    NOT_POSITIVE = "not_positive"
    DUPLICATE = "duplicate"
    UNREACHABLE = "unreachable"
    UNIT_OF_SEVERAL_PARTS = "unit_of_several_parts"
    UNCOUNTED_UNITS = "uncounted_units"
    NEVER_BINDS = "never_binds"


#: Odd, and allowed: the rule says the same without this condition.
WARNINGS = {Flaw.NEVER_BINDS}


@dataclass(frozen=True, slots=True)
class Finding:
    """A flaw, the line it is in (None: the rule as a whole) and the part it names."""

    flaw: Flaw
    line: int | None = None
    part: str = ""

    @property
    def is_warning(self) -> bool:
        return self.flaw in WARNINGS


def findings(way: Way, lines: Sequence[Line], parts: Mapping[str, PartShape]) -> tuple[Finding, ...]:
    """Everything that is wrong or odd about a draft, in the order of its lines."""
    if way is Way.UNPUBLISHED:
        return (Finding(Flaw.CONDITION_WITHOUT_RULE),) if lines else ()
    if not lines:
        return (Finding(Flaw.NO_CONDITION),)
    return tuple(
        finding for number in range(len(lines)) for finding in _line_findings(way, lines, number, parts)
    ) + tuple(_never_binding(way, lines))


def _line_findings(way: Way, lines: Sequence[Line], number: int, parts: Mapping[str, PartShape]) -> Iterator[Finding]:
    line = lines[number]
    unknown = [part for part in line.parts if part not in parts]
    if not line.parts:
        yield Finding(Flaw.NO_PART, number)
    elif unknown:
        yield Finding(Flaw.UNKNOWN_PART, number, unknown[0])
    elif len(set(line.parts)) < len(line.parts):
        yield Finding(Flaw.PART_TWICE, number)
    elif any(set(line.parts) == set(earlier.parts) for earlier in lines[:number]):
        yield Finding(Flaw.DUPLICATE, number)
    elif way is Way.UNITS and len(line.parts) > 1:
        yield Finding(Flaw.UNIT_OF_SEVERAL_PARTS, number)
    elif way is Way.UNITS and parts[line.parts[0]].score_count is None:
        yield Finding(Flaw.UNCOUNTED_UNITS, number, line.parts[0])
    if line.minimum is None:
        yield Finding(Flaw.NO_MINIMUM, number)
    elif line.minimum <= 0:
        yield Finding(Flaw.NOT_POSITIVE, number)
    elif line.parts and not unknown and not _is_reachable(way, line, line.minimum, parts):
        yield Finding(Flaw.UNREACHABLE, number)


def _is_reachable(way: Way, line: Line, minimum: Decimal, parts: Mapping[str, PartShape]) -> bool:
    shapes = [parts[part] for part in line.parts]
    most = [shape.maximum if way is Way.UNITS else shape.most for shape in shapes]
    known = [points for points in most if points is not None]
    return len(known) < len(most) or sum(known, Decimal(0)) >= minimum


def _never_binding(way: Way, lines: Sequence[Line]) -> Iterator[Finding]:
    """A sum that the other sums already guarantee: floors of 30 and 30 make a total of 60 say nothing."""
    if way is not Way.FLOORS or any(line.minimum is None or not line.parts for line in lines):
        return
    for number, line in enumerate(lines):
        others = [other for other in lines if other is not line and set(other.parts) < set(line.parts)]
        if line.minimum is not None and 0 < line.minimum <= _guaranteed(others):
            yield Finding(Flaw.NEVER_BINDS, number)


def _guaranteed(lines: Sequence[Line]) -> Decimal:
    """The most points that floors on separate parts guarantee together; rules have a handful of lines."""
    if not lines:
        return Decimal(0)
    first, rest = lines[0], lines[1:]
    separate = [other for other in rest if not set(other.parts) & set(first.parts)]
    return max(_guaranteed(rest), (first.minimum or Decimal(0)) + _guaranteed(separate))
