"""Letters that facts call for, compared with those that exist: what is to be written, rewritten or taken back. Pure.

A rule says that a letter is called for, when it leaves, until when it makes sense, and what it says. Nobody "sends" it:
the rows are brought in line with the rules whenever a fact may have changed, as often as one likes.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A rule calls for a letter.

    Attributes:
        key: names the letter for good, "joining_instructions:enrollment:12"; its editions share it.
        kind: as for `queue_message`; the templates it is written with.
        due_at: when it leaves; a moment in the past is at once.
        ends_at: from here on it would come too late and is not sent any more; None where it never does.
        facts: what the reader relies on. When one changes after the letter has left, a further edition tells so.
        details: everything else that is printed; followed until the letter leaves, never a cause for a further edition.
    """

    key: str
    kind: str
    due_at: datetime
    ends_at: datetime | None = None
    facts: Mapping[str, str]
    details: Mapping[str, str]

    @property
    def digest(self) -> str:
        written = json.dumps([self.kind, dict(self.facts), dict(self.details)], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(written.encode()).hexdigest()


class Standing(StrEnum):
    """How far an edition is, as far as it matters here."""

    WAITING = "waiting"  # also one that is held back
    ON_ITS_WAY = "on_its_way"
    TRIED = "tried"  # in vain so far, or for good
    SENT = "sent"
    WITHDRAWN = "withdrawn"


CHANGEABLE = frozenset({Standing.WAITING, Standing.TRIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    pk: int
    number: int
    standing: Standing
    due_at: datetime
    facts: Mapping[str, str]
    digest: str


@dataclass(frozen=True, slots=True)
class Write:
    """A new edition; `said` is what the reader was told before, None where nothing has left yet."""

    number: int
    said: Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Rewrite:
    edition: Edition
    said: Mapping[str, str] | None


class Because(StrEnum):
    NOT_CALLED_FOR = "not_called_for"
    TOO_LATE = "too_late"
    TRUE_AGAIN = "true_again"


@dataclass(frozen=True, slots=True)
class TakeBack:
    edition: Edition
    because: Because


Step = Write | Rewrite | TakeBack


def next_step(call: Call | None, editions: Sequence[Edition], *, now: datetime) -> Step | None:
    """What brings the editions of one letter in line with what is called for; None when they are.

    * While an edition is on its way nothing is decided: it may have left.
    * What has left is never sent again. If its facts no longer hold, one further edition says what changed.
    * A further edition that became needless, because what was said is true again, is taken back.
    """
    if any(edition.standing is Standing.ON_ITS_WAY for edition in editions):
        return None
    said = _said(editions)
    open_edition = next((one for one in reversed(editions) if one.standing in CHANGEABLE), None)
    if call is None or (call.ends_at is not None and call.ends_at <= now):
        because = Because.NOT_CALLED_FOR if call is None else Because.TOO_LATE
        return _take_back(open_edition, because)
    if said is not None and said == dict(call.facts):
        return _take_back(open_edition, Because.TRUE_AGAIN)
    if open_edition is None:
        return Write(max((one.number for one in editions), default=0) + 1, said)
    return _rewrite(open_edition, call, said)


def changes_between(said: Mapping[str, str] | None, facts: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Name, before and after of every fact that differs, in the order of the facts; nothing for a first edition."""
    if said is None:
        return []
    names = [*facts, *(name for name in said if name not in facts)]
    return [(name, said.get(name, ""), facts.get(name, "")) for name in names if said.get(name) != facts.get(name)]


def _said(editions: Sequence[Edition]) -> dict[str, str] | None:
    sent = [edition for edition in editions if edition.standing is Standing.SENT]
    return dict(max(sent, key=lambda one: one.number).facts) if sent else None


def _take_back(edition: Edition | None, because: Because) -> TakeBack | None:
    return TakeBack(edition, because) if edition else None


def _rewrite(edition: Edition, call: Call, said: Mapping[str, str] | None) -> Rewrite | None:
    if edition.digest != call.digest:
        return Rewrite(edition, said)
    moved = edition.standing is Standing.WAITING and edition.due_at != call.due_at
    return Rewrite(edition, said) if moved else None
