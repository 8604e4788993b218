"""What staff should know about an outline before they rely on it: a report, never a refusal."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from courses.framework_edition import title_key
from courses.outlines.labels import CODE, SECTION, Entry, Kind, parts
from courses.outlines.order import syllabus_order
from courses.outlines.sheet import Number, printed
from courses.outlines.spelling import spelling_variants, wrong_glosses


class Concern(StrEnum):
    """In the order in which the report tells them."""

    LABEL_DIFFERS = "label_differs"
    LABEL_SPELLED_OTHERWISE = "label_spelled_otherwise"
    CODE_UNKNOWN = "code_unknown"
    COMPETENCY_MISSING = "competency_missing"
    CODE_TWICE = "code_twice"
    OUTSIDE = "outside"
    ORDER = "order"
    SECTION_ELSEWHERE = "section_elsewhere"
    SECTION_SKIPS = "section_skips"
    SECTION_TWICE = "section_twice"
    DASHES = "dashes"
    NO_SPACE = "no_space"
    GLOSS = "gloss"
    SPELLING = "spelling"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. `facts` are strings and numbers only: the report is stored as JSON."""

    concern: Concern
    number: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"concern": str(self.concern), "number": self.number, "facts": dict(self.facts)}


def finding_from_json(stored: Mapping[str, Any]) -> Finding:
    return Finding(Concern(stored["concern"]), stored["number"], stored["facts"])


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework version an outline may follow: which one, what people call it, and its titles by code."""

    code: str
    version: str
    name: str
    titles: Mapping[str, str]

    @property
    def key(self) -> tuple[str, str]:
        return self.code, self.version


def reconcile(entries: Sequence[Entry], framework: Framework | None) -> list[Finding]:
    """Everything worth telling about an outline, compared with `framework` where one is known."""
    found = [
        *(_against(entries, framework) if framework else ()),
        *_twice(entries, Kind.COMPETENCY, Concern.CODE_TWICE),
        *_outside(entries),
        *_order(entries),
        *_sections(entries),
        *_twice(entries, Kind.SECTION, Concern.SECTION_TWICE),
        *_typing(entries),
        *_slips(entries, framework),
    ]
    ranks = list(Concern)
    return sorted(found, key=lambda finding: ranks.index(finding.concern))


def label_differences(entries: Sequence[Entry], framework: Framework | None) -> list[Finding]:
    """Competencies that the framework calls something else."""
    found = _against(entries, framework) if framework else ()
    return [finding for finding in found if finding.concern is Concern.LABEL_DIFFERS]


def best_framework(entries: Sequence[Entry], frameworks: Sequence[Framework]) -> Framework | None:
    """The only framework that knows every code of the outline; none where there is none, or more than one.

    A code means something else in another version, so that a version is never assumed for being the newest.
    """
    codes = {entry.code for entry in entries if entry.kind is Kind.COMPETENCY}
    fitting = [framework for framework in frameworks if codes and codes <= framework.titles.keys()]
    return fitting[0] if len(fitting) == 1 else None


def _against(entries: Sequence[Entry], framework: Framework) -> Iterator[Finding]:
    present = [entry for entry in entries if entry.kind is Kind.COMPETENCY]
    for entry in present:
        facts = {"code": entry.code, "printed": entry.label, "framework": framework.name}
        title = framework.titles.get(entry.code)
        if title is None:
            yield Finding(Concern.CODE_UNKNOWN, printed(entry.number), facts)
        elif title_key(title) != title_key(entry.label):
            yield Finding(Concern.LABEL_DIFFERS, printed(entry.number), {**facts, "title": title})
        elif title != entry.label:
            yield Finding(Concern.LABEL_SPELLED_OTHERWISE, printed(entry.number), {**facts, "title": title})
    codes = {entry.code for entry in present}
    covered = {parts(code)[0] for code in codes}
    for code, title in framework.titles.items():
        if parts(code)[0] in covered and code not in codes:
            yield Finding(Concern.COMPETENCY_MISSING, "", {"code": code, "title": title, "framework": framework.name})


def _twice(entries: Sequence[Entry], kind: Kind, concern: Concern) -> Iterator[Finding]:
    counts = Counter(entry.code for entry in entries if entry.kind is kind)
    for code, count in counts.items():
        if count > 1:
            numbers = [printed(entry.number) for entry in entries if entry.kind is kind and entry.code == code]
            yield Finding(concern, numbers[0], {"code": code, "numbers": ", ".join(numbers)})


def _outside(entries: Sequence[Entry]) -> Iterator[Finding]:
    for entry in entries:
        if entry.kind is Kind.OUTSIDE and len(entry.number) == 1:
            count = sum(each.number[0] == entry.number[0] for each in entries)
            yield Finding(Concern.OUTSIDE, printed(entry.number), {"printed": entry.text, "nodes": count})


def _order(entries: Sequence[Entry]) -> Iterator[Finding]:
    def codes(ordered: Sequence[Entry]) -> str:
        return " ".join(entry.code for entry in ordered if entry.kind is Kind.COMPETENCY)

    source, syllabus = codes(entries), codes(syllabus_order(entries))
    if source != syllabus:
        yield Finding(Concern.ORDER, "", {"source": source, "syllabus": syllabus})


def _sections(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Section 5-2 belongs under competency number 5, after 5-1."""
    competencies = {entry.number: entry for entry in entries if entry.kind is Kind.COMPETENCY}
    counted: dict[Number, set[int]] = {}
    for entry in entries:
        if entry.kind is Kind.SECTION:
            above = competencies[entry.number[:-1]]
            competency, count = parts(entry.code)
            if int(competency) != parts(above.code)[1]:
                facts = {"section": entry.code, "code": above.code}
                yield Finding(Concern.SECTION_ELSEWHERE, printed(entry.number), facts)
            else:
                counted.setdefault(above.number, set()).add(count)
    for number, counts in counted.items():
        code = competencies[number].code
        missing = [f"{parts(code)[1]}-{each}" for each in range(1, max(counts)) if each not in counts]
        if missing:
            yield Finding(Concern.SECTION_SKIPS, printed(number), {"code": code, "missing": ", ".join(missing)})


