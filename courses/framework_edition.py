"""One edition of a competency framework as plain values, which text reader, comparison and pages share."""

import re
import unicodedata
from dataclasses import dataclass

_BETWEEN_LONE_LETTERS = re.compile(r"(?<!\S)(\S)\s+(?=\S(?!\S))")


@dataclass(frozen=True, slots=True)
class Item:
    """One competency, its title exactly as printed. A code says nothing outside its edition."""

    code: str
    title: str

    @property
    def prefix(self) -> str:
        return self.code.partition("-")[0]

    @property
    def number(self) -> int:
        return int(self.code.partition("-")[2])


@dataclass(frozen=True, slots=True)
class Domain:
    prefix: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """`title` as printed, `name` without the letter spacing some prints use."""

    title: str
    domains: tuple[Domain, ...]

    @property
    def name(self) -> str:
        return without_letter_spacing(self.title)


@dataclass(frozen=True, slots=True)
class Edition:
    version: str
    areas: tuple[Area, ...]
    note: str = ""

    @property
    def domains(self) -> tuple[Domain, ...]:
        return tuple(domain for area in self.areas for domain in area.domains)

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for domain in self.domains for item in domain.items)


def without_letter_spacing(title: str) -> str:
    """「構 築」 is 「構築」: spaces between lone characters only widen the print."""
    return _BETWEEN_LONE_LETTERS.sub(r"\1", title)


def title_key(title: str) -> str:
    """What two prints of one title share: NFKC, no white space, no middle dot."""
    return "".join(unicodedata.normalize("NFKC", title).split()).replace("・", "")


def natural_version(version: str) -> tuple[int, ...]:
    """「10.0」 comes after 「2.0」."""
    return tuple(int(part) for part in version.split("."))
