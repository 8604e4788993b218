"""What the history of a license says about a day. Pure; `License.objects.valid_on` asks the same in SQL."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Happening(StrEnum):
    """What can happen to a license."""

    ISSUED = "issued"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    REVOKED = "revoked"
    SURRENDERED = "surrendered"
    RENEWED = "renewed"
    IMPORTED = "imported"


class Standing(StrEnum):
    """What a license is on one day; exactly one of these."""

    NOT_YET = "not_yet"
    VALID = "valid"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SURRENDERED = "surrendered"


ENDINGS = {Happening.REVOKED: Standing.REVOKED, Happening.SURRENDERED: Standing.SURRENDERED}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger; `valid_until` (exclusive) only where a renewal extends the term."""

    happening: Happening
    effective_on: date
    reason: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class LicenseStatus:
    """The standing on a day, since when, why, and until when the term runs (exclusive)."""

    standing: Standing
    since: date
    valid_until: date
    reason: str = ""

    @property
    def is_valid(self) -> bool:
        return self.standing is Standing.VALID


def status_on(entries: Iterable[Entry], *, valid_from: date, valid_until: date, day: date) -> LicenseStatus:
    """The one status of a license on a day in Japan.

    An ending (revoked, surrendered) outlives everything, so that a verifier is told of it for ever; the first one
    counts. Then come the term and, inside it, suspension. Entries of one day count in the order given, which is the
    order of recording.
    """
    known = sorted((entry for entry in entries if entry.effective_on <= day), key=lambda entry: entry.effective_on)
    until = _term_end(known, valid_until)
    for entry in known:
        if entry.happening in ENDINGS:
            return LicenseStatus(ENDINGS[entry.happening], entry.effective_on, until, entry.reason)
    if day < valid_from:
        return LicenseStatus(Standing.NOT_YET, valid_from, until)
    if day >= until:
        return LicenseStatus(Standing.EXPIRED, until, until)
    return _inside_term(known, valid_from, until)


def _term_end(known: Sequence[Entry], valid_until: date) -> date:
    renewals = [entry.valid_until for entry in known if entry.happening is Happening.RENEWED and entry.valid_until]
    return renewals[-1] if renewals else valid_until


def _inside_term(known: Sequence[Entry], valid_from: date, until: date) -> LicenseStatus:
    turns = [entry for entry in known if entry.happening in {Happening.SUSPENDED, Happening.REINSTATED}]
    if not turns:
        return LicenseStatus(Standing.VALID, valid_from, until)
    last = turns[-1]
    if last.happening is Happening.SUSPENDED:
        return LicenseStatus(Standing.SUSPENDED, last.effective_on, until, last.reason)
    return LicenseStatus(Standing.VALID, max(valid_from, last.effective_on), until)
