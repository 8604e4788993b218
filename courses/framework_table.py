"""The columns of a published competency table: to which domain, and which area, each competency belongs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from courses.framework_cells import Name
from courses.framework_edition import Area, Domain, Item, title_key
from courses.framework_remarks import Kind, Remark


@dataclass(slots=True)
class OpenDomain:
    """A domain that still takes in competencies. `line` is where it was named."""

    area: str
    title: str
    line: int
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Column:
    """A column of the table on its way down. `area_line` is where an area was named that still has no domain."""

    area: str = ""
    area_line: int = 0
    domain: OpenDomain | None = None
    domains: list[OpenDomain] = field(default_factory=list)


def place(
    column: Column,
    parts: Sequence[Name | Item],
    line: int,
    lines_of: dict[str, int],
    remarks: list[Remark],
) -> None:
    """Go on down a column by one cell; `lines_of` remembers where each code stood first."""
    names: list[str] = []
    for part in parts:
        if isinstance(part, Name):
            names.append(part.text)
            continue
        if names:
            _open_domain(column, names, line, remarks)
            names = []
        _add(column, part, line, lines_of, remarks)
    if len(names) == 1 and len(parts) == 1:
        column.area, column.area_line, column.domain = names[0], line, None
    elif names:
        remarks.append(Remark(line, Kind.LEFT_OVER, " ".join(names)))


def _open_domain(column: Column, names: Sequence[str], line: int, remarks: list[Remark]) -> None:
    if len(names) > 2:
        remarks.append(Remark(line, Kind.TOO_MANY_HEADINGS, " / ".join(names)))
    if len(names) > 1:
        column.area = names[-2]
    if not column.area:
        remarks.append(Remark(line, Kind.NO_AREA, names[-1]))
    column.area_line = 0
    column.domain = OpenDomain(column.area, names[-1], line)
    column.domains.append(column.domain)


def _add(column: Column, item: Item, line: int, lines_of: dict[str, int], remarks: list[Remark]) -> None:
    domain = column.domain
    if not item.title:
        remarks.append(Remark(line, Kind.NO_TITLE, item.code))
    if item.code in lines_of:
        remarks.append(Remark(line, Kind.CODE_TWICE, item.code, lines_of[item.code]))
    lines_of.setdefault(item.code, line)
    if domain is None or (domain.items and domain.items[0].prefix != item.prefix):
        remarks.append(Remark(line, Kind.NO_DOMAIN, f"{item.code} {item.title}".strip()))
    else:
        domain.items.append(item)


def check(domains: Iterable[OpenDomain], lines_of: dict[str, int], remarks: list[Remark]) -> None:
    """What only the whole table shows: a domain in two places, numbers that skip, one title under two codes."""
    lines_of_prefix: dict[str, int] = {}
    numbers_of: dict[str, set[int]] = {}
    codes_of: dict[str, str] = {}
    for domain in domains:
        if not domain.items:
            continue
        prefix = domain.items[0].prefix
        if prefix in lines_of_prefix:
            remarks.append(Remark(domain.line, Kind.DOMAIN_TWICE, prefix, lines_of_prefix[prefix]))
        lines_of_prefix.setdefault(prefix, domain.line)
        numbers_of.setdefault(prefix, set()).update(item.number for item in domain.items)
        for item in domain.items:
            first = codes_of.setdefault(title_key(item.title), item.code)
            if first != item.code:
                both = f"{item.title} ({first}, {item.code})"
                remarks.append(Remark(lines_of[item.code], Kind.TITLE_TWICE, both, lines_of[first]))
    for prefix, numbers in numbers_of.items():
        missing = sorted(set(range(1, max(numbers) + 1)) - numbers)
        line = lines_of_prefix[prefix]
        remarks.extend(Remark(line, Kind.SKIPPED_NUMBER, f"{prefix}-{number}") for number in missing)


def areas_of(domains: Iterable[OpenDomain]) -> Iterator[Area]:
    """One area may be named in both columns; its domains come together where it was named first."""
    titles: dict[str, str] = {}
    members: dict[str, list[Domain]] = {}
    for domain in domains:
        if domain.items:
            key = title_key(domain.area)
            titles.setdefault(key, domain.area)
            items = tuple(sorted(domain.items, key=lambda item: item.number))
            members.setdefault(key, []).append(Domain(items[0].prefix, domain.title, items))
    return (Area(title, tuple(members[key])) for key, title in titles.items())
