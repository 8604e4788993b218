"""What a printed text is: a competency ("CS-10 …"), a section of one ("10−1 …"), a topic, or outside the syllabus."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from courses.outlines.sheet import Line, Number

#: Everything that is typed or pasted for a hyphen in a number, the Japanese long-vowel mark included.
DASHES = "-‐‑‒–—―−－﹣﹘ーｰ"
CODE = re.compile(rf"([A-ZＡ-Ｚ]{{2,3}})\s*([{DASHES}])\s*(\d{{1,2}})(?!\d)(.*)")
SECTION = re.compile(rf"(\d{{1,2}})\s*([{DASHES}])\s*(\d{{1,2}})(?!\d)(.*)")
BEFORE_LABEL = " \t\u3000:：.．、"


class Kind(StrEnum):
    COMPETENCY = "competency"
    SECTION = "section"
    TOPIC = "topic"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Entry:
    """A node with what its text means.

    `code` is "CS-10" for a competency and "10-1" for a section, in plain ASCII; `label` is the text without it.
    """

    number: Number
    text: str
    kind: Kind
    code: str
    label: str

    @property
    def is_numbered(self) -> bool:
        return self.kind in {Kind.COMPETENCY, Kind.SECTION}


def classify(lines: Sequence[Line]) -> tuple[Entry, ...]:
    """Each line with its meaning.

    A competency is no part of another; a section is a direct child of one. A top branch without any competency is
    outside the syllabus, unless the outline has no competencies at all.
    """
    competencies: dict[Number, tuple[str, str]] = {}
    for line in lines:
        is_part = any(line.number[:depth] in competencies for depth in range(1, len(line.number)))
        if not is_part and (code := competency_code(line.text)):
            competencies[line.number] = code
    tops = {number[:1] for number in competencies}
    return tuple(_entry(line, competencies, tops) for line in lines)


def _entry(line: Line, competencies: dict[Number, tuple[str, str]], tops: set[Number]) -> Entry:
    if line.number in competencies:
        code, label = competencies[line.number]
        return Entry(line.number, line.text, Kind.COMPETENCY, code, label)
    if tops and line.number[:1] not in tops:
        return Entry(line.number, line.text, Kind.OUTSIDE, "", line.text)
    if line.number[:-1] in competencies and (section := section_code(line.text)):
        return Entry(line.number, line.text, Kind.SECTION, *section)
    return Entry(line.number, line.text, Kind.TOPIC, "", line.text)


def competency_code(text: str) -> tuple[str, str] | None:
    """("CS-1", "サービスの特性") of "CS-1 サービスの特性", in any width and with any dash."""
    match = CODE.fullmatch(text.strip())
    if match is None:
        return None
    prefix = unicodedata.normalize("NFKC", match[1])
    return f"{prefix}-{int(match[3])}", match[4].strip(BEFORE_LABEL)


def section_code(text: str) -> tuple[str, str] | None:
    """("5-2", "顧客対応の基本姿勢") of "5−2顧客対応の基本姿勢"."""
    match = SECTION.fullmatch(text.strip())
    if match is None:
        return None
    return f"{int(match[1])}-{int(match[3])}", match[4].strip(BEFORE_LABEL)


def parts(code: str) -> tuple[str, int]:
    """("CS", 10) of "CS-10" and ("10", 1) of "10-1"."""
    before, _dash, after = code.rpartition("-")
    return before, int(after)
