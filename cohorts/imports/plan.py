"""What accepting a row would do, as the page shows it and the act carries it out."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from cohorts.imports.columns import Problem
from cohorts.models import ImportRow

Text = str | Promise


class Verdict(StrEnum):
    """UNCLEAR waits for a person's answer, or for another act; UNREADABLE for a better file."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    UNCLEAR = "unclear"
    UNREADABLE = "unreadable"


ACCEPTABLE = (Verdict.NEW, Verdict.CHANGED)


@dataclass(frozen=True, slots=True)
class Change:
    """One field as it stands and as the file has it, in words."""

    label: Text
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to an unclear row: "new", or the key of a person."""

    value: str
    label: Text
    url_of: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One row with its verdict. `heading` names it on the page; `facts` is what its kind needs to carry it out."""

    row: ImportRow
    verdict: Verdict
    heading: str = ""
    facts: Any = None
    changes: tuple[Change, ...] = ()
    notes: tuple[Text, ...] = ()
    problems: tuple[Problem, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def may_be_accepted(self) -> bool:
        return self.verdict in ACCEPTABLE

    @property
    def number(self) -> int:
        return self.row.number


@dataclass(frozen=True, slots=True)
class Plan:
    rows: tuple[Planned, ...] = field(default=())

    def counts(self) -> dict[Verdict, int]:
        found = Counter(row.verdict for row in self.rows)
        return {verdict: found[verdict] for verdict in Verdict}

    def of(self, verdict: Verdict) -> list[Planned]:
        return [row for row in self.rows if row.verdict is verdict]


def digest_of(rows: Iterable[Planned]) -> str:
    """A fingerprint of what was looked at: another one means that something changed since."""
    said = [[row.row.pk, row.verdict.value, _plain(row.changes), list(map(str, row.notes))] for row in rows]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _plain(changes: Sequence[Change]) -> list[list[str]]:
    return [[str(change.label), change.before, change.after] for change in changes]