def _typing(entries: Sequence[Entry]) -> Iterator[Finding]:
    """How the numbers were typed: more than one dash, and a label that follows without a space."""
    dashes: Counter[str] = Counter()
    for entry in entries:
        if not entry.is_numbered:
            continue
        pattern = CODE if entry.kind is Kind.COMPETENCY else SECTION
        _before, dash, _count, rest = pattern.fullmatch(entry.text).groups()  # type: ignore[union-attr]
        dashes[dash] += 1
        if rest and not rest[0].isspace():
            yield Finding(Concern.NO_SPACE, printed(entry.number), {"printed": entry.text})
    if len(dashes) > 1:
        used = ", ".join(f"U+{ord(dash):04X} ×{count}" for dash, count in dashes.most_common())
        yield Finding(Concern.DASHES, "", {"used": used})


def _slips(entries: Sequence[Entry], framework: Framework | None) -> Iterator[Finding]:
    for gloss in wrong_glosses(entries):
        facts = {"abbreviation": gloss.abbreviation, "printed": gloss.printed, "usual": gloss.usual}
        yield Finding(Concern.GLOSS, printed(gloss.number), facts)
    titles = " ".join(framework.titles.values()) if framework else ""
    for variants in spelling_variants(entries):
        one, other = variants.words
        authority = [word for word in variants.words if word in titles]
        facts = {
            "one": one,
            "one_numbers": ", ".join(map(printed, variants.numbers[0])),
            "other": other,
            "other_numbers": ", ".join(map(printed, variants.numbers[1])),
            "framework": framework.name if framework and len(authority) == 1 else "",
            "preferred": authority[0] if len(authority) == 1 else "",
        }
        yield Finding(Concern.SPELLING, printed(variants.numbers[1][0]), facts)
